import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A snapshot's or a report's JSON text with what differs from run to run left out: the times, and what limits have cost. */
export function withoutTimes(text: string): string {
  return text.replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"(time)"').replace(/\n +"heldBack": \[\n[\s\S]*?\n +\],/, "");
}

/** Every file of a folder by its path, without what differs from run to run. */
export async function readWithoutTimes(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.toSorted().map(async (path): Promise<[string, string]> => {
      const text = await readFile(path, "utf8");
      return [path.slice(directory.length + 1), withoutTimes(text)];
    }),
  );
  return new Map(files);
}
