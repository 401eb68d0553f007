import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The text that test/golden/<name> promises. A missing file is an error; only `UPDATE=1` writes it, from what there is
 * now, and what it wrote is for a person to review.
 */
export function goldenText(name: string, now: string): string {
  const file = fileURLToPath(new URL(`../golden/${name}`, import.meta.url));
  if (process.env["UPDATE"] === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, now);
  }
  if (!existsSync(file)) throw new Error(`test/golden/${name} is missing: UPDATE=1 writes it`);
  return readFileSync(file, "utf8");
}
