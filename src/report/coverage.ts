import {
  noVpcReason,
  type Gap,
  type LedgerRow,
  type Manifest,
  type Outcome,
  type SnapshotAccount,
} from "../snapshot/format.ts";
import { compareText } from "./canonical-json.ts";
import type { AccountCoverage, Coverage, CoverageGap, RegionCoverage } from "./report.ts";

/**
 * The outcomes that leave a scan incomplete, worst first. What was skipped on purpose and Regions that are not enabled
 * hold nothing that the scan was asked about.
 */
const missingOutcomes = ["failed", "throttled-out", "denied"] as const satisfies readonly Outcome[];

type Cells = Record<Outcome, number>;

/** Reads the ledger of a snapshot as coverage. Everything is sorted by account, Region and API. */
export function readCoverage(manifest: Pick<Manifest, "accounts" | "ledger">): Coverage {
  const rows = withEveryAccount(manifest).sort(
    (a, b) => compareText(a.account, b.account) || compareText(a.region, b.region),
  );
  return {
    accounts: allAccounts(manifest).map((account) => coverAccount(account, rows)),
    regions: rows.filter((row) => row.region !== "*").map(coverRegion),
    cells: countCells(rows),
    gaps: rows.flatMap(listGaps),
  };
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

function coverAccount({ id, name, path, state }: SnapshotAccount, rows: readonly LedgerRow[]): AccountCoverage {
  const own = rows.filter((row) => row.account === id);
  const outcome = summarize(countCells(own));
  return { id, name, path, state, outcome, reason: outcome === "collected" ? "" : nameReason(own) };
}

function coverRegion(row: LedgerRow): RegionCoverage {
  const cells = countCells([row]);
  return { account: row.account, region: row.region, outcome: summarize(cells), cells };
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
  const cells: Cells = { collected: 0, denied: 0, "not-enabled": 0, "throttled-out": 0, failed: 0, skipped: 0 };
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
