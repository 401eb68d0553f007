import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateOrganization } from "../../src/simulator/organization-generator.ts";
import { fractionOf } from "../../src/simulator/seeded.ts";
import { startSimulator, type Simulator } from "../../src/simulator/server.ts";
import { journalFile, readJournal } from "../../src/snapshot/journal.ts";
import { openSnapshot } from "../../src/snapshot/read.ts";
import { repository, runCli, type CliRun } from "../support/run-cli.ts";
import { readWithoutTimes } from "../support/snapshot-folder.ts";

const organization = { accounts: 10, regions: 5, seed: 11, occupied: 0.5 };
const places = organization.accounts * organization.regions;
let simulator: Simulator;
let folder: string;
let undisturbed: Map<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vpclint-kill-"));
  const faults = { seed: 1, rules: [], latencyMs: 10 };
  simulator = await startSimulator({ snapshot: generateOrganization(organization), pageLimit: 20, faults });
  const { code, stderr } = await runCli(collectArgs("undisturbed"), { cwd: folder, env: simulator.environment() });
  if (code !== 0) throw new Error(stderr);
  undisturbed = await readWithoutTimes(join(folder, "undisturbed"));
});

afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

/** Few requests at a time, so that there is time to be killed in. */
const collectArgs = (name: string) => ["collect", "--org", "--snapshot", name, "--concurrency", "4", "--quiet"];

const resume = (name: string): Promise<CliRun> =>
  runCli([...collectArgs(name), "--resume"], { cwd: folder, env: simulator.environment() });

function start(
  args: readonly string[],
  server: Simulator = simulator,
  more: Record<string, string> = {},
): ChildProcess {
  const child = spawn(process.execPath, [join(repository, "dist", "cli.js"), ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", ...server.environment(), ...more },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Whoever wants it listens too; unread, it would keep the process from being closed.
  child.stdout.resume();
  return child;
}

/** Starts it, and ends it as soon as the journal tells of this many finished account-Regions. */
async function endAfter(
  name: string,
  finished: number,
  signal: NodeJS.Signals,
): Promise<{ code: unknown; stderr: string }> {
  const child = start(collectArgs(name));
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  const closed = once(child, "close");
  while (child.exitCode === null && (await finishedPlaces(name)).size < finished) await sleep(5);
  child.kill(signal);
  const [code] = (await closed) as [unknown];
  return { code, stderr };
}

async function finishedPlaces(name: string): Promise<Set<string>> {
  const journal = await readJournal(join(folder, name)).catch(() => undefined);
  return new Set(
    (journal?.entries ?? []).flatMap((entry) =>
      entry.kind === "place" ? [`${entry.row.account}/${entry.row.region}`] : [],
    ),
  );
}

const asked = (api: string) => simulator.requests.counts.get(`ec2:${api}`) ?? 0;

describe("kill -9", () => {
  test("at twenty-four random moments: nothing is lost, nothing is doubled, and the bytes are those of one run", async () => {
    let kills = 0;
    for (let round = 0; kills < 24; round++) {
      const name = `killed-${round}`;
      for (let attempt = 0; attempt < 6; attempt++) {
        const child = start([...collectArgs(name), "--resume"]);
        const closed = once(child, "close");
        const delay = 250 + 1_000 * fractionOf("kill", round, attempt);
        await Promise.race([closed, sleep(delay)]);
        if (child.exitCode !== null) break;
        child.kill("SIGKILL");
        await closed;
        kills += 1;
      }
      const last = await resume(name);
      expect(last).toMatchObject({ code: 0, stderr: "" });
      expect(await readWithoutTimes(join(folder, name))).toEqual(undisturbed);
      const { manifest } = await openSnapshot(join(folder, name));
      expect(new Set(manifest.ledger.map(({ account, region }) => `${account}/${region}`)).size).toBe(places);
      expect(manifest.ledger).toHaveLength(places);
    }
    expect(kills).toBeGreaterThanOrEqual(20);
  }, 240_000);

  test("--resume asks only for what is missing", async () => {
    await endAfter("half", places / 2, "SIGKILL");
    const done = await finishedPlaces("half");
    expect(done.size).toBeGreaterThanOrEqual(places / 2);
    expect(done.size).toBeLessThan(places);
    const before = asked("DescribeVpcs");
    expect(await resume("half")).toMatchObject({ code: 0 });
    expect(asked("DescribeVpcs") - before).toBe(places - done.size);
    expect(await readWithoutTimes(join(folder, "half"))).toEqual(undisturbed);
  });

  test("a file that was changed since, and a line that was cut off, are collected again", async () => {
    await endAfter("torn", 10, "SIGKILL");
    const place = (await readdir(join(folder, "torn"), { recursive: true })).find((path) => path.endsWith(".json"));
    await writeFile(join(folder, "torn", place ?? ""), "");
    await writeFile(join(folder, "torn", `${place}.0000.tmp`), "half of a");
    await appendFile(join(folder, "torn", journalFile), '{"kind":"place","row":{"acc');
    expect(await resume("torn")).toMatchObject({ code: 0 });
    expect(await readWithoutTimes(join(folder, "torn"))).toEqual(undisturbed);
  });
});

describe("an unfinished folder", () => {
  beforeAll(() => endAfter("unfinished", 5, "SIGKILL"));

  test("is no snapshot, and says how to finish it", async () => {
    const run = await runCli(["check", "--snapshot", "unfinished"], { cwd: folder });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/unfinished snapshot[\s\S]*--resume/);
  });

  test("is not begun anew by accident", async () => {
    const run = await runCli(collectArgs("unfinished"), { cwd: folder, env: simulator.environment() });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/unfinished snapshot[\s\S]*--resume/);
  });

  test("is not gone on with under other options", async () => {
    const args = [...collectArgs("unfinished"), "--resume", "--region", "us-east-1"];
    const run = await runCli(args, { cwd: folder, env: simulator.environment() });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("other options: regions []");
  });

  test("is not gone on with for another organization", async () => {
    const snapshot = generateOrganization(organization);
    const managementAccount = snapshot.manifest.callerAccount;
    const elsewhere = { ...snapshot.manifest, organization: { id: "o-elsewhere1", managementAccount } };
    const other = await startSimulator({ snapshot: { ...snapshot, manifest: elsewhere } });
    try {
      const run = await runCli([...collectArgs("unfinished"), "--resume"], { cwd: folder, env: other.environment() });
      expect(run.code).toBe(2);
      expect(run.stderr).toMatch(/o-generatedorg[\s\S]*o-elsewhere1/);
    } finally {
      await other.close();
    }
  });
});

