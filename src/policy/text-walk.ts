import { accepts, freshUnits } from "./letters.ts";
import type { Label } from "./letters.ts";
import { automatonOf } from "./shape.ts";
import type { Automaton, Shape } from "./shape.ts";

interface State {
  /** The letters of the automaton that can come next. */
  expected: readonly number[];
  /** Whether the text up to here is one of the language. */
  isWhole: boolean;
}

/** Reads texts with the automaton of a language. Of a text that begins like the last one only the rest is read. */
export class Walk {
  readonly #shape: Shape;
  #last = "";
  /** After each letter of the last text. */
  readonly #states: State[] = [];

  constructor(shape: Shape) {
    this.#shape = shape;
  }

  /** Not compiled where the samples do. */
  get #automaton(): Automaton {
    return automatonOf(this.#shape);
  }

  read(text: string): State {
    let at = 0;
    while (at < text.length && text[at] === this.#last[at]) at += 1;
    let state = this.#states[at] ?? { expected: this.#automaton.first, isWhole: this.#automaton.acceptsEmpty };
    this.#states.splice(at, Infinity, state);
    for (; at < text.length; at++) {
      state = this.step(state, text.charCodeAt(at));
      this.#states.push(state);
    }
    this.#last = text;
    return state;
  }

  step({ expected }: State, unit: number): State {
    const { labels, follow, isLast } = this.#automaton;
    const next: number[] = [];
    let isWhole = false;
    for (const at of expected) {
      if (!accepts(labels[at] ?? -1, unit)) continue;
      isWhole ||= isLast[at] === true;
      for (const after of follow[at] ?? []) if (!next.includes(after)) next.push(after);
    }
    return { expected: next, isWhole };
  }

  /** Letters to go on with: one of each kind that the language tells apart, and those that are written after this text. */
  unitsAfter({ expected }: State, written: ReadonlySet<number>): number[] {
    const labels = expected.map((at) => this.#automaton.labels[at] ?? -1);
    const own = labels.filter((label) => label >= 0);
    const allowed: Label[] = labels.filter((label) => label < 0);
    if (allowed.length === 0) return own;
    const units = freshUnits(allowed, [], new Set([...written, ...own]), 0);
    const others = Array.from(written).filter((unit) => allowed.some((label) => accepts(label, unit)));
    return [...units, ...own, ...others.filter((unit) => !own.includes(unit))];
  }
}
