import { once } from "node:events";
import { startSimulator } from "../simulator/server.ts";
import { openSnapshot } from "../snapshot/read.ts";
import type { Terminal } from "./terminal.ts";

/** Serves a snapshot until Ctrl-C. */
export async function simulate(options: { snapshot: string; port: number }, terminal: Terminal): Promise<void> {
  const snapshot = await openSnapshot(options.snapshot);
  const simulator = await startSimulator({ snapshot, port: options.port });
  const settings = Object.entries(simulator.environment());
  terminal.stdout(`${settings.map(([name, value]) => `export ${name}=${value}`).join("\n")}\n`);
  terminal.stderr(`serving ${options.snapshot} at ${simulator.url}; set the variables above, stop with Ctrl-C\n`);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await simulator.close();
}
