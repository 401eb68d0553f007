import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describeSystemError, UserError } from "../errors.ts";
import { parseJsonDocument, type JsonDocument } from "../json-document.ts";
import {
  manifestFile,
  regionFile,
  snapshotFormat,
  snapshotVersion,
  type AccountRegion,
  type LedgerRow,
  type Manifest,
  type RegionFile,
} from "./format.ts";
import { journalFile } from "./journal.ts";
import { checkManifest, checkRegionFile } from "./validate.ts";

/** A saved snapshot. The manifest is in memory; account-Regions are read one by one, when they are asked for. */
export interface Snapshot {
  readonly manifest: Manifest;
  /** The account-Regions that have a file, in the ledger's order. */
  readonly places: readonly { account: string; region: string }[];
  /** @throws UserError that names the file and the place, where it does not hold what the format says. */
  read(account: string, region: string): Promise<AccountRegion>;
}

/** @throws UserError where the folder is not a snapshot that this version reads. */
export async function openSnapshot(directory: string): Promise<Snapshot> {
  return snapshotOf(directory, await readManifest(directory));
}

/** The snapshot of a manifest that has just been written: at a thousand accounts, reading it again takes 40 MB. */
export function snapshotOf(directory: string, manifest: Manifest): Snapshot {
  const rows = manifest.ledger.filter((row) => row.collected.length > 0);
  const rowOf = new Map(rows.map((row) => [regionFile(row.account, row.region), row]));
  return {
    manifest,
    places: rows.map(({ account, region }) => ({ account, region })),
    async read(account, region) {
      const name = regionFile(account, region);
      const row = rowOf.get(name);
      if (row === undefined) throw new UserError("not-in-snapshot", `${account}/${region} is not in the snapshot`);
      return readRegion(join(directory, name), row);
    },
  };
}

async function readManifest(directory: string): Promise<Manifest> {
  const path = join(directory, manifestFile);
  await refuseUnfinished(directory);
  const document = await readJson(path);
  const { format, version } = (document.content ?? {}) as Partial<Manifest>;
  if (format !== snapshotFormat) {
    throw new UserError("not-a-snapshot", `${path} is not the manifest of a vpclint snapshot`, {
      hint: "name the folder that `vpclint collect --snapshot DIR` wrote",
    });
  }
  if (version !== snapshotVersion) {
    throw new UserError(
      "snapshot-version",
      `${path} has format version ${String(version)}; this vpclint reads ${snapshotVersion}`,
      {
        hint: "collect again, or use the vpclint that wrote it",
      },
    );
  }
  return checkManifest(document);
}

/** A folder that is still being collected has no manifest, and says so better than a missing file does. */
async function refuseUnfinished(directory: string): Promise<void> {
  const present = await readdir(directory).catch((): string[] => []);
  if (present.includes(manifestFile) || !present.includes(journalFile)) return;
  throw new UserError("snapshot-unfinished", `${directory} is an unfinished snapshot`, {
    hint: "finish it with the command that began it and --resume",
  });
}

async function readRegion(path: string, row: LedgerRow): Promise<AccountRegion> {
  const file: RegionFile = checkRegionFile(await readJson(path));
  const absent = row.collected.find((api) => file.answers[api] === undefined);
  if (file.account !== row.account || file.region !== row.region || absent !== undefined) {
    const what = absent === undefined ? `it is of ${file.account}/${file.region}` : `it lacks ${absent}`;
    throw new UserError("snapshot-damaged", `${path} does not fit the manifest: ${what}`, {
      hint: "collect again: a file of this snapshot was changed after it was written",
    });
  }
  return { ...file, gaps: row.gaps, ...(row.fromConfig === undefined ? {} : { fromConfig: row.fromConfig }) };
}

async function readJson(path: string): Promise<JsonDocument> {
  const hint = "name a folder that `vpclint collect --snapshot DIR` finished writing";
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new UserError("cannot-read", `cannot read ${path}: ${describeSystemError(cause)}`, { cause, hint });
  });
  return parseJsonDocument(text, path, { code: "not-json", hint: "collect again: the file is damaged" });
}
