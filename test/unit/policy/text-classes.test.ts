import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digit, lowerOrDigit, notColon } from "../../../src/policy/letters.ts";
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
  times,
} from "../../../src/policy/shape.ts";
import type { Shape } from "../../../src/policy/shape.ts";
import { classOf, languageOf, recognizerOf, recognizerOfTexts } from "../../../src/policy/recognizers.ts";
import { divideTexts } from "../../../src/policy/text-classes.ts";
import type { Recognizer } from "../../../src/policy/recognizers.ts";
import { isMutationRun } from "../../support/mutation-run.ts";
import { asRegExp, globOf } from "./globs.ts";

const accepts = (shape: Shape, text: string): boolean => acceptsText(automatonOf(shape), text);

/** Over few letters. */
const globs = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });

describe("shapes", () => {
  test.each<[string, Shape, string[], string[]]>([
    ["times", times(letter(digit), 2, 4), ["12", "1234"], ["1", "12345", "1a"]],
    ["some", some(literal("ab")), ["ab", "abab"], ["", "aba"]],
    ["optional inside a sequence", sequence(optional(literal("x")), literal("y")), ["y", "xy"], ["x", "xxy"]],
    ["a choice with an empty option", choice(literal(""), literal("ab")), ["", "ab"], ["a"]],
    ["letters but the colon", many(letter(notColon)), ["", "a/b"], ["a:b"]],
    ["anything", anyText, ["", ":\u{1f600}"], []],
  ])("%s", (_name, shape, inside, outside) => {
    expect(inside.filter((text) => !accepts(shape, text))).toEqual([]);
    expect(outside.filter((text) => accepts(shape, text))).toEqual([]);
  });

  test("a glob accepts what its regular expression does", () => {
    fc.assert(
      fc.property(globs, fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 }), (glob, text) => {
        expect(accepts(globOf(glob), text)).toBe(asRegExp(glob).test(text));
      }),
      { numRuns: isMutationRun ? 300 : 3000 },
    );
  });
});

