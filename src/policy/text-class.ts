import { anyMany, anyOne, globCovers, globsMeet, literalGlob } from "./glob.ts";
import type { Glob } from "./glob.ts";
import { languageCovered, languageMeets, languageOf, matchesGlobs, matchesPattern } from "./pattern.ts";
import type { Language, Pattern } from "./pattern.ts";
import { truthOf } from "./truth.ts";
import type { Truth } from "./truth.ts";

/**
 * A class of texts, such as "the account numbers that no pattern of this policy matches". The patterns that a policy
 * uses on one variable divide its texts into classes, so that looking at each class is looking at every text.
 */
export interface TextClass {
  /** A superset of the class. */
  language: Language;
  /** The only text of the class, if there is only one. */
  literal: string | undefined;
  /** Pattern id to whether all (true) or none (false) of the class match it. */
  signs: ReadonlyMap<string, boolean>;
  /** Some texts that are surely in the class; none where we could not think of one. */
  samples: readonly string[];
}

/** Whether all, none, or perhaps some of a class match. */
export function matchClass(pattern: Pattern, texts: TextClass): Truth {
  if (texts.literal !== undefined) {
    if (!matchesPattern(pattern, texts.literal)) return "no";
    return pattern.isExact ? "yes" : "maybe";
  }
  const sign = texts.signs.get(pattern.id);
  if (sign !== undefined) return truthOf(sign);
  if (!languageMeets(pattern, texts.language)) return "no";
  return pattern.isExact && languageCovered(pattern, texts.language) ? "yes" : "maybe";
}

export function literalClass(text: string): TextClass {
  return { language: languageOf([literalGlob(text)]), literal: text, signs: new Map(), samples: [text] };
}

/** What is to be divided into classes. */
interface Division {
  /** The texts that the variable can have, or more. */
  fields: readonly Glob[];
  patterns: readonly Pattern[];
  /** Whether the variable can really have this text. */
  fits(text: string): boolean;
  /** Plausible texts to show in a witness, the plainest first. */
  samples: readonly string[];
  /** Texts that match a pattern, or nearly. */
  instances(glob: Glob): Iterable<string>;
  /** Ids of patterns that none of the texts match, for reasons that the language does not show. */
  foreign?: ReadonlySet<string>;
}

/** Beyond these, patterns do not divide the classes further: their matches stay `maybe`. */
const maxClasses = 24;
const maxDividing = 40;
const maxSamples = 8;

export function divideTexts(division: Division): TextClass[] {
  const language = languageOf(division.fields);
  const { foreign = new Set<string>() } = division;
  const signs = new Map([...foreign].map((id) => [id, false]));
  const literals = new Map<string, TextClass>();
  const dividing: Pattern[] = [];
  for (const pattern of uniquePatterns(division.patterns)) {
    if (!pattern.isExact || signs.has(pattern.id) || !languageMeets(pattern, language)) continue;
    const { literal } = pattern;
    if (literal === undefined) {
      if (!languageCovered(pattern, language)) dividing.push(pattern);
      continue;
    }
    signs.set(pattern.id, false);
    if (division.fits(literal)) literals.set(literal, literalClass(literal));
  }
  const rest = dividing
    .slice(0, maxDividing)
    .reduce<Signs[]>(
      (classes, pattern) => classes.flatMap((one) => divide(one, pattern, classes.length)),
      [{ signs, known: [] }],
    );
  const samples = sampleTexts(division, dividing, literals);
  return [...literals.values(), ...rest.map((one) => classOf(one, language, samples))];
}

function uniquePatterns(patterns: readonly Pattern[]): Pattern[] {
  return [...new Map(patterns.map((pattern) => [pattern.id, pattern])).values()];
}

interface Signs {
  signs: ReadonlyMap<string, boolean>;
  known: readonly { pattern: Pattern; matches: boolean }[];
}

function divide(one: Signs, pattern: Pattern, count: number): Signs[] {
  const withSign = (matches: boolean): Signs => ({
    signs: new Map([...one.signs, [pattern.id, matches]]),
    known: [...one.known, { pattern, matches }],
  });
  const follows = deduce(one, pattern);
  if (follows !== undefined) return [withSign(follows)];
  return count >= maxClasses ? [one] : [withSign(true), withSign(false)];
}

/** What the patterns that are settled already say about one more. */
function deduce({ known }: Signs, pattern: Pattern): boolean | undefined {
  for (const { pattern: other, matches } of known) {
    if (other.globs.length !== pattern.globs.length) continue;
    const pairs = pattern.globs.map((glob, index) => [glob, other.globs[index] ?? []] as const);
    if (matches && !pairs.every(([mine, theirs]) => globsMeet(mine, theirs))) return false;
    if (matches && pairs.every(([mine, theirs]) => globCovers(mine, theirs))) return true;
    if (!matches && pairs.every(([mine, theirs]) => globCovers(theirs, mine))) return false;
  }
  return undefined;
}

function sampleTexts(
  division: Division,
  dividing: readonly Pattern[],
  literals: ReadonlyMap<string, unknown>,
): string[] {
  const instances = dividing.slice(0, maxDividing).flatMap((pattern) => [...division.instances(wholeOf(pattern))]);
  const language = languageOf(division.fields);
  return [...new Set([...division.samples, ...instances])].filter(
    (text) => !literals.has(text) && division.fits(text) && matchesGlobs([language.whole], text),
  );
}

function wholeOf(pattern: Pattern): Glob {
  return languageOf(pattern.globs).whole;
}

function classOf({ signs, known }: Signs, language: Language, samples: readonly string[]): TextClass {
  const members = samples.filter((text) =>
    known.every(({ pattern, matches }) => matchesPattern(pattern, text) === matches),
  );
  return { language, literal: undefined, signs, samples: members.slice(0, maxSamples) };
}

/** The texts that come of filling each `*` of a glob with one of the given texts, and each `?` with `one`. */
export function* fillGlob(glob: Glob, fills: readonly string[], one: string): Generator<string> {
  const stars = glob.filter((token) => token === anyMany).length;
  const count = Math.min(fills.length ** stars, 256);
  for (let choice = 0; choice < count; choice++) {
    let rest = choice;
    const parts = glob.map((token) => {
      if (token === anyOne) return one;
      if (token !== anyMany) return String.fromCharCode(token);
      const fill = fills[rest % fills.length] ?? "";
      rest = Math.floor(rest / fills.length);
      return fill;
    });
    yield parts.join("");
  }
}

/** The texts that come of stretching the first or the last `*` with one letter until the whole has one of the wanted lengths. */
export function* stretchGlob(glob: Glob, letters: readonly string[], lengths: readonly number[]): Generator<string> {
  for (const letter of letters) {
    const [empty = ""] = fillGlob(glob, [""], letter);
    for (const length of lengths) {
      const first = glob.indexOf(anyMany);
      const missing = length - empty.length;
      if (missing === 0) yield empty;
      if (missing <= 0 || first === -1) continue;
      const stars = glob.slice(first + 1).filter((token) => token !== anyMany);
      const [head = ""] = fillGlob(glob.slice(0, first), [""], letter);
      const [tail = ""] = fillGlob(stars, [""], letter);
      yield head + letter.repeat(missing) + tail;
      yield head + tail + letter.repeat(missing);
    }
  }
}
