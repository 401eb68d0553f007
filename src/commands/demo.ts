import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve, join } from "node:path";
import { startSimulator } from "../simulator/server.ts";
import { openSnapshot } from "../snapshot/read.ts";
import { exitCodes } from "./exit-codes.ts";
import { packageFile } from "./package-root.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Runs the real `scan`, in a process of its own whose whole environment is the simulator's, so that no credentials,
 * profile or endpoint of the person who runs the demo can take part.
 */
export async function demo(options: { out: string }, terminal: Terminal): Promise<void> {
  const snapshot = await openSnapshot(packageFile("examples", "organization"));
  const simulator = await startSimulator({ snapshot });
  try {
    const out = resolve(terminal.cwd, options.out);
    const code = await scanInChild(simulator.environment(), out, terminal);
    terminal.setExitCode(code === exitCodes.findings || code === exitCodes.incomplete ? exitCodes.clean : code);
    if (code !== exitCodes.findings) return;
    terminal.stderr(
      `\nThis was a sample organization, served on 127.0.0.1 and read through the real AWS SDK.\n` +
        `The reports are ${join(options.out, "report.html")}, report.json and report.sarif. Its scan would exit with 1.\n`,
    );
  } finally {
    await simulator.close();
  }
}

async function scanInChild(env: Record<string, string>, out: string, terminal: Terminal): Promise<number> {
  const reports = [
    "text=-",
    ...["html", "json", "sarif"].map((format) => `${format}=${join(out, `report.${format}`)}`),
  ];
  const child = spawn(
    process.execPath,
    [process.argv[1] ?? "", "scan", "--org", ...reports.flatMap((target) => ["--report", target])],
    { cwd: terminal.cwd, env: { ...env, ...keep(terminal.env) }, stdio: "inherit" },
  );
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? exitCodes.interrupted;
}

/** What a terminal program may know of its surroundings: how to print, where to put temporary files. */
function keep(env: Terminal["env"]): Record<string, string> {
  const names = ["PATH", "TERM", "CI", "NO_COLOR", "FORCE_COLOR", "LANG", "LC_ALL", "TMPDIR", "TEMP", "SystemRoot"];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
