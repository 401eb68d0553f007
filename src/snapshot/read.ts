import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../errors.ts";
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
  const manifest = await readManifest(directory);
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
  const { content, text } = await readJson(path);
  const { format, version } = content as Partial<Manifest>;
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
  return checkManifest(content, { path, text });
}

async function readRegion(path: string, row: LedgerRow): Promise<AccountRegion> {
  const { content, text } = await readJson(path);
  const file: RegionFile = checkRegionFile(content, { path, text });
  const absent = row.collected.find((api) => file.answers[api] === undefined);
  if (file.account !== row.account || file.region !== row.region || absent !== undefined) {
    const what = absent === undefined ? `it is of ${file.account}/${file.region}` : `it lacks ${absent}`;
    throw new UserError("snapshot-damaged", `${path} does not fit the manifest: ${what}`, {
      hint: "collect again: a file of this snapshot was changed after it was written",
    });
  }
  return { ...file, gaps: row.gaps };
}

async function readJson(path: string): Promise<{ content: unknown; text: string }> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new UserError("cannot-read", `cannot read ${path}: ${code}`, {
      cause,
      hint: "name a folder that `vpclint collect --snapshot DIR` finished writing",
    });
  }
  try {
    return { content: JSON.parse(text), text };
  } catch (cause) {
    throw new UserError("not-json", `${path} is not JSON: ${(cause as Error).message}`, {
      cause,
      where: { file: path, ...jsonErrorPlace(text, (cause as Error).message) },
    });
  }
}

/** Node names the offset in most messages ("... at position 17"); it is the end of the text where it does not. */
function jsonErrorPlace(text: string, message: string): { line: number; column: number } {
  const offset = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
