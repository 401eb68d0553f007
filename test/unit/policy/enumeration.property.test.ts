import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PolicyContext } from "../../../src/policy/context.ts";
import { decidePolicy } from "../../../src/policy/decide.ts";
import type { Decision } from "../../../src/policy/decide.ts";
import { createEvaluator } from "../../../src/policy/evaluate.ts";
import { isParseFailure, parsePolicy } from "../../../src/policy/parse.ts";
import type { Request } from "../../../src/policy/request.ts";
import type { Truth } from "../../../src/policy/truth.ts";
import { answered } from "./fixtures.ts";
import { enumerate } from "./oracle/enumerate.ts";
import type { OracleAnswers } from "./oracle/enumerate.ts";
import { policiesOf } from "./oracle/generate.ts";
import type { Generated } from "./oracle/generate.ts";
import { pools } from "./oracle/pools.ts";
import type { Pool } from "./oracle/pools.ts";
import { compile, admits, readPolicy } from "./oracle/statements.ts";
import { buildUniverse } from "./oracle/universe.ts";
import type { Universe } from "./oracle/universe.ts";
import type { Tri } from "./oracle/values.ts";

/** How many of the answers that enumeration settles the decision may leave unknown. */
const unknownShareAllowed = 0;

const runs = Number(process.env["PROPERTY_RUNS"] ?? 250);
const seed = Number(process.env["PROPERTY_SEED"] ?? 20261126);

const universes = new Map<PolicyContext, Universe>();

function universeOf(pool: Pool, context: PolicyContext): Universe {
  const known = universes.get(context) ?? buildUniverse(pool, context);
  universes.set(context, known);
  return known;
}

const questions = {
  principals: "admitsOutsidePrincipals",
  resources: "admitsOutsideResources",
  full: "fullAccess",
  nothing: "deniesEverything",
} as const satisfies Record<keyof OracleAnswers, keyof Decision>;

class Counts {
  agree = 0;
  unknown = 0;
  /** The reference leaves it open, and so does the decision, or not. */
  open = 0;
  openButDecided = 0;
  byQuestion: Record<string, number> = {};
}

/** Why the decision and the enumeration cannot both be right; empty where they can. */
function disagreements({ document, context }: Generated, pool: Pool, counts: Counts): string[] {
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
  const { statements, hasVariables } = readPolicy(document);
  const compiled = statements.map((one) => compile(one, { context, namespace: pool.namespace, hasVariables }));
  return [decision.principalWitness, decision.resourceWitness].flatMap((witness) =>
    witness === undefined || admits(compiled, witness) === true ? [] : [`no witness: ${JSON.stringify(witness)}`],
  );
}

/** Requests of the universe, by a stride through each of its parts. */
function* someRequests(pool: Pool, { callers, targets }: Universe, start: number): Generator<Request> {
  for (let step = 0; step < 40; step++) {
    const at = start + step * 7919;
    const { principal } = callers[at % callers.length] ?? {};
    const action = pool.actions[at % pool.actions.length];
    const fitting = targets.filter(({ kind }) => action?.on.includes(kind));
    const { resource } = fitting[(at * 31) % fitting.length] ?? {};
    const keys = Object.entries(pool.situations).flatMap(([key, options]) => {
      const values = options[at % options.length];
      return values === undefined || principal?.kind !== "iam" ? [] : [{ key, values }];
    });
    if (principal && action && resource) yield { principal, action: action.name, resource, keys };
  }
}

const truths = new Map<Tri, Truth>([
  [true, "yes"],
  [false, "no"],
  [undefined, "maybe"],
]);

/** Two evaluators, written apart, on one request: where both say something, it is the same. */
function evaluatorsApart(
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

interface EvaluatorCounts {
  same: number;
  undecided: number;
}

describe.each(pools.map((pool) => [pool.name, pool] as const))("%s", (_name, pool) => {
  test(`${runs} policies, decided and enumerated: both answers are the same (seed ${seed})`, () => {
    const counts = new Counts();
    fc.assert(
      fc.property(policiesOf(pool), (generated) => {
        expect(disagreements(generated, pool, counts)).toEqual([]);
      }),
      { numRuns: runs, seed },
    );
    const settled = counts.agree + counts.unknown;
    process.stdout.write(`${pool.name}: seed ${seed}, ${runs} policies, ${JSON.stringify(counts)}\n`);
    expect(counts.unknown / settled).toBeLessThanOrEqual(unknownShareAllowed);
  }, 1_800_000);

  test("the concrete evaluator and the oracle's say the same of concrete requests", () => {
    const counts = { same: 0, undecided: 0 };
    fc.assert(
      fc.property(policiesOf(pool), fc.nat({ max: 1_000_000 }), (generated, start) => {
        expect(evaluatorsApart(generated, pool, start, counts)).toEqual([]);
      }),
      { numRuns: Math.min(runs, 1000), seed },
    );
    process.stdout.write(`${pool.name}: concrete requests ${JSON.stringify(counts)}\n`);
    expect(counts.undecided / (counts.same + counts.undecided)).toBeLessThan(0.02);
  }, 600_000);
});
