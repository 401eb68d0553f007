import { accepts, anyLetter } from "./letters.ts";
import type { Label } from "./letters.ts";

/**
 * Sets of texts, put together from letters, and compiled to Glushkov's automaton: a state is a letter that is expected
 * next, so there are as many as letters written, and none that only links others.
 */
export type Shape =
  | { kind: "letter"; label: Label }
  /** Each letter of it stands for itself. */
  | { kind: "text"; text: string }
  | { kind: "sequence"; parts: readonly Shape[] }
  | { kind: "choice"; options: readonly Shape[] }
  /** Any number of times, none included. */
  | { kind: "many"; of: Shape };

export const letter = (label: Label): Shape => ({ kind: "letter", label });
export const sequence = (...parts: Shape[]): Shape => ({ kind: "sequence", parts });
export const choice = (...options: Shape[]): Shape => ({ kind: "choice", options });
export const many = (of: Shape): Shape => ({ kind: "many", of });
export const some = (of: Shape): Shape => sequence(of, many(of));
export const nothing: Shape = sequence();
export const optional = (of: Shape): Shape => choice(nothing, of);
export const anyText: Shape = many(letter(anyLetter));

export const literal = (text: string): Shape => ({ kind: "text", text });

/** Between `least` and `most` times. Nested, so that a letter is followed by one other, not by all that could come. */
export function times(of: Shape, least: number, most: number): Shape {
  const rest = Array.from({ length: most - least }).reduce<Shape>((inner) => optional(sequence(of, inner)), nothing);
  return sequence(...Array.from({ length: least }, () => of), rest);
}

/** Letters are numbered from 0. */
export interface Automaton {
  labels: readonly Label[];
  /** The letters that can come after each. */
  follow: readonly (readonly number[])[];
  first: readonly number[];
  /** Whether a text can end with a letter. */
  isLast: readonly boolean[];
  acceptsEmpty: boolean;
  /** A letter that stands for any rest of the text: from there on, all is accepted. -1 where there is none. */
  rest: number;
}

interface Ends {
  first: number[];
  last: number[];
  isNullable: boolean;
}

const compiled = new WeakMap<Shape, Automaton>();

/** Compiled when first asked for: where all is spelled out, no automaton is needed. */
export function automatonOf(shape: Shape): Automaton {
  const before = compiled.get(shape);
  if (before !== undefined) return before;
  const automaton = compileShape(shape);
  compiled.set(shape, automaton);
  return automaton;
}

function compileShape(shape: Shape): Automaton {
  const labels: Label[] = [];
  const follow: number[][] = [];
  const link = (from: readonly number[], to: readonly number[]): void => {
    for (const at of from) follow[at]?.push(...to);
  };
  const build = (part: Shape): Ends => {
    switch (part.kind) {
      case "letter": {
        const at = labels.push(part.label) - 1;
        follow.push([]);
        return { first: [at], last: [at], isNullable: false };
      }
      case "text": {
        const start = labels.length;
        for (let index = 0; index < part.text.length; index++) {
          labels.push(part.text.charCodeAt(index));
          follow.push(index + 1 < part.text.length ? [labels.length] : []);
        }
        const isEmpty = part.text === "";
        return { first: isEmpty ? [] : [start], last: isEmpty ? [] : [labels.length - 1], isNullable: isEmpty };
      }
      case "many": {
        const ends = build(part.of);
        link(ends.last, ends.first);
        return { ...ends, isNullable: true };
      }
      case "choice": {
        const all = part.options.map(build);
        return {
          first: all.flatMap(({ first }) => first),
          last: all.flatMap(({ last }) => last),
          isNullable: all.some(({ isNullable }) => isNullable),
        };
      }
      case "sequence": {
        const ends: Ends = { first: [], last: [], isNullable: true };
        for (const each of part.parts) {
          const after = build(each);
          link(ends.last, after.first);
          if (ends.isNullable) ends.first.push(...after.first);
          ends.last = after.isNullable ? [...ends.last, ...after.last] : after.last;
          ends.isNullable &&= after.isNullable;
        }
        return ends;
      }
    }
  };
  const { first, last, isNullable } = build(shape);
  const isLast = labels.map(() => false);
  for (const at of last) isLast[at] = true;
  const rest = last.find((at) => labels[at] === anyLetter && follow[at]?.includes(at)) ?? -1;
  return { labels, follow, first, isLast, acceptsEmpty: isNullable, rest };
}

export function acceptsText({ labels, follow, first, isLast, acceptsEmpty }: Automaton, text: string): boolean {
  let expected: Iterable<number> = first;
  let isAccepted = acceptsEmpty;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const next = new Set<number>();
    isAccepted = false;
    for (const at of expected) {
      if (!accepts(labels[at] ?? -1, unit)) continue;
      if (isLast[at]) isAccepted = true;
      for (const after of follow[at] ?? []) next.add(after);
    }
    expected = next;
  }
  return isAccepted;
}
