import { isUnknown, joinUnknowns } from "../../unknown.ts";
import { EvaluationError } from "./failure.ts";
import type { Evaluate, Frame, Operand } from "./frame.ts";
import { spend } from "./frame.ts";
import { equals, includes, isList } from "./kleene.ts";
import type { BinaryOperator } from "./syntax.ts";

type Apply = (values: readonly Operand[], frame: Frame) => Operand;

/** Applies a function to operands that must all be known. Every operand is evaluated, so that errors do not hide. */
export function strict(operands: readonly Evaluate[], apply: Apply): Evaluate {
  return (frame) => {
    const values = operands.map((operand) => operand(frame));
    const unknowns = values.filter(isUnknown);
    return unknowns.length > 0 ? joinUnknowns(unknowns) : apply(values, frame);
  };
}

/** `==` and `!=`. */
export function equality(isNegated: boolean, left: Evaluate, right: Evaluate): Evaluate {
  return (frame) => {
    const first = left(frame);
    const second = right(frame);
    if (!isUnknown(first) && isList(first)) spend(frame, first.length);
    const isSame = equals(first, second);
    return isUnknown(isSame) ? isSame : isSame !== isNegated;
  };
}

/** `in` a list. */
export function membership(left: Evaluate, right: Evaluate): Evaluate {
  return (frame) => {
    const value = left(frame);
    const list = right(frame);
    if (isUnknown(list)) return list;
    if (!isList(list)) throw new EvaluationError("in asks for a list");
    spend(frame, list.length);
    return includes(list, value);
  };
}

type StrictOperator = Exclude<BinaryOperator, "==" | "!=" | "in">;

/** THE TABLE of the operators that need both operands. */
export const strictOperators: Record<StrictOperator, Apply> = {
  "<": ([left, right]) => asComparable(left) < asComparable(right),
  "<=": ([left, right]) => asComparable(left) <= asComparable(right),
  ">": ([left, right]) => asComparable(left) > asComparable(right),
  ">=": ([left, right]) => asComparable(left) >= asComparable(right),
  "+": add,
  "-": ([left, right]) => integer(Number(left) - Number(right)),
  "*": ([left, right]) => integer(Number(left) * Number(right)),
  "/": ([left, right]) => integer(Math.trunc(Number(left) / nonZero(right))),
  "%": ([left, right]) => integer(Number(left) % nonZero(right)),
};

function add([left, right]: readonly Operand[], frame: Frame): Operand {
  if (typeof left === "number" && typeof right === "number") return integer(left + right);
  // What grows is paid for: a chain of macros that each double a text would otherwise fill the memory.
  if (typeof left === "string" && typeof right === "string") {
    spend(frame, left.length + right.length);
    return left + right;
  }
  if (left === undefined || right === undefined || !isList(left) || !isList(right)) {
    throw new EvaluationError("these cannot be added");
  }
  spend(frame, left.length + right.length);
  return [...left, ...right];
}

/** Our integers are JS numbers, so they end at 2^53 instead of CEL's 2^63. Adding 0 turns -0 into 0. */
function integer(value: number): number {
  if (!Number.isSafeInteger(value)) throw new EvaluationError("integer overflow");
  return value + 0;
}

function nonZero(divisor: Operand | undefined): number {
  if (divisor === 0) throw new EvaluationError("division by zero");
  return Number(divisor);
}

/** bool, int and string are the types that cel-js's checker lets through to `<`; bool orders as CEL says. */
function asComparable(value: Operand | undefined): number | string {
  return typeof value === "string" ? value : Number(value);
}
