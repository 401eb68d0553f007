import { Unknown, isUnknown, joinUnknowns } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import type { PolicyContext } from "./context.ts";
import type { ParseFailure, PolicyDocument } from "./document.ts";
import { isParseFailure, parsePolicy } from "./parse.ts";
import { findRequest, openCase } from "./questions.ts";
import type { Answer, Case, Question } from "./questions.ts";
import type { Witness } from "./request.ts";
import { explainStatements } from "./statements.ts";
import type { DecidingStatement } from "./statements.ts";
import { anyRequest, gradeBounded } from "./verdict.ts";
import type { PolicyVerdict } from "./verdict.ts";
import { reasonsOf } from "./why.ts";
import type { Outsiders } from "./why.ts";

export interface Decision {
  verdict: PolicyVerdict;
  /** Whether it is the policy that AWS attaches where none is given, written out or not. */
  isDefault: boolean;
  /** Every request that can pass the endpoint is admitted. */
  fullAccess: Maybe<boolean>;
  /** Some request of an anonymous caller, or of an account that is neither ours nor trusted, is admitted. */
  admitsOutsidePrincipals: Maybe<boolean>;
  /** Some request on a resource of such an account, by any caller but an AWS service, is admitted. */
  admitsOutsideResources: Maybe<boolean>;
  deniesEverything: Maybe<boolean>;
  /** Only with the verdict `unparseable`. */
  failure?: ParseFailure;
  /** The statements that decided, in the document's order. */
  statements: readonly DecidingStatement[];
  /** An admitted request of an outside principal, where one is admitted; none is needed where no policy is heeded. */
  principalWitness?: Witness;
  /** An admitted request on an outside resource, likewise. */
  resourceWitness?: Witness;
}

/**
 * What an endpoint policy really admits (policy-semantics 10 and 11). An answer is true only with a concrete request
 * that the evaluator confirms, false only where no class of requests is left that could show the contrary, and else
 * unknown, for the statements and constructs that its needs name.
 *
 * @param document the policy as EC2 returns it; absent or empty means that AWS's default policy is in force
 */
export function decidePolicy(document: string | undefined, context: PolicyContext): Decision {
  if (context.policySupported === false) return openToAll("not-applicable", false);
  // AWS attaches Allow / * / * / * where no policy is given (policy-semantics 1).
  if (document === undefined || document.trim() === "") return openToAll("full-access", true);
  const parsed = parsePolicy(document);
  const decision = isParseFailure(parsed) ? unparseable(parsed) : decideDocument(parsed, context);
  return isUnknown(context.policySupported) ? withoutSupport(decision, context.policySupported) : decision;
}

function openToAll(verdict: PolicyVerdict, isDefault: boolean): Decision {
  return {
    verdict,
    isDefault,
    fullAccess: true,
    admitsOutsidePrincipals: true,
    admitsOutsideResources: true,
    deniesEverything: false,
    statements: [],
  };
}

function unparseable(failure: ParseFailure): Decision {
  const answer = unknownFor([
    `the policy could not be read: ${failure.message} (line ${failure.line}, column ${failure.column})`,
  ]);
  return {
    verdict: "unparseable",
    isDefault: false,
    fullAccess: answer,
    admitsOutsidePrincipals: answer,
    admitsOutsideResources: answer,
    deniesEverything: answer,
    failure,
    statements: [],
  };
}

/** The caller knows the place that the answer is about, and puts it in. */
function unknownFor(reasons: readonly string[]): Unknown {
  return new Unknown(reasons.map((reason) => ({ account: "*", region: "*", api: "*", reason })));
}

/** A service without policy support lets everything pass, whatever the document says: only a yes stands. */
function withoutSupport(decision: Decision, support: Unknown): Decision {
  const soften = (answer: Maybe<boolean>): Maybe<boolean> => {
    if (answer === true) return true;
    return isUnknown(answer) ? joinUnknowns([answer, support]) : support;
  };
  const answers = {
    fullAccess: soften(decision.fullAccess),
    admitsOutsidePrincipals: soften(decision.admitsOutsidePrincipals),
    admitsOutsideResources: soften(decision.admitsOutsideResources),
    deniesEverything: decision.deniesEverything === false ? false : support,
  };
  if (decision.verdict === "unparseable") return { ...decision, ...answers };
  return { ...decision, ...answers, verdict: verdictOf(answers) ?? "unknown" };
}

