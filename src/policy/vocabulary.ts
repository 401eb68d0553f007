import type { PolicyContext } from "./context.ts";
import type { ConditionAtom, PolicyDocument, Statement } from "./document.ts";
import { compilePattern } from "./pattern.ts";
import type { Pattern } from "./pattern.ts";
import { readAwsPrincipal } from "./principal.ts";

/** Every pattern that a policy compares one variable of a request with: they divide its texts into classes. */
export interface Vocabulary {
  accounts: readonly Pattern[];
  organizations: readonly Pattern[];
  paths: readonly Pattern[];
  callerArns: readonly Pattern[];
  resources: readonly Pattern[];
  services: readonly Pattern[];
  /** Account numbers and organization ids that stand anywhere in the document. */
  mentionedAccounts: ReadonlySet<string>;
  mentionedOrganizations: ReadonlySet<string>;
}

export function compileAtom(atom: ConditionAtom, version: PolicyDocument["version"]): Pattern[] {
  const family = atom.operator?.family ?? "other";
  const fold = family === "string-ignore-case" ? (text: string) => text.toLowerCase() : (text: string) => text;
  const hasWildcards = family === "string-like" || family === "arn";
  return atom.values.map((value) =>
    compilePattern(fold(value), { version, wildcards: hasWildcards, arn: family === "arn" }),
  );
}

export function compileResource(text: string, version: PolicyDocument["version"]): Pattern {
  return compilePattern(text, { version, wildcards: true, arn: true });
}

export function compileGlob(text: string): Pattern {
  return compilePattern(text, { version: "2008-10-17", wildcards: true, arn: false });
}

export function compileLiteral(text: string): Pattern {
  return compilePattern(text, { version: "2008-10-17", wildcards: false, arn: false });
}

export function gatherVocabulary(document: PolicyDocument, context: PolicyContext): Vocabulary {
  const atoms = document.statements.flatMap((statement) => statement.condition);
  const valuesOf = (...names: string[]): Pattern[] =>
    atoms.filter(({ key }) => names.includes(key.toLowerCase())).flatMap((atom) => compileAtom(atom, document.version));
  const textsUnder = (...names: string[]): string[] =>
    atoms.filter(({ key }) => names.includes(key.toLowerCase())).flatMap(({ values }) => values);
  const named = document.statements.flatMap(({ principal }) => principal.named);
  const resources = document.statements.flatMap(({ resource }) => resource.patterns);
  const callerArns = valuesOf("aws:principalarn");
  const arns = [...resources, ...textsUnder("aws:principalarn")];
  const texts = document.statements.flatMap(textsOf);
  const mentionedAccounts = mentions(texts, /(?<!\d)\d{12}(?!\d)/gu);
  return {
    accounts: [
      ...[...mentionedAccounts].map(compileLiteral),
      ...valuesOf("aws:principalaccount", "aws:resourceaccount", "s3:resourceaccount"),
      // The account field of an ARN with wildcards: an account that fits it is worth a look.
      ...arns
        .flatMap((arn) => arn.split(":")[4] ?? [])
        .filter((field) => /\d.*[*?]|[*?].*\d/u.test(field))
        .map(compileGlob),
    ],
    organizations: [
      ...valuesOf("aws:principalorgid", "aws:resourceorgid"),
      ...textsUnder(...pathKeys).map(organizationOf),
    ],
    paths: valuesOf(...pathKeys),
    callerArns: [
      ...callerArns,
      ...named.flatMap(({ kind, name }) => (kind === "AWS" ? arnOf(name, context.partition) : [])),
    ],
    resources: [...resources, ...(context.exemptResources ?? [])].map((text) =>
      compileResource(text, document.version),
    ),
    services: [
      ...valuesOf("aws:principalservicename", "aws:principalservicenameslist"),
      ...named.filter(({ kind }) => kind === "Service").map(({ name }) => compileLiteral(name)),
    ],
    mentionedAccounts,
    mentionedOrganizations: mentions(texts, /(?<![\w-])o-[a-z0-9]+(?![\w*?$-])/gu),
  };
}

const pathKeys = ["aws:principalorgpaths", "aws:resourceorgpaths"];

/** `o-abc*` without a slash fits longer ids of other organizations as well (policy-semantics 6). */
function organizationOf(path: string): Pattern {
  return compileGlob(path.split("/")[0] ?? "");
}

/** The ARN that aws:PrincipalArn holds for a named caller: for a session its role's (policy-semantics 3). */
function arnOf(name: string, partition: string): Pattern[] {
  const meant = readAwsPrincipal(name, partition);
  if (meant.kind === "arn") return [compileLiteral(meant.arn)];
  return meant.kind === "session" ? [compileLiteral(`arn:${partition}:iam::${meant.account}:role/${meant.role}`)] : [];
}

function textsOf({ principal, resource, condition }: Statement): string[] {
  return [
    ...principal.named.map(({ name }) => name),
    ...resource.patterns,
    ...condition.flatMap(({ values }) => values),
  ];
}

function mentions(texts: readonly string[], grammar: RegExp): Set<string> {
  return new Set(texts.flatMap((text) => [...text.matchAll(grammar)].map(([found]) => found)));
}
