import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { startSimulator, type SimulatedSnapshot, type Simulator } from "../../src/simulator/server.ts";
import type { LedgerRow, Manifest } from "../../src/snapshot/format.ts";
import { openSnapshot, type Snapshot } from "../../src/snapshot/read.ts";
import { repository, runCli, type CliRun } from "../support/run-cli.ts";

/** `--source config` and `--source api,config`: the real CLI and the real SDK against the simulated aggregator. */
let snapshot: Snapshot;
let simulator: Simulator;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vpclint-config-"));
  snapshot = await openSnapshot(join(repository, "examples", "organization"));
  simulator = await startSimulator({ snapshot });
});

afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const cli = (args: string[], env = simulator.environment()): Promise<CliRun> => runCli(args, { cwd: folder, env });

async function scan(name: string, args: string[], env?: Record<string, string>): Promise<Report> {
  const run = await cli(["scan", "--org", "--quiet", "--snapshot", name, "--report", "json=-", ...args], env);
  expect(run.stderr).toBe("");
  return JSON.parse(run.stdout) as Report;
}

const readManifest = async (name: string) =>
  JSON.parse(await readFile(join(folder, name, "manifest.json"), "utf8")) as Manifest;

const failures = ({ findings }: Report) =>
  findings
    .filter(({ status }) => status === "fail")
    .map(({ ruleId, resource }) => `${ruleId} ${resource.account} ${resource.id}`);

const unknowns = ({ findings }: Report) =>
  findings
    .filter(({ status }) => status === "unknown")
    .map(({ ruleId, resource }) => `${ruleId} ${resource.account} ${resource.id}`);

describe("--source config", () => {
  let byEc2: Report;
  let byConfig: Report;

  beforeAll(async () => {
    byEc2 = await scan("ec2", []);
    byConfig = await scan("config", ["--source", "config"]);
  }, 120_000);

  test("enters no account: only the aggregator, the organization and the caller's own Regions are asked", async () => {
    const alone = await startSimulator({ snapshot });
    try {
      await cli(["collect", "--org", "--quiet", "--source", "config", "--snapshot", "alone"], alone.environment());
      const asked = [...alone.requests.counts.keys()].filter((name) => !name.startsWith("organizations:"));
      expect(asked.toSorted()).toEqual([
        "config:DescribeConfigurationAggregatorSourcesStatus",
        "config:DescribeConfigurationAggregators",
        "config:SelectAggregateResourceConfig",
        "ec2:DescribeRegions",
        "sts:GetCallerIdentity",
      ]);
    } finally {
      await alone.close();
    }
  });

  test("finds nothing that EC2's answers do not show, and what it does not find is unknown, never passed", () => {
    const [known, found] = [new Set(failures(byEc2)), failures(byConfig)];
    expect(found.length).toBeGreaterThan(4);
    expect(found.filter((finding) => !known.has(finding))).toEqual([]);
    const open = new Set([...unknowns(byConfig), ...found]);
    const lost = [...known].filter((finding) => {
      const [rule = "", account = ""] = finding.split(" ");
      return !open.has(finding) && !open.has(`${rule} ${account} *`);
    });
    expect(lost).toEqual([]);
  });

  test("says that it is not complete, what is not recorded, and how much came from Config", async () => {
    expect(byConfig.complete).toBe(false);
    expect(byConfig.coverage.gaps).toContainEqual(
      expect.objectContaining({ api: "DescribePrefixLists", outcome: "failed", reason: "not recorded by AWS Config" }),
    );
    const regions = byConfig.coverage.regions.filter(({ fromConfig }) => fromConfig !== undefined);
    expect(regions.length).toBeGreaterThan(20);
    const text = await cli(["check", "--snapshot", "config"]);
    expect(text.stdout).toMatch(/collected \(\d+ from AWS Config\)/);
  });

  test("an account of which the aggregator holds nothing is a gap in each Region", () => {
    const gaps = byConfig.coverage.gaps.filter(({ account }) => account === "999900001111");
    expect(gaps.map(({ region }) => region)).toContain("us-east-1");
    for (const gap of gaps.filter(({ outcome }) => outcome !== "skipped")) {
      expect(gap.reason).toContain("holds nothing of this account and Region");
    }
  });

  test("keeps the times at which Config captured", async () => {
    const file = JSON.parse(await readFile(join(folder, "config", "555566667777", "us-east-1.json"), "utf8")) as {
      capturedAt: Record<string, string>;
    };
    const { capturedAt } = await snapshot.read("555566667777", "us-east-1");
    expect(file.capturedAt["DescribeVpcs"]).toBe(capturedAt.DescribeVpcs);
  });

  test("page sizes change nothing", async () => {
    const paged = await startSimulator({ snapshot, pageLimit: 7 });
    try {
      await scan("paged", ["--source", "config", "--region", "us-east-1"], paged.environment());
      await scan("whole", ["--source", "config", "--region", "us-east-1"]);
      const [one, other] = await Promise.all(["paged", "whole"].map(readAnswers));
      expect(one).toEqual(other);
      expect(Object.keys(one ?? {}).length).toBeGreaterThan(5);
    } finally {
      await paged.close();
    }
  }, 120_000);
});