function decideDocument(document: PolicyDocument, context: PolicyContext): Decision {
  const theCase = openCase(document, context);
  const principals = findRequest(theCase, outsidePrincipals, "admitted");
  const resources = findRequest(theCase, outsideResources, "admitted");
  const answers = {
    fullAccess: negate(conclude(theCase, findRequest(theCase, anyRealRequest, "refused"), "anybody")),
    admitsOutsidePrincipals: conclude(theCase, principals, "callers"),
    admitsOutsideResources: conclude(theCase, resources, "resources"),
    deniesEverything: negate(conclude(theCase, findRequest(theCase, anyRealRequest, "admitted"), "anybody")),
  };
  return {
    verdict: verdictOf(answers) ?? gradeBounded(theCase),
    isDefault: isDefaultPolicy(document),
    ...answers,
    statements: explainStatements(theCase, { principals, resources }),
    ...(principals.witness === undefined ? {} : { principalWitness: principals.witness }),
    ...(resources.witness === undefined ? {} : { resourceWitness: resources.witness }),
  };
}

/** Whether the context settles that there are such requests: the action is the service's, and ours are as the class has them. */
const isReal: Question["isSettled"] = ({ caller, action, resource }) =>
  action.doubt === undefined &&
  [caller.members[0], resource.members[0]].every(
    ({ standing }) => standing.side !== "inside" || standing.doubt === undefined,
  );

/** Q1 of policy-semantics 10. Whose the resource is does not matter to it. */
const outsidePrincipals: Question = {
  hasCaller: ({ standing }) => standing.side !== "inside",
  hasResource: ({ isExempt }) => isExempt !== "yes",
  isSettled: (cell) =>
    isReal(cell) && cell.caller.members[0].standing.side === "outside" && cell.resource.members[0].isExempt === "no",
};

/** Q2 of policy-semantics 10: requests of AWS services are left out. */
const outsideResources: Question = {
  hasCaller: ({ principal }) => principal.kind !== "service",
  hasResource: ({ standing, isExempt }) => standing.side !== "inside" && isExempt !== "yes",
  isSettled: (cell) =>
    isReal(cell) && cell.resource.members[0].standing.side === "outside" && cell.resource.members[0].isExempt === "no",
};

const anyRealRequest: Question = { ...anyRequest, isSettled: isReal };

function conclude(theCase: Case, answer: Answer, outsiders: Outsiders): Maybe<boolean> {
  return answer.truth === "maybe" ? unknownFor(reasonsOf(theCase, answer, outsiders)) : answer.truth === "yes";
}

/** Whether outsiders are admitted on either side, or could not be shown to be kept out. */
export function mayAdmitOutsiders({
  admitsOutsidePrincipals,
  admitsOutsideResources,
}: Pick<Decision, "admitsOutsidePrincipals" | "admitsOutsideResources">): boolean {
  return admitsOutsidePrincipals !== false || admitsOutsideResources !== false;
}

function negate(answer: Maybe<boolean>): Maybe<boolean> {
  return isUnknown(answer) ? answer : !answer;
}

type Answers = Pick<Decision, "fullAccess" | "admitsOutsidePrincipals" | "admitsOutsideResources" | "deniesEverything">;

/** The first that matches (policy-semantics 11); undefined where the policy is bounded, and how well is still open. */
function verdictOf(answers: Answers): PolicyVerdict | undefined {
  const { admitsOutsidePrincipals: principals, admitsOutsideResources: resources } = answers;
  if (answers.deniesEverything === true) return "deny-all";
  if (answers.fullAccess === true) return "full-access";
  if (principals === true && resources === true) return "open-both";
  if (principals === true) return "open-principal";
  if (resources === true) return "open-resource";
  return isUnknown(principals) || isUnknown(resources) ? "unknown" : undefined;
}

/** `Allow`, everybody, every action, every resource, in one statement without conditions. */
function isDefaultPolicy({ statements: [first, ...others] }: PolicyDocument): boolean {
  if (first === undefined || others.length > 0 || first.condition.length > 0 || first.effect !== "Allow") return false;
  const isAll = ({ negated, patterns }: typeof first.action): boolean =>
    !negated && patterns.length === 1 && patterns[0] === "*";
  return first.principal.everybody && !first.principal.negated && isAll(first.action) && isAll(first.resource);
}
