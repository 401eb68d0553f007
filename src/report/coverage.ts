import {
  noVpcReason,
  type Gap,
  type LedgerRow,
  type Manifest,
  type Outcome,
  type SnapshotAccount,
} from "../snapshot/format.ts";
import { compareText } from "./canonical-json.ts";
import type { AccountCoverage, ApiCoverage, Coverage, CoverageGap, RegionCoverage } from "./report.ts";

/**
 * The outcomes that leave a scan incomplete, worst first. What was skipped on purpose and Regions that are not enabled
 * hold nothing that the scan was asked about.
 */
export const missingOutcomes = ["failed", "throttled-out", "denied"] as const satisfies readonly Outcome[];

type Cells = Record<Outcome, number>;

/** Reads the ledger of a snapshot as coverage. Everything is sorted by account, Region and API. */
export function readCoverage(manifest: Pick<Manifest, "accounts" | "heldBack" | "ledger">): Coverage {
  const rows = withEveryAccount(manifest).sort(
    (a, b) => compareText(a.account, b.account) || compareText(a.region, b.region),
  );
  const byAccount = new Map<string, LedgerRow[]>();
  for (const row of rows) listUnder(byAccount, row.account).push(row);
  const accounts = allAccounts(manifest).map((account) => coverAccount(account, byAccount.get(account.id) ?? []));
  const regions = rows.filter((row) => row.region !== "*").map(coverRegion);
  return {
    accounts,
    regions,
    apis: coverApis(rows),
    cells: countCells(rows),
    percent: coveragePercent({ accounts, regions }),
    gaps: rows.flatMap(listGaps),
    ...(manifest.heldBack === undefined ? {} : { heldBack: manifest.heldBack }),
  };
}

/**
 * How much of what was to be read was read, from 0 to 100 with two decimals, rounded down: the mean over the
 * account-Regions of the share of their API answers. An account that was not entered weighs as many Regions as the
 * others have on average; what was skipped or is not enabled does not weigh.
 */
export function coveragePercent({ accounts, regions }: Pick<Coverage, "accounts" | "regions">): number {
  const shares = new Map<string, number[]>();
  for (const { account, cells } of regions) {
    const asked = cells.collected + missingOutcomes.reduce((sum, outcome) => sum + cells[outcome], 0);
    if (asked > 0) listUnder(shares, account).push(cells.collected / asked);
  }
  const closed = accounts.filter(({ id, outcome }) => !shares.has(id) && isMissing(outcome)).length;
  const all = [...shares.values()].flat();
  const perAccount = shares.size === 0 ? 1 : all.length / shares.size;
  const weight = all.length + closed * perAccount;
  if (weight === 0) return 100;
  // The guard keeps a sum of thirds that makes a whole from being 99.99.
  return Math.floor((all.reduce((sum, share) => sum + share, 0) / weight) * 10_000 + 1e-6) / 100;
}

function listUnder<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function isMissing(outcome: AccountCoverage["outcome"]): boolean {
  return missingOutcomes.some((missing) => missing === outcome);
}

/** How each API ended, over all accounts and Regions; `*` and the like are gaps of more than one API. */
function coverApis(rows: readonly LedgerRow[]): ApiCoverage[] {
  const apis = new Map<string, Cells>();
  const count = (api: string, outcome: Outcome) => {
    const cells = apis.get(api) ?? noCells();
    cells[outcome] += 1;
    apis.set(api, cells);
  };
  for (const row of rows) {
    const missing = new Set<string>(row.gaps.map((gap) => gap.api));
    for (const api of row.collected) if (!missing.has(api)) count(api, "collected");
    for (const gap of row.gaps) count(gap.api, gap.outcome);
  }
  return [...apis].map(([api, cells]) => ({ api, cells })).sort((a, b) => compareText(a.api, b.api));
}

function noCells(): Cells {
  return { collected: 0, denied: 0, "not-enabled": 0, "throttled-out": 0, failed: 0, skipped: 0 };
}

