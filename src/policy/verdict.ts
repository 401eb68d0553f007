import type { ActionClass } from "./actions.ts";
import { cellsOf, statementTruth } from "./cells.ts";
import type { Group } from "./cells.ts";
import type { Statement } from "./document.ts";
import { findAdmitted } from "./questions.ts";
import type { Case } from "./questions.ts";

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

/** Tells apart the policies that admit no outsider. */
export function gradeBounded(theCase: Case): PolicyVerdict {
  if (admitsEveryAction(theCase)) return "wildcard-actions";
  return isLeastPrivilege(theCase) ? "least-privilege" : "org-bounded";
}

/** Whether every action occurs in some admitted request; an action that may occur counts. */
function admitsEveryAction(theCase: Case): boolean {
  const groups = theCase.space.actions.filter(({ members: [first] }) => first?.doubt === undefined);
  return groups.every((action) => findAdmitted(withAction(theCase, action), anyRequest).truth !== "no");
}

function withAction(theCase: Case, { members, truths }: Group<ActionClass>): Case {
  // "Ignoring resource types" (policy-semantics 10): an action counts wherever its name is admitted.
  const action = { truths, members: members.map((member) => ({ ...member, target: "any" as const })) };
  return { ...theCase, space: { ...theCase.space, actions: [action] } };
}

export const anyRequest = { hasCaller: () => true, hasResource: () => true, isSettled: () => true };

function isLeastPrivilege({ space }: Case): boolean {
  return space.readings.every(({ statement }) => {
    if (statement.effect === "Deny" || isNarrow(statement)) return true;
    // A statement that matches nothing grants nothing, however wide it is written.
    for (const cell of cellsOf(space, anyRequest)) {
      if (statementTruth(space, cell, statement.index) !== "no") return false;
    }
    return true;
  });
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
