import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { faultKinds, planStorm } from "../../src/simulator/faults.ts";
import { generateOrganization } from "../../src/simulator/organization-generator.ts";
import { startSimulator, type SimulatorOptions } from "../../src/simulator/server.ts";
import { apiNames } from "../../src/snapshot/apis.ts";
import { openSnapshot } from "../../src/snapshot/read.ts";
import { runCli } from "../support/run-cli.ts";
import { readWithoutTimes } from "../support/snapshot-folder.ts";

/** 60 accounts x 17 Regions, and a storm over it: 5 % of every fault, and AWS's throttling. */
const organization = { accounts: 60, regions: 17, seed: 7 };
const storm = { ...planStorm(0.05, 7), slowMs: 200 };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vpclint-soak-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * Hangs of three seconds: a storm of minutes is in CI as much use, and a shorter deadline also ends what a busy machine is slow at. The attempts are the default, as users have
 * it: a quarter of all attempts fail, and ten of them in a row one in 600,000 times.
 */
const patience = ["--timeout", "3", "--concurrency", "128"];

async function scan(name: string, options: Partial<SimulatorOptions>): Promise<{ report: Report; stderr: string }> {
  const simulator = await startSimulator({ snapshot: generateOrganization(organization), pageLimit: 50, ...options });
  try {
    const args = ["scan", "--org", "--snapshot", name, "--report", `json=${name}.json`, ...patience];
    const run = await runCli(args, { cwd: folder, env: simulator.environment() });
    expect(run).toMatchObject({ code: 1 });
    return { report: JSON.parse(await readFile(join(folder, `${name}.json`), "utf8")) as Report, stderr: run.stderr };
  } finally {
    await simulator.close();
  }
}

describe("a storm over a large organization", () => {
  let calm: Awaited<ReturnType<typeof scan>>;
  let stormy: Awaited<ReturnType<typeof scan>>;

  beforeAll(async () => {
    calm = await scan("calm", {});
    stormy = await scan("stormy", { faults: storm });
  }, 240_000);

  test("has every fault that there is", () => {
    expect(storm.rules.map(({ kind }) => kind)).toEqual([...faultKinds]);
    expect(storm.throttling).toBeDefined();
    expect(stormy.stderr).toMatch(/\d+ throttled/);
  });

  test("whose cost in time stands in the report, by API", async () => {
    const { heldBack = [] } = stormy.report.coverage;
    expect(heldBack.map(({ api }) => api)).toEqual(expect.arrayContaining(["DescribeVpcs", "AssumeRole"]) as string[]);
    const throttled = heldBack.reduce((sum, one) => sum + one.throttled, 0);
    expect(stormy.stderr).toContain(`, ${throttled} throttled, `);
    expect((await openSnapshot(join(folder, "stormy"))).manifest.heldBack).toEqual(heldBack);
  });

  test("ends with the findings of a calm day", () => {
    expect(calm.report.findings.length).toBeGreaterThan(1000);
    expect(stormy.report.findings).toEqual(calm.report.findings);
    expect(stormy.report.rules).toEqual(calm.report.rules);
  });

  test("and with the same bytes on disk, capture times apart", async () => {
    const [one, other] = await Promise.all(["calm", "stormy"].map((name) => readWithoutTimes(join(folder, name))));
    expect(other).toEqual(one);
  });

  test("and with a ledger that accounts for every cell", async () => {
    const { manifest } = await openSnapshot(join(folder, "stormy"));
    expect(manifest.ledger).toHaveLength(organization.accounts * organization.regions);
    for (const { collected, gaps } of manifest.ledger) {
      const told = new Set<string>([...collected, ...gaps.map(({ api }) => api)]);
      expect(told.has("*") || apiNames.every((api) => told.has(api))).toBe(true);
    }
    expect(stormy.report.coverage.cells).toEqual(calm.report.coverage.cells);
    expect(stormy.report.complete).toBe(true);
  });
});

describe("a storm without end", () => {
  test("over one account costs that account, with a reason for each cell, and no other", async () => {
    const snapshot = generateOrganization({ accounts: 4, regions: 2, seed: 3, occupied: 1 });
    const doomed = snapshot.manifest.accounts[2]?.id ?? "";
    const rules = [
      { kind: "expired-session", rate: 1, account: doomed, region: "us-east-1", api: "DescribeSubnets" },
      { kind: "html", rate: 1, account: doomed, region: "us-east-1", api: "DescribeRouteTables" },
      { kind: "truncate", rate: 1, account: doomed, region: "us-east-1", api: "DescribeNatGateways" },
      { kind: "reset", rate: 1, account: doomed, region: "us-east-1", api: "DescribeVpcEndpoints" },
      { kind: "hang", rate: 1, account: doomed, region: "us-east-1", api: "DescribeAvailabilityZones" },
      { kind: "throttle", rate: 1, account: doomed, region: "us-east-1", api: "DescribeVpnGateways" },
      { kind: "server-error", rate: 1, account: doomed, region: "us-east-1", api: "DescribeInternetGateways" },
      { kind: "looping-token", rate: 1, account: doomed, region: "us-east-1", api: "DescribeNetworkInterfaces" },
    ] as const;
    const simulator = await startSimulator({ snapshot, pageLimit: 3, faults: { seed: 1, rules } });
    try {
      const args = ["collect", "--org", "--snapshot", "doomed", "--timeout", "3", "--attempts", "3", "--quiet"];
      const run = await runCli(args, { cwd: folder, env: simulator.environment() });
      expect(run).toMatchObject({ code: 0, stderr: "" });
    } finally {
      await simulator.close();
    }
    const { manifest } = await openSnapshot(join(folder, "doomed"));
    const withGaps = manifest.ledger.filter(({ gaps }) => gaps.some(({ outcome }) => outcome !== "skipped"));
    expect(withGaps.map(({ account, region }) => [account, region])).toEqual([[doomed, "us-east-1"]]);
    const reasons = Object.fromEntries(
      (withGaps[0]?.gaps ?? []).map(({ api, outcome, reason }) => [api, `${outcome}: ${reason}`]),
    );
    expect(reasons).toMatchObject({
      DescribeSubnets: "failed: ExpiredToken: the credentials expired and could not be renewed",
      DescribeRouteTables: expect.stringMatching(/^failed: the endpoint answered an HTML page/) as string,
      DescribeNatGateways: expect.stringMatching(/^failed: .*not readable/) as string,
      DescribeVpcEndpoints: expect.stringMatching(/^failed: ECONNRESET/) as string,
      DescribeAvailabilityZones: expect.stringMatching(/^failed: .*did not answer in time/) as string,
      DescribeVpnGateways: "throttled-out: RequestLimitExceeded: still throttled after every retry",
      DescribeInternetGateways: expect.stringMatching(/^failed: InternalError/) as string,
      DescribeNetworkInterfaces: expect.stringMatching(/^failed: the listing does not end/) as string,
    });
  });
});
