import type { Need } from "../unknown.ts";
import { apiNames, apis, networkManagerApis, type Answers, type ApiName } from "./apis.ts";

/** The version of the format that this vpclint writes and reads. */
export const snapshotVersion = 1;
export const snapshotFormat = "vpclint-snapshot";

/** How the attempt to collect one cell (account x Region x API) ended (design law 1). */
export const outcomes = ["collected", "denied", "not-enabled", "throttled-out", "failed", "skipped"] as const;
export type Outcome = (typeof outcomes)[number];

/** A cell that was not collected. `api` and `region` may be `*`: all of them. */
export interface Gap {
  api: ApiName | "AssumeRole" | "DescribeRegions" | "*";
  outcome: Exclude<Outcome, "collected">;
  reason: string;
}

/** The ledger's row for one account and Region; `region` is `*` for what concerns the whole account. */
export interface LedgerRow {
  account: string;
  region: string;
  collected: ApiName[];
  /** Those of the collected that AWS Config answered in EC2's place; absent where there are none. */
  fromConfig?: ApiName[];
  /** Those of the collected that were asked once for all accounts, in the caller's; absent where there are none. */
  fromCaller?: ApiName[];
  gaps: Gap[];
}

export interface SnapshotAccount {
  id: string;
  name: string;
  /** AWS's account state: ACTIVE, SUSPENDED, PENDING_CLOSURE, CLOSED, ... */
  state: string;
  /** Names of the organizational units from the root down, such as `Root/Workloads/Prod`; empty without --org. */
  path: string;
}

/** Which of several runs over the same accounts collected a snapshot; `index` counts from 1. */
export interface Shard {
  index: number;
  count: number;
}

/** What limits have cost the requests of one API. A property of the capture, like its times: no two runs have the same. */
export interface HeldBack {
  api: string;
  /** Attempts that AWS throttled. */
  throttled: number;
  /** Milliseconds that requests waited because of that, summed up over all of them. */
  throttleMs: number;
  /** Milliseconds that they waited for our own limits, which keep a scan from being throttled. */
  limitMs: number;
}

export interface Manifest {
  format: typeof snapshotFormat;
  version: number;
  tool: { name: string; version: string };
  /** ISO 8601. */
  startedAt: string;
  finishedAt: string;
  partition: string;
  /** The account whose credentials started the scan. */
  callerAccount: string;
  organization: { id: string; managementAccount: string } | null;
  /** Absent where no request waited for a limit. */
  heldBack?: HeldBack[];
  /** Absent where the snapshot is whole. */
  shard?: Shard;
  accounts: SnapshotAccount[];
  ledger: LedgerRow[];
}

/** One account and Region, as its file holds it. */
export interface RegionFile {
  account: string;
  region: string;
  /** ISO 8601, when each API's answer was complete. A snapshot is not one point in time (aws-semantics 1.30). */
  capturedAt: Partial<Record<ApiName, string>>;
  answers: Answers;
}

/** One account and Region with its part of the ledger: all that the judging stages read of it. */
export interface AccountRegion extends RegionFile {
  gaps: Gap[];
  /** APIs that AWS Config answered, whose items lack what it does not record. */
  fromConfig?: readonly ApiName[];
}

/** Whether, and why, an API's answer is not there; undefined where it was collected. */
export function needFor(place: AccountRegion, api: ApiName): Need | undefined {
  if (place.answers[api] !== undefined) return undefined;
  const gap =
    place.gaps.find((candidate) => candidate.api === api) ?? place.gaps.find((candidate) => candidate.api === "*");
  const reason = gap === undefined ? "not in the snapshot" : `${gap.outcome}: ${gap.reason}`;
  return { account: place.account, region: place.region, api, reason };
}

/** Why a cell, or a member of its items, is not there that EC2 alone could have answered. */
export const notRecordedReason = "not recorded by AWS Config";

/**
 * Why a member of an API's items may be absent though the resource has it: AWS Config does not record it (aws-semantics
 * 5.15). Undefined where EC2 itself answered, whose silence means the member's default.
 */
export function needForMember(
  { account, region, fromConfig = [] }: Pick<AccountRegion, "account" | "region" | "fromConfig">,
  api: ApiName,
  what: string,
): Need | undefined {
  return fromConfig.includes(api) ? { account, region, api, reason: `${notRecordedReason}: ${what}` } : undefined;
}

/** Why an account was left alone: another run of the same set takes it. */
export const anotherShardReason = "another shard";

/** Why calls were left out that could have had no answer: an empty list, known without asking. */
export const noVpcReason = "no VPC in this Region";

/**
 * An account-Region with the empty answers of the calls that were skipped because it has no VPC. Network Manager is left
 * out: a core network may have an edge where its owner has no VPC, and older snapshots did not ask.
 */
export function fillImpliedAnswers(place: AccountRegion): AccountRegion {
  const implied = place.gaps.filter(({ outcome, reason }) => outcome === "skipped" && reason === noVpcReason);
  if (implied.length === 0) return place;
  const isImplied = (api: ApiName) =>
    place.answers[api] === undefined &&
    !networkManagerApis.some((name) => name === api) &&
    implied.some((gap) => gap.api === api || gap.api === "*");
  const empty = apiNames.filter(isImplied).map((api) => [api, emptyAnswer(api)]);
  return { ...place, answers: { ...place.answers, ...(Object.fromEntries(empty) as Answers) } };
}

function emptyAnswer(api: ApiName): unknown {
  const shape: { list?: string; keyedBy?: string } = apis[api];
  return shape.keyedBy === undefined && shape.list !== undefined ? { [shape.list]: [] } : {};
}

export const manifestFile = "manifest.json";

/** Where an account and Region stands in a snapshot folder. */
export function regionFile(account: string, region: string): string {
  return `${account}/${region}.json`;
}
