import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const folder = import.meta.dirname;
const page = readFileSync(join(folder, "../../../docs/network-model.md"), "utf8");
const rows = [...page.matchAll(/^\| (\d\.\d+) +\| (.+?) +\| (.+?) +\|$/gm)].map(([, fact = "", , standing = ""]) => ({
  fact,
  standing,
}));

/** What stands in the quotes after `test(`, `describe(` and their `.each(...)(`. */
const titles = readdirSync(folder)
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => readFileSync(join(folder, name), "utf8"))
  .flatMap((source) => [...source.matchAll(/(?:\b(?:test|describe)|\))\(\s*(["`])((?:(?!\1).)+)\1/g)])
  .map(([, , title = ""]) => title);
const tested = new Set(titles.flatMap((title) => title.match(/\b[1-4]\.\d+\b/g) ?? []));

/** How many facts each section of the reference has. */
const facts = [31, 36, 15, 19].flatMap((count, section) =>
  Array.from({ length: count }, (_, index) => `${section + 1}.${index + 1}`),
);

describe("docs/network-model.md", () => {
  test("has every fact about routes, paths, sharing and zones, once", () => {
    expect(rows.map(({ fact }) => fact)).toEqual(facts);
  });

  test("says of each whether it is implemented, or which verdict results", () => {
    const odd = rows.filter(({ standing }) => standing !== "implemented" && !/^out of the model: \S/.test(standing));
    expect(odd).toEqual([]);
  });

  test("calls implemented only what a test is named for", () => {
    const claimed = rows.filter(({ standing }) => standing === "implemented").map(({ fact }) => fact);
    expect(claimed.filter((fact) => !tested.has(fact))).toEqual([]);
  });
});
