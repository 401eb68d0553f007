import type { Avoid, Division, Language, Recognizer, TextClass } from "./recognizers.ts";
import { Walk } from "./text-walk.ts";

/**
 * Divides texts where all that they are compared with is spelled out, or is up to a `*` at its end, as most of the
 * patterns of a policy are. The longest beginning that a text has settles which others it has, so there is a class for
 * each beginning, one for each spelled text, and one for the rest: no automata have to run side by side.
 *
 * Undefined where that does not settle it, for what was found is to be avoided.
 */
export function divideSpelled(language: Language, spelled: Spelled, avoid: Avoid): Division | undefined {
  const walk = new Walk(language.shape);
  const classes = new Classes();
  for (const text of spelled.texts.keys()) {
    const accepted = spelled.accepted(text, true);
    const isMissing = !classes.has(accepted) && walk.read(text).isWhole && avoid?.(text) !== true;
    if (isMissing) classes.add({ text, accepted });
  }
  const open: ReadonlySet<Recognizer>[] = [];
  for (const beginning of ["", ...byLength(spelled.beginnings.keys())]) {
    const accepted = spelled.accepted(beginning, false);
    if (classes.has(accepted)) continue;
    const sample = plainest(language, walk, (text) => isOfBeginning(spelled, text, beginning, avoid), beginning);
    const { text, isSettled } = sample === undefined ? continueText(walk, spelled, beginning, avoid) : settled(sample);
    if (!isSettled) open.push(accepted);
    if (text !== undefined) classes.add({ text, accepted });
  }
  // Another beginning may have had a text of the class.
  if (open.some((accepted) => !classes.has(accepted))) return undefined;
  return { classes: [...classes.all()], isComplete: true };
}

function byLength(texts: Iterable<string>): string[] {
  return [...texts].toSorted((a, b) => a.length - b.length);
}

/** One of each that are accepted alike. */
class Classes {
  readonly #numbers = new Map<Recognizer, number>();
  readonly #classes = new Map<string, TextClass>();

  has(accepted: ReadonlySet<Recognizer>): boolean {
    return this.#classes.has(this.#signature(accepted));
  }

  add(one: TextClass): void {
    this.#classes.set(this.#signature(one.accepted), one);
  }

  all(): Iterable<TextClass> {
    return this.#classes.values();
  }

  #signature(accepted: ReadonlySet<Recognizer>): string {
    const numbers = Array.from(accepted, (recognizer) => {
      const known = this.#numbers.get(recognizer) ?? this.#numbers.size;
      this.#numbers.set(recognizer, known);
      return known;
    });
    return numbers.toSorted((a, b) => a - b).join(",");
  }
}

type RecognizersByText = Map<string, Set<Recognizer>>;

/** All that the recognizers spell out. */
export class Spelled {
  readonly texts: RecognizersByText = new Map();
  readonly beginnings: RecognizersByText = new Map();
  #lengths: readonly number[] = [];

  constructor(recognizers: readonly Recognizer[]) {
    for (const recognizer of recognizers) {
      for (const text of recognizer.spelling?.texts ?? []) add(this.texts, text, recognizer);
      for (const text of recognizer.spelling?.beginnings ?? []) add(this.beginnings, text, recognizer);
    }
    this.#lengths = [...new Set(Array.from(this.beginnings.keys(), ({ length }) => length))].toSorted((a, b) => a - b);
  }

  /** @param isWhole whether it is the whole text, and not only how it begins */
  accepted(text: string, isWhole: boolean): Set<Recognizer> {
    const all = new Set(isWhole ? this.texts.get(text) : []);
    for (const length of this.#lengths) {
      if (length > text.length) break;
      for (const recognizer of this.beginnings.get(text.slice(0, length)) ?? []) all.add(recognizer);
    }
    return all;
  }

  /** The longest beginning that a text has, the empty one if no other. */
  beginningOf(text: string): string {
    const length = this.#lengths.findLast((each) => each <= text.length && this.beginnings.has(text.slice(0, each)));
    return text.slice(0, length ?? 0);
  }

  /** The letters with which something that is spelled out goes on after a text. */
  unitsAfter(text: string): Set<number> {
    const units = new Set<number>();
    for (const spelled of [this.texts, this.beginnings]) {
      for (const each of spelled.keys()) {
        if (each.length > text.length && each.startsWith(text)) units.add(each.charCodeAt(text.length));
      }
    }
    return units;
  }
}

function add(to: RecognizersByText, text: string, recognizer: Recognizer): void {
  const known = to.get(text);
  if (known === undefined) to.set(text, new Set([recognizer]));
  else known.add(recognizer);
}

function isOfBeginning(spelled: Spelled, text: string, beginning: string, avoid: Avoid): boolean {
  return !spelled.texts.has(text) && spelled.beginningOf(text) === beginning && avoid?.(text) !== true;
}

function plainest(
  { samples, endings }: Language,
  walk: Walk,
  isOfClass: (text: string) => boolean,
  beginning: string,
): string | undefined {
  const continued = beginning === "" ? [] : endings.map((ending) => beginning + ending);
  return samples.find(isOfClass) ?? continued.find((text) => isOfClass(text) && walk.read(text).isWhole);
}

interface Continuation {
  /** Undefined where there is none. */
  text: string | undefined;
  /** False where there may be one that was not found. */
  isSettled: boolean;
}

const settled = (text: string): Continuation => ({ text, isSettled: true });

/** A text that is not settled after so many steps is left to the automata. */
const maxSteps = 400;

/** A shortest text of the language with that beginning, and no longer one. */
function continueText(walk: Walk, spelled: Spelled, beginning: string, avoid: Avoid): Continuation {
  let isAvoided = false;
  const queue = [{ text: beginning, state: walk.read(beginning) }];
  const known = new Set<string>();
  for (const { text, state } of queue) {
    if (queue.length > maxSteps) return { text: undefined, isSettled: false };
    if (text !== beginning && spelled.beginnings.has(text)) continue;
    if (state.isWhole && !spelled.texts.has(text)) {
      if (avoid?.(text) !== true) return settled(text);
      isAvoided = true;
    }
    const written = spelled.unitsAfter(text);
    for (const unit of walk.unitsAfter(state, written)) {
      const next = walk.step(state, unit);
      const key = `${next.expected.join(" ")} ${next.isWhole} ${written.has(unit) ? text.length : ""}`;
      if (next.expected.length === 0 && !next.isWhole) continue;
      if (!written.has(unit) && known.has(key)) continue;
      known.add(key);
      queue.push({ text: text + String.fromCharCode(unit), state: next });
    }
  }
  return { text: undefined, isSettled: !isAvoided };
}
