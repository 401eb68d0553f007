import { defineConfig } from "vitest/config";

/** Mutation testing runs a test thousands of times, so the properties get fewer runs. See `npm run mutate:network`. */
export default defineConfig({
  test: {
    include: ["test/unit/network/*.test.ts"],
    exclude: ["test/unit/network/*.property.test.ts"],
    env: { PROPERTY_RUNS: "25" },
    testTimeout: 60_000,
    isolate: false,
    fileParallelism: false,
  },
});
