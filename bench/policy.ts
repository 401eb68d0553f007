/**
 * Decides AWS's own endpoint policies again and again, hostile ones once each, and generated ones to see how many end in
 * unknown. The yardstick, parsing the same documents, runs in the same minute on the same machine.
 *
 *     npm run bench:policy           # 2,000 generated policies a pool
 *     npm run bench:policy -- 500    # that many
 */
import fc from "fast-check";
import { decidePolicy } from "../src/policy/decide.ts";
import { parsePolicy } from "../src/policy/parse.ts";
import { isUnknown } from "../src/unknown.ts";
import { awsPolicies, awsPolicyContext } from "../test/support/aws-policies.ts";
import { hostilePolicies } from "../test/support/hostile-policies.ts";
import { policiesOf } from "../test/unit/policy/oracle/generate.ts";
import { pools } from "../test/unit/policy/oracle/pools.ts";

const rounds = 30;
const generatedPerPool = Number(process.argv[2] ?? 2000);

function milliseconds(run: () => unknown): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const show = (time: number): string => `${time.toFixed(3)} ms`;

function benchAwsExamples(): void {
  const policies = awsPolicies().map((one) => ({ ...one, context: awsPolicyContext(one.service) }));
  const round = (work: (one: (typeof policies)[number]) => unknown): number[] =>
    policies.map((one) => milliseconds(() => work(one)));
  const decide = (): number[] => round(({ document, context }) => decidePolicy(document, context));
  const parse = (): number[] => round(({ document }) => [JSON.parse(document) as unknown, parsePolicy(document)]);
  for (let warm = 0; warm < 20; warm++) {
    decide();
    parse();
  }
  const decided: number[] = [];
  const parsed: number[] = [];
  for (let count = 0; count < rounds; count++) {
    decided.push(...decide());
    parsed.push(...parse());
  }
  const [median, late] = [quantile(decided, 0.5), quantile(decided, 0.99)];
  const yardstick = quantile(parsed, 0.5);
  console.log(
    `AWS's ${policies.length} policies, ${rounds} rounds: median ${show(median)}, 99th percentile ${show(late)}`,
  );
  console.log(
    `  parsing the same: median ${show(yardstick)}; deciding takes ${(median / yardstick).toFixed(1)} times that`,
  );
  console.log(
    `  targets: median < 1 ms ${median < 1 ? "met" : "MISSED"}, 99th < 20 ms ${late < 20 ? "met" : "MISSED"}`,
  );
}

function benchHostile(): void {
  const context = awsPolicyContext("s3");
  const times = Object.entries(hostilePolicies).map(([name, document]) => {
    const time = milliseconds(() => decidePolicy(document, context));
    return { name, time, verdict: decidePolicy(document, context).verdict };
  });
  console.log("hostile policies, slowest first:");
  for (const { name, time, verdict } of times.toSorted((a, b) => b.time - a.time).slice(0, 8)) {
    console.log(`  ${show(time).padStart(12)}  ${verdict.padEnd(16)} ${name}`);
  }
}

/** The kind of a reason: names and values of the policy taken out. */
function kindOf(reason: string): string {
  return reason
    .replaceAll(/Statement\[\d+\](?: \([^)]*\))?/gu, "a statement")
    .replaceAll(/\d{12}|o-[a-z0-9]+/gu, "...");
}

function countUnknowns(): void {
  for (const pool of pools) {
    const reasons = new Map<string, number>();
    const samples = fc.sample(policiesOf(pool), { numRuns: generatedPerPool, seed: 1 });
    let unknown = 0;
    const times = samples.map(({ document, context }) =>
      milliseconds(() => {
        const decision = decidePolicy(document, context);
        const open = [decision.admitsOutsidePrincipals, decision.admitsOutsideResources].filter(isUnknown);
        if (open.length > 0) unknown += 1;
        for (const kind of new Set(open.flatMap(({ needs }) => needs.map(({ reason }) => kindOf(reason))))) {
          reasons.set(kind, (reasons.get(kind) ?? 0) + 1);
        }
      }),
    );
    const share = ((100 * unknown) / samples.length).toFixed(1);
    console.log(
      `${pool.name}: ${samples.length} generated, ${share} % unknown; median ${show(quantile(times, 0.5))}, 99th ${show(quantile(times, 0.99))}`,
    );
    for (const [reason, count] of [...reasons].toSorted(([, a], [, b]) => b - a).slice(0, 8)) {
      console.log(`  ${String(count).padStart(5)}  ${reason}`);
    }
  }
}

benchAwsExamples();
benchHostile();
countUnknowns();
