import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openShell, type Shell } from "./support/cli.ts";
import { ec2Client, enterAccount, type Credentials } from "./support/clients.ts";
import { listFindings } from "./support/findings.ts";
import { given } from "./support/given.ts";
import { createRole, createUser, enforceIam, type Statement } from "./support/iam.ts";
import { startMoto, type MotoServer } from "./support/moto-server.ts";
import { createRouteTable, createSubnet } from "./support/network.ts";
import { createOrganization } from "./support/organization.ts";
import { createNatSite } from "./world/site.ts";

/** moto with its IAM checks on: real signatures, real policies, and accounts that refuse all or part of the scan. */

const region = "us-east-1";
const readNetworks: Statement = {
  Effect: "Allow",
  Action: ["ec2:Describe*", "ec2:Get*", "ec2:Search*", "networkmanager:Get*", "networkmanager:List*"],
  Resource: "*",
};

/** What the role of each account may do. Each account has the same network: a private subnet behind a NAT gateway. */
const roles = {
  open: [readNetworks],
  blindfolded: [readNetworks, { Effect: "Deny", Action: "ec2:DescribeNatGateways", Resource: "*" }],
  mute: [],
  guarded: [readNetworks],
  /** No role at all. AWS refuses AssumeRole; moto grants it, and answers every call of that session an HTML page. */
  roleless: undefined,
} as const satisfies Record<string, readonly Statement[] | undefined>;

let moto: MotoServer;
let scanner: Credentials;
let accounts: Record<string, string>;
const subnets: Record<string, string> = {};

beforeAll(async () => {
  moto = await startMoto();
  ({ accounts } = await createOrganization(moto.url, { units: { Workloads: { accounts: Object.keys(roles) } } }));
  for (const [name, statements] of Object.entries(roles)) {
    const credentials = await enterAccount(moto.url, given(accounts[name], name));
    if (statements !== undefined) await createRole({ url: moto.url, credentials }, "VpclintReadOnly", statements);
    subnets[name] = await buildSubnetBehindNat(credentials);
  }
  scanner = await createUser(moto.url, "scanner", scannerPolicy(given(accounts["guarded"], "guarded")));
  await enforceIam(moto.url);
});

afterAll(() => moto.stop());

async function buildSubnetBehindNat(credentials: Credentials): Promise<string> {
  const ec2 = ec2Client(moto.url, credentials, region);
  const { vpc, nat } = await createNatSite({ ec2, region, organization: "" }, "10.60");
  const subnet = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.60.1.0/24" });
  await createRouteTable(ec2, { vpc, subnets: [subnet], routes: { "0.0.0.0/0": nat } });
  return subnet;
}

/** The scanner's own account has nothing to hide; one account's role it may not assume. */
function scannerPolicy(guarded: string): Statement[] {
  return [
    { Effect: "Allow", Action: ["organizations:*", "sts:*"], Resource: "*" },
    readNetworks,
    { Effect: "Deny", Action: "sts:AssumeRole", Resource: `arn:aws:iam::${guarded}:role/VpclintReadOnly` },
  ];
}

