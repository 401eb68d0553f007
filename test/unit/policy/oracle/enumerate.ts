import type { PolicyContext } from "../../../../src/policy/context.ts";
import { groupCallers, groupTargets, sceneOf } from "./groups.ts";
import type { Answers } from "./groups.ts";
import type { Arn, Universe } from "./parts.ts";
import type { Pool } from "./pools.ts";
import { groupSituations } from "./situations.ts";
import type { CallerKind } from "./situations.ts";
import { compile, listOf, readPolicy } from "./statements.ts";
import { groupAskers, Tally } from "./tally.ts";
import type { OracleAnswers } from "./tally.ts";
import { bucketOf } from "./targets.ts";

const known = new WeakMap<Universe, Answers>();

/** The questions of policy-semantics 10, put to every request of the universe. */
export function enumerate(document: string, pool: Pool, context: PolicyContext, universe: Universe): OracleAnswers {
  const { statements: written, hasVariables } = readPolicy(document);
  const world = { context, namespace: pool.namespace, hasVariables };
  const answers: Answers = known.get(universe) ?? new WeakMap();
  known.set(universe, answers);
  const scene = sceneOf(
    written.map((one) => compile(one, world)),
    world,
    document,
    answers,
  );
  const kinds = ["anonymous", "service", "iam"] as const;
  const situations = new Map(kinds.map((kind) => [kind, groupSituations(scene, pool, kind)]));
  const askers = groupAskers(scene, groupCallers(scene, universe), (kind: CallerKind) => situations.get(kind) ?? []);
  const targets = groupTargets(scene, universe, namedBuckets(written, hasVariables, context));
  const tally = new Tally(scene);
  for (const asker of askers) {
    for (const target of targets) {
      if (asker.part.situation.action.on.includes(target.part.kind)) tally.count(asker, target);
    }
  }
  return tally.answers();
}

/** Buckets that the policy spells out, and that the context does not tell the owner of (policy-semantics 4). */
function namedBuckets(
  written: readonly Record<string, unknown>[],
  hasVariables: boolean,
  { ownedBuckets = [], externalBuckets = [] }: PolicyContext,
): (arn: Arn) => boolean {
  const names = written
    .flatMap((one) => listOf(one["Resource"] ?? one["NotResource"]))
    .flatMap((one) => bucketOf(one) ?? []);
  const exact = new Set(names.filter((name) => !/[*?]/u.test(name)));
  const hasNamesOfAccounts = hasVariables && names.some((name) => name.includes("${"));
  const listed = new Set([...ownedBuckets, ...externalBuckets]);
  return ({ bucket }) =>
    bucket !== undefined &&
    !listed.has(bucket) &&
    (exact.has(bucket) || (hasNamesOfAccounts && /^(?:\d{12}|anonymous)-/u.test(bucket)));
}
