import { describe, expect, test } from "vitest";
import {
  accepts,
  anyLetter,
  bucketLetter,
  digit,
  freshUnits,
  identifier,
  lowerOrDigit,
  nameLetter,
  notColon,
  visible,
} from "../../../src/policy/letters.ts";
import type { Label } from "../../../src/policy/letters.ts";
import { compilePattern } from "../../../src/policy/pattern.ts";
import { beginningOf, isPartlyOpen } from "../../../src/policy/text-test.ts";

const unitOf = (letter: string): number => letter.charCodeAt(0);
const textOf = (units: readonly number[]): string => String.fromCharCode(...units);

describe("kinds of letters", () => {
  const sample = "0aA-._+@/:!~\u00e9\u0000";

  test.each<[string, Label, string]>([
    ["digit", digit, "0"],
    ["lower case or digit", lowerOrDigit, "0a"],
    ["identifier", identifier, "0a-"],
    ["of buckets", bucketLetter, "0aA-._"],
    ["of names", nameLetter, "0aA-._+@"],
    ["visible", visible, "0aA-._+@/:!~"],
    ["all but the colon", notColon, "0aA-._+@/!~\u00e9\u0000"],
    ["any", anyLetter, sample],
    ["itself", unitOf("-"), "-"],
  ])("%s", (_, label, accepted) => {
    expect(
      Array.from(sample)
        .filter((letter) => accepts(label, unitOf(letter)))
        .join(""),
    ).toBe(accepted);
  });
});

describe("a letter for each kind that is told apart", () => {
  const none: ReadonlySet<number> = new Set();

  test.each<[string, Label[], Label[], string, number, string]>([
    ["one where nothing is told apart", [identifier], [], "", 0, "9"],
    ["another for another text", [identifier], [], "", 1, "8"],
    ["one of each side of what is compared", [identifier], [digit], "", 0, "9x"],
    ["none that is written", [digit], [], "98", 0, "7"],
    ["none of a kind that is all written", [digit], [], "0123456789", 0, ""],
    ["another kind where one is all written", [identifier], [], "0123456789", 0, "x"],
    ["none where nothing is allowed", [], [digit], "", 0, ""],
    ["what nobody spells", [anyLetter], [visible], "", 0, "9\u00e9"],
    ["what nobody spells, nor is written", [anyLetter], [visible], "\u00e9\u00ea", 0, "9\u00eb"],
  ])("%s", (_, allowed, classes, written, shift, expected) => {
    const units = written === "" ? none : new Set(Array.from(written, unitOf));
    expect(textOf(freshUnits(allowed, classes, units, shift))).toBe(expected);
  });
});

describe("what a pattern leaves open", () => {
  const patternOf = (text: string, arn: boolean) =>
    compilePattern(text, { version: "2012-10-17", wildcards: true, arn });

  test.each([
    ["arn:aws:iam::1111*:role/a", true, true],
    ["arn:aws:iam::*:role/a", true, false],
    ["arn:aws:iam::111111111111:role/*", true, false],
    ["arn:aws:iam::111111111111:role/*", false, false],
    ["arn:aws:iam::1111*", false, true],
    ["arn:aws:iam::*:role/a", false, true],
    ["arn:aws:iam::111111111111*", false, true],
    ["*", false, false],
    ["*", true, false],
    ["*111111111111*", false, true],
    ["arn:aws:iam::111111111111:root", false, false],
  ])("%s, compared as an ARN %s, leaves a part of the account open: %s", (text, arn, expected) => {
    expect(isPartlyOpen(patternOf(text, arn), 4)).toBe(expected);
  });

  test.each([
    ["arn:aws:iam::*:role/a", true, "arn:aws:iam::"],
    ["arn:aws:iam::1111*:role/a", false, "arn:aws:iam::1111"],
    ["arn:aws:s3:::data", true, "arn:aws:s3:::data"],
    ["a?b", false, "a"],
    ["*a", false, ""],
    ["a${aws:username}b", false, "a"],
    ["a${*}b", false, "a*b"],
  ])("%s, compared as an ARN %s, begins with %j", (text, arn, expected) => {
    expect(beginningOf(patternOf(text, arn))).toBe(expected);
  });
});
