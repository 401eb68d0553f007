import { describe, expect, test } from "vitest";
import { digit, identifier, lowerOrDigit } from "../../../src/policy/letters.ts";
import { languageOf, recognizerOf } from "../../../src/policy/recognizers.ts";
import type { Avoid, Division, Recognizer } from "../../../src/policy/recognizers.ts";
import { anyText, choice, letter, literal, nothing, sequence, some, times } from "../../../src/policy/shape.ts";
import type { Shape } from "../../../src/policy/shape.ts";
import { divideSpelled, Spelled } from "../../../src/policy/spelled-texts.ts";

/** Each row is one list of values: `ab` a text, `ab*` a beginning. */
function recognizersOf(lists: string[][]): Recognizer[] {
  return lists.map((values) => {
    const beginnings = values.filter((value) => value.endsWith("*")).map((value) => value.slice(0, -1));
    // What is spelled is not looked at as a shape.
    return recognizerOf(nothing, { texts: values.filter((value) => !value.endsWith("*")), beginnings });
  });
}

const spelledOf = (...lists: string[][]): Spelled => new Spelled(recognizersOf(lists));

describe("what is spelled out", () => {
  const recognizers = recognizersOf([["ab", "a*"], ["abc*"], ["ab", "x"]]);
  const spelled = new Spelled(recognizers);

  test.each([
    ["ab", true, [0, 2]],
    ["ab", false, [0]],
    ["a", true, [0]],
    ["abcd", true, [0, 1]],
    ["x", true, [2]],
    ["xy", true, []],
    ["", false, []],
  ])("%s, whole: %s", (text, isWhole, expected) => {
    const accepted = [...spelled.accepted(text, isWhole)].map((one) => recognizers.indexOf(one));
    expect(accepted.toSorted((a, b) => a - b)).toEqual(expected);
  });

  test.each([
    ["abcd", "abc"],
    ["abc", "abc"],
    ["abd", "a"],
    ["x", ""],
    ["", ""],
  ])("the longest beginning of %j is %j", (text, beginning) => {
    expect(spelled.beginningOf(text)).toBe(beginning);
  });

  test.each([
    ["", "ax"],
    ["a", "b"],
    ["ab", "c"],
    ["abc", ""],
    ["b", ""],
  ])("it goes on after %j with %j", (text, letters) => {
    const units = [...spelled.unitsAfter(text)].map((unit) => String.fromCharCode(unit));
    expect(units.toSorted().join("")).toBe(letters);
  });
});

describe("texts divided by what is spelled out", () => {
  const words = some(letter(lowerOrDigit));
  const eitherKind = choice(letter(digit), letter(identifier));
  const shown = (division: Division | undefined): (string | number)[][] | undefined =>
    division?.classes.map(({ text, accepted }) => [text, accepted.size]);
  const divide = (shape: Shape, lists: string[][], avoid?: Avoid, samples: string[] = [], endings: string[] = []) =>
    divideSpelled(languageOf(shape, samples, endings), spelledOf(...lists), avoid);

  test.each<[string, Shape, string[][], Avoid, (string | number)[][]]>([
    [
      "a text, and the rest",
      words,
      [["ab"]],
      undefined,
      [
        ["ab", 1],
        ["9", 0],
      ],
    ],
    [
      "two texts that are accepted alike",
      words,
      [["ab", "cd"]],
      undefined,
      [
        ["ab", 1],
        ["9", 0],
      ],
    ],
    [
      "two that are not",
      words,
      [["ab"], ["cd", "ab"]],
      undefined,
      [
        ["ab", 2],
        ["cd", 1],
        ["9", 0],
      ],
    ],
    ["a text that the language does not have", words, [["a:b"]], undefined, [["9", 0]]],
    ["a text to avoid", words, [["ab"]], (text) => text === "ab", [["9", 0]]],
    [
      "beginnings, the shorter first",
      words,
      [["abc*"], ["a*"]],
      undefined,
      [
        ["9", 0],
        ["a", 1],
        ["abc", 2],
      ],
    ],
    ["a beginning that the language does not have", words, [["a:*"]], undefined, [["9", 0]]],
    ["a beginning that only its own text goes on from", literal("ab"), [["a*"], ["ab"]], undefined, [["ab", 2]]],
    [
      "a text that is another's beginning",
      words,
      [["ab"], ["ab*"]],
      undefined,
      [
        ["ab", 2],
        ["9", 0],
        ["ab9", 1],
      ],
    ],
    [
      "a text that has to grow to be whole",
      times(letter(digit), 3, 3),
      [["1*"]],
      undefined,
      [
        ["999", 0],
        ["199", 1],
      ],
    ],
    // Each letter has two kinds: without remembering states there would be thousands of texts to go on from.
    ["many letters of two kinds", times(eitherKind, 14, 14), [["x"]], undefined, [["9".repeat(14), 0]]],
  ])("%s", (_name, shape, lists, avoid, expected) => {
    const division = divide(shape, lists, avoid);
    expect(shown(division)).toEqual(expected);
    expect(division?.isComplete).toBe(true);
  });

  test("the plainest sample stands for a class, and else a beginning with a plain end that the language has", () => {
    const shape = sequence(literal("x"), words);
    const plain = (...samples: string[]) =>
      shown(divide(shape, [["xa*"]], undefined, samples, [":", "-plain", "plain"]));
    expect(plain("xplain", "xother")).toEqual([
      ["xplain", 0],
      ["xaplain", 1],
    ]);
    expect(plain("xabout", "xother")).toEqual([
      ["xother", 0],
      ["xabout", 1],
    ]);
    expect(plain()).toEqual([
      ["x9", 0],
      ["xaplain", 1],
    ]);
    const avoided = divide(shape, [["xa*"]], (text) => text.includes("plain"), ["xplain", "xother"], ["plain"]);
    expect(shown(avoided)).toEqual([
      ["xother", 0],
      ["xa", 1],
    ]);
  });

  test("where all of a class was to be avoided the automata have to tell", () => {
    expect(divide(times(letter(digit), 1, 1), [["1*"]], (text) => text === "1")).toBeUndefined();
    expect(divide(anyText, [["a*"]], (text) => text.startsWith("a"))).toBeUndefined();
    // Longer ones end in the same state, and are not tried one after another.
    expect(divide(words, [["a*"]], (text) => text.length === 1)).toBeUndefined();
  });

  test("where the language is too large to look for a whole text they have to as well", () => {
    const digits = (count: number): Shape => times(letter(digit), count, count);
    expect(divide(digits(450), [["1*"]])).toBeUndefined();
    const one = `1${"9".repeat(349)}`;
    expect(shown(divide(digits(350), [["1*"]]))).toEqual([
      ["9".repeat(350), 0],
      [one, 1],
    ]);
    expect(shown(divide(digits(450), [["x"]], undefined, ["7".repeat(450)]))).toEqual([["7".repeat(450), 0]]);
  });
});
