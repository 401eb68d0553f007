import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Report } from "../../../src/report/report.ts";
import { rootCredentials, type Credentials } from "./clients.ts";

const cli = fileURLToPath(new URL("../../../dist/cli.js", import.meta.url));

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The built command line as somebody runs it, in a folder of its own, seeing nothing of AWS but the emulator. */
export interface Shell {
  folder: string;
  run(...args: string[]): Promise<Run>;
  read(file: string): Promise<string>;
  /** Scans with these arguments, and reads the JSON report. */
  scan(...args: string[]): Promise<Run & { report: Report }>;
  remove(): Promise<void>;
}

export async function openShell(url: string, credentials: Credentials = rootCredentials): Promise<Shell> {
  const folder = await mkdtemp(join(tmpdir(), "vpclint-moto-"));
  const environment = awsEnvironment(url, credentials, folder);
  const read = (file: string) => readFile(join(folder, file), "utf8");
  const run = (...args: string[]) => runCli(args, folder, environment);
  let scans = 0;
  const scan = async (...args: string[]) => {
    const file = `scan-${++scans}.json`;
    const ended = await run("scan", "--quiet", "--report", `json=${file}`, ...args);
    const text = await read(file).catch(() =>
      Promise.reject(new Error(`no report; code ${ended.code}\n${ended.stderr}`)),
    );
    return { ...ended, report: JSON.parse(text) as Report };
  };
  return { folder, run, read, scan, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Of the machine's own environment only PATH: a profile or an endpoint of its owner must not reach the tests. */
function awsEnvironment(url: string, credentials: Credentials, home: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: home,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
  };
}

function runCli(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const run: Run = { code: null, stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => void (run.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => void (run.stderr += text));
    child.once("error", reject);
    child.once("close", (code) => resolve({ ...run, code }));
  });
}
