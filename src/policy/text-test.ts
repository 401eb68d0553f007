import type { Operator, PolicyVersion } from "./document.ts";
import { anyMany, anyOne, isMatchAll, literalOf } from "./glob.ts";
import { anyLetter, notColon } from "./letters.ts";
import type { Label } from "./letters.ts";
import { compilePattern, matchesPattern, resolveVariables, variablesOf } from "./pattern.ts";
import type { Pattern } from "./pattern.ts";
import { choice, letter, literal, many, nothing, sequence } from "./shape.ts";
import type { Shape } from "./shape.ts";
import { recognizerOf, recognizerOfTexts } from "./recognizers.ts";
import type { Recognizer, Spelling, TextClass } from "./recognizers.ts";
import type { Truth } from "./truth.ts";

/** The values of a list, compared with one text of a request: any one will do. */
export interface TextTest {
  /** Those that settle it. */
  exact: readonly Pattern[];
  /** Those of which a match settles nothing: malformed, or with a variable that is open. */
  open: readonly Pattern[];
  recognizers: readonly Recognizer[];
  isCaseless: boolean;
}

/** What a policy variable stands for; undefined: it has no value in the request. `open`: any text, or none. */
export type VariableValue = { kind: "text"; text: string | undefined } | { kind: "open" };
export type Variables = (key: string) => VariableValue;

export interface TextSyntax {
  version: PolicyVersion;
  wildcards: boolean;
  arn: boolean;
  isCaseless?: boolean;
  /** What the wildcards can stand for, where the text compared is spelled in less than any letter. */
  letters?: Label;
}

export function syntaxOf({ family }: Operator, version: PolicyVersion): TextSyntax {
  return {
    version,
    wildcards: family === "string-like" || family === "arn",
    arn: family === "arn",
    isCaseless: family === "string-ignore-case" || family === "bool",
  };
}

export function compileTextTest(values: readonly string[], syntax: TextSyntax, variables: Variables): TextTest {
  const isCaseless = syntax.isCaseless === true;
  const fold = (text: string): string => (isCaseless ? text.toLowerCase() : text);
  const exact: Pattern[] = [];
  const open: Pattern[] = [];
  for (const value of new Set(values)) {
    const pattern = fillIn(compilePattern(fold(value), syntax), (key) => foldValue(variables(key), fold));
    if (pattern !== undefined) (pattern.isExact ? exact : open).push(pattern);
  }
  const recognizers = [exact, open]
    .filter((patterns) => patterns.length > 0)
    .map((patterns) => recognize(patterns, syntax));
  return { exact, open, recognizers, isCaseless };
}

/** All of its values, whether or not a match settles it. */
export function patternsOf({ exact, open }: Pick<TextTest, "exact" | "open">): readonly Pattern[] {
  return [...exact, ...open];
}

function foldValue(value: VariableValue, fold: (text: string) => string): VariableValue {
  return value.kind === "open" || value.text === undefined ? value : { kind: "text", text: fold(value.text) };
}

/** A pattern without those variables whose value is known; undefined where one has none, for then nothing matches. */
function fillIn(pattern: Pattern, variables: Variables): Pattern | undefined {
  const used = variablesOf(pattern);
  if (used.length === 0 || used.some(({ key }) => variables(key).kind === "open")) return pattern;
  const globs = resolveVariables(pattern, (key) => {
    const value = variables(key);
    return value.kind === "text" ? value.text : undefined;
  });
  if (globs === undefined) return undefined;
  return { ...pattern, globs, parts: globs, isExact: !pattern.isMalformed, literal: undefined };
}

function recognize(patterns: readonly Pattern[], { letters = anyLetter, isCaseless }: TextSyntax): Recognizer {
  const shapes = patterns.map((pattern) => shapeOf(pattern, letters, isCaseless === true));
  return recognizerOf(choice(...shapes), isCaseless === true ? undefined : spellingOf(patterns));
}

