import { fork, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

// `npm run bench:scan`: the shipped CLI collects a generated organization from a loopback server, next to the clients
// that it is compared with, in interleaved rounds: `raw` sends the same requests unsigned and reads nothing, `sdk` is the
// SDK's default client in a plain loop, `lean` is the scan's client in that same loop, `scan` is `vpclint collect` whole,
// and `start-up` is a scan of one account in one Region: what a run costs before there is anything to do many times. The
// other clients are measured without the start of their processes.
// `--accounts`, `--large`, `--regions`, `--rounds` and `--concurrency` change the size, `--cli` names another build.

const { values } = parseArgs({
  options: {
    accounts: { type: "string", default: "200" },
    large: { type: "string", default: "1000" },
    regions: { type: "string", default: "17" },
    rounds: { type: "string", default: "3" },
    concurrency: { type: "string", default: "64" },
    cli: { type: "string", default: "dist/cli.js" },
  },
});

interface Server {
  url: string;
  environment: Record<string, string>;
  child: ChildProcess;
}

/** One run of one client. */
interface Run {
  calls: number;
  wallMs: number;
  cpuMs: number;
  rssMb: number;
}

/** Those that ask the same questions. */
const clients = ["raw", "lean", "scan", "sdk"] as const;
type Client = (typeof clients)[number] | "start-up";
const latencies = [0, 40] as const;
/** Those that are held to half of the SDK loop's CPU. */
const judged = { lean: "the client", scan: "the whole scan" } as const;

const here = import.meta.dirname;
/** In memory where there is such a folder: what is measured is the client, and not this machine's disk. */
const work = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "vpclint-bench-"));
const questionsFile = join(work, "questions.json");

const results: Record<string, Run[]> = {};
const server = await startServer(values.accounts);
try {
  await run(server, "scan"); // fills the server's memory
  writeFileSync(questionsFile, await control(server, "questions"));
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    for (const latency of latencies) {
      await control(server, `latency/${latency}`);
      for (const client of [...clients, "start-up"] as const) {
        const result = await run(server, client);
        (results[`${client} ${latency}`] ??= []).push(result);
        console.error(`round ${round}: ${client} at ${latency} ms: ${describe(result)}`);
      }
    }
  }
} finally {
  server.child.kill();
}
const large = await runLarge();
rmSync(work, { recursive: true });
report();

async function runLarge(): Promise<Run | undefined> {
  if (Number(values.large) === 0) return undefined;
  const server = await startServer(values.large);
  try {
    await run(server, "scan");
    return await run(server, "scan");
  } finally {
    server.child.kill();
  }
}

function startServer(accounts: string): Promise<Server> {
  const child = fork(join(here, "canned-aws.ts"), [accounts, values.regions], {
    execArgv: ["--import", "tsx", "--max-old-space-size=3000"],
  });
  return new Promise((started, failed) => {
    child.once("exit", (code) => failed(new Error(`the server ended with ${code}`)));
    child.once("message", (message) => started({ ...(message as Omit<Server, "child">), child }));
  });
}

async function control({ url }: Server, what: string): Promise<string> {
  return (await fetch(`${url}/bench/${what}`)).text();
}

async function run(server: Server, client: Client): Promise<Run> {
  await control(server, "reset");
  const { url } = server;
  if (client !== "scan" && client !== "start-up") {
    const script = [join(here, "yardsticks.ts"), client, url, questionsFile, values.concurrency];
    return JSON.parse(execute(["--import", "tsx", ...script], {})) as Run;
  }
  const snapshot = join(work, "snapshot");
  const meter = join(work, "meter.json");
  const scope = client === "scan" ? ["--org"] : ["--region", "us-east-1"];
  const args = ["collect", ...scope, "--quiet", "--snapshot", snapshot, "--concurrency", values.concurrency];
  execute(["--import", join(here, "meter.mjs"), resolve(values.cli), ...args], {
    ...server.environment,
    AWS_ENDPOINT_URL: url,
    VPCLINT_METER: meter,
  });
  rmSync(snapshot, { recursive: true });
  const { asked } = JSON.parse(await control(server, "count")) as { asked: number };
  return { calls: asked, ...(JSON.parse(readFileSync(meter, "utf8")) as Omit<Run, "calls">) };
}

