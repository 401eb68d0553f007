import { apiNames } from "../../../src/snapshot/apis.ts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { collect, type CollectEvent, type CollectOptions, type EarlierRun } from "../../../src/collectors/collect.ts";
import type { LedgerRow, RegionFile } from "../../../src/snapshot/format.ts";
import {
  ec2Answer,
  ec2Error,
  htmlPage,
  jsonAnswer,
  jsonError,
  startStubAws,
  stsAnswer,
  stsError,
  type Call,
  type Reply,
} from "./stub-aws.ts";
import { wireNames, writeItems, type ListedApi } from "./wire-names.ts";

/** The account of a request: the stub hands out keys that name it. */
const caller = "111122223333";
const accountOf = ({ accessKeyId }: Call) => /\d{12}/.exec(accessKeyId)?.[0] ?? caller;

/** Answers before the healthy world does; undefined leaves it to that. */
type Override = (call: Call, account: string) => Reply | undefined;
let override: Override = () => undefined;
let sessionLifetime = 3_600_000;
let sessions = 0;

const regionInfo = (regions: [string, string][]) =>
  `<regionInfo>${regions.map(([name, status]) => `<item><regionName>${name}</regionName><optInStatus>${status}</optInStatus></item>`).join("")}</regionInfo>`;

/** One VPC in eu-west-1, none in us-east-1, one Region not opted into, and one of another partition. */
function healthy(call: Call): Reply {
  const { action, region } = call;
  if (action === "GetCallerIdentity") {
    return stsAnswer(
      action,
      `<Arn>arn:aws:iam::${caller}:user/me</Arn><UserId>AIDA</UserId><Account>${caller}</Account>`,
    );
  }
  if (action === "AssumeRole") {
    const account = /::(\d{12}):role/.exec(String(call.input["RoleArn"]))?.[1] ?? "";
    sessions += 1;
    const expiration = new Date(Date.now() + sessionLifetime).toISOString();
    return stsAnswer(
      action,
      `<Credentials><AccessKeyId>ASIA${account}S${sessions}</AccessKeyId><SecretAccessKey>hush</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expiration}</Expiration></Credentials>`,
    );
  }
  if (action === "DescribeRegions") {
    const regions: [string, string][] = [
      ["us-east-1", "opt-in-not-required"],
      ["cn-north-1", "opt-in-not-required"],
      ["me-south-1", "not-opted-in"],
      ["eu-west-1", "opt-in-not-required"],
    ];
    return ec2Answer(action, regionInfo(regions));
  }
  if (call.service === "organizations") return organization(call);
  if (call.service === "networkmanager") return jsonAnswer({ CoreNetworks: [] });
  if (action === "DescribeVpcAttribute") return ec2Answer(action, "<vpcId>vpc-1</vpcId>");
  if (!(action in wireNames)) return ec2Error("InvalidAction", 400);
  const api = action as ListedApi;
  if (api === "DescribeVpcEndpointServices") return ec2Answer(api, writeItems(api, ["gwe-s3"]));
  return ec2Answer(api, writeItems(api, api === "DescribeVpcs" && region === "eu-west-1" ? ["vpc-1"] : []));
}

const memberIds = [caller, "222222222222", "333333333333"];

function organization({ action, input }: Call): Reply {
  switch (action) {
    case "DescribeOrganization":
      return jsonAnswer({ Organization: { Id: "o-abc1234567", MasterAccountId: caller } });
    case "ListAccounts": {
      // Two pages with an empty one between, as Organizations does (5.1).
      const accounts = memberIds.map((Id, index) => ({
        Id,
        Name: `account ${index}`,
        Arn: `arn:aws:organizations::${caller}:account/o-abc1234567/${Id}`,
        State: Id === "333333333333" ? "SUSPENDED" : "ACTIVE",
        Paths: [`o-abc1234567/r-ab12/${index === 1 ? "ou-ab12-prod1234/" : ""}`],
      }));
      if (input["NextToken"] === undefined) return jsonAnswer({ Accounts: accounts.slice(0, 1), NextToken: "a" });
      return input["NextToken"] === "a"
        ? jsonAnswer({ Accounts: [], NextToken: "b" })
        : jsonAnswer({ Accounts: accounts.slice(1) });
    }
    case "ListRoots":
      return jsonAnswer({ Roots: [{ Id: "r-ab12", Name: "Root" }] });
    case "ListOrganizationalUnitsForParent":
      return jsonAnswer({
        OrganizationalUnits: input["ParentId"] === "r-ab12" ? [{ Id: "ou-ab12-prod1234", Name: "Prod" }] : [],
      });
    case "ListAccountsForParent":
      return jsonAnswer({
        Accounts: input["ParentId"] === "r-ab12" ? [{ Id: caller }, { Id: "333333333333" }] : [{ Id: "222222222222" }],
      });
    default:
      return jsonError("UnsupportedAPIEndpointException");
  }
}

