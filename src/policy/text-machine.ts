import { accepts, freshUnits } from "./letters.ts";
import type { Label } from "./letters.ts";
import type { Automaton } from "./shape.ts";
import type { Budget } from "./recognizers.ts";

/** States are known by their letters' numbers, written as UTF-16 code units. */
const maxLetters = 60_000;

interface State {
  /** Letters that can come next, of all the automata, by their numbers. */
  expected: readonly number[];
  /** The automata that accept the text up to here. */
  accepting: readonly number[];
  text: string;
}

/** Several automata as one. The first is the language: where it cannot go on, nothing can. */
export class Machine {
  readonly #automata: readonly Automaton[];
  /** By automaton, the number of its first letter. */
  readonly #offsets: readonly number[];
  readonly #labels: Int32Array;
  readonly #owners: Int32Array;
  /** 1 for a letter that stands for any rest of the text. */
  readonly #isRest: Uint8Array;
  /** When a letter was last expected: the number of the step. */
  readonly #seen: Int32Array;
  #stamp = 0;

  constructor(automata: readonly Automaton[]) {
    this.#automata = automata;
    const size = automata.reduce((sum, { labels }) => sum + labels.length, 0);
    this.#labels = new Int32Array(size);
    this.#owners = new Int32Array(size);
    this.#isRest = new Uint8Array(size);
    this.#seen = new Int32Array(size);
    const offsets: number[] = [];
    let offset = 0;
    for (const [owner, { labels, rest }] of automata.entries()) {
      offsets.push(offset);
      // The language is never done with: it says what can come at all.
      if (owner > 0 && rest !== -1) this.#isRest[offset + rest] = 1;
      this.#labels.set(labels, offset);
      this.#owners.fill(owner, offset, offset + labels.length);
      offset += labels.length;
    }
    this.#offsets = offsets;
  }

  /** Which automata accept a text, the language among them; undefined where the language does not. */
  signature(text: string): string | undefined {
    let state: State | undefined = this.#start();
    for (let index = 0; index < text.length && state !== undefined; index++) {
      state = this.#step(state, text.charCodeAt(index));
    }
    return state?.accepting[0] === 0 ? spell(state.accepting) : undefined;
  }

  /** A shortest text by the signature of its class. */
  explore(shift: number, budget: Budget): { texts: Map<string, string>; isWhole: boolean } {
    if (this.#labels.length > maxLetters) return { texts: new Map(), isWhole: false };
    const start = this.#start();
    const queue = [start];
    const known = new Set([keyOf(start)]);
    const texts = new Map<string, string>();
    for (const state of queue) {
      if (state.accepting[0] === 0) {
        const signature = spell(state.accepting);
        if (!texts.has(signature)) texts.set(signature, state.text);
      }
      const units = this.#unitsAfter(state, shift);
      budget.left -= (units.length + 1) * (state.expected.length + 1);
      if (budget.left < 0) return { texts, isWhole: false };
      for (const unit of units) {
        const next = this.#step(state, unit);
        if (next === undefined) continue;
        const key = keyOf(next);
        if (known.has(key)) continue;
        known.add(key);
        queue.push(next);
      }
    }
    return { texts, isWhole: true };
  }

  #start(): State {
    const expected = this.#automata.flatMap(({ first }, owner) => first.map((at) => at + (this.#offsets[owner] ?? 0)));
    const accepting = [...this.#automata.keys()].filter((owner) => this.#automata[owner]?.acceptsEmpty);
    return { expected: this.#prune(expected), accepting, text: "" };
  }

  #unitsAfter({ expected }: State, shift: number): number[] {
    const allowed: Label[] = [];
    const classes: Label[] = [];
    const own: number[] = [];
    const written = new Set<number>();
    for (const at of expected) {
      const label = this.#labels[at] ?? -1;
      const isOwn = this.#owners[at] === 0;
      if (label >= 0) {
        written.add(label);
        if (isOwn) own.push(label);
      } else if (isOwn) allowed.push(label);
      else if (!classes.includes(label)) classes.push(label);
    }
    if (allowed.length === 0) return own;
    const units = freshUnits(allowed, classes, written, shift);
    for (const unit of written) {
      if (allowed.some((label) => accepts(label, unit)) || own.includes(unit)) units.push(unit);
    }
    return units;
  }

  #step({ expected, text }: State, unit: number): State | undefined {
    this.#stamp += 1;
    const next: number[] = [];
    const accepting: number[] = [];
    let goesOn = false;
    for (const at of expected) {
      if (!accepts(this.#labels[at] ?? -1, unit)) continue;
      const owner = this.#owners[at] ?? 0;
      const automaton = this.#automata[owner];
      if (automaton === undefined) continue;
      goesOn ||= owner === 0;
      const offset = this.#offsets[owner] ?? 0;
      if (automaton.isLast[at - offset] && !accepting.includes(owner)) accepting.push(owner);
      for (const local of automaton.follow[at - offset] ?? []) {
        const after = offset + local;
        if (this.#seen[after] === this.#stamp) continue;
        this.#seen[after] = this.#stamp;
        next.push(after);
      }
    }
    if (!goesOn) return undefined;
    if (accepting.length > 1) accepting.sort((a, b) => a - b);
    return { expected: this.#prune(next), accepting, text: text + String.fromCharCode(unit) };
  }

  /** Once any rest of the text will do for an automaton, its other letters say no more. */
  #prune(expected: number[]): number[] {
    if (expected.length < 2) return expected;
    expected.sort((a, b) => a - b);
    let settled: Set<number> | undefined;
    for (const at of expected) {
      if (this.#isRest[at] === 1) settled = (settled ?? new Set<number>()).add(this.#owners[at] ?? 0);
    }
    if (settled === undefined) return expected;
    return expected.filter((at) => this.#isRest[at] === 1 || !settled.has(this.#owners[at] ?? 0));
  }
}

function spell(numbers: readonly number[]): string {
  return numbers.length === 1 ? String.fromCharCode(numbers[0] ?? 0) : String.fromCharCode(...numbers);
}

function keyOf({ expected, accepting }: State): string {
  return `${spell(accepting)}\uffff${spell(expected)}`;
}
