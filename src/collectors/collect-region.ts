import { classifyError, type Failure } from "../aws/errors.ts";
import { networkManagerHome } from "../aws/network-manager.ts";
import { apiNames, type ApiName } from "../snapshot/apis.ts";
import { noVpcReason, type Gap, type LedgerRow, type RegionFile } from "../snapshot/format.ts";
import type { Collector, Place } from "./collector.ts";
import { coreNetworksHere, ownCoreNetworks } from "./core-networks.ts";
import { collectors } from "./index.ts";
import type { AskShared, CollectOnce } from "./shared-answers.ts";
import { shareEqual } from "./shared-values.ts";
import { describeMissingTargets, type TargetApi } from "./missing-targets.ts";

/** What became of each API in one account and Region. */
type Cells = Map<ApiName, Failure | "collected">;

interface Work extends RegionRun {
  place: Place;
  cells: Cells;
  capturedAt: RegionFile["capturedAt"];
  /** Answered in the caller's account. */
  fromCaller: Set<ApiName>;
  /** The calls under way, by API: settled when it has its outcome. */
  ended: Map<ApiName, Promise<void>>;
}

export interface RegionRun {
  /** What the account's Regions share is asked once. */
  collectOnce: CollectOnce;
  /** What an earlier run has left of this account and Region. */
  before?: CollectedRegion | undefined;
  /** What AWS answers alike in all accounts, as the caller's is told. */
  shared?: AskShared;
  /** Whose account that is. */
  caller?: string;
  /** Aborted: what is missing then is not AWS's doing, and stands in no row. */
  signal: AbortSignal;
}

export interface CollectedRegion {
  row: LedgerRow;
  file: RegionFile;
}

/** Asked first: their answers decide whether anything else has to be asked. */
const gates = ["DescribeVpcs", "DescribeTransitGateways"] as const satisfies readonly ApiName[];

/** The coverage of a report knows these words: they are not a gap. */
const noVpc: Failure = { outcome: "skipped", reason: noVpcReason };

/** What another attempt may end otherwise. A Region that is not enabled is as it is, and so is one without a VPC. */
const openOutcomes: ReadonlySet<Gap["outcome"]> = new Set(["denied", "failed", "throttled-out"]);

/**
 * Whether nothing of an account and Region is left to ask. One without a VPC is left open where the account did not say
 * which core networks it owns: that is no gap there, but another attempt may find an edge.
 */
export function isWhole({ region, collected, gaps }: LedgerRow): boolean {
  const isEmpty = gaps.some(({ api, reason }) => api === "*" && reason === noVpcReason);
  const maybeEdge = isEmpty && !collected.includes("ListCoreNetworks") && networkManagerHome(region) !== undefined;
  return !maybeEdge && !gaps.some(({ outcome }) => openOutcomes.has(outcome));
}

/**
 * Runs the table of collectors. Never throws for what AWS does: every API has its outcome in the row.
 *
 * @throws the reason of `signal` where it is aborted
 */
export async function collectRegion(place: Place, run: RegionRun): Promise<CollectedRegion> {
  const work: Work = { ...run, place, cells: new Map(), capturedAt: {}, fromCaller: new Set(), ended: new Map() };
  keepWhatWasCollected(work);
  await Promise.all(gates.filter((api) => !work.cells.has(api)).map((api) => collectCell(work, collectors[api])));
  const outcome = wholeRegionOutcome(work);
  const whole = outcome === noVpc && (await isEdge(work)) ? undefined : outcome;
  if (whole === undefined) {
    await collectRest(work);
    await askAgainForMissingTargets(work);
  }
  return { row: toRow(work, whole), file: toFile(work) };
}

/**
 * Whether a core network of the account's own has, or may have, an edge in a Region that has nothing else. Where the
 * account does not let itself be asked, an empty Region stays what it is: one more permission that is missing would turn
 * all of them into gaps.
 */
async function isEdge(work: Work): Promise<boolean> {
  const { place, cells } = work;
  if (!cells.has("ListCoreNetworks")) await collectCell(work, collectors.ListCoreNetworks);
  if (ownCoreNetworks(place).length === 0) return false;
  if (!cells.has("GetCoreNetwork")) await collectCell(work, collectors.GetCoreNetwork);
  return cells.get("GetCoreNetwork") !== "collected" || coreNetworksHere(place).size > 0;
}