function execute(args: string[], environment: Record<string, string>): string {
  const env = { PATH: process.env["PATH"], AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr.slice(0, 2000)}`);
  return stdout;
}

function median(client: Client, latency: number, of: (run: Run) => number): number {
  const sorted = (results[`${client} ${latency}`] ?? []).map(of).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function cpuPerCall({ cpuMs, calls }: Run): number {
  return cpuMs / calls;
}

/** What one call more costs the scan, without what each run costs anyway. */
function cpuWithoutStart(latency: number): number {
  const [whole, start] = (["scan", "start-up"] as const).map((client) => ({
    cpuMs: median(client, latency, ({ cpuMs }) => cpuMs),
    calls: median(client, latency, ({ calls }) => calls),
  }));
  if (whole === undefined || start === undefined) return Number.NaN;
  return (whole.cpuMs - start.cpuMs) / (whole.calls - start.calls);
}

function describe(result: Run): string {
  const { calls, wallMs, rssMb } = result;
  const perCall = cpuPerCall(result).toFixed(3);
  return `${calls} calls, ${(wallMs / 1000).toFixed(2)} s, ${perCall} ms CPU per call, ${rssMb.toFixed(0)} MB`;
}

function report(): void {
  const { accounts, regions, concurrency, rounds } = values;
  console.log(`${accounts} accounts x ${regions} Regions, ${concurrency} in flight, medians of ${rounds} rounds\n`);
  console.log("| client | latency | calls | wall s | wall / raw | CPU ms per call | CPU / SDK | peak RSS MB |");
  console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
  for (const latency of latencies) {
    for (const client of clients) {
      const wall = median(client, latency, ({ wallMs }) => wallMs / 1000);
      const cpu = median(client, latency, cpuPerCall);
      const cells = [
        client,
        `${latency} ms`,
        median(client, latency, ({ calls }) => calls),
        wall.toFixed(2),
        (wall / median("raw", latency, ({ wallMs }) => wallMs / 1000)).toFixed(2),
        cpu.toFixed(3),
        (cpu / median("sdk", latency, cpuPerCall)).toFixed(2),
        median(client, latency, ({ rssMb }) => rssMb).toFixed(0),
      ];
      console.log(`| ${cells.join(" | ")} |`);
    }
  }
  reportStart();
  reportTargets();
}

function reportStart(): void {
  console.log("\n| latency | start-up: CPU ms | calls | wall s | scan: CPU ms per call beyond that | CPU / SDK |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  for (const latency of latencies) {
    const of = (what: (run: Run) => number) => median("start-up", latency, what);
    const beyond = cpuWithoutStart(latency);
    const cells = [
      `${latency} ms`,
      of(({ cpuMs }) => cpuMs).toFixed(0),
      of(({ calls }) => calls),
      of(({ wallMs }) => wallMs / 1000).toFixed(2),
      beyond.toFixed(3),
      (beyond / median("sdk", latency, cpuPerCall)).toFixed(2),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

type Target = [what: string, measured: number, most: number];

function cpuTarget(client: keyof typeof judged, latency: number): Target {
  const share = median(client, latency, cpuPerCall) / median("sdk", latency, cpuPerCall);
  return [`CPU of ${judged[client]} per call at ${latency} ms, of the SDK loop's`, share, 0.5];
}

function reportTargets(): void {
  const rss = median("scan", 0, ({ rssMb }) => rssMb);
  const wall = (client: Client) => median(client, 40, ({ wallMs }) => wallMs);
  const targets: Target[] = [
    ["wall time of the scan at 40 ms, of the raw client's", wall("scan") / wall("raw"), 1.5],
    ...latencies.flatMap((latency) => [cpuTarget("lean", latency), cpuTarget("scan", latency)]),
    [`resident memory at ${values.accounts} accounts, MB`, rss, 350],
  ];
  if (large !== undefined) {
    const perCall = ({ wallMs, calls }: Pick<Run, "wallMs" | "calls">) => wallMs / calls;
    const small = { wallMs: median("scan", 0, ({ wallMs }) => wallMs), calls: median("scan", 0, (r) => r.calls) };
    targets.push([`resident memory at ${values.large} accounts, of that`, large.rssMb / rss, 1.2]);
    targets.push([`time per call at ${values.large} accounts, of that`, perCall(large) / perCall(small), 1.2]);
    console.log(`\n${values.large} accounts at 0 ms: ${describe(large)}`);
  }
  console.log("\n| target | measured | at most | |\n| --- | --- | --- | --- |");
  for (const [what, measured, most] of targets) {
    console.log(`| ${what} | ${measured.toFixed(2)} | ${most} | ${measured <= most ? "met" : "MISSED"} |`);
  }
}
