import type { Subject } from "../facts/vocabulary.ts";
import { isUnknown } from "../unknown.ts";
import { toJson } from "./evidence.ts";
import type { Evaluation, Expression } from "./expression/expression.ts";
import type { Severity, Step } from "./result.ts";
import type { Fix, Rule } from "./rule.ts";

/** What `severity-when` says about a finding; undefined where the rule's own severity holds. */
export function severityOf({ severityCases }: Rule, root: Subject, evaluation: Evaluation): Severity | undefined {
  return severityCases.find(({ when }) => ask(when, root, evaluation) === true)?.severity;
}

/**
 * The step that mends a finding. Where it is not known whether a fix applies, a later one could be the wrong advice, so
 * there is none.
 */
export function stepOf({ fixes }: Rule, root: Subject, evaluation: Evaluation): Step | undefined {
  for (const [index, fix] of fixes.entries()) {
    const applies = fix.when === undefined ? true : ask(fix.when, root, evaluation);
    if (applies === true) return { key: [index, ...keysOf(fix, root, evaluation)], ...textOf(fix, root, evaluation) };
    if (applies === "unknown") return undefined;
  }
  return undefined;
}

/** The step in words, for one finding alone. */
export function describeStep({ action, consequences }: Step): string {
  const text = action.map((piece) => (typeof piece === "string" ? piece : piece.join(", "))).join("");
  return [text, ...consequences].join(" ");
}

function keysOf(fix: Fix, root: Subject, evaluation: Evaluation) {
  return fix.per.map((expression) => {
    try {
      return toJson(expression.evaluate(root, evaluation));
    } catch {
      return null;
    }
  });
}

function textOf(fix: Fix, root: Subject, evaluation: Evaluation): Pick<Step, "action" | "consequences"> {
  const follows = fix.consequences.filter(({ when }) => when === undefined || ask(when, root, evaluation) === true);
  return {
    action: fix.action.renderPieces(root, evaluation),
    consequences: follows.map(({ text }) => text.render(root, evaluation)),
  };
}

/** An error in advice costs the advice, never the finding. */
function ask(expression: Expression, root: Subject, evaluation: Evaluation): boolean | "unknown" {
  try {
    const answer = expression.evaluate(root, evaluation);
    return isUnknown(answer) ? "unknown" : answer === true;
  } catch {
    return "unknown";
  }
}