async function readAnswers(name: string): Promise<Record<string, unknown>> {
  const paths = (await readdir(join(folder, name), { recursive: true }))
    .filter((path) => /\d{12}.*\.json$/.test(path))
    .toSorted();
  const files = await Promise.all(
    paths.map(
      async (path) =>
        [path, (JSON.parse(await readFile(join(folder, name, path), "utf8")) as { answers: unknown }).answers] as const,
    ),
  );
  return Object.fromEntries(files);
}

describe("--source api,config", () => {
  /** Config has recorded what EC2 denies: the NAT gateways of one account, and all of another. */
  const recorded = (): SimulatedSnapshot => {
    const rows: LedgerRow[] = snapshot.manifest.ledger.map((row) =>
      row.account === "444455556666" && row.region === "eu-west-1" ? { ...row, gaps: [] } : row,
    );
    const copy = rows.find(({ account, region }) => account === "888899990000" && region === "us-east-1");
    const extra: LedgerRow[] = copy === undefined ? [] : [{ ...copy, account: "999900001111" }];
    return {
      manifest: { ...snapshot.manifest, ledger: [...rows, ...extra] },
      async read(account, region) {
        if (account === "999900001111")
          return rename(await snapshot.read("888899990000", region), "888899990000", account);
        const place = await snapshot.read(account, region);
        if (account !== "444455556666" || region !== "eu-west-1") return place;
        return { ...place, gaps: [], answers: { ...place.answers, DescribeNatGateways: { NatGateways: [] } } };
      },
    };
  };

  /** The same network in another account. */
  function rename<T>(of: T, from: string, to: string): T {
    return JSON.parse(JSON.stringify(of).replaceAll(from, to)) as T;
  }

  test("fills what was denied, marks it, and leaves every answer of EC2's as it is", async () => {
    const filling = await startSimulator({ snapshot, recorded: recorded() });
    try {
      await scan("filled", ["--source", "api,config"], filling.environment());
    } finally {
      await filling.close();
    }
    const { ledger } = await readManifest("filled");
    const nat = ledger.find(({ account, region }) => account === "444455556666" && region === "eu-west-1");
    expect(nat).toMatchObject({ fromConfig: ["DescribeNatGateways"], gaps: [] });
    const entered = ledger.filter(({ account }) => account === "999900001111");
    expect(entered.map(({ region }) => region)).toEqual(["*", "us-east-1"]);
    expect(entered[0]?.gaps[0]).toMatchObject({ api: "AssumeRole", outcome: "denied" });
    expect(entered[1]?.fromConfig).toEqual(entered[1]?.collected);
    expect(entered[1]?.gaps).toContainEqual(expect.objectContaining({ api: "DescribePrefixLists", outcome: "denied" }));
    const untouched = ledger.filter(({ fromConfig }) => fromConfig === undefined);
    expect(untouched.length).toBe(ledger.length - 2);
    const [filled, original] = await Promise.all([readAnswers("filled"), readAnswers("ec2")]);
    for (const [path, answers] of Object.entries(original)) {
      if (!path.startsWith("444455556666")) expect(filled[path]).toEqual(answers);
    }
  }, 120_000);
});

describe("an aggregator that cannot be asked ends the scan before it begins", () => {
  const cases: [string, string[], RegExp][] = [
    [
      "none in that Region",
      ["--source", "config", "--aggregator-region", "us-west-2"],
      /AWS Config has no aggregator here[\s\S]*--aggregator-region/,
    ],
    [
      "another name",
      ["--source", "config", "--aggregator", "organisation"],
      /no aggregator "organisation"[\s\S]*did you mean organization\?/,
    ],
    ["one that nobody asks", ["--aggregator", "organization"], /add --source config/],
    ["another source", ["--source", "cloudtrail"], /Allowed choices are api, config, api,config/],
  ];
  test.each(cases)("%s", async (_, args, message) => {
    const run = await cli(["collect", "--org", "--snapshot", "never", ...args]);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(message);
    expect(await readdir(folder)).not.toContain("never");
  });
});
