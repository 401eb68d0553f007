import type { ConditionAtom, PolicyDocument, Statement } from "./document.ts";
import { tagless } from "./knowledge.ts";

/**
 * What AWS refuses when such a policy is attached, though it is within the grammar (policy-semantics 2). The decision
 * is made all the same: templates are looked at before they are deployed.
 */
export interface DeploymentNote {
  /** Of the statement, from 0; undefined for what concerns the whole document. */
  index?: number;
  sid?: string;
  line: number;
  column: number;
  message: string;
}

/** Characters of an endpoint policy, white space included (policy-semantics 1). */
export const maxPolicyLength = 20_480;

export function findDeploymentNotes(text: string, { statements }: PolicyDocument): DeploymentNote[] {
  const length =
    text.length > maxPolicyLength
      ? [{ line: 1, column: 1, message: `the policy has ${text.length} characters; AWS takes ${maxPolicyLength}` }]
      : [];
  return [...length, ...statements.flatMap(noteStatement)];
}

interface Complaint {
  line: number;
  column: number;
  message: string;
}

function noteStatement(statement: Statement): DeploymentNote[] {
  const { index, sid, line, column } = statement;
  const complaints: Complaint[] = [
    ...[...noteActions(statement), ...noteResources(statement), ...notePrincipals(statement)].map((message) => ({
      line,
      column,
      message,
    })),
    ...statement.condition.flatMap((atom) =>
      noteAtom(atom).map((message) => ({ line: atom.line, column: atom.column, message })),
    ),
  ];
  return complaints.map((complaint) => ({ index, ...(sid === undefined ? {} : { sid }), ...complaint }));
}

function noteActions({ action }: Statement): string[] {
  return action.patterns
    .filter((pattern) => pattern !== "*" && !/^[A-Za-z0-9-]+:[\w*?-]+$/u.test(pattern))
    .map((pattern) => `"${pattern}" is no action: it is written as "service:Name"`);
}

function noteResources({ resource }: Statement): string[] {
  return resource.patterns.flatMap((pattern) => {
    if (pattern === "*") return [];
    const fields = pattern.split(":");
    if (fields[0] !== "arn" || fields.length < 6) return [`"${pattern}" is no ARN`];
    return noteAccountField(pattern, fields[4] ?? "");
  });
}

/** "The account field of an ARN is either a literal or a wildcard, not a mix." */
function noteAccountField(arn: string, account: string): string[] {
  if (/^(?:\d{12}|\*|aws|)$/u.test(account) || account.includes("${")) return [];
  return /[*?]/u.test(account)
    ? [`the account in "${arn}" mixes digits and wildcards; AWS takes an account id or "*"`]
    : [`"${account}" in "${arn}" is no account id: it has 12 digits`];
}

function notePrincipals({ principal }: Statement): string[] {
  return principal.named.flatMap(({ kind, name }) => {
    if (kind !== "AWS") return [];
    if (/[*?]/u.test(name)) return [`"${name}": no wildcard may stand inside a principal's ARN`];
    if (/^\d+$/u.test(name)) return name.length === 12 ? [] : [`"${name}" is no account id: it has 12 digits`];
    if (/^A[A-Z]{3}[A-Z0-9]{12,}$/u.test(name))
      return [`"${name}" is a unique id, as a deleted principal leaves behind`];
    return /^arn:[a-z-]+:(?:iam|sts)::\d{12}:.+$/u.test(name) ? [] : [`"${name}" is no principal`];
  });
}

/** Global keys whose values AWS itself makes up: no wildcard and no number is compared with them. */
const systemIds: ReadonlySet<string> = new Set([
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:resourceaccount",
  "aws:resourceorgid",
  "aws:sourceaccount",
  "aws:sourceorgid",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:vpceaccount",
  "aws:vpceorgid",
]);

function noteAtom({ key, operator, operatorName, values }: ConditionAtom): string[] {
  if (operator === undefined) return [`"${operatorName}" is no condition operator`];
  const isSystemId = systemIds.has(tagless(key));
  if (isSystemId && /numeric/iu.test(operatorName)) return [`${operatorName} compares numbers, and ${key} holds an id`];
  if (operator.family !== "string-like" && operator.family !== "arn") return [];
  const wild = values.filter((value) => /[*?]/u.test(value));
  if (isSystemId) return wild.map((value) => `AWS takes no wildcard in ${key}, whose values it makes up: "${value}"`);
  if (operator.family === "arn") return [];
  return wild
    .filter((value) => !isLongBesideWildcards(value))
    .map((value) => `"${value}" of ${key} has fewer than six characters on both sides of a wildcard`);
}

/** "At least six characters before or after each wildcard." */
function isLongBesideWildcards(value: string): boolean {
  const literals = value.split(/[*?]+/u);
  return literals.slice(1).every((after, index) => after.length >= 6 || (literals[index] ?? "").length >= 6);
}
