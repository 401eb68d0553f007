import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Manifest } from "../../src/snapshot/format.ts";
import { openShell, type Shell } from "./support/cli.ts";
import { enterAccount, rootCredentials } from "./support/clients.ts";
import { expectedFindings, listFindings } from "./support/findings.ts";
import { startMoto, type MotoServer } from "./support/moto-server.ts";
import { buildWorld, regions, type World } from "./world/world.ts";

let moto: MotoServer;
let world: World;
let shell: Shell;

const everyRegion = regions.flatMap((region) => ["--region", region]);

beforeAll(async () => {
  moto = await startMoto();
  world = await buildWorld(moto.url);
  shell = await openShell(moto.url);
});

afterAll(async () => {
  await shell.remove();
  await moto.stop();
});

interface Sarif {
  version: string;
  runs: { results: { ruleId: string }[] }[];
}

/** Names, so that a difference can be read. */
const nameOf = (id: string) => Object.entries(world.accounts).find(([, account]) => account === id)?.[0] ?? id;

describe("a scan of the organization", () => {
  let scan: Awaited<ReturnType<Shell["scan"]>>;

  beforeAll(async () => {
    scan = await shell.scan("--org", ...everyRegion, "--report", "sarif=report.sarif", "--snapshot", "snapshot");
  });

  test("ends with 1, for there are findings, and with nothing to say on stderr", () => {
    expect(scan).toMatchObject({ code: 1, stderr: "", stdout: "" });
  });

  test("finds exactly what each network is guilty of", () => {
    expect(listFindings(scan.report, world.accounts)).toEqual(expectedFindings(world));
  });

  test("tells a forgotten route table from a missing endpoint, and names what to do", () => {
    const { storefront, natInstance, leftoverRoute } = world.networks;
    const findingOf = (rule: string, resource: string) =>
      scan.report.findings.find(({ ruleId, resource: { id } }) => ruleId === rule && id === resource);
    expect(findingOf("s3-through-nat", storefront.forgotten)?.remediation).toContain(
      `Associate gateway endpoint ${storefront.s3} with route table ${storefront.forgottenTable}.`,
    );
    // The subnet has no association of its own: its route table is the VPC's main one (aws-semantics 1.1).
    expect(findingOf("s3-through-nat", storefront.fallback)?.message).toContain(storefront.mainTable);
    expect(findingOf("s3-through-nat", natInstance.app)?.remediation).toContain(
      "Create a gateway endpoint for Amazon S3",
    );
    expect(findingOf("s3-through-nat", leftoverRoute.app)?.message).toContain("part of its S3 traffic");
    expect(findingOf("s3-through-nat", natInstance.app)?.evidence.facts).toMatchObject({
      "subnet.paths.s3.ipv4.crossesNat": true,
    });
  });

  test("judges every subnet of every account once", () => {
    const zones = { "us-east-1": 6, "eu-west-1": 3, "ap-southeast-2": 3 };
    // moto's default VPC has a subnet in each zone; of the six live accounts, one has no VPC left.
    const defaults = 5 * (zones["us-east-1"] + zones["eu-west-1"] + zones["ap-southeast-2"]);
    const built = [5, 3, 2, 3, 2, 2, 1, 1, 3].reduce((sum, subnets) => sum + subnets, 0);
    const rule = scan.report.rules.find(({ id }) => id === "s3-through-nat");
    const { pass, fail, unknown, notApplicable, error } = rule?.counts ?? {};
    // The two behind the hub's S3 endpoint without private DNS, for want of Route 53 Profiles.
    expect({ unknown, error }).toEqual({ unknown: 2, error: 0 });
    expect((pass ?? 0) + (fail ?? 0) + (unknown ?? 0) + (notApplicable ?? 0)).toBe(defaults + built);
    // Not private: the public subnets of the seven sites, and the one of the public-only VPC.
    expect(notApplicable).toBe(8);
  });

  test("finds every live account, with the path of its organizational unit, behind a first page of closed ones", () => {
    const live = scan.report.coverage.accounts.filter(({ state }) => state === "ACTIVE");
    expect(Object.fromEntries(live.map(({ id, path, outcome }) => [nameOf(id), `${path} ${outcome}`]))).toEqual({
      management: "Root collected",
      // moto has no Route 53 Profiles, and answers a page of HTML: a gap that is said, and no empty list.
      hub: "Root/Infrastructure partial",
      shop: "Root/Workloads/Prod collected",
      billing: "Root/Workloads/Prod collected",
      lab: "Root/Workloads/Dev collected",
      empty: "Root/Workloads/Dev collected",
    });
  });

  test("lists closed accounts as skipped, with the reason, and but for Route 53 Profiles the scan is complete", () => {
    const { accounts, gaps } = scan.report.coverage;
    const closed = accounts.filter(({ state }) => state === "SUSPENDED");
    expect(closed).toHaveLength(20);
    expect(new Set(closed.map(({ outcome, reason }) => `${outcome}: ${reason}`))).toEqual(
      new Set(["skipped: account state SUSPENDED"]),
    );
    const profiles = gaps.filter(({ api }) => api.startsWith("ListProfile"));
    expect(profiles.map(({ account, region, api, reason }) => [nameOf(account), region, api, reason])).toEqual([
      [
        "hub",
        "eu-west-1",
        "ListProfileAssociations",
        "the endpoint answered an HTML page (HTTP 500); it is not an AWS service",
      ],
      ["hub", "eu-west-1", "ListProfileResourceAssociations", "not asked, for want of ListProfileAssociations"],
    ]);
    const others = gaps.filter((gap) => !profiles.includes(gap));
    expect(others.map(({ account }) => account)).toEqual(closed.map(({ id }) => id));
  });

  test("has an outcome for every cell: 34 APIs in 15 account-Regions, 3 in the 3 without a VPC", () => {
    expect(scan.report.coverage.regions).toHaveLength(18);
    expect(scan.report.coverage.cells).toEqual({
      collected: 15 * 34 + 3 * 3 - 2,
      skipped: 20 + 3,
      denied: 0,
      "not-enabled": 0,
      "throttled-out": 0,
      failed: 2,
    });
  });

  test("names the organization and its management account", () => {
    expect(scan.report.organization).toEqual({
      id: world.organization.id,
      managementAccount: world.accounts.management,
    });
  });

  test("reports the same violations as SARIF; what is unknown is no result there", async () => {
    const sarif = JSON.parse(await shell.read("report.sarif")) as Sarif;
    const reported = sarif.runs.flatMap((run) => run.results.map((result) => result.ruleId));
    const violations = scan.report.findings.filter(({ status }) => status === "fail").map(({ ruleId }) => ruleId);
    expect(sarif.version).toBe("2.1.0");
    expect(reported.toSorted()).toEqual(["coverage-incomplete", ...violations].toSorted());
  });

  test("keeps a snapshot that holds no credentials, and from which `check` reports the same bytes", async () => {
    const manifest = await shell.read("snapshot/manifest.json");
    expect((JSON.parse(manifest) as Manifest).accounts).toHaveLength(26);
    expect(manifest).not.toContain(rootCredentials.secretAccessKey);
    const checked = await shell.run("check", "--snapshot", "snapshot", "--report", "json=checked.json");
    expect(checked.code).toBe(1);
    expect(await shell.read("checked.json")).toBe(await shell.read("scan-1.json"));
  });

  test("is asked for nothing but to be complete by --fail-on none, and by --allow-partial not even that", async () => {
    const check = (...more: string[]) => shell.run("check", "--snapshot", "snapshot", "--fail-on", "none", ...more);
    expect(await check()).toMatchObject({ code: 3 });
    expect(await check("--allow-partial")).toMatchObject({ code: 0 });
  });
});

