import type { CollectOptions } from "./collectors/collect.ts";
import type { CollectEvent } from "./collectors/events.ts";
import { buildPlace, viewOrganization, type Place } from "./facts/place.ts";
import { resourceTypes } from "./facts/resource-types.ts";
import { buildReport } from "./report/build.ts";
import type { Report } from "./report/report.ts";
import { createJudge } from "./rules/evaluate.ts";
import { loadRules, rulesSchemaFor, type LoadOptions } from "./rules/load.ts";
import type { RuleSet } from "./rules/rule.ts";
import type { LedgerRow } from "./snapshot/format.ts";
import { openSnapshot, type Snapshot } from "./snapshot/read.ts";
import { createSnapshot } from "./snapshot/write.ts";
import type { Need } from "./unknown.ts";

export type { CollectEvent };

interface Tool {
  name: string;
  version: string;
}

/** The rules in force: the file that was named, else the built-in rules; checked against the vocabulary. */
export async function loadRulesInForce(options: Omit<LoadOptions, "vocabulary">): Promise<RuleSet> {
  return loadRules({ ...options, vocabulary: resourceTypes });
}

/** The JSON Schema of rules files, with the resource types that there are. */
export function rulesSchema(): object {
  return rulesSchemaFor(resourceTypes);
}

interface CollectionOrder {
  options: CollectOptions;
  /** An empty or absent folder. */
  directory: string;
  tool: Tool;
  clock: () => string;
  onEvent: (event: CollectEvent) => void;
}

/** The first half of a scan: AWS to a snapshot on disk. */
export async function collectSnapshot(order: CollectionOrder): Promise<Snapshot> {
  const writer = await createSnapshot(order.directory);
  const { collect } = await import("./collectors/collect.ts"); // brings the AWS SDK with it
  const { startedAt, finishedAt, ...collected } = await collect(order.options, writer, order.clock, order.onEvent);
  await writer.finish({
    format: "vpclint-snapshot",
    version: 1,
    tool: order.tool,
    startedAt,
    finishedAt,
    ...collected,
  });
  return openSnapshot(order.directory);
}

interface JudgingOrder {
  snapshot: Snapshot;
  rules: RuleSet;
  tool: Tool;
}

/** The second half of a scan: a snapshot to a report. Account-Regions are read one by one; findings are what is kept. */
export async function judgeSnapshot({ snapshot, rules, tool }: JudgingOrder): Promise<Report> {
  const { manifest } = snapshot;
  const organization = viewOrganization(manifest);
  const judge = createJudge<Place>({ ruleSet: rules, vocabulary: resourceTypes, placeOf: (place) => place });
  for (const { account, region } of snapshot.places) {
    judge.judge(buildPlace(await snapshot.read(account, region), organization));
  }
  for (const row of manifest.ledger) {
    const needs = unseen(row);
    if (needs.length > 0) judge.uncollected(row.account, row.region, needs);
  }
  return buildReport({ tool, manifest, judgement: judge.finish() });
}

/** What is missing of an account or an account-Region of which nothing was collected, though it should have been. */
function unseen(row: LedgerRow): Need[] {
  if (row.collected.length > 0) return [];
  return row.gaps
    .filter(({ outcome }) => outcome !== "skipped" && outcome !== "not-enabled")
    .map(({ api, outcome, reason }) => ({
      account: row.account,
      region: row.region,
      api,
      reason: `${outcome}: ${reason}`,
    }));
}
