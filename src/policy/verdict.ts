import type { ActionClass } from "./action-classes.ts";
import type { Statement } from "./document.ts";
import { findRequest } from "./questions.ts";
import type { Case, Question } from "./questions.ts";
import { canMatch } from "./search.ts";
import { isRequestable } from "./space.ts";
import type { Space } from "./space.ts";

/** The scale of policy-semantics 11, and `not-applicable` for a service that has no endpoint policies. */
export const policyVerdicts = [
  "not-applicable",
  "unparseable",
  "deny-all",
  "full-access",
  "open-both",
  "open-principal",
  "open-resource",
  "unknown",
  "wildcard-actions",
  "least-privilege",
  "org-bounded",
] as const;
export type PolicyVerdict = (typeof policyVerdicts)[number];

export const anyRequest = { hasCaller: () => true, hasResource: () => true, isSettled: () => true };

/** Tells apart the policies that admit no outsider. */
export function gradeBounded(theCase: Case): PolicyVerdict {
  if (admitsEveryAction(theCase)) return "wildcard-actions";
  return isLeastPrivilege(theCase) ? "least-privilege" : "org-bounded";
}

/** Whether every action occurs in some admitted request; an action that may occur counts. */
function admitsEveryAction(theCase: Case): boolean {
  const { space } = theCase;
  const isGeneral = space.policy.statements.some(
    ({ effect, statement }) =>
      effect === "Allow" && (statement.action.negated || statement.action.patterns.some(hasWildcard)),
  );
  if (!isGeneral) return false;
  return (
    space.actions
      .filter(({ doubt }) => doubt === undefined)
      // "Ignoring resource types" (policy-semantics 10): an action counts wherever its name is admitted.
      .every((action) => mayBeAdmitted(theCase, action, { ignoresKinds: true }))
  );
}

/** Whether some request with an action of the class is admitted, or could not be shown not to be. */
export function mayBeAdmitted(theCase: Case, action: ActionClass, where: Pick<Question, "ignoresKinds">): boolean {
  // By name: a policy with variables is divided once for each choice of what they stand for.
  const question = { ...anyRequest, ...where, hasAction: ({ name }: ActionClass) => name === action.name };
  return findRequest(theCase, question, "admitted").truth !== "no";
}

function isLeastPrivilege({ space }: Case): boolean {
  return space.policy.statements.every(
    // A statement that matches nothing grants nothing, however wide it is written.
    ({ statement, effect }, index) => effect === "Deny" || isNarrow(statement) || !isSatisfiable(space, index),
  );
}

function isSatisfiable(space: Space, index: number): boolean {
  return space.callers.some((caller) =>
    space.actions.some((action) =>
      space.resources.some(
        (resource) => isRequestable({ action, resource }) && canMatch(space, { caller, action, resource }, index),
      ),
    ),
  );
}

function isNarrow({ action, resource }: Statement): boolean {
  return (
    !action.negated &&
    !action.patterns.some(hasWildcard) &&
    !resource.negated &&
    resource.patterns.every(isNarrowResource)
  );
}

function isNarrowResource(pattern: string): boolean {
  const fields = pattern.split(":");
  const tail = fields.slice(5).join(":");
  if (fields.length < 6) return false;
  if (fields[2] === "s3" && fields[4] === "") return !hasWildcard(tail.split("/")[0] ?? "");
  return /^\d{12}$/u.test(fields[4] ?? "") && !/^(?:[\w-]+[/:])?\*+$/u.test(tail);
}

function hasWildcard(text: string): boolean {
  return /[*?]/u.test(text);
}
