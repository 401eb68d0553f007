import { defineConfig } from "vitest/config";
import { ClosingLine } from "./test/support/closing-line.ts";

/** The suite against moto, an emulator that no one here wrote. `npm run test:moto` prepares what it needs and runs it. */
export default defineConfig({
  test: {
    reporters: ["default", new ClosingLine()],
    include: ["test/moto/**/*.test.ts"],
    // Each file has a moto server of its own, which one core feeds; side by side they would only slow each other.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
  },
});
