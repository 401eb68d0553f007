import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Every file of a folder by its path, with what differs from run to run left out: the times. */
export async function readWithoutTimes(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.toSorted().map(async (path): Promise<[string, string]> => {
      const text = await readFile(path, "utf8");
      return [path.slice(directory.length + 1), text.replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"(time)"')];
    }),
  );
  return new Map(files);
}
