import { openSnapshot } from "../snapshot/read.ts";
import { loadConfiguration } from "./configuration.ts";
import { judge, rulesInForce } from "./judging.ts";
import { publish, type ReportingOptions } from "./output.ts";
import type { Terminal } from "./terminal.ts";

interface CheckOptions extends ReportingOptions {
  snapshot: string;
  rules?: string | undefined;
  config?: string | undefined;
}

/** Judges a saved snapshot. */
export async function check(options: CheckOptions, terminal: Terminal): Promise<void> {
  const { trust, failOn } = await loadConfiguration(options.config, terminal);
  const rules = await rulesInForce(options.rules, terminal);
  const snapshot = await openSnapshot(options.snapshot);
  await publish(await judge(snapshot, rules, trust), { ...options, failOn: options.failOn ?? failOn }, terminal);
}