function spellingOf(patterns: readonly Pattern[]): Spelling | undefined {
  const texts: string[] = [];
  const beginnings: string[] = [];
  for (const pattern of patterns) {
    const wild = pattern.globs.reduce((count, glob) => count + glob.filter((token) => token < 0).length, 0);
    const isOpenEnded = wild === 1 && pattern.globs.at(-1)?.at(-1) === anyMany;
    if (wild > 0 && !isOpenEnded) return undefined;
    (isOpenEnded ? beginnings : texts).push(beginningOf(pattern));
  }
  return { texts, beginnings };
}

/** The texts that a pattern matches. An ARN is compared field by field, the sixth being all the rest (policy-semantics 4 and 5). */
function shapeOf({ globs }: Pattern, letters: Label, isCaseless: boolean): Shape {
  const parts = globs.map((glob, index) => {
    const wild = globs.length > 1 && index < globs.length - 1 ? notColon : letters;
    const shapes = glob.map((token): Shape => {
      if (token === anyMany) return many(letter(wild));
      return token === anyOne ? letter(wild) : letterOf(token, isCaseless);
    });
    return sequence(...(index === 0 ? [] : [literal(":")]), ...shapes);
  });
  return parts.length === 0 ? nothing : sequence(...parts);
}

function letterOf(unit: number, isCaseless: boolean): Shape {
  const upper = String.fromCharCode(unit).toUpperCase();
  if (!isCaseless || upper.length !== 1 || upper.charCodeAt(0) === unit) return letter(unit);
  return choice(letter(unit), letter(upper.charCodeAt(0)));
}

/** What a test says of all texts of a class. */
export function testClass({ exact, open, recognizers }: TextTest, { accepted }: TextClass): Truth {
  const [first, second] = recognizers;
  if (exact.length > 0 && first !== undefined && accepted.has(first)) return "yes";
  const ofOpen = exact.length > 0 ? second : first;
  return open.length > 0 && ofOpen !== undefined && accepted.has(ofOpen) ? "maybe" : "no";
}

/** What it says of a text that is known, whether or not it is one of the texts that the classes are of. */
export function testText({ exact, open, isCaseless }: TextTest, text: string): Truth {
  const folded = isCaseless ? text.toLowerCase() : text;
  if (exact.some((pattern) => matchesPattern(pattern, folded))) return "yes";
  return open.some((pattern) => matchesPattern(pattern, folded)) ? "maybe" : "no";
}

/** Patterns without variables; of ARNs, field by field. */
export function wildTest(patterns: readonly string[], { arn }: { arn: boolean }): TextTest {
  return compileTextTest(patterns, { version: "2008-10-17", wildcards: true, arn }, () => ({ kind: "open" }));
}

/** Every letter stands for itself. */
export function spelledTest(texts: readonly string[]): TextTest {
  const exact = texts.map((text) => compilePattern(text, { version: "2008-10-17", wildcards: false, arn: false }));
  return { exact, open: [], recognizers: [recognizerOfTexts(texts)], isCaseless: false };
}

/** Whether a pattern of ARNs leaves a field open, but not to every text. Fields count from 0. */
export function isPartlyOpen(pattern: Pattern, field: number): boolean {
  const [first = [], ...others] = pattern.globs;
  const glob = others.length === 0 ? first : (pattern.globs[field] ?? []);
  if (isMatchAll(glob) || literalOf(glob) !== undefined) return false;
  // Compared as one text, it settles the fields that it spells out before its first wildcard.
  return others.length > 0 || beginningOf(pattern).split(":").length <= field + 1;
}

/** The literal text that a pattern begins with. */
export function beginningOf({ globs }: Pattern): string {
  let text = "";
  for (const [index, glob] of globs.entries()) {
    if (index > 0) text += ":";
    const wild = glob.findIndex((token) => token < 0);
    for (const unit of wild === -1 ? glob : glob.slice(0, wild)) text += String.fromCharCode(unit);
    if (wild !== -1) break;
  }
  return text;
}
