import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchGlob, parseGlob } from "../../../src/policy/glob.ts";
import { asRegExp } from "./globs.ts";

const texts = (length: number): string[] =>
  length === 0 ? [""] : ["", ...["a", "b", ":"].flatMap((first) => texts(length - 1).map((rest) => first + rest))];
const universe = [...new Set(texts(6))];
const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", ":"), maxLength: 6 });

describe("globs", () => {
  test("match as the regular expression of the same meaning does", () => {
    fc.assert(
      fc.property(pattern, fc.constantFrom(...universe), (glob, text) => {
        expect(matchGlob(parseGlob(glob), text)).toBe(asRegExp(glob).test(text));
      }),
      { numRuns: 3000 },
    );
  });

  test.each(["*?", "?*", "**?", "*?*", "?**"])("%s is any text but the empty one, and is kept in one form", (run) => {
    expect(parseGlob(`a${run}b`)).toEqual(parseGlob("a?*b"));
  });

  test("ten thousand wildcards are matched at once", () => {
    const glob = parseGlob("*a".repeat(10_000));
    const started = performance.now();
    expect(matchGlob(glob, "a".repeat(9_999))).toBe(false);
    expect(matchGlob(glob, `${"a".repeat(20_000)}b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
