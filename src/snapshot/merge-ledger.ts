import { UserError } from "../errors.ts";
import { anotherShardReason, type LedgerRow, type SnapshotAccount } from "./format.ts";
import type { Snapshot } from "./read.ts";

/** A snapshot to be joined, under the name that its errors go by. */
export interface Part {
  name: string;
  snapshot: Snapshot;
}

export type Parts = readonly [Part, ...Part[]];

/** By id. The same account with other details is a change that happened between the runs. */
export function joinAccounts(parts: Parts): SnapshotAccount[] {
  const joined = new Map<string, { account: SnapshotAccount; part: Part }>();
  for (const part of parts) {
    for (const account of part.snapshot.manifest.accounts) {
      const known = joined.get(account.id);
      if (known === undefined) joined.set(account.id, { account, part });
      else if (!isSame(known.account, account)) {
        throw conflict(`account ${account.id}`, known.part, part, describeDifference(known.account, account));
      }
    }
  }
  return [...joined.values()].map(({ account }) => account).sort((a, b) => compare(a.id, b.id));
}

function describeDifference(a: SnapshotAccount, b: SnapshotAccount): string {
  const member = (["name", "state", "path"] as const).find((name) => a[name] !== b[name]) ?? "id";
  return `its ${member} is "${a[member]}" in one and "${b[member]}" in the other`;
}

export interface JoinedRow {
  row: LedgerRow;
  /** The parts that have it; all the same but for capture times. */
  sources: Part[];
}

/** Every account-Region once. @throws UserError that names the first place of which two parts say different things */
export function joinLedgers(parts: Parts, allowPartial: boolean): JoinedRow[] {
  const byAccount = new Map<string, { row: LedgerRow; part: Part }[]>();
  for (const part of parts) {
    for (const row of part.snapshot.manifest.ledger) {
      const rows = byAccount.get(row.account);
      if (rows === undefined) byAccount.set(row.account, [{ row, part }]);
      else rows.push({ row, part });
    }
  }
  const joined = [...byAccount.values()].flatMap((rows) => joinRows(rows, allowPartial));
  return joined.sort((a, b) => compare(a.row.account, b.row.account) || compare(a.row.region, b.row.region));
}

/** All that the parts say about one account. */
function joinRows(rows: readonly { row: LedgerRow; part: Part }[], allowPartial: boolean): JoinedRow[] {
  const tried = rows.filter(({ row }) => !isLeftAlone(row));
  if (tried.length === 0) return [leftAlone(rows, allowPartial)];
  const joined = new Map<string, JoinedRow>();
  for (const { row, part } of tried) {
    const known = joined.get(row.region);
    if (known === undefined) joined.set(row.region, { row, sources: [part] });
    else if (isSame({ ...known.row, fromCaller: [] }, { ...row, fromCaller: [] })) {
      known.sources.push(part);
      // A scan of one account asks there what a scan of the organization asks once: whoever was asked there, counts.
      if (row.fromCaller === undefined) known.row = row;
    } else throw conflict(placeOf(row), firstOf(known), part, "their ledgers differ");
  }
  const whole = joined.get("*");
  const other = [...joined.values()].find(({ row }) => row.region !== "*");
  if (whole !== undefined && other !== undefined) {
    throw conflict(
      `account ${whole.row.account}`,
      firstOf(whole),
      firstOf(other),
      "one has it as a whole, the other by Region",
    );
  }
  return [...joined.values()];
}

/** An account that a run did not try: what another run has of it counts. */
function isLeftAlone({ region, gaps }: LedgerRow): boolean {
  return region === "*" && gaps.length > 0 && gaps.every(({ api, outcome }) => api === "*" && outcome === "skipped");
}

/** @throws UserError for an account that every shard took to be another's: the runs saw different accounts */
function leftAlone(rows: readonly { row: LedgerRow; part: Part }[], allowPartial: boolean): JoinedRow {
  const chosen = rows
    .filter(({ row }) => !isOfAnotherShard(row))
    .sort((a, b) => compare(reasonOf(a.row), reasonOf(b.row)));
  const [first] = chosen;
  if (first !== undefined) return { row: first.row, sources: [first.part] };
  const account = rows[0]?.row.account ?? "";
  if (!allowPartial) {
    throw new UserError("merge-shards", `account ${account} is in none of the shards`, {
      hint: "the organization changed between the runs: collect the shards again, or join them with --allow-partial",
    });
  }
  const gap = { api: "*", outcome: "failed", reason: "its shard was not merged" } as const;
  return { row: { account, region: "*", collected: [], gaps: [gap] }, sources: [] };
}

function isOfAnotherShard(row: LedgerRow): boolean {
  return reasonOf(row) === anotherShardReason;
}

function reasonOf({ gaps }: LedgerRow): string {
  return gaps[0]?.reason ?? "";
}

export function conflict(what: string, one: Part, other: Part, how: string): UserError {
  return new UserError("merge-conflict", `${what} is in ${one.name} and in ${other.name}, and ${how}`, {
    hint: "leave one of them out, or collect again what changed between them",
  });
}

function firstOf({ sources: [part], row }: JoinedRow): Part {
  if (part === undefined) throw new Error(`no part has ${placeOf(row)}`);
  return part;
}

export function placeOf({ account, region }: LedgerRow): string {
  return region === "*" ? `account ${account}` : `${account}/${region}`;
}

/** By the text: one vpclint writes the members of everything in one order. */
export function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
