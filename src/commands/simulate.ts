import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describeSystemError, UserError } from "../errors.ts";
import { parseFaultPlan, planStorm, type FaultPlan } from "../simulator/faults.ts";
import { generateOrganization, type GeneratedOrganization } from "../simulator/organization-generator.ts";
import { startSimulator, type SimulatedSnapshot } from "../simulator/server.ts";
import { openSnapshot } from "../snapshot/read.ts";
import type { Terminal } from "./terminal.ts";

interface SimulateOptions {
  snapshot?: string | undefined;
  generate?: GeneratedOrganization | undefined;
  /** A rate for every kind of fault, or a file. */
  faults?: string | undefined;
  latencyMs?: number | undefined;
  port: number;
}

/** Serves a snapshot, or a made-up organization, until Ctrl-C. */
export async function simulate(options: SimulateOptions, terminal: Terminal): Promise<void> {
  const { snapshot, name } = await choose(options);
  const faults = await readFaults(options, terminal);
  const simulator = await startSimulator({ snapshot, port: options.port, ...(faults === undefined ? {} : { faults }) });
  const settings = Object.entries(simulator.environment());
  terminal.stdout(`${settings.map(([variable, value]) => `export ${variable}=${value}`).join("\n")}\n`);
  terminal.stderr(`serving ${name} at ${simulator.url}; set the variables above, stop with Ctrl-C\n`);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await simulator.close();
}

async function choose({ snapshot, generate }: SimulateOptions): Promise<{ snapshot: SimulatedSnapshot; name: string }> {
  if ((snapshot === undefined) === (generate === undefined)) {
    throw new UserError("simulate-what", "say what to serve: a snapshot or a generated organization", {
      hint: "--snapshot DIR, or --generate accounts=60,regions=17,seed=1",
    });
  }
  if (snapshot !== undefined) return { snapshot: await openSnapshot(snapshot), name: snapshot };
  const plan = generate ?? { accounts: 1, regions: 1, seed: 1 };
  return { snapshot: generateOrganization(plan), name: `${plan.accounts} accounts x ${plan.regions} Regions` };
}

async function readFaults({ faults, latencyMs }: SimulateOptions, terminal: Terminal): Promise<FaultPlan | undefined> {
  const latency = latencyMs === undefined ? {} : { latencyMs };
  if (faults === undefined) return latencyMs === undefined ? undefined : { seed: 1, rules: [], ...latency };
  const rate = Number(faults);
  if (Number.isFinite(rate) && rate >= 0 && rate <= 1) return { ...planStorm(rate, 1), ...latency };
  const file = resolve(terminal.cwd, faults);
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new UserError("fault-plan", `cannot read ${file}: ${describeSystemError(cause)}`, {
      cause,
      hint: "--faults takes a rate from 0 to 1, or a JSON file with a seed and rules",
    });
  });
  return { ...parseFaultPlan(text, file), ...latency };
}