describe("a choice of accounts and Regions", () => {
  const scanned = (report: { coverage: { accounts: { id: string; outcome: string }[] } }) =>
    report.coverage.accounts
      .filter(({ outcome }) => outcome === "collected")
      .map(({ id }) => nameOf(id))
      .toSorted();

  test("--account scans that account alone, without --org too, and finds what belongs to it", async () => {
    const { report } = await shell.scan("--account", world.accounts.shop, ...everyRegion);
    expect(scanned(report)).toEqual(["shop"]);
    expect(listFindings(report, world.accounts)).toEqual(
      expectedFindings(world).filter((line) => line.includes(" shop/")),
    );
  });

  test("--ou takes a unit by its path or its id, with all units below it", async () => {
    const byPath = await shell.scan("--org", "--ou", "Root/Workloads", "--region", "us-east-1");
    expect(scanned(byPath.report)).toEqual(["billing", "empty", "lab", "shop"]);
    const prod = world.organization.units["Root/Workloads/Prod"] ?? "";
    const byId = await shell.scan("--org", "--ou", prod, "--region", "us-east-1");
    expect(scanned(byId.report)).toEqual(["billing", "shop"]);
  });

  test("--exclude-account leaves an account out, and says so", async () => {
    const { report } = await shell.scan("--org", "--exclude-account", world.accounts.shop, "--region", "us-east-1");
    expect(scanned(report)).toEqual(["billing", "empty", "hub", "lab", "management"]);
    expect(report.coverage.accounts.find(({ id }) => id === world.accounts.shop)).toMatchObject({
      outcome: "skipped",
      reason: "excluded by --exclude-account",
    });
  });

  test("an account with nothing in it is clean and complete", async () => {
    const { code, report } = await shell.scan("--org", "--account", world.accounts.empty, ...everyRegion);
    expect({ code, complete: report.complete, findings: report.findings }).toEqual({
      code: 0,
      complete: true,
      findings: [],
    });
  });

  test("an account that the organization does not have ends the scan with 2 before it starts", async () => {
    const ended = await shell.run("scan", "--org", "--account", "999999999999", "--report", "json=never.json");
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toContain("account 999999999999 is not in the organization");
    await expect(shell.read("never.json")).rejects.toThrow("ENOENT");
  });

  test("a mistyped unit, Region or account id ends it with 2 as well", async () => {
    const unit = await shell.run("scan", "--org", "--ou", "Root/Workloads/Prd");
    expect(unit).toMatchObject({ code: 2 });
    expect(unit.stderr).toContain("did you mean Root/Workloads/Prod?");
    const region = await shell.run("scan", "--org", "--region", "eu-wset-1");
    expect(region).toMatchObject({ code: 2 });
    expect(region.stderr).toContain("did you mean eu-west-1?");
    const account = await shell.run("scan", "--account", "12345");
    expect(account).toMatchObject({ code: 2 });
    expect(account.stderr).toContain("it has 12 digits");
  });
});

describe("where moto differs from AWS at the organization's door", () => {
  test("DescribeRegions lists other partitions and Regions that are not opted in: neither is scanned", async () => {
    const { report } = await shell.scan("--org", "--account", world.accounts.empty);
    const outcomes = new Map(report.coverage.regions.map(({ region, outcome }) => [region, outcome]));
    expect([...outcomes.keys()].filter((region) => /^(us-gov|cn)-/.test(region))).toEqual([]);
    expect(outcomes.get("eu-west-3")).toBe("collected");
    expect(outcomes.get("me-south-1")).toBe("not-enabled");
    expect(report.complete).toBe(true);
  });

  test("ListAccounts answers a member an empty list where AWS refuses: a usage error, never a clean scan", async () => {
    const member = await openShell(moto.url, await enterAccount(moto.url, world.accounts.shop));
    try {
      const ended = await member.run("scan", "--org", "--region", "us-east-1");
      expect(ended).toMatchObject({ code: 2, stdout: "" });
      expect(ended.stderr).toContain("ListAccounts answered an empty list");
    } finally {
      await member.remove();
    }
  });
});
