import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import packageJson from "../../package.json" with { type: "json" };

export const tool = { name: packageJson.name, version: packageJson.version };

/** The folder of the package, from the source as from the bundle: rules.yaml, schemas and examples stand in it. */
export function packageFile(...parts: string[]): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "rules.yaml"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("the package's own rules.yaml is missing: install vpclint again");
    folder = parent;
  }
  return join(folder, ...parts);
}
