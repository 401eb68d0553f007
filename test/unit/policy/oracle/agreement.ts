import type { PolicyContext } from "../../../../src/policy/context.ts";
import { decidePolicy } from "../../../../src/policy/decide.ts";
import type { Decision } from "../../../../src/policy/decide.ts";
import { createEvaluator } from "../../../../src/policy/evaluate.ts";
import { isParseFailure, parsePolicy } from "../../../../src/policy/parse.ts";
import type { Request } from "../../../../src/policy/request.ts";
import type { Truth } from "../../../../src/policy/truth.ts";
import { answered } from "../fixtures.ts";
import { enumerate } from "./enumerate.ts";
import type { Generated } from "./generate.ts";
import type { Product, Universe } from "./parts.ts";
import type { Pool } from "./pools.ts";
import { admits, compile, readPolicy } from "./statements.ts";
import type { OracleAnswers } from "./tally.ts";
import { buildUniverse } from "./universe.ts";
import type { Tri } from "./values.ts";

/** The decision against the enumeration, and the evaluator against the oracle's own. */

const universes = new Map<PolicyContext, Universe>();

function universeOf(pool: Pool, context: PolicyContext): Universe {
  const known = universes.get(context) ?? buildUniverse(pool, context);
  universes.set(context, known);
  return known;
}

/** By the question that the enumeration answers, the decision's own answer. */
export const questions = {
  principals: "admitsOutsidePrincipals",
  resources: "admitsOutsideResources",
  full: "fullAccess",
  nothing: "deniesEverything",
} as const satisfies Record<keyof OracleAnswers, keyof Decision>;

export class Counts {
  agree = 0;
  unknown = 0;
  /** The reference leaves it open, and so does the decision, or not. */
  open = 0;
  openButDecided = 0;
  byQuestion: Record<string, number> = {};
}

/** Why the decision and the enumeration cannot both be right; empty where they can. */
export function disagreements({ document, context }: Generated, pool: Pool, counts: Counts): string[] {
  const decision = decidePolicy(document, context);
  const oracle = enumerate(document, pool, context, universeOf(pool, context));
  const found: string[] = [];
  for (const [name, member] of Object.entries(questions) as [keyof OracleAnswers, (typeof questions)["full"]][]) {
    const [ours, theirs] = [answered(decision[member]), oracle[name]];
    if (theirs === "open") counts[ours === "unknown" ? "open" : "openButDecided"] += 1;
    else if (ours === "unknown") {
      counts.unknown += 1;
      counts.byQuestion[name] = (counts.byQuestion[name] ?? 0) + 1;
    } else if (ours === theirs) counts.agree += 1;
    else found.push(`${name}: decided ${ours}, enumerated ${theirs}`);
  }
  return [...found, ...falseWitnesses(decision, document, pool, context)];
}

/** The oracle's own evaluator must find that a witness is admitted. */
function falseWitnesses(decision: Decision, document: string, pool: Pool, context: PolicyContext): string[] {
  const witnesses = [decision.principalWitness, decision.resourceWitness].filter((one) => one !== undefined);
  if (witnesses.length === 0) return [];
  const { statements, hasVariables } = readPolicy(document);
  const compiled = statements.map((one) => compile(one, { context, namespace: pool.namespace, hasVariables }));
  return witnesses.flatMap((witness) =>
    admits(compiled, witness) === true ? [] : [`no witness: ${JSON.stringify(witness)}`],
  );
}

function pick<Left, Right>(products: readonly Product<Left, Right>[], at: number): [Left, Right] | undefined {
  const { lefts, rights } = products[at % products.length] ?? { lefts: [], rights: [] };
  const [left, right] = [lefts[(at * 7) % lefts.length], rights[(at * 31) % rights.length]];
  return left === undefined ? undefined : [left, right as Right];
}

/** Requests of the universe, by a stride through each of its parts. */
function* someRequests(pool: Pool, { callers, targets }: Universe, start: number): Generator<Request> {
  for (let step = 0; step < 40; step++) {
    const at = start + step * 7919;
    const [caller, target] = [pick(callers, at), pick(targets, at + step)];
    const fitting = pool.actions.filter(({ on }) => target !== undefined && on.includes(target[0].kind));
    const action = fitting[at % fitting.length];
    if (caller === undefined || target === undefined || action === undefined) continue;
    const [identity, { organization }] = caller;
    const principal = identity.kind === "iam" && organization !== undefined ? { ...identity, organization } : identity;
    const keys = Object.entries(pool.situations).flatMap(([key, options]) => {
      const values = options[at % options.length];
      return values === undefined || principal.kind !== "iam" ? [] : [{ key, values }];
    });
    const [{ arn }, owner] = target;
    yield { principal, action: action.name, resource: owner === undefined ? { arn } : { arn, owner }, keys };
  }
}

const truths = new Map<Tri, Truth>([
  [true, "yes"],
  [false, "no"],
  [undefined, "maybe"],
]);

/** What the oracle says of a policy and of some requests; `recorded.ts` keeps it. */
export function enumerated({ document, context }: Generated, pool: Pool, start: number): Enumerated {
  const universe = universeOf(pool, context);
  const { statements, hasVariables } = readPolicy(document);
  const compiled = statements.map((one) => compile(one, { context, namespace: pool.namespace, hasVariables }));
  return {
    answers: enumerate(document, pool, context, universe),
    requests: [...someRequests(pool, universe, start)].map((request) => ({
      request,
      truth: truths.get(admits(compiled, request)) ?? "maybe",
    })),
  };
}

export interface Enumerated {
  answers: OracleAnswers;
  requests: { request: Request; truth: Truth }[];
}

export interface EvaluatorCounts {
  same: number;
  undecided: number;
}

/** Two evaluators, written apart, on one request: where both say something, it is the same. */
export function evaluatorsApart(
  { document, context }: Generated,
  pool: Pool,
  start: number,
  counts: EvaluatorCounts,
): string[] {
  const { statements, hasVariables } = readPolicy(document);
  const world = { context, namespace: pool.namespace, hasVariables };
  const compiled = statements.map((one) => compile(one, world));
  const parsed = parsePolicy(document);
  if (isParseFailure(parsed)) return [parsed.message];
  const evaluate = createEvaluator(parsed, context);
  return [...someRequests(pool, universeOf(pool, context), start)].flatMap((request) => {
    const [ours, theirs] = [evaluate(request), truths.get(admits(compiled, request))];
    counts.same += ours === theirs ? 1 : 0;
    counts.undecided += ours !== theirs && (ours === "maybe" || theirs === "maybe") ? 1 : 0;
    return ours === theirs || ours === "maybe" || theirs === "maybe"
      ? []
      : [`evaluated ${ours}, by the oracle ${String(theirs)}: ${JSON.stringify(request)}`];
  });
}
