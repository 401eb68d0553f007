import { basename } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

/** What is quick and close to one file first: a mutant is dead at its first failure, and most die here. */
const first = ["door", "cidr", "prefix-lists", "zones", "endpoints", "nat-gateway-use", "subnets", "slice", "ends"];
const last = "missing-answers";

class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const name = basename(moduleId, ".test.ts");
      if (name === last) return Number.POSITIVE_INFINITY;
      return first.includes(name) ? first.indexOf(name) : first.length;
    };
    return files.toSorted((a, b) => rank(a) - rank(b));
  }
}

/** Mutation testing runs a test thousands of times, so the properties get few runs or are left out. See CONTRIBUTING.md. */
export default defineConfig({
  test: {
    include: ["test/unit/network/*.test.ts"],
    exclude: ["test/unit/network/*.property.test.ts", "test/unit/network/model-page.test.ts"],
    env: { PROPERTY_RUNS: "25", PROPERTY_SEED: "1" },
    testTimeout: 60_000,
    isolate: false,
    fileParallelism: false,
    sequence: { sequencer: QuickFirst },
  },
});
