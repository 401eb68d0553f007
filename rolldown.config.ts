import { defineConfig } from "rolldown";
import { precompileValidators } from "./scripts/precompile-validators.ts";

// One bundle instead of 68 MB of packages: it starts 4 times faster, and the AWS SDK becomes a chunk of its own that
// only the commands that collect ever load.
export default defineConfig({
  input: { cli: "src/cli.ts" },
  platform: "node",
  plugins: [precompileValidators()],
  // The AWS SDK publishes its tree-shakeable ES modules as `module` beside the CommonJS `main`.
  resolve: { mainFields: ["module", "main"] },
  transform: { target: "node20.19" },
  output: {
    dir: "dist",
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    banner: (chunk) => (chunk.name === "cli" ? "#!/usr/bin/env node" : ""),
    cleanDir: true,
  },
});
