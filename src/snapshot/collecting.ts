import { createHash } from "node:crypto";
import { readdir, readFile, rm, rmdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { describeSystemError, UserError } from "../errors.ts";
import { cannotWrite, makeFolder, openFileWriter, writeFileAtomically } from "./atomic-write.ts";
import { manifestFile, regionFile, type HeldBack, type LedgerRow, type Manifest, type RegionFile } from "./format.ts";
import {
  journalFile,
  openJournal,
  readJournal,
  type Journal,
  type JournalEntry,
  type JournalWriter,
  type ListedRegion,
  type Scope,
  type Selection,
} from "./journal.ts";
import { sumHeldBack } from "./held-back.ts";
import { openSnapshot } from "./read.ts";
import { toJson } from "./write.ts";

/** What an earlier run on the same folder has left. */
export interface EarlierRun {
  /** The account-Regions that it finished, with gaps or without. */
  readonly rows: readonly LedgerRow[];
  /** The Regions of an account as the earlier run listed them. */
  regionsOf(account: string): readonly ListedRegion[] | undefined;
  row(account: string, region: string): LedgerRow | undefined;
  /** Undefined where the Region answered nothing, or where the file is not what was written. */
  read(row: LedgerRow): Promise<RegionFile | undefined>;
}

/** A snapshot on its way. Whatever has been awaited here survives the process. */
export interface CollectingFolder {
  readonly earlier: EarlierRun;
  /** ISO 8601: when the first of the runs began. */
  readonly startedAt: string;
  /** @throws UserError where the earlier run was of another organization or caller */
  begin(scope: Scope): Promise<void>;
  listed(account: string, regions: readonly ListedRegion[]): Promise<void>;
  write(file: RegionFile, row: LedgerRow): Promise<void>;
  /** Told of each wait; what has been told is kept with the next account-Region. */
  held(waited: HeldBack): void;
  /** Of this run and the ones before it. */
  heldBack(): HeldBack[];
  /** The manifest goes last: a folder without one is not a snapshot. */
  finish(manifest: Manifest): Promise<void>;
  /** To be called in any case; what is there stays. */
  close(): Promise<void>;
}

export interface CollectingOrder {
  startedAt: string;
  selection: Selection;
  /** Goes on with what is in the folder, if there is something. */
  resume: boolean;
}

/** @throws UserError where the folder holds something else, cannot be written to, or was begun with other options */
export async function openCollectingFolder(directory: string, order: CollectingOrder): Promise<CollectingFolder> {
  const listed = await listFolder(directory);
  const present = listed ?? [];
  const found = order.resume ? await readEarlier(directory, present) : requireEmpty(directory, present);
  const start = found.entries.find((entry) => entry.kind === "start");
  if (start !== undefined) requireSameSelection(directory, start.selection, order.selection);
  await removeTemporaries(directory, present);
  await makeFolder(directory).catch((cause: unknown) => {
    throw cannotWrite(directory, cause);
  });
  const journal = await openJournal(directory, found.length);
  const startedAt = start?.startedAt ?? found.manifest?.startedAt ?? order.startedAt;
  if (start === undefined) await journal.append({ kind: "start", version: 1, startedAt, selection: order.selection });
  const writeFile = openFileWriter(() => performance.now());
  const waits = openWaits(found);
  return {
    startedAt,
    earlier: indexEarlier(directory, found),
    begin: (scope) => begin(journal, found, scope, directory),
    listed: (account, regions) => journal.append({ kind: "regions", account, regions: [...regions] }),
    write: (file, row) => writePlace(directory, { journal, writeFile, waits }, { file, row }),
    held: waits.held,
    heldBack: waits.all,
    finish: (manifest) => finish(directory, journal, manifest),
    close: () => leave(directory, journal, listed === undefined),
  };
}

/** A run that ended before it had anything to keep leaves nothing that would have to be removed before the next. */
async function leave(directory: string, journal: JournalWriter, isNew: boolean): Promise<void> {
  await journal.close();
  const left = await readJournal(directory).catch(() => undefined);
  if (left === undefined || left.entries.some(({ kind }) => kind === "place")) return;
  const others = (await readdir(directory)).filter((name) => name !== journalFile);
  // Files that no line tells of are a killed run's: a folder that holds only those is still an unfinished snapshot.
  if (others.length > 0 && !others.includes(manifestFile)) return;
  await rm(join(directory, journalFile), { force: true });
  if (isNew && others.length === 0) await rmdir(directory);
}

/** Undefined where there is no such folder. */
async function listFolder(directory: string): Promise<string[] | undefined> {
  try {
    return await readdir(directory, { recursive: true });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UserError("cannot-write", `cannot use ${directory} for a snapshot: ${describeSystemError(cause)}`, {
      cause,
      hint: "name a folder that does not exist yet or that is empty",
    });
  }
}

/** The journal, and the manifest where an earlier run came to its end. */
interface Found extends Journal {
  manifest: Manifest | undefined;
}

const nothing: Found = { entries: [], length: 0, manifest: undefined };

function requireEmpty(directory: string, present: readonly string[]): Found {
  if (present.length === 0) return nothing;
  if (present.includes(journalFile) && !present.includes(manifestFile)) {
    throw new UserError("snapshot-unfinished", `${directory} is an unfinished snapshot`, {
      hint: "go on with the same command and --resume, or remove the folder first",
    });
  }
  throw new UserError("snapshot-exists", `${directory} is not empty`, {
    hint: "name a new folder for this snapshot, or remove the old one first",
  });
}

async function readEarlier(directory: string, present: readonly string[]): Promise<Found> {
  if (present.length === 0) return nothing;
  const journal = await readJournal(directory);
  const manifest = present.includes(manifestFile) ? (await openSnapshot(directory)).manifest : undefined;
  if (journal === undefined && manifest === undefined) {
    throw new UserError("snapshot-exists", `${directory} holds something that is not a snapshot of vpclint's`, {
      hint: "--resume goes on with a folder that an earlier run began; name that one, or a new one",
    });
  }
  return { entries: journal?.entries ?? [], length: journal?.length ?? 0, manifest };
}

function requireSameSelection(directory: string, begun: Selection, asked: Selection): void {
  const names = [...new Set([...Object.keys(begun), ...Object.keys(asked)])];
  const different = names.filter((name) => JSON.stringify(begun[name]) !== JSON.stringify(asked[name]));
  if (different.length === 0) return;
  const was = different.map((name) => `${name} ${JSON.stringify(begun[name] ?? null)}`).join(", ");
  throw new UserError("resume-options", `${directory} was begun with other options: ${was}`, {
    hint: "resume with the same options, or name a new folder",
  });
}

/** What a killed process was about to write. */
async function removeTemporaries(directory: string, present: readonly string[]): Promise<void> {
  const left = present.filter((path) => path.endsWith(".tmp"));
  await Promise.all(left.map((path) => rm(join(directory, path), { force: true })));
}

async function begin(journal: JournalWriter, found: Found, scope: Scope, directory: string): Promise<void> {
  const known: Scope | undefined = found.entries.find((entry) => entry.kind === "scope")?.scope ?? found.manifest;
  if (known === undefined) return journal.append({ kind: "scope", scope });
  const describe = ({ partition, callerAccount, organization }: Scope) =>
    `caller ${callerAccount} in ${partition}, organization ${organization?.id ?? "unknown"}`;
  if (describe(known) === describe(scope)) return;
  throw new UserError(
    "resume-scope",
    `${directory} is of ${describe(known)}; these credentials are of ${describe(scope)}`,
    {
      hint: "resume with the credentials that it was begun with, or name a new folder",
    },
  );
}

type PlaceEntry = Extract<JournalEntry, { kind: "place" }>;

/** The later word counts: a journal goes on where a manifest, or an earlier line of its own, was. */
function indexEarlier(directory: string, { entries, manifest }: Found): EarlierRun {
  const regions = new Map<string, readonly ListedRegion[]>();
  const places = new Map<string, PlaceEntry>();
  const fromManifest = (manifest?.ledger ?? []).filter(({ region }) => region !== "*");
  for (const row of fromManifest) places.set(regionFile(row.account, row.region), { kind: "place", row });
  for (const entry of entries) {
    if (entry.kind === "regions") regions.set(entry.account, entry.regions);
    if (entry.kind === "place") places.set(regionFile(entry.row.account, entry.row.region), entry);
  }
  return {
    rows: [...places.values()].map(({ row }) => row),
    regionsOf: (account) => regions.get(account),
    row: (account, region) => places.get(regionFile(account, region))?.row,
    async read(row) {
      if (row.collected.length === 0) return undefined;
      const path = regionFile(row.account, row.region);
      const text = await readFile(join(directory, path), "utf8").catch(() => undefined);
      const sha256 = places.get(path)?.sha256;
      // The manifest has no digests; a file of another form than JSON is one to be collected again all the same.
      if (text === undefined || (sha256 !== undefined && sha256 !== digest(text))) return undefined;
      return parseFile(text);
    },
  };
}

function parseFile(text: string): RegionFile | undefined {
  try {
    return JSON.parse(text) as RegionFile;
  } catch {
    return undefined;
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

interface FinishedPlace {
  file: RegionFile;
  row: LedgerRow;
}

interface Waits {
  held(waited: HeldBack): void;
  /** What has been told since it was last taken, as a journal's line has it. */
  take(): { heldBack?: HeldBack[] };
  all(): HeldBack[];
}

/** What a killed run waited after its last line is not known: the sum is then too small. */
function openWaits({ entries, manifest }: Found): Waits {
  let untold: HeldBack[] = [];
  let told = sumHeldBack([
    ...(manifest?.heldBack ?? []),
    ...entries.flatMap((entry) => (entry.kind === "place" ? (entry.heldBack ?? []) : [])),
  ]);
  return {
    held: (waited) => void untold.push(waited),
    take() {
      if (untold.length === 0) return {};
      const heldBack = sumHeldBack(untold);
      untold = [];
      told = sumHeldBack([...told, ...heldBack]);
      return { heldBack };
    },
    all: () => sumHeldBack([...told, ...untold]),
  };
}

interface Writers {
  journal: JournalWriter;
  waits: Waits;
  writeFile: ReturnType<typeof openFileWriter>;
}

/** The line after the file: a line says that the file is there. */
async function writePlace(
  directory: string,
  { journal, writeFile, waits }: Writers,
  { file, row }: FinishedPlace,
): Promise<void> {
  if (row.collected.length === 0) return journal.append({ kind: "place", row, ...waits.take() });
  const text = toJson(file);
  await writeFile(join(directory, regionFile(row.account, row.region)), text);
  await journal.append({ kind: "place", row, sha256: digest(text), ...waits.take() });
}

async function finish(directory: string, journal: JournalWriter, manifest: Manifest): Promise<void> {
  await removeUnlisted(directory, manifest);
  await writeFileAtomically(join(directory, manifestFile), toJson(manifest));
  await journal.close();
  await rm(join(directory, journalFile), { force: true });
}

/** A process that was killed may have written a file whose account-Region then ended otherwise. */
async function removeUnlisted(directory: string, { ledger }: Manifest): Promise<void> {
  const listed = new Set(
    ledger.filter((row) => row.collected.length > 0).map((row) => regionFile(row.account, row.region)),
  );
  const files = await readdir(directory, { recursive: true });
  const extra = files
    .map((path) => path.split(sep).join("/"))
    .filter((path) => /^\d{12}\/[a-z0-9-]+\.json$/.test(path) && !listed.has(path));
  await Promise.all(extra.map((path) => rm(join(directory, path), { force: true })));
}
