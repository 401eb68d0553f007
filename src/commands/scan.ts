import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { collectInto, type CollectingOptions } from "./collecting.ts";
import { loadConfiguration } from "./configuration.ts";
import { judge, rulesInForce } from "./judging.ts";
import { publish, type ReportingOptions } from "./output.ts";
import type { Terminal } from "./terminal.ts";

interface ScanOptions extends CollectingOptions, ReportingOptions {
  snapshot?: string | undefined;
  rules?: string | undefined;
  config?: string | undefined;
}

/** Collects, judges, reports. The rules are read first: a mistake in them must not cost a scan. */
export async function scan(options: ScanOptions, terminal: Terminal): Promise<void> {
  const { trust, failOn } = await loadConfiguration(options.config, terminal);
  const rules = await rulesInForce(options.rules, terminal);
  const kept = options.snapshot === undefined ? undefined : resolve(terminal.cwd, options.snapshot);
  const working = kept ?? (await mkdtemp(join(tmpdir(), "vpclint-")));
  try {
    const snapshot = await collectInto(working, options, terminal);
    await publish(await judge(snapshot, rules, trust), { ...options, failOn: options.failOn ?? failOn }, terminal);
  } finally {
    if (kept === undefined) await rm(working, { recursive: true, force: true });
  }
}
