import type { Request, RequestPrincipal } from "../../../../src/policy/request.ts";
import { comparisonFor, holds } from "./conditions.ts";
import type { Atom } from "./conditions.ts";
import { keyOf } from "./keys.ts";
import type { Facet, World } from "./keys.ts";
import { allOf, anyOf, hasVariable, matchesArn, matchesLike, opposite, variableKeys } from "./values.ts";
import type { Tri } from "./values.ts";

/** A statement as a list of tests, each of which looks at one part of a request, or at several (policy-semantics 3 to 5). */

export interface Test {
  /** What parts of a request it looks at: more than one where a variable compares them. */
  looksAt: readonly Facet[];
  /** Names of the condition keys that it reads, in lower case. */
  reads: readonly string[];
  /** Tests with the same id say the same of every request. */
  id: string;
  passes(request: Request): Tri;
}

export interface OracleStatement {
  effect: string;
  tests: readonly Test[];
}

type Json = Record<string, unknown>;

export function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

export function readPolicy(document: string): { statements: Json[]; hasVariables: boolean } {
  const { Version, Statement } = JSON.parse(document) as Json;
  const statements = (Array.isArray(Statement) ? Statement : [Statement]) as Json[];
  return { statements, hasVariables: Version === "2012-10-17" };
}

export function compile(statement: Json, world: World): OracleStatement {
  return {
    effect: String(statement["Effect"]),
    tests: [
      principalTest(statement),
      actionTest(statement),
      resourceTest(statement, world),
      ...atomsOf(statement).map((atom) => conditionTest(atom, world)),
    ],
  };
}

function conditionTest(atom: Atom, world: World): Test {
  const reads = [atom.key.toLowerCase(), ...variablesIn(atom.values, world)];
  return {
    looksAt: facetsOf(reads),
    reads,
    id: JSON.stringify([atom, world.hasVariables]),
    passes: (request) => holds(atom, request, world),
  };
}

/** Keys that stand as variables. */
function variablesIn(values: readonly string[], { hasVariables }: World): string[] {
  return hasVariables
    ? values
        .filter(hasVariable)
        .flatMap(variableKeys)
        .map((key) => key.toLowerCase())
    : [];
}

const facetsOf = (reads: readonly string[]): Facet[] => [...new Set(reads.map((name) => keyOf(name).facet))];

export function atomsOf(statement: Json): Atom[] {
  const blocks = Object.entries((statement["Condition"] ?? {}) as Record<string, Json>);
  return blocks.flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: listOf(values) })),
  );
}

function actionTest(statement: Json): Test {
  const isNegated = "NotAction" in statement;
  const patterns = listOf(statement["Action"] ?? statement["NotAction"]).map((one) => one.toLowerCase());
  const plain = { hasVariables: false, textOf: () => undefined };
  return {
    looksAt: ["action"],
    reads: [],
    id: JSON.stringify([isNegated, patterns]),
    passes: ({ action }) =>
      patterns.some((pattern) => matchesLike(pattern, action.toLowerCase(), plain) === true) !== isNegated,
  };
}

function resourceTest(statement: Json, world: World): Test {
  const isNegated = "NotResource" in statement;
  const patterns = listOf(statement["Resource"] ?? statement["NotResource"]);
  const reads = variablesIn(patterns, world);
  const passes = (request: Request): Tri => {
    const { arn } = request.resource;
    const some = anyOf(
      // An action that takes no resource is matched by `*` alone.
      patterns.map((one) => (arn === "*" ? one === "*" : matchesArn(one, arn, comparisonFor(request, world)))),
    );
    return isNegated ? opposite(some) : some;
  };
  return {
    looksAt: ["arn", ...facetsOf(reads)],
    reads,
    id: JSON.stringify([isNegated, patterns, world.hasVariables]),
    passes,
  };
}

function principalTest(statement: Json): Test {
  const isNegated = "NotPrincipal" in statement;
  const element = statement["Principal"] ?? statement["NotPrincipal"];
  const named =
    element === "*"
      ? [["AWS", "*"] as const]
      : Object.entries(element as Json).flatMap(([kind, names]) => listOf(names).map((name) => [kind, name] as const));
  const isEverybody = named.some(([kind, name]) => kind === "AWS" && name === "*");
  return {
    looksAt: ["identity"],
    reads: [],
    id: JSON.stringify([isNegated, element]),
    passes: ({ principal }) => {
      if (isEverybody) return !isNegated;
      if (!isNegated) return anyOf(named.map(([kind, name]) => isNamed(kind, name, principal)));
      // Members of an account that is listed in part may be denied as well: not settled.
      const isPartly = principal.kind === "iam" && named.some(([, name]) => name.includes(principal.account));
      return isPartly ? undefined : opposite(anyOf(named.map(([kind, name]) => isNamed(kind, name, principal))));
    },
  };
}

function isNamed(kind: string, name: string, caller: RequestPrincipal): Tri {
  if (caller.kind === "anonymous") return false;
  if (caller.kind === "service") return kind === "Service" && name === caller.name;
  if (kind === "Service") return false;
  if (kind !== "AWS") return undefined;
  if (/^\d+$/u.test(name)) return name === caller.account;
  if (!name.startsWith("arn:")) return undefined;
  const [, , service, , account, tail] = name.split(":");
  if (tail === "root") return account === caller.account;
  // A role's ARN covers its sessions; a session's ARN that one session.
  return service === "sts" ? name === caller.sessionArn : name === caller.arn;
}

/** Whether the whole policy admits a request: the definition of policy-semantics 1. */
export function admits(statements: readonly OracleStatement[], request: Request): Tri {
  const matching = (effect: string): Tri =>
    anyOf(
      statements
        .filter((one) => one.effect === effect)
        .map(({ tests }) => allOf(tests.map((one) => one.passes(request)))),
    );
  return allOf([matching("Allow"), opposite(matching("Deny"))]);
}
