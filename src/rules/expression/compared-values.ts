import { didYouMean } from "../../errors.ts";
import { refuse } from "./scope.ts";
import type { BinaryOperator, Expr } from "./syntax.ts";

/**
 * Refuses a comparison of a fact that has only certain values with a text that is none of them: it could never be
 * true, so a mistyped value would silence the rule.
 */
export function checkComparedValues(operator: BinaryOperator, left: Expr, right: Expr): void {
  if (operator !== "==" && operator !== "!=" && operator !== "in") return;
  checkTexts(left, right);
  checkTexts(right, left);
}

function checkTexts(subject: Expr, other: Expr): void {
  const { values } = subject;
  if (values === undefined) return;
  for (const { text, range } of constantTexts(other)) {
    if (values.includes(text)) continue;
    const similar = didYouMean(text, values);
    const hint = similar === undefined ? `it is one of: ${values.join(", ")}` : `did you mean "${similar}"?`;
    refuse(range, `${subject.path ?? "the fact"} is never "${text}"`, hint);
  }
}

function constantTexts(expr: Expr): { text: string; range: Expr["range"] }[] {
  if (expr.kind === "list") return expr.elements.flatMap(constantTexts);
  if (expr.kind !== "literal" && expr.kind !== "parameter") return [];
  const { value, range } = expr;
  if (typeof value === "string") return [{ text: value, range }];
  return Array.isArray(value) ? value.map((text: string) => ({ text, range })) : [];
}
