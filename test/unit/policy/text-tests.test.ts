import { describe, expect, test } from "vitest";
import { anyLetter, digit, lowerOrDigit, notColon } from "../../../src/policy/letters.ts";
import type { OperatorFamily } from "../../../src/policy/document.ts";
import {
  acceptsText,
  anyText,
  automatonOf,
  choice,
  letter,
  literal,
  many,
  optional,
  sequence,
  some,
} from "../../../src/policy/shape.ts";
import type { Shape } from "../../../src/policy/shape.ts";
import { isOpenEnded, languageOf, recognizerOf, recognizerOfTexts } from "../../../src/policy/recognizers.ts";
import type { Recognizer } from "../../../src/policy/recognizers.ts";
import { divideTexts } from "../../../src/policy/text-classes.ts";
import { compileTextTest, spelledTest, syntaxOf, testClass, testText } from "../../../src/policy/text-test.ts";
import type { Variables } from "../../../src/policy/text-test.ts";
import { Walk } from "../../../src/policy/text-walk.ts";

const syntax = { version: "2012-10-17", wildcards: true, arn: false } as const;
const known: Variables = (key) => {
  if (key === "open") return { kind: "open" };
  return { kind: "text", text: key === "absent" ? undefined : key };
};

describe("whether one of several values matches a text", () => {
  // Each row: the values, and what is said of `ab`, `Ab` and `zz`.
  test.each([
    [["ab"], ["yes", "no", "no"]],
    [
      ["a*", "zz"],
      ["yes", "no", "yes"],
    ],
    [["a${open}"], ["maybe", "no", "no"]],
    [
      ["a${open}", "ab"],
      ["yes", "no", "no"],
    ],
    [
      ["${open}", "ab"],
      ["yes", "maybe", "maybe"],
    ],
    [["${ab}"], ["yes", "no", "no"]],
    [
      ["${absent}", "${absent}*"],
      ["no", "no", "no"],
    ],
    [["${ab}${open}"], ["maybe", "maybe", "maybe"]],
    [[], ["no", "no", "no"]],
  ])("%j: %j", (values, expected) => {
    const compiled = compileTextTest(values, syntax, known);
    const texts = ["ab", "Ab", "zz"];
    expect(texts.map((text) => testText(compiled, text))).toEqual(expected);
    const { classes } = divideTexts(languageOf(anyText, texts), compiled.recognizers, { budget: { left: 100_000 } });
    expect(classes.map((one) => testClass(compiled, one))).toEqual(classes.map(({ text }) => testText(compiled, text)));
  });

  test("without letter case where the operator knows none", () => {
    const compiled = compileTextTest(["aB", "${Zz}"], { ...syntax, wildcards: false, isCaseless: true }, known);
    expect(["Ab", "ZZ", "b"].map((text) => testText(compiled, text))).toEqual(["yes", "yes", "no"]);
  });

  test("without it a class of texts is told as each text of it is", () => {
    const variables: Variables = (key) => (key === "name" ? { kind: "text", text: "ZZ" } : known(key));
    const values = ["aB", "\u00df1", "${name}", "q${open}", "${absent}"];
    const compiled = compileTextTest(values, { ...syntax, wildcards: false, isCaseless: true }, variables);
    const [exact, open] = compiled.recognizers.map(({ shape }) => automatonOf(shape));
    // Letters of which the capital is two are compared as they are.
    const expected = {
      Ab: "yes",
      AB: "yes",
      ab: "yes",
      zZ: "yes",
      "\u00df1": "yes",
      SS1: "no",
      Qx: "maybe",
      b: "no",
      "": "no",
    };
    for (const [text, truth] of Object.entries(expected)) {
      expect([text, testText(compiled, text)]).toEqual([text, truth]);
      expect([text, exact && acceptsText(exact, text), open && acceptsText(open, text)]).toEqual([
        text,
        truth === "yes",
        truth === "maybe",
      ]);
    }
    expect(compiled.recognizers.map(({ spelling }) => spelling)).toEqual([undefined, undefined]);
    const withCase = compileTextTest(["aB"], { ...syntax, wildcards: false }, variables).recognizers[0];
    const automaton = automatonOf(withCase?.shape ?? anyText);
    expect(["aB", "ab", "AB"].map((text) => acceptsText(automaton, text))).toEqual([true, false, false]);
  });

  test.each<[OperatorFamily, boolean, boolean, boolean]>([
    ["string", false, false, false],
    ["string-like", true, false, false],
    ["string-ignore-case", false, false, true],
    ["bool", false, false, true],
    ["arn", true, true, false],
  ])(
    "operators of the family %s: wildcards %s, fields %s, without letter case %s",
    (family, wildcards, arn, isCaseless) => {
      const operator = { family, relation: "equal", negated: false, ifExists: false, quantifier: undefined } as const;
      expect(syntaxOf(operator, "2012-10-17")).toEqual({ version: "2012-10-17", wildcards, arn, isCaseless });
    },
  );

  test("letter by letter where all is spelled", () => {
    const spelled = spelledTest(["a*", "${x}"]);
    expect(["a*", "${x}", "ab", "A*"].map((text) => testText(spelled, text))).toEqual(["yes", "yes", "no", "no"]);
  });
});

