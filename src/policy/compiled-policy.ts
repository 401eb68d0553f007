import type { PolicyContext } from "./context.ts";
import type { ConditionAtom, Effect, PolicyDocument, Statement } from "./document.ts";
import { conditionKey } from "./keys.ts";
import type { ConditionKey } from "./keys.ts";
import { anyLetter, digit, identifier } from "./letters.ts";
import type { Label } from "./letters.ts";
import type { Pattern } from "./pattern.ts";
import { readAwsPrincipal } from "./principal.ts";
import { serviceOf } from "./services.ts";
import type { Budget, Recognizer } from "./recognizers.ts";
import { compileTextTest, patternsOf, spelledTest, syntaxOf, wildTest } from "./text-test.ts";
import type { TextTest, Variables } from "./text-test.ts";

/** A policy for one choice of what its variables stand for, ready to be compared with classes of requests. */
export interface CompiledPolicy {
  statements: readonly CompiledStatement[];
  /** What may still be spent on dividing requests by it. */
  budget: Budget;
  /** Whether variables compare callers with owners: then both are divided by what either is compared with. */
  sharesIdentities: boolean;
}

export interface CompiledStatement {
  statement: Statement;
  effect: Effect;
  /** Over names of actions in lower case: IAM compares them so. */
  action: TextTest;
  resource: TextTest;
  /** What tells its principals apart: texts of accounts, of ARNs and of AWS services. */
  principals: { accounts: readonly Recognizer[]; arns: readonly Recognizer[]; services: readonly Recognizer[] };
  atoms: readonly CompiledAtom[];
}

/** What a key's text is a text of. */
export type Subject =
  | "caller-account"
  | "caller-arn"
  | "caller-organization"
  | "caller-path"
  | "caller-service"
  | "caller-is-service"
  | "owner-account"
  | "owner-organization"
  | "owner-path"
  | "constant"
  | "key";

export interface CompiledAtom {
  atom: ConditionAtom;
  /** In lower case. */
  name: string;
  key: ConditionKey;
  subject: Subject;
  /** Where the operator compares texts. */
  test: TextTest | undefined;
}

const subjects: ReadonlyMap<string, Subject> = new Map([
  ["aws:principalaccount", "caller-account"],
  ["aws:principalarn", "caller-arn"],
  ["aws:principalorgid", "caller-organization"],
  ["aws:principalorgpaths", "caller-path"],
  ["aws:principalservicename", "caller-service"],
  ["aws:principalservicenameslist", "caller-service"],
  ["aws:principalisawsservice", "caller-is-service"],
  ["aws:resourceaccount", "owner-account"],
  ["s3:resourceaccount", "owner-account"],
  ["aws:resourceorgid", "owner-organization"],
  ["aws:resourceorgpaths", "owner-path"],
]);

/** The texts of these are spelled in few letters, and only those are worth comparing. */
const lettersOf: Partial<Record<Subject, Label>> = {
  "caller-account": digit,
  "owner-account": digit,
  "caller-organization": identifier,
  "owner-organization": identifier,
};

/** What an endpoint policy of the ordinary sort needs is some ten thousand. */
const maxWork = 1_500_000;

export function compilePolicy(
  { version, statements }: PolicyDocument,
  context: PolicyContext,
  variables: Variables,
): CompiledPolicy {
  return {
    budget: { left: maxWork },
    sharesIdentities: statements.some((statement) => hasVariables(statement, version)),
    statements: statements.map((statement) => ({
      statement,
      effect: statement.effect,
      action: wildTest(
        statement.action.patterns.map((text) => text.toLowerCase()),
        { arn: false },
      ),
      resource: compileTextTest(statement.resource.patterns, { version, wildcards: true, arn: true }, variables),
      principals: compilePrincipals(statement, context.partition),
      atoms: statement.condition.map((atom) => compileAtom(atom, { version, context, variables })),
    })),
  };
}

function hasVariables({ resource, condition }: Statement, version: PolicyDocument["version"]): boolean {
  const texts = [...resource.patterns, ...condition.flatMap(({ values }) => values)];
  return version === "2012-10-17" && texts.some((text) => text.includes("${"));
}

function compileAtom(
  atom: ConditionAtom,
  { version, context, variables }: { version: PolicyDocument["version"]; context: PolicyContext; variables: Variables },
): CompiledAtom {
  const name = atom.key.toLowerCase();
  const key = conditionKey(name, serviceOf(context.service));
  const subject = subjectOf(name, key);
  const { operator } = atom;
  const isText = operator !== undefined && textFamilies.has(operator.family);
  const letters = lettersOf[subject] ?? anyLetter;
  const test = isText
    ? compileTextTest(atom.values, { ...syntaxOf(operator, version), letters }, variables)
    : undefined;
  return { atom, name, key, subject, test };
}

const textFamilies: ReadonlySet<string> = new Set(["string", "string-like", "string-ignore-case", "arn", "bool"]);

function subjectOf(name: string, { source }: ConditionKey): Subject {
  if (source === "caller" || source === "resource") return subjects.get(name) ?? "key";
  return source === "endpoint" || source === "absent" ? "constant" : "key";
}

function compilePrincipals({ principal }: Statement, partition: string): CompiledStatement["principals"] {
  const accounts = new Set<string>();
  const arns = new Set<string>();
  const patterns: string[] = [];
  const services = new Set<string>();
  for (const { kind, name } of principal.named) {
    if (kind === "Service") services.add(name);
    if (kind !== "AWS") continue;
    const meant = readAwsPrincipal(name, partition);
    if (meant.kind === "account") accounts.add(meant.account);
    if (meant.kind === "arn") arns.add(meant.arn);
    if (meant.kind === "pattern") patterns.push(meant.pattern);
  }
  const spelled = (texts: ReadonlySet<string>): Recognizer[] =>
    [...texts].flatMap((text) => spelledTest([text]).recognizers);
  const wild = wildTest(patterns, { arn: false });
  return { accounts: spelled(accounts), arns: [...spelled(arns), ...wild.recognizers], services: spelled(services) };
}

const counterparts: Partial<Record<Subject, Subject>> = {
  "caller-account": "owner-account",
  "owner-account": "caller-account",
  "caller-organization": "owner-organization",
  "owner-organization": "caller-organization",
};

/** What texts on these subjects are compared with. */
export function recognizersOf(policy: CompiledPolicy, ...subjects: Subject[]): Recognizer[] {
  const others = policy.sharesIdentities ? subjects.map((subject) => counterparts[subject]) : [];
  const wanted: ReadonlySet<Subject | undefined> = new Set([...subjects, ...others]);
  return policy.statements.flatMap(({ atoms }) =>
    atoms.flatMap(({ subject, test }) => (wanted.has(subject) ? (test?.recognizers ?? []) : [])),
  );
}

/** Whether a condition on the subject has such a value. */
export function someValue(policy: CompiledPolicy, subject: Subject, isSuch: (value: Pattern) => boolean): boolean {
  return policy.statements.some(({ atoms }) =>
    atoms.some((atom) => atom.subject === subject && atom.test !== undefined && patternsOf(atom.test).some(isSuch)),
  );
}

const ofOrganizations: ReadonlySet<Subject> = new Set([
  "caller-organization",
  "caller-path",
  "owner-organization",
  "owner-path",
]);

/** Whether anything in it depends on the organization of somebody. */
export function asksOrganizations({ statements }: CompiledPolicy): boolean {
  return statements.some(({ atoms }) => atoms.some(({ subject }) => ofOrganizations.has(subject)));
}
