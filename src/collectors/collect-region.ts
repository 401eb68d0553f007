import { classifyError, type Failure } from "../aws/errors.ts";
import { apiNames, type Answers, type ApiName } from "../snapshot/apis.ts";
import { noVpcReason, type Gap, type LedgerRow, type RegionFile } from "../snapshot/format.ts";
import type { Collector, Place } from "./collector.ts";
import { collectors } from "./index.ts";

/** What became of each API in one account and Region. */
type Cells = Map<ApiName, Failure | "collected">;

interface Work {
  place: Place;
  cells: Cells;
  capturedAt: RegionFile["capturedAt"];
  /** ISO 8601 */
  clock: () => string;
}

export interface CollectedRegion {
  row: LedgerRow;
  file: RegionFile;
}

/** Asked first: their answers decide whether anything else has to be asked. */
const gates = ["DescribeVpcs", "DescribeTransitGateways"] as const satisfies readonly ApiName[];

/** The coverage of a report knows these words: they are not a gap. */
const noVpc: Failure = { outcome: "skipped", reason: noVpcReason };

/** Runs the table of collectors. Never throws for what AWS does: every API has its outcome in the row. */
export async function collectRegion(place: Place, clock: () => string): Promise<CollectedRegion> {
  const work: Work = { place, cells: new Map(), capturedAt: {}, clock };
  await Promise.all(gates.map((api) => collectCell(work, collectors[api])));
  const whole = wholeRegionOutcome(work);
  if (whole === undefined) await collectRest(work);
  return { row: toRow(work, whole), file: toFile(work) };
}

/** Each API starts as soon as all that it waits for has ended; the table has those before it. */
async function collectRest(work: Work): Promise<void> {
  const ended = new Map<ApiName, Promise<void>>();
  for (const api of apiNames.filter((name) => !work.cells.has(name))) {
    const collector: Collector = collectors[api];
    const before = [...(collector.needs ?? []), ...(collector.after ?? [])].flatMap((name) => ended.get(name) ?? []);
    ended.set(
      api,
      Promise.all(before).then(() => collectCell(work, collector)),
    );
  }
  await Promise.all(ended.values());
}

async function collectCell(work: Work, collector: Collector): Promise<void> {
  const { place, cells, capturedAt, clock } = work;
  const { api } = collector;
  const reason = reasonNotToAsk(work, collector);
  if (reason !== undefined) return void cells.set(api, reason);
  try {
    const { answer, failure } = await collector.collect(place);
    if (answer !== undefined) {
      Object.assign(place.answers, { [api]: answer });
      capturedAt[api] = clock();
    }
    cells.set(api, failure ?? "collected");
  } catch (error) {
    cells.set(api, classifyError(error, place));
  }
}

function reasonNotToAsk({ place, cells }: Work, { scope, needs = [] }: Collector): Failure | undefined {
  const { DescribeVpcs, DescribeTransitGateways } = place.answers;
  // Only where AWS has said that there is none: a list that was refused may hold anything.
  const hasNoVpc = DescribeVpcs?.Vpcs.length === 0;
  const hasNoGateway = DescribeTransitGateways?.TransitGateways.length === 0;
  if (scope === "vpc" && hasNoVpc) return noVpc;
  if (scope === "network" && hasNoVpc && hasNoGateway) return noVpc;
  for (const need of needs) {
    const cell = cells.get(need);
    if (place.answers[need] === undefined && cell !== undefined && cell !== "collected") {
      return { outcome: cell.outcome, reason: cell === noVpc ? cell.reason : `not asked, for want of ${need}` };
    }
  }
  return undefined;
}

/**
 * One outcome for the whole Region where both gates say so. A Region that an SCP denies would otherwise be asked two
 * dozen times in each account, to fill the ledger with two dozen times the same refusal.
 */
function wholeRegionOutcome({ place, cells }: Work): Failure | undefined {
  const [vpcs, transitGateways] = gates.map((api) => cells.get(api));
  if (vpcs === undefined || transitGateways === undefined) return undefined;
  if (vpcs === "collected" || transitGateways === "collected") {
    const isEmpty = [place.answers.DescribeVpcs?.Vpcs, place.answers.DescribeTransitGateways?.TransitGateways].every(
      (list) => list?.length === 0,
    );
    return isEmpty ? noVpc : undefined;
  }
  // Throttling is API by API, so it says nothing about the others (aws-semantics 5.2).
  if (vpcs.outcome === "throttled-out" || vpcs.outcome !== transitGateways.outcome) return undefined;
  return vpcs;
}

function toRow({ place, cells }: Work, whole: Failure | undefined): LedgerRow {
  const gaps: Gap[] = whole === undefined ? [] : [{ api: "*", ...whole }];
  if (whole === undefined) {
    for (const api of apiNames) {
      const cell = cells.get(api);
      if (cell !== undefined && cell !== "collected") gaps.push({ api, ...cell });
    }
  }
  const collected = apiNames.filter((api) => place.answers[api] !== undefined);
  return { account: place.account, region: place.region, collected, gaps };
}

/** In the order of the table, so that the order in which the answers came does not show. */
function toFile({ place, capturedAt }: Work): RegionFile {
  const answered = apiNames.filter((api) => place.answers[api] !== undefined);
  return {
    account: place.account,
    region: place.region,
    capturedAt: Object.fromEntries(answered.map((api) => [api, capturedAt[api]])) as RegionFile["capturedAt"],
    answers: Object.fromEntries(answered.map((api) => [api, place.answers[api]])) as Answers,
  };
}
