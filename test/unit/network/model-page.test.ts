import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { factsIn, testTitles } from "../../../scripts/test-titles.ts";

const folder = import.meta.dirname;
const page = readFileSync(join(folder, "../../../docs/network-model.md"), "utf8");
const rows = [...page.matchAll(/^\| (\d\.\d+) +\| (.+?) +\| (.+?) +\|$/gm)].map(([, fact = "", , standing = ""]) => ({
  fact,
  standing,
}));

const tested = new Set(testTitles(folder).flatMap(({ title }) => factsIn(title)));

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

  test("links each of the 35 traps to its scenario, which has the edit that turns it", async () => {
    const links = [
      ...page.matchAll(/^\| (\d+) +\| .+? \| \[(trap-(\d\d)-.+?)\]\(\.\.\/test\/scenarios\/\2\/scenario\.md\)/gm),
    ];
    expect(links.map(([, trap]) => Number(trap))).toEqual(Array.from({ length: 35 }, (_, index) => index + 1));
    for (const [, trap, scenario = "", number] of links) {
      expect(Number(number)).toBe(Number(trap));
      const { topology, flipped } = (await import(join(folder, "../../scenarios", scenario, "topology.ts"))) as Record<
        string,
        unknown
      >;
      expect([scenario, topology !== undefined, flipped !== undefined]).toEqual([scenario, true, true]);
      expect(JSON.stringify(flipped)).not.toBe(JSON.stringify(topology));
      const text = readFileSync(join(folder, "../../scenarios", scenario, "scenario.md"), "utf8");
      expect(text).toContain("--snapshot snapshot");
      expect(text).toContain("--snapshot flipped");
    }
  });
});
