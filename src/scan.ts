import type { CollectOptions } from "./collectors/collect.ts";
import type { CollectEvent } from "./collectors/events.ts";
import { buildPlace, viewOrganization, type Place, type Trust } from "./facts/place.ts";
import { indexOrganization } from "./index-organization.ts";
import { resourceTypes } from "./facts/resource-types.ts";
import { buildReport } from "./report/build.ts";
import type { Report } from "./report/report.ts";
import { createJudge } from "./rules/evaluate.ts";
import { loadRules, rulesSchemaFor, type LoadOptions } from "./rules/load.ts";
import type { RuleSet } from "./rules/rule.ts";
import { openCollectingFolder } from "./snapshot/collecting.ts";
import type { HeldBack, LedgerRow, Manifest } from "./snapshot/format.ts";
import type { Selection } from "./snapshot/journal.ts";
import { snapshotOf, type Snapshot } from "./snapshot/read.ts";
import type { Need } from "./unknown.ts";

export type { CollectEvent, Trust };
export type Source = NonNullable<CollectOptions["source"]>;
export type CollectSource = Pick<CollectOptions, "source" | "aggregator" | "aggregatorRegion">;

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
  /** An empty or absent folder, or with `resume` one that an earlier run began. */
  directory: string;
  resume: boolean;
  tool: Tool;
  clock: () => string;
  onEvent: (event: CollectEvent) => void;
  /** Aborted by whoever wants the collection to end; what is finished by then is kept for `resume`. */
  signal: AbortSignal;
}

/** The first half of a scan: AWS to a snapshot on disk. */
export async function collectSnapshot(order: CollectionOrder): Promise<Snapshot> {
  const { options, directory, resume, clock, onEvent, signal } = order;
  const folder = await openCollectingFolder(directory, { startedAt: clock(), selection: selectionOf(options), resume });
  try {
    const { collect } = await import("./collectors/collect.ts"); // brings the AWS SDK with it
    const {
      startedAt: _,
      finishedAt,
      ...collected
    } = await collect(options, {
      sink: folder,
      earlier: folder.earlier,
      clock,
      onEvent: (event) => {
        if (event.kind === "held-back") folder.held(toHeldBack(event));
        onEvent(event);
      },
      signal,
    });
    const heldBack = folder.heldBack();
    const manifest: Manifest = {
      format: "vpclint-snapshot",
      version: 1,
      tool: order.tool,
      startedAt: folder.startedAt,
      finishedAt,
      ...(heldBack.length === 0 ? {} : { heldBack }),
      ...collected,
    };
    await folder.finish(manifest);
    return snapshotOf(directory, manifest);
  } finally {
    await folder.close();
  }
}

/** A fault is no limit: what it costs is not counted. */
function toHeldBack({ api, cause, ms }: Extract<CollectEvent, { kind: "held-back" }>): HeldBack {
  return {
    api,
    throttled: cause === "throttle" ? 1 : 0,
    throttleMs: cause === "throttle" ? ms : 0,
    limitMs: cause === "limit" ? ms : 0,
  };
}

/** How AWS is asked, and not for what: a role that was wrong may be put right before resuming. */
const waysOfAsking: ReadonlySet<string> = new Set([
  "roleName",
  "externalId",
  "homeRegion",
  "concurrency",
  "maxAttempts",
  "answerTimeout",
] satisfies (keyof CollectOptions)[]);

/** What a scan is of. */
function selectionOf(options: CollectOptions): Selection {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !waysOfAsking.has(name)));
}

interface JudgingOrder {
  snapshot: Snapshot;
  rules: RuleSet;
  tool: Tool;
  /** Whom endpoint policies may admit beside ourselves: of the configuration. */
  trust: Trust;
}

/** The second half of a scan: a snapshot to a report. Account-Regions are read one by one; findings are what is kept. */
export async function judgeSnapshot({ snapshot, rules, tool, trust }: JudgingOrder): Promise<Report> {
  const { manifest } = snapshot;
  const organization = viewOrganization(manifest, trust);
  const index = await indexOrganization(snapshot);
  const judge = createJudge<Place>({ ruleSet: rules, vocabulary: resourceTypes, placeOf: (place) => place });
  for (const { account, region } of snapshot.places) {
    judge.judge(buildPlace(await snapshot.read(account, region), organization, index));
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
