import { compareValues } from "./comparison.ts";
import type { PolicyContext } from "./context.ts";
import type { ConditionAtom, Operator, PatternElement, PolicyDocument, Statement } from "./document.ts";
import { isMatchAll, matchGlob, parseGlob } from "./glob.ts";
import { matchesGlobs, compilePattern, resolveVariables, variablesOf } from "./pattern.ts";
import type { Pattern, PatternSyntax } from "./pattern.ts";
import { matchNamedPrincipals } from "./principal.ts";
import { readKey } from "./reading.ts";
import type { KeyReading } from "./reading.ts";
import type { Request } from "./request.ts";
import { both, eitherOne, every, not, some, truthOf } from "./truth.ts";
import type { Truth } from "./truth.ts";

/**
 * Whether a policy admits one concrete request. Written apart from decide.ts: every witness is put to it before it is
 * reported. `maybe` where the request rests on something that the request model does not hold.
 */
export type Evaluator = (request: Request) => Truth;

type Test = (request: Request) => Truth;

export function createEvaluator(document: PolicyDocument, context: PolicyContext): Evaluator {
  return evaluatorOf(compileStatements(document, context));
}

export function evaluatorOf(statements: readonly StatementTests[]): Evaluator {
  const allows = statements.filter(({ effect }) => effect === "Allow");
  const denies = statements.filter(({ effect }) => effect === "Deny");
  return (request) =>
    both(
      some(allows, (statement) => matchStatement(statement, request)),
      not(some(denies, (statement) => matchStatement(statement, request))),
    );
}

/** A statement's elements, each by itself: whether they, or their opposites, cover a request. */
export interface StatementTests {
  effect: Statement["effect"];
  principal: Test;
  action: Test;
  resource: Test;
  /** In the order of the statement's conditions. */
  condition: readonly Test[];
}

/** In the document's order. */
export function compileStatements({ version, statements }: PolicyDocument, context: PolicyContext): StatementTests[] {
  return statements.map((statement) => ({
    effect: statement.effect,
    principal: (request) => matchNamedPrincipals(statement.principal, request.principal, context.partition),
    action: compileActions(statement.action),
    resource: compileResources(statement.resource, { version, wildcards: true, arn: true }, context),
    condition: statement.condition.map((atom) => compileAtom(atom, version, context)),
  }));
}

export function matchStatement({ action, principal, resource, condition }: StatementTests, request: Request): Truth {
  return every([action, principal, resource, ...condition], (test) => test(request));
}

function compileActions({ negated, patterns }: PatternElement): Test {
  const globs = patterns.map((pattern) => parseGlob(pattern.toLowerCase()));
  return ({ action }) => {
    const isNamed = globs.some((glob) => matchGlob(glob, action.toLowerCase()));
    return truthOf(isNamed !== negated);
  };
}

function compileResources({ negated, patterns }: PatternElement, syntax: PatternSyntax, context: PolicyContext): Test {
  const compiled = patterns.map((pattern) => compilePattern(pattern, syntax));
  return (request) => {
    const named = some(compiled, (pattern) => matchResource(pattern, request, context));
    return negated ? not(named) : named;
  };
}

function matchResource(pattern: Pattern, request: Request, context: PolicyContext): Truth {
  // An action that takes no resource is matched by `*` alone (policy-semantics 4).
  if (request.resource.arn === "*") return truthOf(pattern.globs.length === 1 && isMatchAll(pattern.globs[0] ?? []));
  return matchPattern(pattern, request.resource.arn, (key) => readKey(key, request, context));
}

/** Compares a request's text with a policy's pattern, its variables filled in from the same request. */
function matchPattern(pattern: Pattern, text: string, read: (key: string) => KeyReading): Truth {
  if (pattern.isExact) return truthOf(matchesGlobs(pattern.globs, text));
  if (!matchesGlobs(pattern.globs, text)) return "no";
  const variables = variablesOf(pattern);
  const readings = new Map(variables.map(({ key }) => [key, read(key)]));
  const isOpaque = [...readings.values()].some(
    (reading) => reading.kind === "opaque" || reading.isMultivalued || (reading.kind === "values" && !reading.isSure),
  );
  if (isOpaque || pattern.isMalformed) return "maybe";
  const globs = resolveVariables(pattern, (key) => {
    const reading = readings.get(key);
    return reading?.kind === "values" ? reading.values[0] : undefined;
  });
  return truthOf(globs !== undefined && matchesGlobs(globs, text));
}

/** Whether one condition holds for a request. */
function compileAtom(atom: ConditionAtom, version: PatternSyntax["version"], context: PolicyContext): Test {
  const { operator } = atom;
  if (operator === undefined) return () => "maybe";
  const compare = compileComparison(operator, atom.values, version);
  const isNull = operator.family === "null";
  const whenAbsent = isNull ? matchNull(atom.values, true) : matchAbsent(operator);
  return (request) => {
    const read = (key: string): KeyReading => readKey(key, request, context);
    const reading = read(atom.key);
    if (reading.kind === "opaque") return "maybe";
    if (reading.kind === "absent") return whenAbsent;
    const whenPresent = isNull
      ? matchNull(atom.values, false)
      : matchPresent(operator, reading, (value) => compare(value, read));
    return reading.isSure ? whenPresent : eitherOne(whenPresent, whenAbsent);
  };
}

type Values = Extract<KeyReading, { kind: "values" }>;

function matchPresent(operator: Operator, reading: Values, compare: (value: string) => Truth): Truth {
  const test = (value: string): Truth => (operator.negated ? not(compare(value)) : compare(value));
  if (operator.quantifier === "ForAllValues") return every(reading.values, test);
  const isAny = some(reading.values, test);
  if (!reading.isMultivalued || operator.quantifier !== undefined) return isAny;
  // AWS says that a set operator is required for such keys, and not what happens without one (policy-semantics 13).
  return operator.negated ? "maybe" : both(isAny, "maybe");
}

/** The middle column of the table in policy-semantics 5. */
function matchAbsent({ quantifier, ifExists, negated }: Operator): Truth {
  if (quantifier === "ForAllValues") return "yes";
  if (quantifier === "ForAnyValue") return ifExists ? "maybe" : "no";
  return truthOf(ifExists || negated);
}

function matchNull(values: readonly string[], isAbsent: boolean): Truth {
  return truthOf(values.some((value) => value.toLowerCase() === String(isAbsent)));
}

type Comparison = (text: string, read: (key: string) => KeyReading) => Truth;

/** Compares one text of the request with all the values: any one will do. */
function compileComparison(
  operator: Operator,
  values: readonly string[],
  version: PatternSyntax["version"],
): Comparison {
  const { family } = operator;
  if (family === "binary" || family === "null") return () => "maybe";
  if (family === "ip" || family === "numeric" || family === "date") {
    return (text) => some(values, (value) => compareValues(operator, text, value));
  }
  const isCaseless = family === "string-ignore-case" || family === "bool";
  const fold = (text: string): string => (isCaseless ? text.toLowerCase() : text);
  const syntax = { version, wildcards: family === "string-like" || family === "arn", arn: family === "arn" };
  const patterns = values.map((value) => compilePattern(fold(value), syntax));
  return (text, read) =>
    some(patterns, (pattern) => matchPattern(pattern, fold(text), (key) => foldReading(read(key), fold)));
}

function foldReading(reading: KeyReading, fold: (text: string) => string): KeyReading {
  return reading.kind === "values" ? { ...reading, values: reading.values.map(fold) } : reading;
}
