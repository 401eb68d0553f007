import { acceptsText, automatonOf, choice, literal } from "./shape.ts";
import type { Shape } from "./shape.ts";

/** What a policy compares one text of a request with: all the patterns of one list, of which any one will do. */
export interface Recognizer {
  shape: Shape;
  /** What it matches, where all of that is spelled out up to a `*` at the end. */
  spelling: Spelling | undefined;
  /** Whether it matches every text. */
  isUniversal: boolean;
}

/** Each of the texts, and whatever begins with one of the beginnings. */
export interface Spelling {
  texts: readonly string[];
  beginnings: readonly string[];
}

/** The texts that a variable of a request can have. */
export interface Language {
  shape: Shape;
  /** Plain texts of it, the plainest first: what a person would think of. */
  samples: readonly string[];
  /** Plain ways to go on where a text is spelled out up to a wildcard. */
  endings: readonly string[];
}

/** Texts that no recognizer tells apart. */
export interface TextClass {
  /** One of them: a short one. */
  text: string;
  accepted: ReadonlySet<Recognizer>;
}

export interface Division {
  classes: readonly TextClass[];
  /** False where the budget ended before all classes were found. */
  isComplete: boolean;
}

export function recognizerOf(shape: Shape, spelling?: Spelling): Recognizer {
  if (spelling !== undefined) return { shape, spelling, isUniversal: spelling.beginnings.includes("") };
  const { acceptsEmpty, rest, first } = automatonOf(shape);
  return { shape, spelling, isUniversal: acceptsEmpty && rest !== -1 && first.includes(rest) };
}

/** Of texts that are spelled out in full. */
export function recognizerOfTexts(texts: readonly string[]): Recognizer {
  return recognizerOf(choice(...texts.map(literal)), { texts, beginnings: [] });
}

export function languageOf(shape: Shape, samples: readonly string[], endings: readonly string[] = []): Language {
  return { shape, samples, endings };
}

/** What may still be spent on a policy: letters looked at. */
export interface Budget {
  left: number;
}

/** Texts that have classes of their own elsewhere, by a list that is too long for an automaton. */
export type Avoid = ((text: string) => boolean) | undefined;

/** Whether it matches more than it spells out. */
export function isOpenEnded({ spelling }: Recognizer): boolean {
  return spelling === undefined || spelling.beginnings.length > 0;
}

/** A class that more recognizers accept. */
export function acceptedBy<Class extends TextClass>(one: Class, others: Iterable<Recognizer>): Class {
  return { ...one, accepted: new Set([...one.accepted, ...others]) };
}

/** What the recognizers say of one text. */
export function classOf(text: string, recognizers: readonly Recognizer[]): TextClass {
  return { text, accepted: new Set(recognizers.filter((recognizer) => recognizes(recognizer, text))) };
}

function recognizes({ shape, spelling, isUniversal }: Recognizer, text: string): boolean {
  if (isUniversal) return true;
  if (spelling === undefined) return acceptsText(automatonOf(shape), text);
  return spelling.texts.includes(text) || spelling.beginnings.some((beginning) => text.startsWith(beginning));
}