describe("classes of texts", () => {
  const budget = (): { left: number } => ({ left: 1_000_000 });

  /** Every text of up to seven letters: more than any glob here can tell apart. */
  function* texts(length = 7): Generator<string> {
    let layer = [""];
    for (let size = 0; size <= length; size++) {
      yield* layer;
      layer = layer.flatMap((text) => ["a", "b", "c"].map((each) => text + each));
    }
  }
  const all = [...texts()];

  test("are all those, and only those, that texts fall into", () => {
    fc.assert(
      fc.property(fc.array(globs, { minLength: 1, maxLength: 3 }), (patterns) => {
        const recognizers = patterns.map((pattern) => recognizerOf(globOf(pattern)));
        const { classes, isComplete } = divideTexts(languageOf(anyText, ["c"]), recognizers, { budget: budget() });
        const shown = ({ text }: { text: string }): string =>
          patterns.map((one) => Number(asRegExp(one).test(text))).join("");
        expect(isComplete).toBe(true);
        for (const one of classes) {
          const accepted = recognizers.map((recognizer) => Number(one.accepted.has(recognizer))).join("");
          expect(shown({ text: one.text.replaceAll(/[^ab]/gu, "c") })).toBe(accepted);
        }
        const found = new Set(classes.map(shown));
        expect(all.filter((text) => !found.has(shown({ text })))).toEqual([]);
      }),
      { numRuns: isMutationRun ? 40 : 300 },
    );
  });

  test("spelled texts are classes of their own, without an automaton", () => {
    const one = recognizerOfTexts(["aa", "bb"]);
    const other = recognizerOfTexts(["bb"]);
    const { classes } = divideTexts(languageOf(some(letter(lowerOrDigit)), ["bb", "plain"]), [one, other], {
      budget: { left: 0 },
    });
    expect(classes.map(({ text, accepted }) => [text, accepted.size])).toEqual([
      ["aa", 1],
      ["bb", 2],
      ["plain", 0],
    ]);
  });

  test("spelled texts that the language does not have are none", () => {
    const spelled = recognizerOfTexts(["A"]);
    const { classes } = divideTexts(languageOf(letter(digit), ["7"]), [spelled], { budget: budget() });
    expect(classes.map(({ text }) => text)).toEqual(["7"]);
  });

  test("what matches every text tells none apart", () => {
    const everything = recognizerOf(anyText);
    const { classes } = divideTexts(languageOf(letter(digit), ["7"]), [everything], { budget: { left: 0 } });
    expect(classes).toEqual([{ text: "7", accepted: new Set([everything]) }]);
  });

  test("a plain text stands for its class where there is one, the plainest first", () => {
    const language = languageOf(some(letter(lowerOrDigit)), ["plain", "other"]);
    const { classes } = divideTexts(language, [recognizerOf(globOf("a*"))], { budget: budget() });
    expect(classes.map(({ text }) => text)).toEqual(["plain", "a"]);
  });

  test("texts to avoid are not shown while their class has others, and else their class is missing", () => {
    const language = languageOf(letter(digit), []);
    const beginning: Recognizer[] = [recognizerOf(globOf("1*"))];
    const free = divideTexts(language, beginning, { budget: budget(), avoid: (text) => text === "9" });
    expect(free.isComplete).toBe(true);
    expect(free.classes.map(({ text }) => text)).not.toContain("9");
    const full = divideTexts(language, beginning, { budget: budget(), avoid: (text) => text === "1" });
    expect(full.isComplete).toBe(false);
  });

  test("texts that are excepted have no class", () => {
    const language = languageOf(letter(digit), []);
    const except = recognizerOfTexts(["1"]);
    const { classes, isComplete } = divideTexts(language, [recognizerOf(globOf("1*"))], { budget: budget(), except });
    expect(isComplete).toBe(true);
    expect(classes.map(({ accepted }) => accepted.size)).toEqual([0]);
  });

  test("a budget that ends leaves the division incomplete", () => {
    const recognizers = Array.from({ length: 12 }, (_, at) => recognizerOf(globOf(`*${"ab".repeat(at + 1)}?*b`)));
    expect(divideTexts(languageOf(anyText, []), recognizers, { budget: { left: 3000 } }).isComplete).toBe(false);
    expect(divideTexts(languageOf(anyText, []), recognizers, { budget: { left: 10 } })).toEqual({
      classes: [],
      isComplete: false,
    });
  });

  const spelledLists = fc.array(
    fc.record({
      texts: fc.array(fc.string({ unit: fc.constantFrom("a", "1", ":"), minLength: 1, maxLength: 4 }), {
        maxLength: 3,
      }),
      beginnings: fc.array(fc.string({ unit: fc.constantFrom("a", "1", ":"), maxLength: 3 }), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const languages: [string, Shape][] = [
    ["any text", anyText],
    ["one letter or two", times(letter(lowerOrDigit), 1, 2)],
    ["a field, a colon and a field", sequence(many(letter(notColon)), literal(":"), some(letter(lowerOrDigit)))],
    ["a spelled start", sequence(literal("a1"), optional(sequence(literal(":"), some(letter(digit)))))],
  ];

  test.each(languages)("patterns that are spelled out give the classes that automata give: %s", (_name, shape) => {
    fc.assert(
      fc.property(spelledLists, fc.boolean(), (lists, isAvoided) => {
        const spelled = lists.map(({ texts: own, beginnings }) => {
          const options = [...own.map(literal), ...beginnings.map((text) => sequence(literal(text), anyText))];
          return recognizerOf(choice(...options), { texts: own, beginnings });
        });
        const automata = spelled.map((one) => recognizerOf(one.shape));
        const avoid = isAvoided ? (text: string): boolean => text.startsWith("a1") : undefined;
        const signatures = (recognizers: readonly Recognizer[]): string[] => {
          const { classes, isComplete } = divideTexts(languageOf(shape, []), recognizers, { budget: budget(), avoid });
          for (const one of classes) {
            expect(accepts(shape, one.text)).toBe(true);
            expect(avoid?.(one.text)).not.toBe(true);
            expect(classOf(one.text, recognizers)).toEqual(one);
          }
          const numbers = classes.map(({ accepted }) => recognizers.map((one) => Number(accepted.has(one))).join(""));
          return [...numbers.toSorted(), String(isComplete)];
        };
        const [bySpelling, byAutomata] = [signatures(spelled), signatures(automata)];
        // A class of which every text is avoided, the automata give up on; where all is spelled out it is known to be none.
        if (byAutomata.at(-1) === "true") expect(bySpelling).toEqual(byAutomata);
        else expect(bySpelling).toEqual(expect.arrayContaining(byAutomata.slice(0, -1)));
      }),
      { numRuns: isMutationRun ? 60 : 400 },
    );
  });

  test("a class whose texts of one beginning are avoided is that of another beginning", () => {
    const spelling = { texts: [], beginnings: ["a1", "aa"] };
    const either = recognizerOf(
      choice(...spelling.beginnings.map((text) => sequence(literal(text), anyText))),
      spelling,
    );
    const language = languageOf(times(letter(lowerOrDigit), 1, 2), []);
    const avoid = (text: string): boolean => text.startsWith("a1");
    const { classes, isComplete } = divideTexts(language, [either], { budget: budget(), avoid });
    expect([classes.map(({ text, accepted }) => [text, accepted.size]), isComplete]).toEqual([
      [
        ["9", 0],
        ["aa", 1],
      ],
      true,
    ]);
  });

  test("one text is compared as its class is", () => {
    const spelled = recognizerOfTexts(["aa"]);
    const wild = recognizerOf(globOf("a*"));
    expect(classOf("aa", [spelled, wild]).accepted).toEqual(new Set([spelled, wild]));
    expect(classOf("ab", [spelled, wild]).accepted).toEqual(new Set([wild]));
  });
});
