import { resolve } from "node:path";
import { collectInto, type CollectingOptions } from "./collecting.ts";
import type { Terminal } from "./terminal.ts";

/** Collects and saves a snapshot; judging it is `check`'s. */
export async function collect(options: CollectingOptions & { snapshot: string }, terminal: Terminal): Promise<void> {
  const { manifest, places } = await collectInto(resolve(terminal.cwd, options.snapshot), options, terminal);
  terminal.stdout(`${options.snapshot}: ${manifest.accounts.length} accounts, ${places.length} account-Regions\n`);
}
