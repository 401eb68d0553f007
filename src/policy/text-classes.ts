import { acceptsText, automatonOf, choice, literal } from "./shape.ts";
import type { Shape } from "./shape.ts";
import { divideSpelled, Spelled } from "./spelled-texts.ts";
import { Machine } from "./text-machine.ts";

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

export function languageOf(shape: Shape, samples: readonly string[]): Language {
  return { shape, samples };
}

/** What may still be spent on a policy: letters looked at. */
export interface Budget {
  left: number;
}

export interface DivisionOptions {
  budget: Budget;
  /** Texts that have classes of their own elsewhere, by a list that is too long for an automaton. */
  avoid?: ((text: string) => boolean) | undefined;
  /** Texts that have classes of their own elsewhere. */
  except?: Recognizer | undefined;
}

const shifts = [0, 1, 2, 3, 4, 5, 6, 7, 8];

/**
 * Divides the texts of a language into the classes that some recognizers tell apart, each with a text of it. All the
 * automata run side by side over every text at once, breadth first, so that the first text of a class is a shortest.
 */
export function divideTexts(
  language: Language,
  recognizers: readonly Recognizer[],
  { budget, avoid, except }: DivisionOptions,
): Division {
  const { always, asked, spelled } = except === undefined ? sort(recognizers) : sortAnew([except, ...recognizers]);
  const { classes, isComplete } =
    (spelled && divideSpelled(language, spelled, avoid)) ?? divideByStates(language, asked, { budget, avoid, except });
  const left = except === undefined ? classes : classes.filter(({ accepted }) => !accepted.has(except));
  return { classes: always.length === 0 ? left : left.map((one) => acceptedBy(one, always)), isComplete };
}

interface Sorted {
  always: readonly Recognizer[];
  asked: readonly Recognizer[];
  /** Undefined where some pattern is not spelled out. */
  spelled: Spelled | undefined;
}

const sortedBefore = new WeakMap<readonly Recognizer[], Sorted>();

/** One list is used for the texts of many accounts. */
function sort(recognizers: readonly Recognizer[]): Sorted {
  const sorted = sortedBefore.get(recognizers) ?? sortAnew(recognizers);
  sortedBefore.set(recognizers, sorted);
  return sorted;
}

function sortAnew(recognizers: readonly Recognizer[]): Sorted {
  const asked = [...new Set(recognizers.filter(({ isUniversal }) => !isUniversal))];
  const isSpelled = asked.every(({ spelling }) => spelling !== undefined);
  return {
    always: recognizers.filter(({ isUniversal }) => isUniversal),
    asked,
    spelled: isSpelled ? new Spelled(asked) : undefined,
  };
}

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

function divideByStates(
  language: Language,
  recognizers: readonly Recognizer[],
  { budget, avoid, except }: DivisionOptions,
): Division {
  budget.left -= sizeOf(recognizers);
  if (budget.left < 0) return { classes: [], isComplete: false };
  const machine = new Machine([language, ...recognizers].map(({ shape }) => automatonOf(shape)));
  const plain = new Map(
    // Of two samples in one class the plainer one, which stands first, is set last.
    language.samples
      .filter((text) => avoid?.(text) !== true)
      .toReversed()
      .map((text) => [machine.signature(text), text] as const),
  );
  const found = new Map<string, string>();
  let isComplete = true;
  for (const shift of avoid === undefined ? [0] : shifts) {
    const { texts, isWhole } = machine.explore(shift, budget);
    isComplete &&= isWhole;
    // The exception is the first of the recognizers.
    const isExcepted = (signature: string): boolean => except !== undefined && signature.charCodeAt(1) === 1;
    const missing = [...texts].filter(([signature]) => !found.has(signature) && !isExcepted(signature));
    for (const [signature, text] of missing) {
      const best = plain.get(signature) ?? text;
      if (avoid?.(best) !== true) found.set(signature, best);
    }
    if (missing.every(([signature]) => found.has(signature))) break;
    if (shift === shifts.at(-1)) isComplete = false;
  }
  const classes = Array.from(found, ([signature, text]) => ({
    text,
    accepted: new Set(numbersIn(signature).flatMap((at) => recognizers[at - 1] ?? [])),
  }));
  return { classes, isComplete };
}

/** Automata are put together anew for each division. */
function sizeOf(recognizers: readonly Recognizer[]): number {
  return recognizers.reduce((size, { shape }) => size + automatonOf(shape).labels.length, 0);
}

function numbersIn(signature: string): number[] {
  return Array.from(signature, (character) => character.charCodeAt(0));
}
