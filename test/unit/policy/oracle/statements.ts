import type { Request, RequestPrincipal } from "../../../../src/policy/request.ts";
import { comparisonFor, holds } from "./conditions.ts";
import type { Atom } from "./conditions.ts";
import { keyOf } from "./keys.ts";
import type { Side, World } from "./keys.ts";
import { allOf, anyOf, hasVariable, matchesArn, matchesLike, opposite } from "./values.ts";
import type { Tri } from "./values.ts";

/** A statement as a list of tests, each of which looks at one part of a request, or at several (policy-semantics 3 to 5). */

export interface Test {
  /** `mixed`: a variable compares one part with another. */
  side: Side | "mixed";
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
      ...atomsOf(statement).map((atom): Test => {
        const isMixed = world.hasVariables && atom.values.some(hasVariable);
        const key = keyOf(atom.key);
        const passes = (request: Request): Tri => holds(atom, request, world);
        // Without a variable, what the key holds decides: thousands of requests hold the same.
        const name = atom.key.toLowerCase();
        return isMixed
          ? { side: "mixed", passes }
          : { side: key.side, passes: once(passes, (request) => String(key.read(request, world, name))) };
      }),
    ],
  };
}

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
    side: "situation",
    passes: ({ action }) =>
      patterns.some((pattern) => matchesLike(pattern, action.toLowerCase(), plain) === true) !== isNegated,
  };
}

function resourceTest(statement: Json, world: World): Test {
  const isNegated = "NotResource" in statement;
  const patterns = listOf(statement["Resource"] ?? statement["NotResource"]);
  const isMixed = world.hasVariables && patterns.some(hasVariable);
  const passes = (request: Request): Tri => {
    const { arn } = request.resource;
    const some = anyOf(
      // An action that takes no resource is matched by `*` alone.
      patterns.map((one) => (arn === "*" ? one === "*" : matchesArn(one, arn, comparisonFor(request, world)))),
    );
    return isNegated ? opposite(some) : some;
  };
  return isMixed ? { side: "mixed", passes } : { side: "target", passes: once(passes, ({ resource }) => resource.arn) };
}

/** Thousands of requests share an ARN, or an owner: one look at each is enough. */
function once(passes: Test["passes"], partOf: (request: Request) => unknown): Test["passes"] {
  const known = new Map<unknown, Tri>();
  return (request) => {
    const part = partOf(request);
    const before = known.get(part);
    if (before !== undefined || known.has(part)) return before;
    const answer = passes(request);
    known.set(part, answer);
    return answer;
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
    side: "caller",
    passes: once(({ principal }) => {
      if (isEverybody) return !isNegated;
      if (!isNegated) return anyOf(named.map(([kind, name]) => isNamed(kind, name, principal)));
      // Members of an account that is listed in part may be denied as well: not settled.
      const isPartly = principal.kind === "iam" && named.some(([, name]) => name.includes(principal.account));
      return isPartly ? undefined : opposite(anyOf(named.map(([kind, name]) => isNamed(kind, name, principal))));
    }, nameOf),
  };
}

function nameOf({ principal }: Request): string {
  if (principal.kind === "iam") return `${principal.arn} ${principal.sessionArn ?? ""}`;
  return principal.kind === "service" ? principal.name : "";
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
