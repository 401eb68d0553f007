import { basename } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

interface Area {
  include: string[];
  exclude: string[];
  /** What is quick and close to one file: a mutant is dead at its first failure, and most die here. */
  first: readonly string[];
  last: readonly string[];
  /** Names of tests that take long to say what others say too. */
  slow?: string;
  /** Long tests of what only some groups of files do. */
  only?: Readonly<Record<string, readonly string[]>>;
  runs: string;
}

/** The tests that mutants of src/network, or src/policy, have to live through; scripts/mutate.ts says which. */
const areas: Readonly<Record<string, Area>> = {
  network: {
    include: ["test/unit/network/*.test.ts"],
    exclude: ["test/unit/network/*.property.test.ts", "test/unit/network/model-page.test.ts"],
    first: ["door", "cidr", "prefix-lists", "zones", "endpoints", "nat-gateway-use", "subnets", "slice", "ends"],
    last: ["missing-answers"],
    runs: "25",
  },
  policy: {
    include: ["test/unit/policy/*.test.ts", "test/unit/policy-product/*.test.ts"],
    // The last compares what is generated with the sources, and Stryker's are not those.
    exclude: [
      "test/unit/policy/*.property.test.ts",
      "test/unit/policy/hostile.test.ts",
      "test/unit/policy-product/knowledge-generated.test.ts",
    ],
    first: [],
    // By the time they take.
    last: [
      "key-values",
      "aws-examples",
      "tighten",
      "assess",
      "key-table",
      "variables",
      "facts",
      "command",
      "text-classes",
      "decide",
      "properties",
      "condition-table",
      "enumerated",
      "too-many",
    ],
    slow: "remembers a bounded number|whatever is offered|any text at all|too long|never extend what",
    only: {
      "text-classes": ["letters", "machine", "texts"],
      "too-many": ["letters", "machine", "texts", "keys", "callers", "resources", "actions"],
      "condition-table": ["parse", "evaluate", "keys"],
      "key-table": ["evaluate", "keys", "callers", "resources"],
      variables: ["evaluate", "keys", "callers", "resources", "search"],
      enumerated: ["evaluate", "keys", "machine", "texts", "callers", "resources", "actions", "search"],
      properties: ["evaluate", "keys", "callers", "resources", "actions", "search"],
      tighten: ["tighten", "rest"],
      assess: ["tighten", "words", "rest"],
      command: ["tighten", "words", "rest"],
      facts: ["actions", "tighten", "words", "rest"],
    },
    runs: "6",
  },
};
const area = areas[process.env["MUTATED_AREA"] ?? "network"];
if (area === undefined) throw new Error(`MUTATED_AREA is one of ${Object.keys(areas).join(", ")}`);
const { include, exclude, first, last, slow, only, runs } = area;
// By hand, without a group, all of them run.
const group = process.env["MUTATED_GROUP"];
const elsewhere = Object.entries(only ?? {}).flatMap(([name, groups]) =>
  group === undefined || groups.includes(group) ? [] : [`**/${name}.test.ts`],
);

class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const name = basename(moduleId, ".test.ts");
      if (last.includes(name)) return first.length + 1 + last.indexOf(name);
      return first.includes(name) ? first.indexOf(name) : first.length;
    };
    return files.toSorted((a, b) => rank(a) - rank(b));
  }
}

/** Mutation testing runs a test thousands of times, so the properties get few runs or are left out. See CONTRIBUTING.md. */
export default defineConfig({
  test: {
    include,
    exclude: [...exclude, ...elsewhere],
    ...(slow === undefined ? {} : { testNamePattern: new RegExp(`^(?!.*(?:${slow}))`, "u") }),
    env: { MUTATION_RUN: "1", PROPERTY_RUNS: runs, PROPERTY_SEED: "1" },
    testTimeout: 60_000,
    isolate: false,
    fileParallelism: false,
    sequence: { sequencer: QuickFirst },
  },
});
