import { acceptedBy } from "./recognizers.ts";
import type { Avoid, Budget, Division, Language, Recognizer } from "./recognizers.ts";
import { automatonOf } from "./shape.ts";
import { divideSpelled, Spelled } from "./spelled-texts.ts";
import { Machine } from "./text-machine.ts";

export interface DivisionOptions {
  budget: Budget;
  avoid?: Avoid;
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