/** Whether no cell was denied, throttled out or failed. */
export function isComplete(cells: Cells): boolean {
  return missingOutcomes.every((outcome) => cells[outcome] === 0);
}

/** An account that the ledger does not speak of was not collected: silence is a failed cell and never a pass. */
function withEveryAccount({ accounts, ledger }: Pick<Manifest, "accounts" | "ledger">): LedgerRow[] {
  const known = new Set(ledger.map((row) => row.account));
  const silent = accounts.filter((account) => !known.has(account.id));
  const gap: Gap = { api: "*", outcome: "failed", reason: "the snapshot's ledger has no row for this account" };
  return [...ledger, ...silent.map(({ id }) => ({ account: id, region: "*", collected: [], gaps: [gap] }))];
}

/** The accounts of the manifest, and any that only the ledger names, by id. */
function allAccounts({ accounts, ledger }: Pick<Manifest, "accounts" | "ledger">): SnapshotAccount[] {
  const byId = new Map<string, SnapshotAccount>(
    ledger.map(({ account }) => [account, { id: account, name: "", state: "", path: "" }]),
  );
  for (const account of accounts) byId.set(account.id, account);
  return [...byId.values()].sort((a, b) => compareText(a.id, b.id));
}

function coverAccount({ id, name, path, state }: SnapshotAccount, own: readonly LedgerRow[]): AccountCoverage {
  const outcome = summarize(countCells(own));
  return { id, name, path, state, outcome, reason: outcome === "collected" ? "" : nameReason(own) };
}

function coverRegion(row: LedgerRow): RegionCoverage {
  const cells = countCells([row]);
  const { fromConfig, fromCaller } = row;
  return {
    account: row.account,
    region: row.region,
    outcome: summarize(cells),
    cells,
    ...(fromConfig === undefined ? {} : { fromConfig: [...fromConfig].sort(compareText) }),
    ...(fromCaller === undefined ? {} : { fromCaller: [...fromCaller].sort(compareText) }),
  };
}

function summarize(cells: Cells): "partial" | Outcome {
  const worst = missingOutcomes.find((outcome) => cells[outcome] > 0);
  if (cells.collected > 0) return worst === undefined ? "collected" : "partial";
  if (worst !== undefined) return worst;
  return cells["not-enabled"] > 0 && cells.skipped === 0 ? "not-enabled" : "skipped";
}

/** The worst gap in words, and how many more there are. */
function nameReason(rows: readonly LedgerRow[]): string {
  const gaps = rows.flatMap(listGaps);
  const worst = missingOutcomes.find((outcome) => gaps.some((gap) => gap.outcome === outcome));
  const same = worst === undefined ? gaps : gaps.filter((gap) => gap.outcome === worst);
  const [first] = same;
  if (first === undefined) return "";
  const more = same.length > 1 ? ` (and ${same.length - 1} more)` : "";
  return `${first.api === "*" ? "" : `${first.api}: `}${first.reason}${more}`;
}

/**
 * A wildcard gap is one cell. An API of which some keys answered and some did not stands among both the collected and
 * the gaps; the gap decides.
 */
function countCells(rows: readonly LedgerRow[]): Cells {
  const cells = noCells();
  for (const row of rows) {
    const missing = new Set<string>(row.gaps.map((gap) => gap.api));
    cells.collected += row.collected.filter((api) => !missing.has(api)).length;
    for (const gap of row.gaps) cells[gap.outcome] += 1;
  }
  return cells;
}

function listGaps({ account, region, gaps }: LedgerRow): CoverageGap[] {
  return gaps
    .filter((gap) => gap.outcome !== "skipped" || gap.reason !== noVpcReason)
    .map(({ api, outcome, reason }) => ({ account, region, api, outcome, reason }))
    .sort((a, b) => compareText(a.api, b.api) || compareText(a.reason, b.reason));
}
