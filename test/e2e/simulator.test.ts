import { createServer } from "node:http";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { startSimulator, type Simulator } from "../../src/simulator/server.ts";
import type { Manifest, RegionFile } from "../../src/snapshot/format.ts";
import { openSnapshot } from "../../src/snapshot/read.ts";
import { repository, runCli, type CliRun } from "../support/run-cli.ts";

/** The real CLI with the real AWS SDK against the simulator: what a user's scan does, but for AWS. */
const sample = join(repository, "examples", "organization");
let simulator: Simulator;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vpclint-e2e-"));
  simulator = await startSimulator({ snapshot: await openSnapshot(sample) });
});

afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const cli = (args: string[], env = simulator.environment()): Promise<CliRun> => runCli(args, { cwd: folder, env });

async function readSnapshot(directory: string): Promise<{ manifest: Manifest; files: RegionFile[] }> {
  const json = async (path: string) => JSON.parse(await readFile(join(directory, path), "utf8")) as unknown;
  const paths = (await readdir(directory, { recursive: true }))
    .filter((path) => /\d{12}.*\.json$/.test(path))
    .toSorted();
  const files = (await Promise.all(paths.map(json))) as RegionFile[];
  return { manifest: (await json("manifest.json")) as Manifest, files };
}

/** All but the times and the waiting, which differ by nature. */
function withoutTimes({ manifest, files }: { manifest: Manifest; files: RegionFile[] }) {
  const { startedAt: _, finishedAt: __, tool: ___, heldBack: _____, ...timeless } = manifest;
  return { manifest: timeless, files: files.map(({ capturedAt: ____, ...file }) => file) };
}

describe("collect", () => {
  test("what is collected from the simulator of a snapshot is that snapshot", async () => {
    const run = await cli(["collect", "--org", "--snapshot", "again"]);
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("again: ") as string });
    const [again, original] = [await readSnapshot(join(folder, "again")), await readSnapshot(sample)];
    expect(withoutTimes(again)).toEqual(withoutTimes(original));
  });

  test("page sizes change nothing", async () => {
    const paged = await startSimulator({ snapshot: await openSnapshot(sample), pageLimit: 1 });
    try {
      const run = await cli(["collect", "--org", "--snapshot", "paged", "--quiet"], paged.environment());
      expect(run).toMatchObject({ code: 0, stderr: "" });
      expect(withoutTimes(await readSnapshot(join(folder, "paged")))).toEqual(withoutTimes(await readSnapshot(sample)));
      expect(paged.requests.total()).toBeGreaterThan(2 * simulator.requests.total());
    } finally {
      await paged.close();
    }
  });

  test("a folder that holds something is left alone", async () => {
    await mkdir(join(folder, "full", "something"), { recursive: true });
    const run = await cli(["collect", "--snapshot", "full"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("is not empty");
    expect(await readdir(join(folder, "full"))).toEqual(["something"]);
  });
});

describe("explain", () => {
  // Behind a transit gateway: the way out is in another account.
  const central = "subnet-04b90be11c05a4f76";

  test("collects what it is asked about, and says what it says of the snapshot", async () => {
    const live = await cli(["explain", central, "--to", "s3", "--org", "--quiet"]);
    const saved = await cli(["explain", central, "--to", "s3", "--snapshot", sample]);
    expect(live).toMatchObject({ code: 0, stderr: "" });
    const withoutTime = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");
    expect(withoutTime(live.stdout)).toBe(withoutTime(saved.stdout));
    expect(live.stdout).toContain("Amazon S3 over IPv4: central-nat");
  });

  test("draws and writes JSON from live answers too", async () => {
    const svg = await cli(["explain", central, "--to", "s3", "--org", "--quiet", "--format", "svg"]);
    expect(svg.stdout).toMatch(/^<svg [^]*central-nat[^]*<\/svg>\s*$/);
    const json = await cli(["explain", central, "--to", "10.0.0.0/8", "--org", "--quiet", "--format", "json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ version: 1, paths: [{ kind: "path" }] });
  });

  test("an id that nothing has is an error that names the nearest", async () => {
    const run = await cli(["explain", "subnet-04b90be11c05a4f7", "--org", "--quiet"]);
    expect(run).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining(`did you mean ${central}?`) as string,
    });
  });
});

