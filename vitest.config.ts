import { defineConfig } from "vitest/config";
import { ClosingLine } from "./test/support/closing-line.ts";

export default defineConfig({
  test: {
    reporters: ["default", new ClosingLine()],
    include: ["test/**/*.test.ts"],
    exclude: ["test/moto/**"],
    // Scenarios and end-to-end tests start Node processes: two cores, so give them time rather than a race.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { include: ["src/**"], reporter: ["text-summary", "json-summary"] },
  },
});
