import type { Tree } from "./pattern-syntax.ts";
import { parsePattern, PatternError } from "./pattern-syntax.ts";

/**
 * Regular expressions in time linear in the text (Thompson's construction), because a rule's pattern meets names and
 * tags that anyone can choose: JavaScript's RegExp backtracks, and `(a|a)*b` on forty letters never ends.
 */

export interface Pattern {
  /** How many steps a match takes for each character of the text, at most. */
  readonly states: number;
  /** Whether any part of the text matches, as CEL's `matches` asks. */
  test(text: string): boolean;
}

type State =
  | { kind: "char"; test: (char: string) => boolean; next: number }
  | { kind: "split"; next: number; other: number }
  | { kind: "start" | "end"; next: number }
  | { kind: "accept" };

const maxStates = 2000;

/** Throws a PatternError. */
export function compilePattern(source: string): Pattern {
  const states: State[] = [{ kind: "accept" }];
  const entry = emit(parsePattern(source), 0, states);
  return { states: states.length, test: (text) => runStates(states, entry, text) };
}

/** Adds the states of a tree that go on to `next`, and returns the first of them. */
function emit(tree: Tree, next: number, states: State[]): number {
  switch (tree.kind) {
    case "char":
      return push({ kind: "char", test: tree.test, next }, states);
    case "start":
    case "end":
      return push({ kind: tree.kind, next }, states);
    case "sequence":
      return tree.parts.reduceRight((after, part) => emit(part, after, states), next);
    case "choice": {
      const [first = next, ...others] = tree.parts.map((part) => emit(part, next, states));
      return others.reduce((before, other) => push({ kind: "split", next: before, other }, states), first);
    }
    case "repeat":
      return emitRepeat(tree, next, states);
  }
}

function emitRepeat({ of, min, max }: Tree & { kind: "repeat" }, next: number, states: State[]): number {
  let entry = next;
  if (max === Infinity) {
    const loop: State & { kind: "split" } = { kind: "split", next: 0, other: next };
    entry = push(loop, states);
    loop.next = emit(of, entry, states);
  } else {
    for (let count = min; count < max; count++) {
      entry = push({ kind: "split", next: emit(of, entry, states), other: next }, states);
    }
  }
  for (let count = 0; count < min; count++) {
    const before = states.length;
    entry = emit(of, entry, states);
    // What is empty once is empty a thousand times; nested, `((){1000}){1000}` would count forever.
    if (states.length === before) break;
  }
  return entry;
}

function push(state: State, states: State[]): number {
  if (states.length >= maxStates) throw new PatternError("the pattern is too large", 0);
  return states.push(state) - 1;
}

/** Follows all alternatives at once: a set of states that moves along the text. */
function runStates(states: readonly State[], entry: number, text: string): boolean {
  let current = new Set<number>();
  let offset = 0;
  for (const char of text) {
    enter({ states, into: current, offset, length: text.length }, entry);
    if (current.has(0)) return true;
    const following = new Set<number>();
    offset += char.length;
    for (const index of current) {
      const state = states[index];
      if (state?.kind === "char" && state.test(char)) {
        enter({ states, into: following, offset, length: text.length }, state.next);
      }
    }
    current = following;
  }
  enter({ states, into: current, offset, length: text.length }, entry);
  return current.has(0);
}

interface Entering {
  states: readonly State[];
  into: Set<number>;
  offset: number;
  length: number;
}

/** Adds a state and all that it leads to without reading a character; with a stack of its own, as loops are deep. */
function enter({ states, into, offset, length }: Entering, first: number): void {
  const pending = [first];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const state = states[index];
    if (state === undefined || into.has(index)) continue;
    into.add(index);
    if (state.kind === "split") pending.push(state.other, state.next);
    else if (state.kind === "start" && offset === 0) pending.push(state.next);
    else if (state.kind === "end" && offset === length) pending.push(state.next);
  }
}
