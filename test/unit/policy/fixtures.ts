import type { PolicyContext } from "../../../src/policy/context.ts";
import { decidePolicy } from "../../../src/policy/decide.ts";
import type { Decision } from "../../../src/policy/decide.ts";
import type { PolicyDocument } from "../../../src/policy/document.ts";
import { isParseFailure, parsePolicy } from "../../../src/policy/parse.ts";
import { isUnknown } from "../../../src/unknown.ts";
import type { Maybe } from "../../../src/unknown.ts";

export const ourOrganization = "o-ours123456";
export const ourAccount = "111111111111";
export const otherOfOurs = "222222222222";
export const outsider = "999999999999";

export const s3: PolicyContext = {
  service: "s3",
  policySupported: true,
  organizationId: ourOrganization,
  accounts: [ourAccount, otherOfOurs],
  accountsComplete: true,
  trustedAccounts: [],
  trustedOrganizations: [],
  partition: "aws",
};
export const dynamodb: PolicyContext = { ...s3, service: "dynamodb" };

type Json = unknown;
export type StatementJson = Record<string, Json>;

/** `Allow * * *` with some elements put in other words; the Not form of an element takes its place. */
export function allow(elements: StatementJson = {}): StatementJson {
  const statement: StatementJson = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*", ...elements };
  for (const name of ["Principal", "Action", "Resource"]) if (`Not${name}` in elements) delete statement[name];
  return statement;
}

export function deny(elements: StatementJson = {}): StatementJson {
  return { ...allow(elements), Effect: "Deny" };
}

export const when = (operator: string, key: string, values: Json): StatementJson => ({
  Condition: { [operator]: { [key]: values } },
});

export function policy(...statements: StatementJson[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export function documentOf(...statements: StatementJson[]): PolicyDocument {
  const document = parsePolicy(policy(...statements));
  if (isParseFailure(document)) throw new Error(document.message);
  return document;
}

export function decide(statements: StatementJson | StatementJson[], context: PolicyContext = s3): Decision {
  return decidePolicy(policy(...[statements].flat()), context);
}

export type Answered = "yes" | "no" | "unknown";

export function answered(answer: Maybe<boolean>): Answered {
  if (isUnknown(answer)) return "unknown";
  return answer ? "yes" : "no";
}

/** Whether outside callers, and outside resources, are admitted. */
export function outsiders(
  statements: StatementJson | StatementJson[],
  context: PolicyContext = s3,
): [Answered, Answered] {
  const decision = decide(statements, context);
  return [answered(decision.admitsOutsidePrincipals), answered(decision.admitsOutsideResources)];
}

export function reasons(answer: Maybe<boolean>): string[] {
  return isUnknown(answer) ? answer.needs.map(({ reason }) => reason) : [];
}
