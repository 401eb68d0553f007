/** An error of CEL's own kind, such as a missing key: `&&` and `||` may absorb it, and it makes the verdict `error`. */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";
}

/** The expression asked for too much work. Nothing absorbs it, or `true || (all work of the world)` would go on. */
export class BudgetError extends Error {
  override readonly name = "BudgetError";
}
