import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export const repository = join(import.meta.dirname, "..", "..");
const cli = join(repository, "dist", "cli.js");

export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface CliSurroundings {
  cwd?: string;
  env?: Record<string, string>;
  signalAfter?: { pattern: RegExp; signal: NodeJS.Signals };
}

/** Runs the built CLI as a user would, with nothing of this process's environment but PATH. */
export async function runCli(
  args: readonly string[],
  { cwd = repository, env = {}, signalAfter }: CliSurroundings = {},
): Promise<CliRun> {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const run: CliRun = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (run.stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    run.stderr += chunk;
    if (signalAfter?.pattern.test(run.stderr) === true) child.kill(signalAfter.signal);
  });
  const [code] = (await once(child, "close")) as [number | null];
  run.code = code;
  return run;
}
