import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Diagnosis } from "../../src/doctor.ts";
import type { PolicyDocument } from "../../src/iam/policies.ts";
import { startSimulator, type SimulatedSnapshot, type Simulator } from "../../src/simulator/server.ts";
import { apiNames } from "../../src/snapshot/apis.ts";
import type { AccountRegion, Gap, LedgerRow } from "../../src/snapshot/format.ts";
import { openSnapshot } from "../../src/snapshot/read.ts";
import { repository, runCli, type CliRun } from "../support/run-cli.ts";
import { manifestOf } from "../support/snapshot.ts";

/** What a scan may do, by what it does; and whether the preflight says what a scan would meet. */
const management = "111122223333";
const member = "222233334444";
const organization = { id: "o-exampleorgid", managementAccount: management };

let folder: string;
let sample: Simulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vpclint-permissions-"));
  sample = await startSimulator({ snapshot: await openSnapshot(join(repository, "examples", "organization")) });
});

afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (args: string[], simulator?: Simulator): Promise<CliRun> =>
  runCli(args, { cwd: folder, env: simulator?.environment() ?? {} });

/** Two accounts with one VPC each in one Region, of which some calls are refused. */
function simulate(gaps: Gap[], rows: LedgerRow[] = []): Promise<Simulator> {
  const places = [management, member]
    .filter((account) => !rows.some((row) => row.account === account))
    .map((account): AccountRegion => ({
      account,
      region: "us-east-1",
      capturedAt: {},
      answers: { DescribeVpcs: { Vpcs: [{ VpcId: "vpc-1" }] } },
      gaps: account === member ? gaps : [],
    }));
  const manifest = manifestOf({ places, rows, organization });
  const read: SimulatedSnapshot["read"] = (account, region) =>
    Promise.resolve(places.find((place) => place.account === account && place.region === region));
  return startSimulator({ snapshot: { manifest, read } });
}

const denied = (api: Gap["api"], reason: string): Gap => ({ api, outcome: "denied", reason });

async function withSimulator<T>(starting: Promise<Simulator>, use: (simulator: Simulator) => Promise<T>): Promise<T> {
  const simulator = await starting;
  try {
    return await use(simulator);
  } finally {
    await simulator.close();
  }
}

type Policies = Record<"member" | "scanner", { permissions: PolicyDocument; trust?: PolicyDocument }>;

const actionsOf = ({ Statement }: PolicyDocument) => Statement.flatMap(({ Action }) => Action).toSorted();
const asked = ({ requests }: Simulator) => [...requests.counts.keys()];

describe("vpclint permissions", () => {
  /** Asked only where the accounts do not say which unit they are in, as moto's do not (test/moto). */
  const notAskedHere = new Set(["organizations:ListAccountsForParent"]);
  /** AWS asks for no permission to say who the caller is. */
  const free = new Set(["sts:GetCallerIdentity"]);

  test("every call that a scan makes is in the policies, and nothing else is", async () => {
    const { permissions } = (JSON.parse((await run(["permissions"])).stdout) as Policies).scanner;
    const scan = ["scan", "--org", "--quiet", "--fail-on", "none", "--allow-partial"];
    const calls = await withSimulator(
      startSimulator({ snapshot: await openSnapshot(join(repository, "examples", "organization")) }),
      async (simulator) => {
        expect((await run(scan, simulator)).code).toBe(0);
        return asked(simulator);
      },
    );
    const closed: LedgerRow = { account: member, region: "*", collected: [], gaps: [denied("DescribeRegions", "x")] };
    const more = await withSimulator(simulate([], [closed]), async (simulator) => {
      await run(scan, simulator);
      return asked(simulator);
    });
    const made = [...new Set([...calls, ...more])].filter((call) => !free.has(call)).toSorted();
    expect(made).toEqual(actionsOf(permissions).filter((action) => !notAskedHere.has(action)));
  });

  test.each([
    ["config", /^(organizations|sts|config|account):|^ec2:DescribeRegions$/],
    ["api,config", /^(organizations|sts|config|account|ec2|networkmanager|route53|route53profiles):/],
  ])("so it is with --source %s", async (source, expected) => {
    const { permissions } = (JSON.parse((await run(["permissions", "--source", source])).stdout) as Policies).scanner;
    const snapshot = await openSnapshot(join(repository, "examples", "organization"));
    const calls = await withSimulator(startSimulator({ snapshot }), async (simulator) => {
      await run(["scan", "--org", "--quiet", "--fail-on", "none", "--allow-partial", "--source", source], simulator);
      return asked(simulator);
    });
    const allowed = actionsOf(permissions).filter((action) => !notAskedHere.has(action));
    const made = calls.filter((call) => !free.has(call));
    expect(made.every((call) => expected.test(call))).toBe(true);
    expect(allowed.filter((action) => !made.includes(action))).toEqual(["account:ListRegions"]);
    expect(made.filter((call) => !allowed.includes(call))).toEqual([]);
  });

  test("the member role reads the network and nothing more; the scanner also lists and enters", async () => {
    const { member: role, scanner } = JSON.parse((await run(["permissions"])).stdout) as Policies;
    const network = actionsOf(role.permissions);
    expect(network).toHaveLength(apiNames.length + 1);
    expect(
      network.every((action) =>
        /^(ec2:(Describe|Get|Search)|networkmanager:(Get|List)|route53(profiles)?:List)/.test(action),
      ),
    ).toBe(true);
    const beyond = actionsOf(scanner.permissions).filter((action) => !network.includes(action));
    expect(
      beyond.every((action) => /^(organizations:(List|Describe)|account:ListRegions$|sts:AssumeRole$)/.test(action)),
    ).toBe(true);
  });

  test("the options stand where they belong, in every partition", async () => {
    const args = [
      "--partition",
      "aws-cn",
      "--role-name",
      "team/Scan",
      "--external-id",
      "abc",
      "--organization-id",
      organization.id,
      "--scanner-role-arn",
      "arn:aws-cn:iam::111122223333:role/S",
    ];
    const { member: role, scanner } = JSON.parse((await run(["permissions", ...args])).stdout) as Policies;
    expect(role.trust?.Statement[0]).toEqual({
      Sid: "LetTheScannerIn",
      Effect: "Allow",
      Principal: { AWS: "arn:aws-cn:iam::111122223333:role/S" },
      Action: ["sts:AssumeRole"],
      Condition: { StringEquals: { "sts:ExternalId": "abc", "aws:PrincipalOrgID": organization.id } },
    });
    expect(scanner.permissions.Statement.find(({ Sid }) => Sid === "EnterAccounts")).toMatchObject({
      Resource: "arn:aws-cn:iam::*:role/team/Scan",
      Condition: { StringEquals: { "aws:ResourceOrgID": organization.id } },
    });
    const template = (await run(["permissions", ...args, "--format", "cloudformation", "--role", "member"])).stdout;
    expect(template).toContain("RoleName: Scan");
    expect(template).toContain("Path: /team/");
  });

  test.each([
    [["--format", "terraform"], /prints one role at a time/],
    [["--external-id", "no blanks"], /--external-id takes/],
    [["--organization-id", "123"], /--organization-id takes/],
    [["--scanner-role-arn", "S"], /--scanner-role-arn takes/],
    [["--role-name", 'x"}'], /--role-name takes/],
    [["--role", "member", "--source", "config"], /needs no role in the accounts/],
  ])("%j is wrong usage", async (args, message) => {
    expect(await run(["permissions", ...args])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(message) as string,
    });
  });
});

