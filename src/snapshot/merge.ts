import { UserError } from "../errors.ts";
import { snapshotFormat, snapshotVersion, type LedgerRow, type Manifest, type RegionFile } from "./format.ts";
import { sumHeldBack } from "./held-back.ts";
import { conflict, isSame, joinAccounts, joinLedgers, placeOf, type Part, type Parts } from "./merge-ledger.ts";
import { createSnapshot } from "./write.ts";

export interface MergeOptions {
  /** An empty or absent folder. */
  directory: string;
  /** This vpclint, which joins them. */
  tool: Manifest["tool"];
  /** Whether shards may be missing; what they hold then counts as not collected. */
  allowPartial: boolean;
}

/**
 * Joins snapshots into one: all the shards of a set give the snapshot that one run would have given. The order of the
 * parts does not matter. Account-Regions are read one by one.
 *
 * @throws UserError where the parts do not belong together, overlap with different content, or shards are missing
 */
export async function mergeSnapshots(parts: Parts, options: MergeOptions): Promise<Manifest> {
  requireOneOrigin(parts);
  requireWholeSet(parts, options.allowPartial);
  const accounts = joinAccounts(parts);
  const ledger = joinLedgers(parts, options.allowPartial);
  const writer = await createSnapshot(options.directory);
  for (const { row, sources } of ledger.filter((joined) => joined.row.collected.length > 0)) {
    await writer.write(await joinFiles(row, sources));
  }
  const manifest = joinManifests(parts, { accounts, ledger: ledger.map(({ row }) => row), tool: options.tool });
  await writer.finish(manifest);
  return manifest;
}

function joinManifests(parts: Parts, joined: Pick<Manifest, "accounts" | "ledger" | "tool">): Manifest {
  const manifests = parts.map(({ snapshot }) => snapshot.manifest);
  const first = parts[0].snapshot.manifest;
  const least = (texts: readonly string[]) => texts.reduce((a, b) => (a < b ? a : b));
  const isOneTool = manifests.every(({ tool }) => tool.name === first.tool.name && tool.version === first.tool.version);
  return {
    format: snapshotFormat,
    version: snapshotVersion,
    tool: isOneTool ? first.tool : joined.tool,
    startedAt: least(manifests.map(({ startedAt }) => startedAt)),
    finishedAt: manifests.map(({ finishedAt }) => finishedAt).reduce((a, b) => (a > b ? a : b)),
    partition: first.partition,
    callerAccount: least(manifests.map(({ callerAccount }) => callerAccount)),
    organization: first.organization,
    ...joinHeldBack(manifests),
    accounts: joined.accounts,
    ledger: joined.ledger,
  };
}

/** The sum; a part that stands there twice is one run. */
function joinHeldBack(manifests: readonly Manifest[]): Pick<Manifest, "heldBack"> {
  const runs = manifests.flatMap(({ startedAt, finishedAt, shard, heldBack }) =>
    heldBack === undefined ? [] : [[JSON.stringify([startedAt, finishedAt, shard, heldBack]), heldBack] as const],
  );
  const heldBack = sumHeldBack([...new Map(runs).values()].flat());
  return heldBack.length === 0 ? {} : { heldBack };
}

const origins = {
  partition: ({ partition }: Manifest) => partition,
  organization: ({ organization }: Manifest) => organization?.id ?? "no organization",
  "management account": ({ organization }: Manifest) => organization?.managementAccount ?? "no organization",
} as const;

/** Another format version has been refused by then: it cannot be read at all. */
function requireOneOrigin([first, ...rest]: Parts): void {
  for (const other of rest) {
    for (const [what, originOf] of Object.entries(origins)) {
      const [here, there] = [originOf(first.snapshot.manifest), originOf(other.snapshot.manifest)];
      if (here === there) continue;
      throw new UserError("merge-origin", `${first.name} is of ${what} ${here}, ${other.name} of ${there}`, {
        hint: "snapshots of one organization can be joined; judge the others by themselves",
      });
    }
  }
}

/** @throws UserError where the parts are of different sets, or where a shard of the set is missing */
function requireWholeSet(parts: Parts, allowPartial: boolean): void {
  const shards = parts.flatMap(({ name, snapshot }) =>
    snapshot.manifest.shard === undefined ? [] : [{ name, ...snapshot.manifest.shard }],
  );
  const [first] = shards;
  if (first === undefined) return;
  const { count } = first;
  const other = shards.find((shard) => shard.count !== count);
  if (other !== undefined) {
    const message = `${first.name} is shard ${first.index} of ${count}, but ${other.name} is ${other.index} of ${other.count}`;
    throw new UserError("merge-shards", message, {
      hint: "join the shards of one set: collect them with the same n in --shard i/n",
    });
  }
  const present = new Set(shards.map(({ index }) => index));
  const absent = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !present.has(index));
  if (absent.length === 0 || allowPartial) return;
  const which = absent.length === 1 ? `shard ${absent.join("")}` : `shards ${absent.join(", ")}`;
  throw new UserError("merge-shards", `${which} of ${count} ${absent.length === 1 ? "is" : "are"} missing`, {
    hint: "add the snapshots, or join without them (--allow-partial): their accounts then count as not collected",
  });
}

/** @throws UserError where two parts hold different answers; of equal ones the earliest is kept, whatever the order. */
async function joinFiles(row: LedgerRow, sources: readonly Part[]): Promise<RegionFile> {
  let kept: { file: RegionFile; part: Part } | undefined;
  for (const part of sources) {
    const { gaps: _, ...file } = await part.snapshot.read(row.account, row.region);
    if (kept !== undefined && !isSame({ ...kept.file, capturedAt: {} }, { ...file, capturedAt: {} })) {
      throw conflict(placeOf(row), kept.part, part, "their answers differ");
    }
    if (kept === undefined || JSON.stringify(file.capturedAt) < JSON.stringify(kept.file.capturedAt)) {
      kept = { file, part };
    }
  }
  if (kept === undefined) throw new Error(`no part has ${placeOf(row)}`);
  return kept.file;
}
