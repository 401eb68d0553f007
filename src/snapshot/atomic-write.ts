import { randomUUID } from "node:crypto";
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
  EROFS: "the file system is read-only: choose another folder",
  ENOSPC: "the disk is full: free some room, or choose another folder",
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
