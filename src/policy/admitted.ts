import { isUnknown, Unknown, type Maybe } from "../unknown.ts";
import type { PolicyContext } from "./context.ts";
import { decidePolicy } from "./decide.ts";
import type { PolicyDocument } from "./document.ts";
import { openCase } from "./questions.ts";
import { denying, literalIn, readPolicyJson, withStatements, type PolicyJson, type StatementJson } from "./rewrite.ts";
import { serviceOf } from "./services.ts";
import { mayBeAdmitted } from "./verdict.ts";

/** A policy with the situation that it is asked about. */
export interface PolicyCase {
  document: string | undefined;
  context: PolicyContext;
}

/**
 * Whether some request is admitted of such a principal, with such an action, on such a resource. It is the question
 * whether the policy still admits anything once every other request is denied.
 *
 * @param principal an account, an ARN (with wildcards), `anonymous`, an AWS service's principal, or `*` for anybody
 * @param action a name, which may hold wildcards
 * @param resource an ARN, which may hold wildcards, or `*` for any
 */
export function admits(
  { document, context }: PolicyCase,
  principal: string,
  action: string,
  resource: string,
): Maybe<boolean> {
  const policy = readPolicyJson(document);
  const others = [
    ...othersThan(policy, principal),
    denying({ NotAction: action }),
    ...(resource === "*" ? [] : [denying({ NotResource: literalIn(policy, resource) })]),
  ];
  return admitsAnything(withStatements(policy, others), context);
}

function admitsAnything(policy: PolicyJson, context: PolicyContext): Maybe<boolean> {
  const { deniesEverything } = decidePolicy(JSON.stringify(policy), context);
  return isUnknown(deniesEverything) ? deniesEverything : !deniesEverything;
}

/** A negated operator holds where the key is absent, so it denies the anonymous with the rest (policy-semantics 5). */
function othersThan(policy: PolicyJson, principal: string): StatementJson[] {
  if (principal === "*") return [];
  const condition = (operator: string, key: string): StatementJson[] => [
    denying({ Condition: { [operator]: { [key]: literalIn(policy, principal) } } }),
  ];
  const isOfAccount = /^\d{12}$/u.test(principal) || principal === "anonymous";
  if (!isOfAccount && !principal.startsWith("arn:")) return condition("StringNotEquals", "aws:PrincipalServiceName");
  return [
    ...(isOfAccount
      ? condition("StringNotEquals", "aws:PrincipalAccount")
      : condition("ArnNotLike", "aws:PrincipalArn")),
    // What account and ARN an AWS service's own call holds is not documented; it is none of these callers.
    denying({ Condition: { Bool: { "aws:PrincipalIsAWSService": "true" } } }),
  ];
}

/** What is wrong with a principal that `admits` is asked about. */
export function checkPrincipal(text: string): string | undefined {
  if (text === "*" || text === "anonymous" || /^\d{12}$/u.test(text) || /^arn:[^:]+:iam::[^:]*:./u.test(text))
    return undefined;
  if (/^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/u.test(text)) return undefined;
  return 'a principal is an account id, an IAM ARN, "anonymous", a service such as "lambda.amazonaws.com", or "*"';
}

export function checkAction(text: string): string | undefined {
  return text === "*" || /^[A-Za-z0-9-]+:[\w*?-]+$/u.test(text)
    ? undefined
    : 'an action is written as "s3:GetObject", or "*"';
}

export function checkResource(text: string): string | undefined {
  return text === "*" || text.split(":").length >= 6 ? undefined : 'a resource is an ARN, or "*"';
}

/**
 * The service's actions that the policy admits, or of which it could not be shown that it refuses them all; unknown
 * where the service's actions are not known.
 */
export function admittedActions(parsed: PolicyDocument, context: PolicyContext): Maybe<string[]> {
  if (!serviceOf(context.service).isKnown) return unlisted(context.service);
  const theCase = openCase(parsed, context);
  return theCase.space.actions
    .filter((action) => action.documented.length > 0 && mayBeAdmitted(theCase, action, {}))
    .flatMap(({ documented }) => documented)
    .toSorted();
}

function unlisted(service: string): Unknown {
  return new Unknown([
    { account: "*", region: "*", api: "*", reason: `vpclint does not know the actions of the service ${service}` },
  ]);
}
