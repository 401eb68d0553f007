import fc from "fast-check";
import { expect, test } from "vitest";
import { Counts, disagreements, enumerated, evaluatorsApart } from "./agreement.ts";
import { policiesOf } from "./generate.ts";
import type { Pool } from "./pools.ts";
import { readRecorded, writeRecorded } from "./recorded.ts";
import type { Recorded } from "./recorded.ts";

/**
 * How many of the answers that enumeration settles the decision may leave unknown: where a variable is a part of a value
 * (`table/${aws:PrincipalAccount}-*`), a no is not always found.
 */
const unknownShareAllowed = 0.001;

const seed = Number(process.env["PROPERTY_SEED"] ?? 20261126);

/** A file for each pool, so that they run side by side. Together they are more than 20,000 policies. */
const runs = Number(process.env["PROPERTY_RUNS"] ?? 6700);

/** Enough to tell a decision that went wrong, and few enough to be read in half a second. */
const [recordedPolicies, recordedRequests, recordedSeed] = [120, 2, 20261127];

export function holdToEnumeration(pool: Pool): void {
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
  }, 3_600_000);

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

  test("what is recorded of the enumeration is what it says", () => {
    const rows = recordedOf(pool);
    if (process.env["UPDATE"] === "1") writeRecorded(pool, rows);
    expect(readRecorded(pool)).toEqual(rows);
  }, 600_000);
}

function recordedOf(pool: Pool): Recorded[] {
  return fc.sample(policiesOf(pool), { numRuns: recordedPolicies, seed: recordedSeed }).map((generated, index) => {
    const { answers, requests } = enumerated(generated, pool, index * 104_729);
    const either = (["yes", "no"] as const).flatMap((truth) =>
      requests
        .filter((one) => one.truth === truth)
        .slice(0, recordedRequests)
        .map(({ request }) => ({ request, truth })),
    );
    return {
      document: generated.document,
      context: pool.contexts.indexOf(generated.context),
      answers,
      requests: either,
    };
  });
}
