import type { Subject } from "../../facts/vocabulary.ts";
import type { Check } from "./check.ts";
import { compile } from "./compile.ts";
import type { Memo, Observer, Operand } from "./frame.ts";
import { stepBudget } from "./frame.ts";
import type { ExprType, Problem } from "./syntax.ts";
import { isPrintable, typeName } from "./syntax.ts";

/** An expression that was parsed, type-checked and compiled. */
export interface Expression {
  /** As it was written. */
  source: string;
  /** Throws an EvaluationError where CEL has an error, a BudgetError where it takes too long. */
  evaluate(root: Subject, evaluation: Evaluation): Operand;
}

/** What evaluations of one resource share, and who hears of what this one reads. */
export interface Evaluation {
  memo: Memo;
  observer?: Observer;
}

/** What an expression must be. */
export type Expected = "bool" | "printable";

export type Compiled<T> = { value: T; problems?: undefined } | { problems: readonly [Problem, ...Problem[]] };

export function compileExpression(source: string, check: Check, expected: Expected): Compiled<Expression> {
  const checked = check(source);
  if (checked.problem !== undefined) return { problems: [checked.problem] };
  const { type } = checked.expr;
  const whole = { start: 0, end: source.length };
  if (expected === "bool" && type.kind !== "bool") {
    return {
      problems: [{ message: `a condition must be a bool, not ${typeName(type)}`, range: whole, ...boolHint(type) }],
    };
  }
  if (expected === "printable" && !isPrintable(type)) {
    return {
      problems: [{ message: `${typeName(type)} cannot be shown as text`, range: whole, ...printableHint(type) }],
    };
  }
  const evaluate = compile(checked.expr);
  const run: Expression["evaluate"] = (root, evaluation) =>
    evaluate({ root, locals: [], steps: stepBudget, ...evaluation });
  return { value: { source, evaluate: run } };
}

function boolHint(type: ExprType): { hint?: string } {
  if (type.kind === "list") return { hint: "ask something of it, such as size(...) > 0" };
  return type.kind === "nothing" || type.kind === "object" ? {} : { hint: "compare it with something, as in == or in" };
}

function printableHint(type: ExprType): { hint?: string } {
  if (type.kind === "map") return { hint: "name one of its keys" };
  return type.kind === "object" ? { hint: `name one of its facts: ${Object.keys(type.object.facts).join(", ")}` } : {};
}
