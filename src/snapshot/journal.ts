import { open, readFile, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { cannotWrite } from "./atomic-write.ts";
import type { HeldBack, LedgerRow, Manifest } from "./format.ts";

/** What has been collected so far, line by line; a finished snapshot has none. */
export const journalFile = "collecting.jsonl";

/** Whose networks a snapshot is of. */
export type Scope = Pick<Manifest, "partition" | "callerAccount" | "organization">;

/** A Region as an account listed it. */
export interface ListedRegion {
  name: string;
  optIn: "enabled" | "not-enabled" | "unknown";
  status: string;
}

/** What was asked for: resuming with something else would mix two scans. */
export type Selection = Readonly<Record<string, unknown>>;

export type JournalEntry =
  | { kind: "start"; version: 1; startedAt: string; selection: Selection }
  | { kind: "scope"; scope: Scope }
  | { kind: "regions"; account: string; regions: ListedRegion[] }
  /**
   * `sha256` is of the file, as it was written before this line; absent where the Region answered nothing. `heldBack` is
   * what limits have cost since the line before.
   */
  | { kind: "place"; row: LedgerRow; sha256?: string; heldBack?: HeldBack[] };

export interface Journal {
  entries: JournalEntry[];
  /** Bytes up to the end of the last whole line: what comes after was cut off in the middle. */
  length: number;
}

/** Undefined where there is none. @throws UserError where a line in the middle is not one of a journal */
export async function readJournal(directory: string): Promise<Journal | undefined> {
  const path = join(directory, journalFile);
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UserError("cannot-read", `cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
  const length = content.lastIndexOf(0x0a) + 1;
  const lines = content.subarray(0, length).toString("utf8").split("\n").slice(0, -1);
  return { length, entries: lines.map((line, index) => parseEntry(line, { path, line: index + 1 })) };
}

function parseEntry(text: string, where: { path: string; line: number }): JournalEntry {
  try {
    const entry: unknown = JSON.parse(text);
    if (typeof entry === "object" && entry !== null && "kind" in entry) return entry as JournalEntry;
  } catch {
    // Below.
  }
  throw new UserError("journal-damaged", "this is not a line that vpclint wrote", {
    where: { file: where.path, line: where.line },
    hint: "remove the folder and collect again",
  });
}

export interface JournalWriter {
  /** Resolves when the line is in the file: from then on it survives the process. */
  append(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

/**
 * Goes on after what is whole, or begins.
 *
 * @param length of the part to keep
 * @throws UserError where the folder cannot be written to
 */
export async function openJournal(directory: string, length: number): Promise<JournalWriter> {
  const path = join(directory, journalFile);
  let file: FileHandle;
  try {
    file = await open(path, "a");
    await file.truncate(length);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
  // One write after the other, and none after one that failed: its half of a line has to stay the last. Lines that come
  // while a write is under way go together in the next.
  let last: Promise<void> = Promise.resolve();
  let waiting = "";
  let next: Promise<void> | undefined;
  const writeWaiting = async () => {
    const lines = waiting;
    waiting = "";
    next = undefined;
    await file.appendFile(lines);
  };
  return {
    async append(entry) {
      waiting += `${JSON.stringify(entry)}\n`;
      next ??= last = last.then(writeWaiting);
      try {
        await next;
      } catch (cause) {
        throw cannotWrite(path, cause);
      }
    },
    async close() {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}