describe("Ctrl-C", () => {
  test("finishes the writes in hand, says what is missing, exits with 130; --resume goes on", async () => {
    const { code, stderr } = await endAfter("interrupted", 12, "SIGINT");
    expect(code).toBe(130);
    expect(stderr).toMatch(/interrupted: .* are missing; the rest is saved in interrupted[\s\S]*--resume/);
    expect(stderr).not.toMatch(/\n\s+at /);
    const files = await readdir(join(folder, "interrupted"), { recursive: true });
    expect(files.filter((path) => path.endsWith(".tmp"))).toEqual([]);
    // Every file is told of in the journal: no write was left halfway.
    const done = await finishedPlaces("interrupted");
    const written = files.filter((path) => path.endsWith(".json")).map((path) => path.replace(".json", ""));
    expect(written.filter((place) => !done.has(place))).toEqual([]);
    expect(await resume("interrupted")).toMatchObject({ code: 0 });
    expect(await readWithoutTimes(join(folder, "interrupted"))).toEqual(undisturbed);
  });

  test("before the accounts are known says so, and leaves nothing", async () => {
    const slow = await startSimulator({
      snapshot: generateOrganization(organization),
      faults: { seed: 1, rules: [{ kind: "slow", rate: 1, api: "ListAccounts" }], slowMs: 20_000 },
    });
    try {
      const child = start(collectArgs("early"), slow);
      let stderr = "";
      child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
      const closed = once(child, "close");
      while (child.exitCode === null && (slow.requests.counts.get("organizations:ListAccounts") ?? 0) === 0)
        await sleep(5);
      child.kill("SIGINT");
      expect(await closed).toEqual([130, null]);
      expect(stderr).toContain("interrupted: nothing has been collected");
      expect(await readdir(folder)).not.toContain("early");
    } finally {
      await slow.close();
    }
  });

  test("of a scan that keeps nothing says so, and leaves nothing", async () => {
    const before = asked("DescribeVpcs");
    const child = start(["scan", "--org", "--concurrency", "2", "--quiet"], simulator, { TMPDIR: folder });
    let [stdout, stderr] = ["", ""];
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    const closed = once(child, "close");
    // Not after a time: on a busy machine, node has not begun by then.
    while (child.exitCode === null && asked("DescribeVpcs") < before + 5) await sleep(5);
    child.kill("SIGINT");
    expect(await closed).toEqual([130, null]);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/nothing is kept[\s\S]*--snapshot DIR/);
    expect((await readdir(folder)).filter((name) => name.startsWith("vpclint-"))).toEqual([]);
  });
});

describe("a finished folder", () => {
  test("whose gaps can be filled now is gone on with: only the gaps are asked", async () => {
    const snapshot = generateOrganization({ accounts: 3, regions: 2, seed: 5, occupied: 1 });
    const account = snapshot.manifest.accounts[1]?.id ?? "";
    const rules = [{ kind: "server-error", rate: 1, account, region: "us-east-1", api: "DescribeSubnets" }] as const;
    const failing = await startSimulator({ snapshot, faults: { seed: 1, rules } });
    const whole = await startSimulator({ snapshot });
    try {
      const args = ["collect", "--org", "--quiet", "--attempts", "1", "--snapshot"];
      await runCli([...args, "gaps"], { cwd: folder, env: failing.environment() });
      expect((await openSnapshot(join(folder, "gaps"))).manifest.ledger.flatMap(({ gaps }) => gaps)).toHaveLength(1);
      expect(await runCli([...args, "gaps", "--resume"], { cwd: folder, env: whole.environment() })).toMatchObject({
        code: 0,
      });
      const ec2 = [...whole.requests.counts].filter(
        ([name]) => name.startsWith("ec2:") && name !== "ec2:DescribeRegions",
      );
      expect(ec2).toEqual([["ec2:DescribeSubnets", 1]]);
      expect(await runCli([...args, "no-gaps"], { cwd: folder, env: whole.environment() })).toMatchObject({ code: 0 });
      expect(await readWithoutTimes(join(folder, "gaps"))).toEqual(await readWithoutTimes(join(folder, "no-gaps")));
    } finally {
      await Promise.all([failing.close(), whole.close()]);
    }
  });

  test("that holds more than is asked for is left alone", async () => {
    const before = await readFile(join(folder, "undisturbed", "manifest.json"), "utf8");
    const run = await runCli(["collect", "--region", "eu-west-1", "--snapshot", "undisturbed", "--resume"], {
      cwd: folder,
      env: simulator.environment(),
    });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("not asked for");
    expect(await readFile(join(folder, "undisturbed", "manifest.json"), "utf8")).toBe(before);
    expect(await readWithoutTimes(join(folder, "undisturbed"))).toEqual(undisturbed);
  });
});
