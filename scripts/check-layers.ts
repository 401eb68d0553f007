import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { transformSync } from "@swc/core";

/**
 * The layers, checked by dependency-cruiser: once with the types, once without. It cannot tell `import type` from
 * `import` without TypeScript's old compiler API, so the second run sees a copy of the sources without types.
 */
const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.includes("html/client/"),
);
const stripped = mkdtempSync(join(tmpdir(), "vpclint-layers-"));
try {
  copyWithoutTypes(stripped);
  const passed = [cruise(process.cwd(), { LAYERS_WITH_TYPES: "1" }), cruise(stripped, {})];
  if (passed.includes(false)) process.exitCode = 1;
} finally {
  rmSync(stripped, { recursive: true });
}

function copyWithoutTypes(folder: string): void {
  for (const file of sources) {
    const { code } = transformSync(readFileSync(join("src", file), "utf8"), {
      filename: file,
      jsc: { parser: { syntax: "typescript" }, target: "es2023", transform: { verbatimModuleSyntax: true } },
    });
    mkdirSync(dirname(join(folder, "src", file)), { recursive: true });
    writeFileSync(join(folder, "src", file), code);
  }
  for (const beside of ["schemas", "package.json", ".dependency-cruiser.cjs"]) {
    cpSync(beside, join(folder, beside), { recursive: true });
  }
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
}

function cruise(cwd: string, settings: Record<string, string>): boolean {
  const args = [
    resolve("node_modules/.bin/depcruise"),
    "src",
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type",
    "err-long",
  ];
  const { stdout, status } = spawnSync(process.execPath, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  console.log(stdout.trim());
  // dependency-cruiser that cannot parse TypeScript reports "no violations (0 modules)" and exits 0. So count.
  const cruised = Number(/(\d+) modules/.exec(stdout)?.[1] ?? 0);
  if (cruised >= sources.length) return status === 0;
  console.error(
    `dependency-cruiser saw ${cruised} modules, but src/ has ${sources.length} files: the layers were not checked`,
  );
  return false;
}
