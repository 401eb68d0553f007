import { literal, sequence } from "./shape.ts";
import type { Shape } from "./shape.ts";
import { acceptedBy, languageOf, recognizerOf, recognizerOfTexts } from "./recognizers.ts";
import type { Budget, Recognizer, TextClass } from "./recognizers.ts";
import { divideTexts } from "./text-classes.ts";

/** Texts with another one inside, such as an ARN with its account: a policy compares the part and the whole. */
export interface Composition {
  before: Shape;
  head: Shape;
  after: Shape;
  headOf: (text: string) => string;
  headSamples: readonly string[];
  /** Plain texts with that head. */
  samplesWith: (head: string) => readonly string[];
}

export interface Comparisons {
  budget: Budget;
  ofHead: readonly Recognizer[];
  ofWhole: readonly Recognizer[];
  /** Whether some pattern of the whole leaves the head open, so that the two can only be divided together. */
  crosses: boolean;
}

export interface Head extends TextClass {
  /** Whether it only stands for those that nobody names. */
  isFresh: boolean;
}

/** The heads that are looked at one by one, and how the others are told from them. */
export interface Heads {
  known: readonly Head[];
  /** Heads that are none of the others, though not looked at. */
  isTaken: (head: string) => boolean;
}

export interface ComposedClass extends TextClass {
  head: string;
  /** Whether it is one of the heads that were not named. */
  isFresh: boolean;
}

export interface ComposedDivision {
  classes: readonly ComposedClass[];
  isComplete: boolean;
}

const plainEnding = "any";

export function divideComposed(composition: Composition, comparisons: Comparisons, heads: Heads): ComposedDivision {
  const known = heads.known.map((head) => divideUnder(composition, comparisons, head));
  const fresh = comparisons.crosses
    ? divideTogether(composition, comparisons, heads)
    : divideFresh(composition, comparisons, heads);
  const all = [...known, fresh];
  return { classes: all.flatMap(({ classes }) => classes), isComplete: all.every(({ isComplete }) => isComplete) };
}

function divideUnder(
  { before, after, samplesWith }: Composition,
  { ofWhole, budget }: Comparisons,
  head: Head,
): ComposedDivision {
  const language = languageOf(sequence(before, literal(head.text), after), samplesWith(head.text), [plainEnding]);
  const { classes, isComplete } = divideTexts(language, ofWhole, { budget });
  return {
    classes: classes.map((one) => ({
      ...acceptedBy(one, head.accepted),
      head: head.text,
      isFresh: head.isFresh,
    })),
    isComplete,
  };
}

function divideFresh(composition: Composition, comparisons: Comparisons, heads: Heads): ComposedDivision {
  const { head, headSamples } = composition;
  const { classes, isComplete } = divideTexts(languageOf(head, headSamples), comparisons.ofHead, {
    budget: comparisons.budget,
    avoid: heads.isTaken,
    except: namesOf(heads),
  });
  const divisions = classes.map((one) => divideUnder(composition, comparisons, { ...one, isFresh: true }));
  return {
    classes: divisions.flatMap((division) => division.classes),
    isComplete: isComplete && divisions.every((division) => division.isComplete),
  };
}

function divideTogether(composition: Composition, comparisons: Comparisons, heads: Heads): ComposedDivision {
  const { before, head, after, headOf, headSamples, samplesWith } = composition;
  const lift = ({ shape }: Recognizer): Recognizer => recognizerOf(sequence(before, shape, after));
  const lifted = new Map(comparisons.ofHead.map((recognizer) => [lift(recognizer), recognizer]));
  const language = languageOf(sequence(before, head, after), headSamples.slice(0, 2).flatMap(samplesWith));
  const { classes, isComplete } = divideTexts(language, [...comparisons.ofWhole, ...lifted.keys()], {
    budget: comparisons.budget,
    avoid: (text) => heads.isTaken(headOf(text)),
    except: lift(namesOf(heads)),
  });
  return {
    classes: classes.map(({ text, accepted }) => ({
      head: headOf(text),
      isFresh: true,
      text,
      accepted: new Set(Array.from(accepted, (recognizer) => lifted.get(recognizer) ?? recognizer)),
    })),
    isComplete,
  };
}

function namesOf({ known }: Heads): Recognizer {
  return recognizerOfTexts(known.map(({ text }) => text));
}
