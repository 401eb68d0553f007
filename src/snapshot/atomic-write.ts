import { randomUUID } from "node:crypto";
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { describeSystemError, UserError } from "../errors.ts";

/** Writes a file whole or not at all: a temporary neighbour, then a rename. Makes the folders it needs. */
export async function writeFileAtomically(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeInFolder(temporary, content);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cannotWrite(path, cause);
  }
}

/** The same, while everything else waits. @returns whether it went well; if not, nothing is left of it */
function wroteAtOnce(path: string, content: string): boolean {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
    return true;
  } catch {
    if (existsSync(temporary)) rmSync(temporary);
    return false;
  }
}

/** Milliseconds that writing may hold up everything else at first, and the part of the time that it may take for long. */
const freeWait = 200;
const waitShare = 1 / 20;

/**
 * Writes many small files. A local disk takes one in less time than it takes to wake another thread for each of the four
 * system calls of a file; on a disk behind a network, nothing else may wait for it.
 *
 * @param now milliseconds
 */
export function openFileWriter(now: () => number): (path: string, content: string) => Promise<void> {
  const openedAt = now();
  let waited = 0;
  return async (path, content) => {
    const begunAt = now();
    if (waited <= freeWait + (begunAt - openedAt) * waitShare) {
      const isWritten = wroteAtOnce(path, content);
      waited += now() - begunAt;
      if (isWritten) return;
    }
    // Makes the folder where there is none yet, and says what is wrong where something is.
    await writeFileAtomically(path, content);
  };
}

/** The folder is there nearly always: most of an account's Regions are written after its first. */
async function writeInFolder(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    await makeFolder(dirname(path));
    await writeFile(path, content);
  }
}

/** A folder with those above it. @throws the file system's error */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    // On a read-only file system, node says of a recursive mkdir that the folder is not there: ask again, one by one.
    if ((cause as NodeJS.ErrnoException).code === "ENOENT" && dirname(path) !== path) {
      await makeFolder(dirname(path));
      await mkdir(path);
    } else {
      throw cause;
    }
  }
}

const hints: Record<string, string> = {
  EACCES: "choose a folder that you may write to",
  EPERM: "choose a folder that you may write to",
  EROFS: "choose another folder",
  ENOSPC: "free some room, or choose another folder",
  EDQUOT: "free some room, or choose another folder",
  EFBIG: "raise the limit of this shell (ulimit -f), or choose another file system",
  ENOTDIR: "a part of that path is a file: choose another path",
  EEXIST: "a part of that path is a file: choose another path",
  EISDIR: "that path is a folder: name a file in it",
};

/** A file or folder that cannot be written, with what to do about it. */
export function cannotWrite(path: string, cause: unknown): UserError {
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  const hint = hints[code];
  return new UserError("cannot-write", `cannot write ${path}: ${describeSystemError(cause)}`, {
    cause,
    ...(hint === undefined ? {} : { hint }),
  });
}
