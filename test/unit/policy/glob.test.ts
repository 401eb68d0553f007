import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { globCovers, globsMeet, matchGlob, parseGlob } from "../../../src/policy/glob.ts";

const texts = (length: number): string[] =>
  length === 0 ? [""] : ["", ...["a", "b", ":"].flatMap((first) => texts(length - 1).map((rest) => first + rest))];
const universe = [...new Set(texts(6))];
const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", ":"), maxLength: 6 });

function asRegExp(glob: string): RegExp {
  return new RegExp(`^${glob.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
}

describe("globs", () => {
  test("match as the regular expression of the same meaning does", () => {
    fc.assert(
      fc.property(pattern, fc.constantFrom(...universe), (glob, text) => {
        expect(matchGlob(parseGlob(glob), text)).toBe(asRegExp(glob).test(text));
      }),
      { numRuns: 3000 },
    );
  });

  test("two globs meet wherever some text matches both", () => {
    fc.assert(
      fc.property(pattern, pattern, (left, right) => {
        const shared = universe.some((text) => asRegExp(left).test(text) && asRegExp(right).test(text));
        // Texts of up to six letters show every meeting of patterns with at most three letters each.
        const isShown = shared || (left.length <= 3 && right.length <= 3);
        expect(globsMeet(parseGlob(left), parseGlob(right))).toBeOneOf(isShown ? [shared] : [true, false]);
      }),
      { numRuns: 1500 },
    );
  });

  test("a glob that covers another matches all that the other matches", () => {
    fc.assert(
      fc.property(pattern, pattern, (outer, inner) => {
        const isCovered = globCovers(parseGlob(outer), parseGlob(inner));
        const left = universe.filter((text) => asRegExp(inner).test(text) && !asRegExp(outer).test(text));
        expect(isCovered ? left : []).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  test.each([
    ["*", "a?b*"],
    ["a*", "a?*"],
    ["s3:*", "s3:get*"],
    ["*?", "?*"],
    ["arn:*:x*", "arn:aws:x?y"],
  ])("%s covers %s", (outer, inner) => {
    expect(globCovers(parseGlob(outer), parseGlob(inner))).toBe(true);
    expect(globCovers(parseGlob(inner), parseGlob(outer))).toBe(parseGlob(inner).join() === parseGlob(outer).join());
  });

  test("ten thousand wildcards are matched at once", () => {
    const glob = parseGlob("*a".repeat(10_000));
    const started = performance.now();
    expect(matchGlob(glob, "a".repeat(9_999))).toBe(false);
    expect(matchGlob(glob, `${"a".repeat(20_000)}b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
