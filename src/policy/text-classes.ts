import { accepts, freshUnits } from "./letters.ts";
import type { Label } from "./letters.ts";
import { acceptsText, automatonOf } from "./shape.ts";
import type { Automaton, Shape } from "./shape.ts";

/** What a policy compares one text of a request with: all the patterns of one list, of which any one will do. */
export interface Recognizer {
  shape: Shape;
  /** Its texts, where they are few enough to be listed. */
  literals: readonly string[] | undefined;
  /** Whether it matches every text. */
  isUniversal: boolean;
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

export function recognizerOf(shape: Shape, literals?: readonly string[]): Recognizer {
  if (literals !== undefined) return { shape, literals, isUniversal: false };
  const { acceptsEmpty, rest, first } = automatonOf(shape);
  return { shape, literals, isUniversal: acceptsEmpty && rest !== -1 && first.includes(rest) };
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

/** States are known by their letters' numbers, written as UTF-16 code units. */
const maxLetters = 60_000;
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
  const always = recognizers.filter(({ isUniversal }) => isUniversal);
  const asked = [
    ...(except === undefined ? [] : [except]),
    ...new Set(recognizers.filter(({ isUniversal }) => !isUniversal)),
  ];
  const { classes, isComplete } =
    divideByLiterals(language, asked, avoid) ?? divideByStates(language, asked, { budget, avoid, except });
  return {
    classes: classes
      .filter(({ accepted }) => except === undefined || !accepted.has(except))
      .map(({ text, accepted }) => ({ text, accepted: new Set([...accepted, ...always]) })),
    isComplete,
  };
}

/** What the recognizers say of one text. */
export function classOf(text: string, recognizers: readonly Recognizer[]): TextClass {
  return { text, accepted: new Set(recognizers.filter((recognizer) => recognizes(recognizer, text))) };
}

function recognizes({ shape, literals, isUniversal }: Recognizer, text: string): boolean {
  return isUniversal || (literals === undefined ? acceptsText(automatonOf(shape), text) : literals.includes(text));
}

/** Where all is spelled out, the classes are the spelled texts, and one for all the others. */
function divideByLiterals(
  { shape, samples }: Language,
  recognizers: readonly Recognizer[],
  avoid: DivisionOptions["avoid"],
): Division | undefined {
  const accepted = new Map<string, Set<Recognizer>>();
  for (const recognizer of recognizers) {
    if (recognizer.literals === undefined) return undefined;
    for (const text of recognizer.literals) {
      const known = accepted.get(text);
      if (known === undefined) accepted.set(text, new Set([recognizer]));
      else known.add(recognizer);
    }
  }
  const other = samples.find((text) => !accepted.has(text) && avoid?.(text) !== true);
  if (other === undefined) return undefined;
  const spelled = [...accepted].filter(([text]) => acceptsText(automatonOf(shape), text));
  return {
    classes: [...mergeAlike(spelled), { text: other, accepted: new Set() }],
    isComplete: true,
  };
}

function mergeAlike(texts: readonly [string, ReadonlySet<Recognizer>][]): TextClass[] {
  const order = new Map<Recognizer, number>();
  const classes = new Map<string, TextClass>();
  for (const [text, accepted] of texts) {
    const signature = signatureOf(accepted, order);
    if (!classes.has(signature)) classes.set(signature, { text, accepted });
  }
  return [...classes.values()];
}

function signatureOf(accepted: ReadonlySet<Recognizer>, order: Map<Recognizer, number>): string {
  const numbers = Array.from(accepted, (recognizer) => {
    const known = order.get(recognizer) ?? order.size;
    order.set(recognizer, known);
    return known;
  });
  return numbers.toSorted((a, b) => a - b).join(",");
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

interface State {
  /** Letters that can come next, of all the automata, by their numbers. */
  expected: readonly number[];
  /** The automata that accept the text up to here. */
  accepting: readonly number[];
  text: string;
}

/** Several automata as one. The first is the language: where it cannot go on, nothing can. */
class Machine {
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
