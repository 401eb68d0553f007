import type { FactObject, Subject, Value } from "../../facts/vocabulary.ts";
import type { Maybe } from "../../unknown.ts";
import { BudgetError } from "./failure.ts";

/** What a part of an expression evaluates to. Unlike a fact, a list may hold unknown elements: `[a, b]` with b unknown. */
export type Operand = Maybe<Exclude<Value, readonly Value[]> | readonly Operand[]>;

export type Evaluate = (frame: Frame) => Operand;

/** One evaluation of one rule about one resource. */
export interface Frame {
  root: Subject;
  /** The variables of the macros around, by slot. */
  locals: Operand[];
  memo: Memo;
  /** Told what is read; absent where nobody asks, as for the texts of a message. */
  observer?: Observer;
  /** How many more steps this evaluation may take. */
  steps: number;
}

/** Hears of everything that an evaluation reads; unknown values are not read, they travel in the result. */
export interface Observer {
  read(path: string, value: Value | null): void;
  /** A fact of `subject`, which the expression knows as `path`, was asked for. */
  visit(path: string, subject: Subject): void;
}

/** The facts of one resource that were asked for, so that a path is traced once however many rules read it. */
export interface Memo {
  read(subject: Subject, key: string, compute: () => Maybe<Value>): Maybe<Value>;
}

export function createMemo(): Memo {
  const known = new Map<unknown, Map<FactObject, Map<string, Maybe<Value>>>>();
  return {
    read(subject, key, compute) {
      const objects = entryOf(known, subject.of, () => new Map<FactObject, Map<string, Maybe<Value>>>());
      const facts = entryOf(objects, subject.object, () => new Map<string, Maybe<Value>>());
      return entryOf(facts, key, compute);
    },
  };
}

function entryOf<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  if (map.has(key)) return map.get(key) as V;
  const value = create();
  map.set(key, value);
  return value;
}

/** What one evaluation may cost; generous for the lists of a large VPC, and over in well under a second. */
export const stepBudget = 1_000_000;

export function spend(frame: Frame, steps: number): void {
  frame.steps -= steps;
  if (frame.steps < 0) {
    throw new BudgetError(`the expression takes more than ${stepBudget} steps here; nest fewer macros`);
  }
}