describe("a scan that is refused here and there", () => {
  let shell: Shell;
  let scan: Awaited<ReturnType<Shell["scan"]>>;
  const nameOf = (id: string) => Object.entries(accounts).find(([, account]) => account === id)?.[0] ?? "management";
  const gapsOf = (name: string) => scan.report.coverage.gaps.filter(({ account }) => nameOf(account) === name);

  beforeAll(async () => {
    shell = await openShell(moto.url, scanner);
    scan = await shell.scan("--org", "--region", region, "--fail-on", "none", "--snapshot", "snapshot");
  });

  afterAll(() => shell.remove());

  test("goes on with the others, and ends with 3: incomplete", () => {
    expect(scan).toMatchObject({ code: 3, report: { complete: false } });
    const outcomes = scan.report.coverage.accounts.map(({ id, outcome }) => [nameOf(id), outcome]);
    expect(Object.fromEntries(outcomes)).toEqual({
      management: "collected",
      open: "collected",
      blindfolded: "partial",
      mute: "denied",
      guarded: "denied",
      roleless: "failed",
    });
  });

  test("one denied API is one denied cell, and makes unknown what rests on it alone", () => {
    expect(gapsOf("blindfolded")).toEqual([
      expect.objectContaining({ region, api: "DescribeNatGateways", outcome: "denied" }),
    ]);
    const lines = listFindings(scan.report, accounts).filter((line) => line.includes("-through-nat"));
    expect(lines).toEqual(
      expect.arrayContaining([
        `s3-through-nat open/${region} ${subnets["open"]}`,
        `dynamodb-through-nat open/${region} ${subnets["open"]}`,
        `s3-through-nat blindfolded/${region} ${subnets["blindfolded"]} (unknown)`,
        `dynamodb-through-nat blindfolded/${region} ${subnets["blindfolded"]} (unknown)`,
      ]),
    );
    const unknown = scan.report.findings.find(({ resource }) => resource.id === subnets["blindfolded"]);
    expect(unknown?.evidence.missing).toContainEqual(
      expect.objectContaining({ account: accounts["blindfolded"], region, api: "DescribeNatGateways" }),
    );
  });

  test("an account whose role may do nothing is denied as a whole, with every rule unknown there", () => {
    expect(gapsOf("mute")).toEqual([expect.objectContaining({ region, api: "*", outcome: "denied" })]);
    expect(rulesUnknownIn("mute")).toEqual(scan.report.rules.map(({ id }) => id).toSorted());
  });

  test("an account whose role is refused has one gap, AssumeRole, which names the role", () => {
    const [gap, ...more] = gapsOf("guarded");
    expect(more).toEqual([]);
    expect(gap).toMatchObject({ region: "*", api: "AssumeRole", outcome: "denied" });
    expect(gap?.reason).toContain("VpclintReadOnly");
    expect(rulesUnknownIn("guarded")).toEqual(scan.report.rules.map(({ id }) => id).toSorted());
  });

  test("an account that answers HTML pages failed as a whole: not one empty list among its cells", () => {
    expect(gapsOf("roleless")).toEqual([expect.objectContaining({ region, api: "*", outcome: "failed" })]);
    expect(scan.report.coverage.regions.find(({ account }) => nameOf(account) === "roleless")?.cells.collected).toBe(0);
    expect(rulesUnknownIn("roleless")).toEqual(scan.report.rules.map(({ id }) => id).toSorted());
  });

  test("no secret is in the snapshot, the report or on the terminal", async () => {
    const written = [
      await shell.read("snapshot/manifest.json"),
      await shell.read("scan-1.json"),
      scan.stdout,
      scan.stderr,
    ];
    for (const text of written) {
      expect(text).not.toContain(scanner.secretAccessKey);
      expect(text).not.toContain(scanner.accessKeyId);
    }
  });

  test("a snapshot of it, judged again, stays as incomplete as it was", async () => {
    expect(await shell.run("check", "--snapshot", "snapshot", "--fail-on", "none")).toMatchObject({ code: 3 });
    expect(await shell.run("check", "--snapshot", "snapshot", "--fail-on", "none", "--allow-partial")).toMatchObject({
      code: 0,
    });
  });

  function rulesUnknownIn(name: string): string[] {
    const own = scan.report.findings.filter(({ resource }) => resource.account === accounts[name]);
    expect(new Set(own.map(({ status }) => status))).toEqual(new Set(["unknown"]));
    return own.map(({ ruleId }) => ruleId).toSorted();
  }
});

describe("credentials that AWS does not take", () => {
  test("an unknown key ends the scan with 2 before anything is scanned, and is not printed", async () => {
    const forged = { accessKeyId: "AKIAIOSFODNN7FORGED1", secretAccessKey: "forged-secret" };
    const shell = await openShell(moto.url, forged);
    try {
      // GetCallerIdentity is checked like any call here: no such key, no scan.
      const ended = await shell.run("scan", "--org", "--region", region);
      expect(ended).toMatchObject({ code: 2, stdout: "" });
      expect(ended.stderr).toContain("AWS does not know these credentials");
      expect(ended.stderr).not.toContain(forged.secretAccessKey);
      expect(ended.stderr).not.toContain(forged.accessKeyId);
    } finally {
      await shell.remove();
    }
  });

  test("a wrong secret is refused by its signature", async () => {
    const shell = await openShell(moto.url, { ...scanner, secretAccessKey: "wrong-secret" });
    try {
      const ended = await shell.run("scan", "--region", region);
      expect(ended).toMatchObject({ code: 2, stdout: "" });
      expect(ended.stderr).toContain("secret access key");
    } finally {
      await shell.remove();
    }
  });
});