const stub = await startStubAws((call) => override(call, accountOf(call)) ?? healthy(call));
const environment = {
  AWS_ENDPOINT_URL: stub.url,
  AWS_ACCESS_KEY_ID: `AKIA${caller}`,
  AWS_SECRET_ACCESS_KEY: "hush",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  // Whatever would speak TLS is not for the stub: it meets a closed port of this machine and not AWS.
  HTTPS_PROXY: "http://127.0.0.1:9",
};
Object.assign(process.env, environment);
for (const name of ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CA_BUNDLE", "NO_PROXY", "no_proxy"])
  delete process.env[name];
afterAll(() => stub.close());

const options: CollectOptions = {
  org: false,
  accounts: [],
  excludeAccounts: [],
  ous: [],
  regions: [],
  roleName: "VpclintReadOnly",
  homeRegion: "us-east-1",
  concurrency: 16,
  maxAttempts: 1,
};

async function run(changes: Partial<CollectOptions> = {}) {
  const files: RegionFile[] = [];
  const events: CollectEvent[] = [];
  const manifest = await collect(
    { ...options, ...changes },
    {
      // A Region that answered nothing has a row and no file.
      sink: { write: async (file, row) => void (row.collected.length > 0 && files.push(file)) },
      clock: () => "2026-11-02T06:00:00.000Z",
      onEvent: (event) => events.push(event),
    },
  );
  const row = (account: string, region: string) =>
    manifest.ledger.find((one) => one.account === account && one.region === region);
  return { manifest, files, events, row };
}

const earlierOf = (rows: LedgerRow[], files: RegionFile[]): EarlierRun => ({
  rows,
  regionsOf: () => undefined,
  row: (account, region) => rows.find((one) => one.account === account && one.region === region),
  read: async ({ account, region }) => files.find((one) => one.account === account && one.region === region),
});

beforeEach(() => {
  override = () => undefined;
  sessionLifetime = 3_600_000;
  sessions = 0;
  stub.calls.length = 0;
});

describe("one account", () => {
  test("is the caller's own, entered without a role, in its partition's Regions", async () => {
    const { manifest, row } = await run();
    expect(manifest).toMatchObject({
      partition: "aws",
      callerAccount: caller,
      organization: { id: "o-abc1234567", managementAccount: caller },
    });
    expect(manifest.ledger.map(({ region }) => region)).toEqual(["eu-west-1", "me-south-1", "us-east-1"]);
    expect(stub.calls.some(({ action }) => action === "AssumeRole")).toBe(false);
    expect(row(caller, "me-south-1")?.gaps).toEqual([{ api: "*", outcome: "not-enabled", reason: "not-opted-in" }]);
  });

  test("a Region without VPC and transit gateway costs two calls of EC2, and the rest is skipped", async () => {
    const { files, row } = await run({ regions: ["us-east-1"] });
    expect(row(caller, "us-east-1")).toMatchObject({
      collected: ["DescribeVpcs", "DescribeTransitGateways", "ListCoreNetworks"],
      gaps: [{ api: "*", outcome: "skipped", reason: "no VPC in this Region" }],
    });
    expect(files.map(({ answers }) => answers)).toEqual([
      {
        DescribeVpcs: { Vpcs: [] },
        DescribeTransitGateways: { TransitGateways: [] },
        ListCoreNetworks: { CoreNetworks: [] },
      },
    ]);
    expect(stub.calls.filter(({ service, action }) => service === "ec2" && action !== "DescribeRegions")).toHaveLength(
      2,
    );
  });

  test("a Region with transit gateways and no VPC is asked about those alone", async () => {
    override = ({ action, region }) =>
      action === "DescribeTransitGateways" && region === "us-east-1"
        ? ec2Answer(action, writeItems(action, ["tgw-1"]))
        : undefined;
    const { row } = await run({ regions: ["us-east-1"] });
    expect(row(caller, "us-east-1")?.collected).toContain("DescribeTransitGatewayAttachments");
    expect(row(caller, "us-east-1")?.gaps).toContainEqual({
      api: "DescribeSubnets",
      outcome: "skipped",
      reason: "no VPC in this Region",
    });
  });

  test("a Region with a VPC is collected whole", async () => {
    const { files, row } = await run({ regions: ["eu-west-1"] });
    expect(row(caller, "eu-west-1")).toMatchObject({
      collected: expect.arrayContaining(["DescribeSubnets", "DescribeVpcAttribute"]),
      gaps: [],
    });
    expect(row(caller, "eu-west-1")?.collected).toHaveLength(apiNames.length);
    expect(Object.keys(files[0]?.capturedAt ?? {})).toEqual(Object.keys(files[0]?.answers ?? {}));
  });

  test("is asked in all Regions with the caller's words for progress", async () => {
    const { events } = await run();
    expect(events[0]).toEqual({ kind: "accounts-found", scanned: 1, skipped: 0 });
    expect(events).toContainEqual({ kind: "account-entered", account: caller, regions: 3 });
    expect(events.filter(({ kind }) => kind === "region-collected")).toHaveLength(2);
    expect(events).toContainEqual({ kind: "call", account: caller, region: "eu-west-1", api: "DescribeSubnets" });
  });

  test("gives the same ledger and answers whatever order the answers come in", async () => {
    const first = await run();
    const second = await run({ concurrency: 1 });
    expect(second.manifest).toEqual(first.manifest);
    const sorted = (files: RegionFile[]) => files.map((file) => JSON.stringify(file)).sort();
    expect(sorted(second.files)).toEqual(sorted(first.files));
  });
});

describe("an API that fails", () => {
  test("leaves a gap and no answer, and so does what cannot be asked without it", async () => {
    override = ({ action }) => (action === "DescribeVpcEndpoints" ? ec2Error("UnauthorizedOperation", 403) : undefined);
    const { files, row } = await run({ regions: ["eu-west-1"] });
    const gaps = row(caller, "eu-west-1")?.gaps ?? [];
    expect(gaps.map(({ api, outcome }) => [api, outcome])).toEqual([
      ["DescribeVpcEndpoints", "denied"],
      ["DescribeSecurityGroups", "denied"],
      ["DescribeVpcAttribute", "denied"],
    ]);
    expect(gaps[1]?.reason).toBe("not asked, for want of DescribeVpcEndpoints");
    expect(files[0]?.answers.DescribeVpcEndpoints).toBeUndefined();
    expect(files[0]?.answers.DescribeSubnets).toEqual({ Subnets: [] });
  });

  test("DescribeVpcs alone does not turn the VPC's own lists into skipped ones", async () => {
    override = ({ action }) => (action === "DescribeVpcs" ? ec2Error("UnauthorizedOperation", 403) : undefined);
    const { row } = await run({ regions: ["us-east-1"] });
    expect(row(caller, "us-east-1")?.collected).toContain("DescribeSubnets");
  });

  test("both gates closed close the Region, with one gap and no file", async () => {
    override = ({ region, service, action }) =>
      service === "ec2" && region === "eu-west-1" && action !== "DescribeRegions"
        ? ec2Error("UnauthorizedOperation", 403, "x with an explicit deny in a service control policy")
        : undefined;
    const { files, row } = await run({ regions: ["eu-west-1"] });
    expect(row(caller, "eu-west-1")).toEqual({
      account: caller,
      region: "eu-west-1",
      collected: [],
      gaps: [
        { api: "*", outcome: "denied", reason: "UnauthorizedOperation: explicit deny in a service control policy" },
      ],
    });
    expect(files).toEqual([]);
  });

  test("throttling of the gates says nothing about the other APIs (5.2)", async () => {
    override = ({ action }) =>
      ["DescribeVpcs", "DescribeTransitGateways"].includes(action) ? ec2Error("RequestLimitExceeded", 503) : undefined;
    const { row, events } = await run({ regions: ["eu-west-1"] });
    expect(row(caller, "eu-west-1")?.collected).toContain("DescribeRouteTables");
    expect(events).toContainEqual({
      kind: "held-back",
      cause: "throttle",
      ms: 0,
      account: caller,
      region: "eu-west-1",
      api: "DescribeVpcs",
    });
  });
});

describe("Regions", () => {
  test("that nobody knows stop the scan before it starts", async () => {
    await expect(run({ regions: ["eu-wset-1"] })).rejects.toMatchObject({
      code: "unknown-region",
      hint: "did you mean eu-west-1?",
    });
    await expect(run({ regions: ["cn-north-1"] })).rejects.toMatchObject({ code: "unknown-region" });
  });

  test("are asked of account:ListRegions where EC2 does not tell", async () => {
    override = ({ action, service }) => {
      if (action === "DescribeRegions") return ec2Error("UnauthorizedOperation", 403);
      if (service !== "account") return undefined;
      return jsonAnswer({
        Regions: [
          { RegionName: "eu-west-1", RegionOptStatus: "ENABLED_BY_DEFAULT" },
          { RegionName: "ap-east-1", RegionOptStatus: "ENABLING" },
          { RegionName: "af-south-1", RegionOptStatus: "DISABLED" },
        ],
      });
    };
    const { manifest } = await run();
    expect(manifest.ledger.map(({ region, gaps }) => [region, gaps[0]?.reason])).toEqual([
      ["af-south-1", "DISABLED"],
      ["ap-east-1", "ENABLING"],
      ["eu-west-1", undefined],
    ]);
    expect(stub.calls.find(({ service }) => service === "account")?.input["AccountId"]).toBeUndefined();
  });

  test("that cannot be listed are a gap of the account; with --region they are tried", async () => {
    override = ({ action, service }) =>
      action === "DescribeRegions" || service === "account" ? ec2Error("UnauthorizedOperation", 403) : undefined;
    const all = await run();
    expect(all.manifest.ledger).toEqual([
      {
        account: caller,
        region: "*",
        collected: [],
        gaps: [{ api: "DescribeRegions", outcome: "denied", reason: expect.stringContaining("UnauthorizedOperation") }],
      },
    ]);
    const { row } = await run({ regions: ["eu-west-1"] });
    expect(row(caller, "eu-west-1")?.collected).toContain("DescribeVpcs");
  });
});

describe("an organization", () => {
  test("is scanned account by account, each with its own session", async () => {
    const { manifest, row } = await run({ org: true, externalId: "shared-secret", regions: ["eu-west-1"] });
    expect(manifest.accounts).toEqual([
      { id: caller, name: "account 0", state: "ACTIVE", path: "Root" },
      { id: "222222222222", name: "account 1", state: "ACTIVE", path: "Root/Prod" },
      { id: "333333333333", name: "account 2", state: "SUSPENDED", path: "Root" },
    ]);
    expect(row("333333333333", "*")?.gaps).toEqual([
      { api: "*", outcome: "skipped", reason: "account state SUSPENDED" },
    ]);
    const assumed = stub.calls.filter(({ action }) => action === "AssumeRole");
    expect(
      assumed.map(({ input, region }) => [input["RoleArn"], input["ExternalId"], input["RoleSessionName"], region]),
    ).toEqual([["arn:aws:iam::222222222222:role/VpclintReadOnly", "shared-secret", "vpclint", "us-east-1"]]);
    const subnets = stub.calls.filter(({ action }) => action === "DescribeSubnets");
    expect(subnets.map(accountOf).sort()).toEqual([caller, "222222222222"]);
  });

  test("one account that cannot be entered does not stop the others", async () => {
    override = ({ action }) =>
      action === "AssumeRole"
        ? stsError("AccessDenied", 403, "User: x is not authorized to perform: sts:AssumeRole")
        : undefined;
    const { row, events } = await run({ org: true, regions: ["eu-west-1"] });
    expect(row("222222222222", "*")).toMatchObject({
      collected: [],
      gaps: [{ api: "AssumeRole", outcome: "denied", reason: expect.stringContaining("VpclintReadOnly") }],
    });
    expect(row(caller, "eu-west-1")?.collected).toHaveLength(apiNames.length);
    expect(events).toContainEqual(expect.objectContaining({ kind: "account-denied", account: "222222222222" }));
  });

  test("is walked where the accounts do not carry their paths", async () => {
    override = ({ action }) =>
      action === "ListAccounts"
        ? jsonAnswer({ Accounts: memberIds.map((Id) => ({ Id, Status: "ACTIVE" })) })
        : undefined;
    const { manifest } = await run({ org: true, regions: ["us-east-1"] });
    expect(manifest.accounts.map(({ path, state }) => [path, state])).toEqual([
      ["Root", "ACTIVE"],
      ["Root/Prod", "ACTIVE"],
      ["Root", "ACTIVE"],
    ]);
  });

  test("whose units may not be named is scanned all the same", async () => {
    override = ({ action }) => (action === "ListRoots" ? jsonError("AccessDeniedException") : undefined);
    const { manifest, events } = await run({ org: true, ous: ["ou-ab12-prod1234"], regions: ["us-east-1"] });
    expect(manifest.accounts.find(({ id }) => id === "222222222222")?.path).toBe("r-ab12/ou-ab12-prod1234");
    expect(events).toContainEqual(expect.objectContaining({ kind: "units-unnamed" }));
  });

  test("that may not be described is known by the ARNs of its accounts", async () => {
    override = ({ action }) => (action === "DescribeOrganization" ? jsonError("AccessDeniedException") : undefined);
    const { manifest } = await run({ org: true, regions: ["us-east-1"] });
    expect(manifest.organization).toEqual({ id: "o-abc1234567", managementAccount: caller });
  });

  test.each([
    ["an empty list (emulators 1.2)", jsonAnswer({ Accounts: [] })],
    ["a refusal", jsonError("AccessDeniedException")],
    ["no organization", jsonError("AWSOrganizationsNotInUseException")],
    ["an HTML page", htmlPage],
  ])("of which ListAccounts answers %s is not scanned at all", async (_what, reply) => {
    override = ({ action }) => (action === "ListAccounts" ? reply : undefined);
    await expect(run({ org: true })).rejects.toMatchObject({ code: "no-organization" });
  });

  test("does not know the account that was asked for", async () => {
    await expect(run({ org: true, accounts: ["444444444444"] })).rejects.toMatchObject({ code: "unknown-account" });
  });
});

describe("credentials", () => {
  test.each([
    // Expired ones are loaded anew, once.
    ["ExpiredToken", /have expired/, 2],
    ["InvalidClientTokenId", /does not know these credentials/, 1],
    ["SignatureDoesNotMatch", /does not belong/, 1],
  ])("that STS answers with %s stop the scan, with what to do", async (code, message, calls) => {
    override = ({ action }) => (action === "GetCallerIdentity" ? stsError(code, 403) : undefined);
    await expect(run()).rejects.toMatchObject({
      code: "no-credentials",
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
    expect(stub.calls).toHaveLength(calls);
  });

  test("that are not there stop the scan", async () => {
    delete process.env["AWS_ACCESS_KEY_ID"];
    const failing = run().finally(() => Object.assign(process.env, environment));
    await expect(failing).rejects.toMatchObject({ code: "no-credentials", message: "no AWS credentials were found" });
    expect(stub.calls).toHaveLength(0);
  });

  test("an endpoint that answers a web page stops the scan", async () => {
    override = () => htmlPage;
    await expect(run()).rejects.toMatchObject({ code: "no-endpoint", message: expect.stringContaining("HTML page") });
  });

  test("that expire during the scan are renewed, and the listing goes on", async () => {
    override = ({ action, accessKeyId }) =>
      action === "DescribeSubnets" && accessKeyId.endsWith("S1") ? ec2Error("RequestExpired", 400) : undefined;
    const { row } = await run({ accounts: ["222222222222"], regions: ["eu-west-1"] });
    expect(row("222222222222", "eu-west-1")?.gaps).toEqual([]);
    expect(sessions).toBe(2);
  });

  test("that are about to expire are renewed before they are used", async () => {
    sessionLifetime = 4 * 60_000;
    const { row } = await run({ accounts: ["222222222222"], regions: ["us-east-1"] });
    expect(row("222222222222", "us-east-1")?.collected).toHaveLength(3);
    expect(sessions).toBeGreaterThan(1);
  });

  test("are nowhere in what comes out", async () => {
    override = ({ action, accessKeyId }) =>
      action === "DescribeSubnets" ? ec2Error("Odd", 400, `key ${accessKeyId} is odd (RequestId: 1)`) : undefined;
    const { manifest, files, events } = await run({ accounts: ["222222222222"] });
    expect(JSON.stringify([manifest, files, events])).not.toMatch(/hush|token|ASIA/);
  });
});

test("a sink that cannot write ends the scan", async () => {
  const sink = { write: () => Promise.reject(new Error("disk full")) };
  await expect(collect(options, { sink, clock: () => "2026-11-02T06:00:00.000Z" })).rejects.toThrow("disk full");
});

describe("a route to what is not listed (5.13)", () => {
  const routeTo = (target: string, state = "active") =>
    `<routeTableSet><item><routeTableId>rtb-1</routeTableId><ownerId>${caller}</ownerId><routeSet><item>${target}<state>${state}</state></item></routeSet></item></routeTableSet>`;
  const toEndpoint = "<gatewayId>vpce-1</gatewayId>";
  const toNat = "<natGatewayId>nat-1</natGatewayId>";
  const count = (name: string) => stub.calls.filter(({ action }) => action === name).length;
  /** The list has the target from its nth time on. */
  const world =
    (routes: string, api: ListedApi, { id, from }: { id: string; from: number }): Override =>
    ({ action, region }) => {
      if (region !== "eu-west-1") return undefined;
      if (action === "DescribeRouteTables") return ec2Answer(action, routes);
      return action === api ? ec2Answer(api, writeItems(api, count(api) >= from ? [id] : [])) : undefined;
    };

  test.each([
    ["DescribeVpcEndpoints", toEndpoint, "vpce-1"],
    ["DescribeNatGateways", toNat, "nat-1"],
  ] as const)("%s is asked once more, and leaves no trace where it has it then", async (api, target, id) => {
    override = world(routeTo(target), api, { id, from: 2 });
    const { row, files } = await run({ regions: ["eu-west-1"] });
    expect(row(caller, "eu-west-1")?.gaps).toEqual([]);
    expect(count(api)).toBe(2);
    expect(JSON.stringify(files[0]?.answers[api])).toContain(id);
  });

  test("what is still missing stands in the ledger, beside the answer", async () => {
    override = world(routeTo(toEndpoint), "DescribeVpcEndpoints", { id: "vpce-1", from: 99 });
    const { row, files } = await run({ regions: ["eu-west-1"] });
    const reason = "asked twice, and not listed: what routes point at (rtb-1 to vpce-1)";
    expect(row(caller, "eu-west-1")?.gaps).toEqual([{ api: "DescribeVpcEndpoints", outcome: "failed", reason }]);
    expect(files[0]?.answers.DescribeVpcEndpoints).toEqual({ VpcEndpoints: [] });
    expect(count("DescribeVpcEndpoints")).toBe(2);
  });

  test("a black hole is not asked about, nor is the table of another account", async () => {
    override = world(routeTo(toEndpoint, "blackhole"), "DescribeVpcEndpoints", { id: "vpce-1", from: 99 });
    const { row } = await run({ regions: ["eu-west-1"] });
    override = world(routeTo(toEndpoint).replace(caller, "999999999999"), "DescribeVpcEndpoints", {
      id: "vpce-1",
      from: 99,
    });
    const { row: other } = await run({ regions: ["eu-west-1"] });
    expect([row(caller, "eu-west-1")?.gaps, other(caller, "eu-west-1")?.gaps]).toEqual([[], []]);
    expect(count("DescribeVpcEndpoints")).toBe(2);
  });
});

describe("denials are told apart", () => {
  const enter = async (message: string) => {
    override = ({ action }) => (action === "AssumeRole" ? stsError("AccessDenied", 403, message) : undefined);
    const { row } = await run({ accounts: ["222222222222"], regions: ["us-east-1"] });
    return row("222222222222", "*")?.gaps[0]?.reason;
  };

  test("a role that is missing, an SCP and an IAM policy", async () => {
    const sentence = "User: me is not authorized to perform: sts:AssumeRole on resource: role";
    expect(await enter(sentence)).toContain("the role VpclintReadOnly is missing or does not trust the caller");
    expect(await enter(`${sentence} with an explicit deny in a service control policy`)).toBe(
      "AccessDenied: explicit deny in a service control policy",
    );
    expect(await enter(`${sentence} because no identity-based policy allows the sts:AssumeRole action`)).toBe(
      "AccessDenied: no IAM policy allows it",
    );
  });
});

describe("a session that dies in mid-scan", () => {
  test("and cannot be renewed ends its account with one reason, asks STS once, and costs no other account", async () => {
    const dead = "222222222222";
    override = ({ action, region, input }, account) => {
      if (action === "AssumeRole" && sessions > 1 && String(input["RoleArn"]).includes(dead))
        return stsError("AccessDenied", 403, "no");
      return account === dead && region === "eu-west-1" && action !== "DescribeVpcs" && action !== "DescribeRegions"
        ? ec2Error("ExpiredToken", 400)
        : undefined;
    };
    const { manifest, row } = await run({ accounts: ["444444444444", dead], regions: ["eu-west-1"], maxAttempts: 3 });
    const gaps = row(dead, "eu-west-1")?.gaps ?? [];
    expect(gaps.length).toBeGreaterThan(15);
    expect(new Set(gaps.map(({ outcome }) => outcome))).toEqual(new Set(["denied"]));
    expect(gaps[0]?.reason).toMatch(/^the session ended and could not be renewed: AccessDenied/);
    expect(row("444444444444", "eu-west-1")?.gaps).toEqual([]);
    expect(manifest.ledger).toHaveLength(2);
    const again = stub.calls.filter(
      ({ action, input }) => action === "AssumeRole" && String(input["RoleArn"]).includes(dead),
    );
    expect(again).toHaveLength(2);
  });
});

describe("what an earlier run has left", () => {
  test("is kept, but for what failed and what rests on it", async () => {
    override = ({ action, region }) =>
      action === "DescribeVpcEndpoints" && region === "eu-west-1" ? ec2Error("UnauthorizedOperation", 403) : undefined;
    const first = await run({ regions: ["eu-west-1"] });
    override = () => undefined;
    const whole = await run({ regions: ["eu-west-1"] });
    stub.calls.length = 0;
    const files: RegionFile[] = [];
    const manifest = await collect(
      { ...options, regions: ["eu-west-1"] },
      {
        sink: { write: async (file) => void files.push(file) },
        clock: () => "2026-11-02T06:00:00.000Z",
        earlier: earlierOf(first.manifest.ledger, first.files),
      },
    );
    expect(manifest).toEqual(whole.manifest);
    expect(files).toEqual(whole.files);
    const asked = new Set(stub.calls.filter(({ service }) => service === "ec2").map(({ action }) => action));
    // Security groups and DNS settings would be next, if the endpoints named any.
    expect([...asked].toSorted()).toEqual(["DescribeRegions", "DescribeVpcEndpoints"]);
  });
});

describe("AWS's own prefix lists, the same in every account of a Region", () => {
  const api = "DescribePrefixLists";
  const member = "222222222222";
  const lists = (of: (account: string) => Reply): Override =>
    function answer({ action }, account) {
      if (action === "DescribeManagedPrefixLists") return managed(account);
      return action === api ? of(account) : undefined;
    };
  const name = "com.amazonaws.eu-west-1.s3";
  const listOf = (id: string, ranges = "<cidrSet><item>52.218.0.0/17</item></cidrSet>"): Reply =>
    ec2Answer(
      api,
      `<prefixListSet><item><prefixListId>${id}</prefixListId><prefixListName>${name}</prefixListName>${ranges}</item></prefixListSet>`,
    );
  const managedAs = (id: string): Reply =>
    ec2Answer(
      "DescribeManagedPrefixLists",
      `<prefixListSet><item><prefixListId>${id}</prefixListId><prefixListName>${name}</prefixListName><ownerId>AWS</ownerId></item></prefixListSet>`,
    );
  let managed: (account: string) => Reply;
  beforeEach(() => {
    managed = () => managedAs("pl-63a5400a");
  });
  const whole = listOf("pl-63a5400a");
  const asked = () => stub.calls.filter(({ action }) => action === api).map(accountOf);
  const org = { org: true, regions: ["eu-west-1"] };
  const answersOf = ({ files }: Awaited<ReturnType<typeof run>>) =>
    Object.fromEntries(files.map(({ account, answers }) => [account, answers[api]]));
  const toldOf = (PrefixListId: string) => ({
    PrefixLists: [{ PrefixListId, PrefixListName: name, Cidrs: ["52.218.0.0/17"] }],
  });
  const told = toldOf("pl-63a5400a");

  test("are asked for once, in the caller's account, and the rows say so", async () => {
    override = lists(() => whole);
    const scan = await run(org);
    expect(asked()).toEqual([caller]);
    expect(answersOf(scan)).toEqual({ [caller]: told, [member]: told });
    expect(scan.row(member, "eu-west-1")).toMatchObject({ fromCaller: [api], gaps: [] });
    expect(scan.row(member, "eu-west-1")?.collected).toContain(api);
    expect(scan.row(caller, "eu-west-1")).not.toHaveProperty("fromCaller");
  });

  test("are asked for in each account where the caller may not ask, or is told of none, or of no ranges", async () => {
    const refused = ec2Error("UnauthorizedOperation", 403);
    for (const reply of [refused, ec2Answer(api, writeItems(api, [])), listOf("pl-63a5400a", "")]) {
      stub.calls.length = 0;
      override = lists((account) => (account === caller ? reply : whole));
      const scan = await run(org);
      expect(asked().filter((account) => account === member)).toEqual([member]);
      expect(scan.row(member, "eu-west-1")).not.toHaveProperty("fromCaller");
      expect(answersOf(scan)[member]).toEqual(told);
    }
  });

  test("are asked for in an account that knows them by other ids, as moto's do, or may not list them", async () => {
    override = lists((account) => (account === caller ? whole : listOf("pl-other")));
    managed = (account) => (account === caller ? managedAs("pl-63a5400a") : managedAs("pl-other"));
    const other = await run(org);
    expect(answersOf(other)).toEqual({ [caller]: told, [member]: toldOf("pl-other") });
    managed = (account) => (account === caller ? managedAs("pl-63a5400a") : ec2Error("UnauthorizedOperation", 403));
    const unsure = await run(org);
    expect(answersOf(unsure)).toEqual({ [caller]: told, [member]: toldOf("pl-other") });
    expect(unsure.row(member, "eu-west-1")).not.toHaveProperty("fromCaller");
  });

  test("are asked for in the one account that is named", async () => {
    override = lists(() => whole);
    const { row } = await run({ accounts: [member], regions: ["eu-west-1"] });
    expect(asked()).toEqual([member]);
    expect(row(member, "eu-west-1")).not.toHaveProperty("fromCaller");
  });

  test("still are the caller's after a resumed run", async () => {
    override = lists(() => whole);
    const first = await run(org);
    stub.calls.length = 0;
    const gap = { api: "DescribeSubnets", outcome: "failed", reason: "InternalError" } as const;
    const places = first.manifest.ledger.filter(({ region }) => region !== "*");
    const torn = places.map((row) =>
      row.region === "eu-west-1" && row.account === member ? { ...row, gaps: [gap] } : row,
    );
    const { ledger } = await collect(
      { ...options, ...org },
      {
        sink: { write: async () => {} },
        clock: () => "2026-11-02T06:00:00.000Z",
        earlier: earlierOf(torn, first.files),
      },
    );
    expect(asked()).toEqual([]);
    expect(ledger).toEqual(first.manifest.ledger);
  });
});

test("a collection that is interrupted finishes the writes in hand, and leaves no gap for it", async () => {
  const stop = new AbortController();
  const written: LedgerRow[] = [];
  const sink = {
    write: async (_file: RegionFile, row: LedgerRow) => {
      stop.abort(new Error("Ctrl-C"));
      await new Promise((resolve) => setTimeout(resolve, 30));
      written.push(row);
    },
  };
  const run = { sink, clock: () => "2026-11-02T06:00:00.000Z", signal: stop.signal };
  await expect(collect({ ...options, concurrency: 1 }, run)).rejects.toThrow("Ctrl-C");
  expect(written).toHaveLength(1);
  expect(written[0]?.gaps.filter(({ outcome }) => outcome !== "skipped")).toEqual([]);
});