describe("what a recognizer matches beyond what it spells out", () => {
  test.each<[string, Recognizer, boolean, boolean]>([
    ["texts", recognizerOfTexts(["a", "b"]), false, false],
    ["a beginning", recognizerOf(sequence(literal("a"), anyText), { texts: [], beginnings: ["a"] }), true, false],
    ["everything, spelled so", recognizerOf(anyText, { texts: [], beginnings: [""] }), true, true],
    ["everything", recognizerOf(anyText), true, true],
    ["everything but the empty text", recognizerOf(some(letter(lowerOrDigit))), true, false],
    ["everything but the empty text, of any letters", recognizerOf(some(letter(anyLetter))), true, false],
    ["nothing, or everything behind a letter", recognizerOf(optional(sequence(literal("a"), anyText))), true, false],
    ["everything behind a letter", recognizerOf(sequence(literal("a"), anyText)), true, false],
  ])("%s: open-ended %s, universal %s", (_, recognizer, isOpen, isUniversal) => {
    expect([isOpenEnded(recognizer), recognizer.isUniversal]).toEqual([isOpen, isUniversal]);
  });
});

describe("a text for what begins as it is spelled", () => {
  const names = some(letter(lowerOrDigit));
  const beginning = recognizerOf(sequence(literal("ab"), anyText), { texts: [], beginnings: ["ab"] });
  const textsOf = (endings: string[], recognizers: Recognizer[], avoid?: (text: string) => boolean) =>
    divideTexts(languageOf(names, ["plain"], endings), recognizers, { budget: { left: 100_000 }, avoid });

  test("goes on plainly where the language lets it, and else shortly", () => {
    expect(textsOf(["-no", "any"], [beginning]).classes.map(({ text }) => text)).toEqual(["plain", "abany"]);
    expect(textsOf(["-no"], [beginning]).classes.map(({ text }) => text)).toEqual(["plain", "ab"]);
    expect(textsOf([], [beginning, recognizerOfTexts(["ab"])]).classes.map(({ text }) => text)).toEqual([
      "ab",
      "plain",
      "ab9",
    ]);
  });

  test("is none that is to be avoided", () => {
    const found = textsOf(["any"], [beginning], (text) => text === "abany" || text === "ab");
    expect(found).toMatchObject({ isComplete: true, classes: [{ text: "plain" }, { text: "ab9" }] });
  });
});

test("a walk reads a text as if it had read none before", () => {
  const shape = sequence(many(letter(notColon)), literal(":"), some(letter(lowerOrDigit)));
  const walk = new Walk(shape);
  for (const text of ["a:b", "a:", "a:bc", "x", "a:b:c", "", ":0", "a:bc"])
    expect([text, walk.read(text)]).toEqual([text, new Walk(shape).read(text)]);
  expect(walk.read("a:b").isWhole).toBe(true);
  expect(walk.read("a:").isWhole).toBe(false);
});

test("a walk goes on with one letter of each kind, with those that the language spells, and with those that are written", () => {
  const units = (shape: Shape, text: string, written: string): string => {
    const walk = new Walk(shape);
    const after = new Set(Array.from(written, (each) => each.charCodeAt(0)));
    return String.fromCharCode(...walk.unitsAfter(walk.read(text), after));
  };
  const mixed = sequence(literal("x"), many(choice(letter(digit), literal("a"), literal("5"))));
  expect(units(mixed, "", "7x")).toBe("x");
  expect(units(mixed, "x", "")).toBe("9a5");
  // A written letter that the language cannot have is left out, and one that it spells is not said twice.
  expect(units(mixed, "x", "b75")).toBe("9a57");
  expect(units(mixed, "x1", "9")).toBe("8a59");
  expect(units(mixed, "y", "7")).toBe("");
});