/** An answer is kept unless it rests on one that has to be asked again, as the security groups do on the endpoints. */
function keepWhatWasCollected({ before, place, cells, capturedAt, fromCaller }: Work): void {
  if (before === undefined) return;
  const { row, file } = before;
  const isOpen = (api: ApiName) =>
    row.gaps.some((gap) => (gap.api === api || gap.api === "*") && openOutcomes.has(gap.outcome));
  const asked = new Set<ApiName>();
  for (const api of apiNames) {
    const { needs = [], after = [] }: Collector = collectors[api];
    const isGone = row.collected.includes(api) && file.answers[api] === undefined;
    // Config answered because EC2 refused: EC2 may answer now, and its answers have more members.
    const isFilled = row.fromConfig?.includes(api) === true;
    if (isOpen(api) || isGone || isFilled || [...needs, ...after].some((name) => asked.has(name))) asked.add(api);
    else if (row.collected.includes(api)) {
      Object.assign(place.answers, { [api]: file.answers[api] });
      capturedAt[api] = file.capturedAt[api] ?? "";
      cells.set(api, "collected");
      if (row.fromCaller?.includes(api) === true) fromCaller.add(api);
    }
  }
}

/** Each API starts as soon as all that it waits for has ended; the table has those before it. */
async function collectRest(work: Work): Promise<void> {
  const { ended } = work;
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
  const { place, cells, capturedAt, collectOnce, signal } = work;
  const { api } = collector;
  const reason = reasonNotToAsk(work, collector);
  if (reason !== undefined) return void cells.set(api, reason);
  if (await takeShared(work, collector)) return;
  try {
    const { answer, failure, capturedAt: time } = await collectOnce(place, collector);
    if (answer !== undefined) {
      Object.assign(place.answers, { [api]: answer });
      capturedAt[api] = time;
    }
    cells.set(api, failure ?? "collected");
  } catch (error) {
    signal.throwIfAborted();
    cells.set(api, classifyError(error, place));
  }
}

/** Whether the answer is one that the caller's account was given, and this account shows to be its own too. */
async function takeShared(
  { place, cells, capturedAt, fromCaller, ended, shared, caller }: Work,
  collector: Collector,
): Promise<boolean> {
  const { api, ofTheRegion } = collector;
  if (ofTheRegion === undefined || shared === undefined) return false;
  const known = await shared(place.region, collector);
  if (known === undefined) return false;
  await ended.get(ofTheRegion.shownBy);
  if (!ofTheRegion.isShown(known.answer, place)) return false;
  Object.assign(place.answers, { [api]: known.answer });
  capturedAt[api] = known.capturedAt;
  cells.set(api, "collected");
  if (place.account !== caller) fromCaller.add(api);
  return true;
}

/** What a route may point at, if the list does not have it yet (aws-semantics 5.13). */
const targetApis = ["DescribeVpcEndpoints", "DescribeNatGateways"] as const satisfies readonly TargetApi[];

/**
 * EC2's answers are eventually consistent: a route may point at an endpoint that the list made a moment before does not
 * have. The list is asked for once more, and then what is still missing stands in the ledger.
 */
async function askAgainForMissingTargets(work: Work): Promise<void> {
  const { place, cells } = work;
  const isMissing = (api: TargetApi) =>
    cells.get(api) === "collected" && describeMissingTargets(place, api) !== undefined;
  const again = targetApis.filter(isMissing);
  await Promise.all(
    again.map(async (api) => {
      // Where the second call fails, the first one's answer is still there.
      await collectCell(work, collectors[api]);
      const missing = describeMissingTargets(place, api);
      cells.set(api, missing === undefined ? "collected" : { outcome: "failed", reason: missing });
    }),
  );
  const dependent = apiNames.filter((api) => collectors[api].needs?.some((need) => again.some((one) => one === need)));
  await Promise.all(dependent.map((api) => collectCell(work, collectors[api])));
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

function toRow({ place, cells, fromCaller }: Work, whole: Failure | undefined): LedgerRow {
  const gaps: Gap[] = whole === undefined ? [] : [{ api: "*", ...whole }];
  if (whole === undefined) {
    for (const api of apiNames) {
      const cell = cells.get(api);
      if (cell !== undefined && cell !== "collected") gaps.push({ api, ...cell });
    }
  }
  const collected = apiNames.filter((api) => place.answers[api] !== undefined);
  // A row stays until the end of the scan, and most are alike.
  return {
    account: place.account,
    region: shareEqual(place.region),
    collected: shareEqual(collected),
    ...(fromCaller.size === 0 ? {} : { fromCaller: shareEqual([...fromCaller]) }),
    gaps: shareEqual(gaps),
  };
}

/** In the order of the table, so that the order in which the answers came does not show. */
function toFile({ place, capturedAt }: Work): RegionFile {
  const answered = apiNames.filter((api) => place.answers[api] !== undefined);
  return {
    account: place.account,
    region: place.region,
    capturedAt: Object.fromEntries(answered.map((api) => [api, capturedAt[api]])),
    answers: Object.fromEntries(answered.map((api) => [api, place.answers[api]])),
  };
}