describe("vpclint doctor", () => {
  const diagnose = async (simulator: Simulator, args: string[] = ["--org"]) => {
    const { code, stdout, stderr } = await run(["doctor", ...args, "--format", "json"], simulator);
    return { code, stderr, diagnosis: JSON.parse(stdout) as Diagnosis };
  };

  test("asks every API of every account that it enters, and changes nothing", async () => {
    const before = new Map(sample.requests.counts);
    const { code, diagnosis } = await diagnose(sample);
    expect(code).toBe(3);
    for (const { account, entry, regions } of diagnosis.accounts) {
      if (typeof entry !== "string") continue;
      const most = Math.max(...regions.map(({ apis }) => Object.keys(apis).length));
      expect({ account: account.id, most }).toEqual({ account: account.id, most: apiNames.length });
    }
    const calls = asked(sample).filter((name) => sample.requests.counts.get(name) !== before.get(name));
    expect(calls.every((call) => /:(Describe|Get|List|Search|AssumeRole)/.test(call))).toBe(true);
    expect(diagnosis.skipped.map(({ account }) => account.id)).toEqual(["123456789012"]);
    expect(diagnosis.grants).toMatchObject([{ where: "member role", accounts: ["999900001111"] }]);
  });

  test("finds in every Region what is refused in one of them, and whose policy refuses it", async () => {
    const { diagnosis } = await diagnose(sample, ["--org", "--every-region"]);
    expect(diagnosis.grants.find(({ where }) => where === "service control policy")).toMatchObject({
      accounts: ["444455556666"],
      what: expect.stringContaining("in eu-west-1") as string,
      statement: { Action: ["ec2:DescribeNatGateways"] },
    });
  });

  test("says it in words, with a matrix of accounts by APIs", async () => {
    const { code, stdout } = await run(["doctor", "--org"], sample);
    expect(code).toBe(3);
    expect(stdout).toMatch(/222233334444 {2}network +entered +3 of 3 +●●●●● ●●●●● ●●●●● ●●●●● ●●●●●/);
    expect(stdout).toMatch(/999900001111 {2}sandbox-research +refused/);
    expect(stdout).toContain("vpclint permissions --role member");
    expect(stdout).toContain("Not ready: 1 thing is missing.");
  });

  test("exit code 0 where nothing is missing", async () => {
    expect(await run(["doctor"], sample)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Ready:") as string,
    });
  });

  test("one statement for all that a role's policy lacks, over all accounts that lack it", async () => {
    const gaps = [
      denied("DescribeSubnets", "UnauthorizedOperation: no IAM policy allows it"),
      denied("DescribeRouteTables", "UnauthorizedOperation: no IAM policy allows it"),
    ];
    const { code, diagnosis } = await withSimulator(simulate(gaps), diagnose);
    expect(code).toBe(3);
    expect(diagnosis.grants).toMatchObject([
      {
        where: "member role's policy",
        accounts: [member],
        statement: { Effect: "Allow", Action: ["ec2:DescribeRouteTables", "ec2:DescribeSubnets"], Resource: "*" },
      },
    ]);
  });

  test("one block for one reason, which names the calls and the accounts, whatever the reason is", async () => {
    const reason = "OperationNotPermitted: EC2 is being moved";
    const failed = (api: Gap["api"]): Gap => ({ api, outcome: "failed", reason });
    const place = (account: string, ...apis: Gap["api"][]): AccountRegion => ({
      account,
      region: "us-east-1",
      capturedAt: {},
      answers: { DescribeVpcs: { Vpcs: [{ VpcId: "vpc-1" }] } },
      gaps: apis.map(failed),
    });
    const places = [
      place(management, "DescribeSubnets"),
      place(member, "DescribeSubnets", "DescribeVpnGateways", "DescribeNatGateways", "DescribeRouteTables"),
    ];
    const start = () =>
      startSimulator({
        snapshot: {
          manifest: manifestOf({ places, rows: [], organization }),
          read: async (account, region) => places.find((one) => one.account === account && one.region === region),
        },
      });
    const { diagnosis } = await withSimulator(start(), diagnose);
    expect(diagnosis.grants).toEqual([
      {
        where: "elsewhere",
        what: reason,
        actions: [
          "ec2:DescribeNatGateways",
          "ec2:DescribeRouteTables",
          "ec2:DescribeSubnets",
          "ec2:DescribeVpnGateways",
        ],
        accounts: [management, member],
      },
    ]);
    const { stdout } = await withSimulator(start(), (simulator) => run(["doctor", "--org"], simulator));
    expect(stdout).toContain(`ELSEWHERE: ${reason}
  ec2:DescribeNatGateways, ec2:DescribeRouteTables, ec2:DescribeSubnets
  ec2:DescribeVpnGateways
  in ${management}, ${member}
`);
    expect(stdout).toContain("Not ready: 1 thing is missing.");
  });

  test("one statement over accounts that lack different calls for one reason", async () => {
    const reason = "UnauthorizedOperation: no IAM policy allows it";
    const others = ["333344445555", "444455556666"];
    const places = others.map((account, index): AccountRegion => ({
      account,
      region: "us-east-1",
      capturedAt: {},
      answers: { DescribeVpcs: { Vpcs: [{ VpcId: "vpc-1" }] } },
      gaps: (["DescribeSubnets", "DescribeVpnGateways"] as const).slice(index).map((api) => denied(api, reason)),
    }));
    const manifest = { ...manifestOf({ places, rows: [], organization }), callerAccount: management };
    const snapshot: SimulatedSnapshot = {
      manifest,
      read: async (account, region) => places.find((one) => one.account === account && one.region === region),
    };
    const { diagnosis } = await withSimulator(startSimulator({ snapshot }), diagnose);
    expect(diagnosis.grants).toMatchObject([
      { accounts: others, statement: { Action: ["ec2:DescribeSubnets", "ec2:DescribeVpnGateways"] } },
    ]);
  });

  test.each([
    ["explicit deny in a service control policy", "service control policy"],
    ["explicit deny in a permissions boundary", "permissions boundary"],
    ["explicit deny in a resource control policy", "resource control policy"],
    ["no VPC endpoint policy allows it", "VPC endpoint policy"],
    ["not authorized; AWS does not say by which policy", "member role's policy"],
  ])("a call refused by %s has to be allowed in the %s", async (reason, where) => {
    const { diagnosis } = await withSimulator(
      simulate([denied("DescribeVpnGateways", `UnauthorizedOperation: ${reason}`)]),
      diagnose,
    );
    expect(diagnosis.grants).toMatchObject([{ where, statement: { Action: ["ec2:DescribeVpnGateways"] } }]);
  });

  test("an account that is closed by the caller's own policy is told apart from one whose role is missing", async () => {
    const row: LedgerRow = {
      account: member,
      region: "*",
      collected: [],
      gaps: [denied("AssumeRole", "AccessDenied: no IAM policy allows it")],
    };
    const { diagnosis } = await withSimulator(simulate([], [row]), diagnose);
    expect(diagnosis.grants).toMatchObject([
      {
        where: "scanner's policy",
        accounts: [member],
        statement: { Action: ["sts:AssumeRole"], Resource: "arn:aws:iam::*:role/VpclintReadOnly" },
      },
    ]);
  });

  test("wrong usage and missing credentials end with 2", async () => {
    expect((await run(["doctor", "--account", "12"], sample)).code).toBe(2);
    expect((await run(["doctor", "--region", "us-esat-1", "--org", "--ou", "Root/Nowhere"], sample)).code).toBe(2);
    expect((await run(["doctor"])).code).toBe(2);
  });
});
