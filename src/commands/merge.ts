import { resolve } from "node:path";
import type { Part } from "../snapshot/merge-ledger.ts";
import { mergeSnapshots } from "../snapshot/merge.ts";
import { openSnapshot } from "../snapshot/read.ts";
import { tool } from "./package-root.ts";
import type { Terminal } from "./terminal.ts";

interface MergeOptions {
  out: string;
  allowPartial?: true | undefined;
}

/** Joins snapshots into a new folder; judging it is `check`'s. */
export async function merge(folders: readonly string[], options: MergeOptions, terminal: Terminal): Promise<void> {
  const open = async (name: string): Promise<Part> => ({
    name,
    snapshot: await openSnapshot(resolve(terminal.cwd, name)),
  });
  const [first = "", ...rest] = [...new Set(folders)];
  const parts: [Part, ...Part[]] = [await open(first), ...(await Promise.all(rest.map(open)))];
  const { accounts, ledger } = await mergeSnapshots(parts, {
    directory: resolve(terminal.cwd, options.out),
    tool,
    allowPartial: options.allowPartial === true,
  });
  const places = ledger.filter(({ collected }) => collected.length > 0).length;
  terminal.stdout(`${options.out}: ${accounts.length} accounts, ${places} account-Regions\n`);
}