describe("scan", () => {
  test("gives the report that check gives on what it kept", async () => {
    const scan = await cli(["scan", "--org", "--snapshot", "kept", "--report", "json=scan.json"]);
    expect(scan.code).toBe(1);
    const check = await cli(["check", "--snapshot", "kept", "--report", "json=-"]);
    expect(check.code).toBe(1);
    expect(check.stdout).toBe(await readFile(join(folder, "scan.json"), "utf8"));
  });

  test("leaves no working folder behind", async () => {
    const temporary = join(folder, "tmp");
    await mkdir(temporary);
    const run = await cli(["scan", "--region", "us-east-1", "--quiet"], {
      ...simulator.environment(),
      TMPDIR: temporary,
    });
    expect([0, 1, 3]).toContain(run.code);
    expect(await readdir(temporary)).toEqual([]);
  });

  test("without --org takes the caller's account, in the Regions that are asked for", async () => {
    const run = await cli(["scan", "--region", "eu-west-1", "--report", "json=-"]);
    const { coverage } = JSON.parse(run.stdout) as Report;
    const { manifest } = await readSnapshot(sample);
    expect(coverage.accounts.map(({ id }) => id)).toEqual([manifest.callerAccount]);
    expect(coverage.regions.map(({ region }) => region)).toEqual(["eu-west-1"]);
  });

  test("an account that cannot be entered costs only itself", async () => {
    const run = await cli(["scan", "--org", "--report", "json=-"]);
    const report = JSON.parse(run.stdout) as Report;
    const denied = report.coverage.gaps.filter(({ api }) => api === "AssumeRole");
    expect(denied).toHaveLength(1);
    expect(denied[0]).toMatchObject({ outcome: "denied", region: "*" });
    expect(report.complete).toBe(false);
    expect(report.coverage.cells.collected).toBeGreaterThan(100);
    for (const { counts } of report.rules) expect(counts.unknown).toBeGreaterThan(0);
  });
});

describe("wrong usage ends with one message, exit code 2 and nothing written", () => {
  const cases: [string, string[], RegExp][] = [
    ["an account that the organization does not have", ["scan", "--org", "--account", "999999999999"], /999999999999/],
    ["a Region that AWS does not have", ["scan", "--region", "us-esat-1"], /us-esat-1[\s\S]*us-east-1/],
    ["an organizational unit that does not exist", ["scan", "--org", "--ou", "Root/Nowhere"], /Root\/Nowhere/],
  ];
  test.each(cases)("%s", async (_, args, message) => {
    const run = await cli([...args, "--report", "json=never.json"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n\s+at /);
    expect(await readdir(folder)).not.toContain("never.json");
  });

  test("no credentials", async () => {
    const { AWS_ENDPOINT_URL } = simulator.environment();
    const run = await cli(["scan"], { AWS_ENDPOINT_URL: AWS_ENDPOINT_URL ?? "", AWS_REGION: "us-east-1" });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/credentials/i);
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });

  test("an endpoint that answers HTML", async () => {
    const portal = createServer(
      (_, response) => void response.writeHead(200, { "content-type": "text/html" }).end("<html>log in</html>"),
    );
    await new Promise<void>((resolve) => void portal.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = portal.address() as AddressInfo;
      const run = await cli(["scan"], { ...simulator.environment(), AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
      expect(run.code).toBe(2);
      expect(run.stderr).not.toMatch(/\n\s+at /);
      expect(run.stderr).toMatch(/HTML|answer/);
    } finally {
      portal.close();
    }
  });
});

describe("demo", () => {
  test("writes three reports that agree, prints a summary, and takes no part of the user's environment", async () => {
    const hostile = {
      AWS_PROFILE: "production",
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_ACCESS_KEY_ID: "AKIDREAL",
    };
    const run = await cli(["demo", "--out", "demo"], hostile);
    expect(run.code).toBe(0);
    const [html, json, sarif] = await Promise.all(
      ["html", "json", "sarif"].map((format) => readFile(join(folder, "demo", `report.${format}`), "utf8")),
    );
    const report = JSON.parse(json ?? "") as Report;
    // SARIF holds the failures, and an alert for each account that was not wholly read.
    const alerts = report.findings.filter(
      ({ status, ruleId }) => status === "fail" || ruleId === "coverage-incomplete",
    );
    const results = (JSON.parse(sarif ?? "") as { runs: { results: unknown[] }[] }).runs[0]?.results;
    expect(results).toHaveLength(alerts.length);
    expect(html).toContain("<!doctype html>");
    expect(run.stdout).toContain("s3-through-nat");
  });

  test("trips and passes every built-in rule somewhere", async () => {
    const report = JSON.parse(await readFile(join(folder, "demo", "report.json"), "utf8")) as Report;
    for (const { id, counts } of report.rules.filter((rule) => rule.id !== "coverage-incomplete")) {
      expect(counts.fail, `${id} fails somewhere`).toBeGreaterThan(0);
      expect(counts.pass, `${id} passes somewhere`).toBeGreaterThan(0);
    }
  });
});
