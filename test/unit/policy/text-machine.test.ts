import { describe, expect, test } from "vitest";
import { digit, notColon } from "../../../src/policy/letters.ts";
import { anyText, automatonOf, choice, letter, literal, many, sequence, times } from "../../../src/policy/shape.ts";
import type { Shape } from "../../../src/policy/shape.ts";
import { Machine } from "../../../src/policy/text-machine.ts";
import { globOf } from "./globs.ts";

const machineOf = (language: Shape, globs: string[]): Machine =>
  new Machine([language, ...globs.map(globOf)].map(automatonOf));
/** `0` is the language, and the patterns count from 1. */
const spelled = (signature: string): string => Array.from(signature, (each) => each.charCodeAt(0)).join(" ");

const twoDigits = times(letter(digit), 2, 2);
const fewTexts = choice(literal("ab"), literal("ac"), sequence(literal("a"), letter(digit)));

describe("automata side by side", () => {
  // The last column: letters looked at, which is what the budget counts. More would be states told apart for nothing.
  test.each<[string, Shape, string[], Record<string, string>, number]>([
    ["no pattern", anyText, [], { "0": "" }, 4],
    ["a beginning: behind it nothing more is told", anyText, ["a*"], { "0": "", "0 1": "a" }, 19],
    ["two stars are one", anyText, ["a**"], { "0": "", "0 1": "a" }, 19],
    ["a text with it", anyText, ["a*", "ab"], { "0": "", "0 1": "a", "0 1 2": "ab" }, 40],
    ["two letters in their order", anyText, ["*a*b*"], { "0": "", "0 1": "ab" }, 42],
    ["two letters in any order", anyText, ["*a*", "*b*"], { "0": "", "0 1": "a", "0 2": "b", "0 1 2": "ab" }, 62],
    ["one letter, of any kind", anyText, ["a*b*", "?"], { "0": "", "0 2": "9", "0 1": "ab" }, 50],
    ["a language of digits", twoDigits, ["1*", "*1"], { "0": "99", "0 2": "91", "0 1": "19", "0 1 2": "11" }, 56],
    ["a letter that it cannot have", sequence(literal("x"), many(letter(notColon))), ["*:*"], { "0": "x" }, 16],
    ["a language that spells its letters", fewTexts, ["*c"], { "0": "a9", "0 1": "ac" }, 54],
  ])("%s", (_name, language, globs, expected, cost) => {
    const budget = { left: 1000 };
    const { texts, isWhole } = machineOf(language, globs).explore(0, budget);
    expect(Object.fromEntries(Array.from(texts, ([signature, text]) => [spelled(signature), text]))).toEqual(expected);
    expect(isWhole).toBe(true);
    expect(1000 - budget.left).toBe(cost);
    // To the last letter of it, and no further.
    expect(machineOf(language, globs).explore(0, { left: cost }).isWhole).toBe(true);
    expect(machineOf(language, globs).explore(0, { left: cost - 1 }).isWhole).toBe(false);
  });

  test("what was found before the budget ended is kept", () => {
    const { texts, isWhole } = machineOf(anyText, ["*a*b*"]).explore(0, { left: 20 });
    expect([Array.from(texts.keys(), spelled), isWhole]).toEqual([["0"], false]);
  });

  test("a shift takes other letters for the same classes", () => {
    const { texts } = machineOf(twoDigits, ["1*", "*1"]).explore(3, { left: 1000 });
    expect([...texts.values()]).toEqual(["66", "61", "16", "11"]);
  });

  test("more letters than states can be written with are left alone", () => {
    const many = sequence(literal("a".repeat(60_000)), anyText);
    expect(new Machine([automatonOf(many)]).explore(0, { left: Infinity })).toEqual({
      texts: new Map(),
      isWhole: false,
    });
  });

  test.each([
    ["", undefined],
    ["9", undefined],
    ["99", "0"],
    ["19", "0 1"],
    ["11", "0 1 2"],
    ["1a", undefined],
    ["119", undefined],
  ])("the signature of %j", (text, expected) => {
    const signature = machineOf(twoDigits, ["1*", "*1"]).signature(text);
    expect(signature === undefined ? undefined : spelled(signature)).toBe(expected);
  });
});
