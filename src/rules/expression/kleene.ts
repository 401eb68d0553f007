import { isUnknown, joinUnknowns } from "../../unknown.ts";
import type { Unknown } from "../../unknown.ts";
import { EvaluationError } from "./failure.ts";
import type { Evaluate, Frame, Operand } from "./frame.ts";

/**
 * Three-valued logic (Kleene's strong one) with CEL's errors beside it. `&&` and `||` are commutative: whichever side
 * decides, decides, even if the other is unknown or an error. An unknown outweighs an error, as in cel-go: the unknown,
 * once known, might have decided.
 */
type Outcome = Operand | EvaluationError;

/** An error of CEL's as a value. Anything else thrown is a bug or a spent budget, and goes on. */
function attempt(evaluate: Evaluate, frame: Frame): Outcome {
  try {
    return evaluate(frame);
  } catch (error) {
    if (error instanceof EvaluationError) return error;
    throw error;
  }
}

/** `&&` with `decisive` false, `||` with `decisive` true. */
export function logical(decisive: boolean, left: Evaluate, right: Evaluate): Evaluate {
  return (frame) => {
    const first = attempt(left, frame);
    if (first === decisive) return decisive;
    const second = attempt(right, frame);
    if (second === decisive) return decisive;
    return settle([first, second], !decisive);
  };
}

/** A macro's body, and where it finds the element. */
export interface Loop {
  body: Evaluate;
  slot: number;
}

/** `all` with `decisive` false, `exists` with `decisive` true: `&&` and `||` over the elements. */
export function quantify(
  decisive: boolean,
  { body, slot }: Loop,
): (elements: Iterable<Operand>, frame: Frame) => Operand {
  return (elements, frame) => {
    const open: Outcome[] = [];
    for (const element of elements) {
      frame.locals[slot] = element;
      const outcome = attempt(body, frame);
      if (outcome === decisive) return decisive;
      if (typeof outcome !== "boolean") open.push(outcome);
    }
    return settle(open, !decisive);
  };
}

/** The result where nothing decided: unknown if anything is, else an error if anything is, else `otherwise`. */
function settle(outcomes: readonly Outcome[], otherwise: boolean): Operand {
  const unknowns = outcomes.filter((outcome): outcome is Unknown => isUnknown(outcome));
  if (unknowns.length > 0) return joinUnknowns(unknowns);
  const error = outcomes.find((outcome) => outcome instanceof EvaluationError);
  if (error !== undefined) throw error;
  return otherwise;
}

/** With an unknown condition, the value is known only where both branches agree on it. */
export function conditional(condition: Evaluate, then: Evaluate, otherwise: Evaluate): Evaluate {
  return (frame) => {
    const chosen = condition(frame);
    if (!isUnknown(chosen)) return chosen === true ? then(frame) : otherwise(frame);
    const first = attempt(then, frame);
    const second = attempt(otherwise, frame);
    if (first instanceof EvaluationError || second instanceof EvaluationError) return chosen;
    return equals(first, second) === true ? first : chosen;
  };
}

/** `==`. Lists are equal if all elements are; one known difference makes them differ whatever is unknown. */
export function equals(left: Operand, right: Operand): boolean | Unknown {
  if (isUnknown(left)) return isUnknown(right) ? joinUnknowns([left, right]) : left;
  if (isUnknown(right)) return right;
  if (!isList(left) || !isList(right)) return left === right;
  if (left.length !== right.length) return false;
  const unknowns: Unknown[] = [];
  for (const [index, element] of left.entries()) {
    const isSame = equals(element, right[index] as Operand);
    if (isSame === false) return false;
    if (isUnknown(isSame)) unknowns.push(isSame);
  }
  return unknowns.length === 0 ? true : joinUnknowns(unknowns);
}

/** `in`: a known match decides, even if other elements are unknown. */
export function includes(list: readonly Operand[], value: Operand): boolean | Unknown {
  const unknowns: Unknown[] = [];
  for (const element of list) {
    const isSame = equals(element, value);
    if (isSame === true) return true;
    if (isUnknown(isSame)) unknowns.push(isSame);
  }
  return unknowns.length === 0 ? false : joinUnknowns(unknowns);
}

export function isList(operand: Operand): operand is readonly Operand[] {
  return Array.isArray(operand);
}
