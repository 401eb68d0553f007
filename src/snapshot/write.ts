import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { writeFileAtomically } from "./atomic-write.ts";
import { manifestFile, regionFile, type Manifest, type RegionFile } from "./format.ts";

/** Takes what the collectors hand over. The manifest goes last: a folder without one is not a snapshot. */
export interface SnapshotWriter {
  write(file: RegionFile): Promise<void>;
  finish(manifest: Manifest): Promise<void>;
}

/**
 * Starts a snapshot in an empty or absent folder.
 *
 * @throws UserError if the folder holds something already: a half-overwritten snapshot would mix two moments.
 */
export async function createSnapshot(directory: string): Promise<SnapshotWriter> {
  const present = await readdir(directory).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    throw new UserError("cannot-write", `cannot use ${directory} for a snapshot: ${cause.code ?? cause.message}`, {
      cause,
      hint: "name a folder that does not exist yet or that is empty",
    });
  });
  if (present.length > 0) {
    throw new UserError("snapshot-exists", `${directory} is not empty`, {
      hint: "name a new folder for this snapshot, or remove the old one first",
    });
  }
  return {
    write: (file) => writeFileAtomically(join(directory, regionFile(file.account, file.region)), toJson(file)),
    finish: (manifest) => writeFileAtomically(join(directory, manifestFile), toJson(manifest)),
  };
}

/** As the files of a snapshot are written. */
export function toJson(content: RegionFile | Manifest): string {
  return `${JSON.stringify(content, undefined, 1)}\n`;
}
