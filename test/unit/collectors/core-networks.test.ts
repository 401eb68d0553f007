import { afterEach, describe, expect, test, vi } from "vitest";
import { collect, type CollectOptions } from "../../../src/collectors/collect.ts";
import { isWhole } from "../../../src/collectors/collect-region.ts";
import { isComplete, readCoverage } from "../../../src/report/coverage.ts";
import type { Simulator } from "../../../src/simulator/server.ts";
import { networkManagerApis, type Answers } from "../../../src/snapshot/apis.ts";
import { fillImpliedAnswers, type LedgerRow, type RegionFile } from "../../../src/snapshot/format.ts";
import { wholeCoreNetwork } from "../../support/core-network.ts";
import { also, endpointService, gap, place, subnet, vpc } from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { management, member, simulate } from "../simulator/support.ts";
import { account, runCollector } from "./place.ts";
import { jsonAnswer, jsonError } from "./stub-aws.ts";

const regions = ["ap-southeast-2", "eu-west-1", "us-east-1"] as const;
const [away, edge, home] = regions;
const id = "core-network-1";
const prod = `${id}/segment/prod`;

/** Of the hub, whose only edge is in a Region where it has nothing else. */
const network = wholeCoreNetwork({
  id,
  owner: management,
  edges: [edge],
  segments: {
    prod: [
      { destination: "0.0.0.0/0", attachment: "attachment-1" },
      { destination: "10.0.0.0/8", attachment: "attachment-2" },
      { destination: "10.9.0.0/16" },
    ],
  },
  attachments: ["attachment-1", "attachment-2"].map((attachment, index) => ({
    id: attachment,
    vpc: `vpc-${index}`,
    owner: member,
    subnets: [`subnet-${index}b`, `subnet-${index}a`],
    segment: "prod",
    region: edge,
  })),
});
const someVpc: Part[] = [
  vpc({ id: "vpc-9", cidr: "10.9.0.0/16" }),
  subnet({ id: "subnet-9", vpc: "vpc-9", zone: "a", cidr: "10.9.0.0/24" }),
  endpointService({ service: "s3", types: ["Gateway"] }),
];

/** The account with a VPC at home, and nothing of EC2's in its other Regions. */
function hub(parts: Part[], gaps: ReturnType<typeof gap>[] = []) {
  return regions.map((region) =>
    place({ account: management, region, gaps }, ...parts, ...(region === home ? someVpc : [])),
  );
}

const options: CollectOptions = {
  org: false,
  accounts: [],
  excludeAccounts: [],
  ous: [],
  regions: [],
  roleName: "VpclintReadOnly",
  homeRegion: home,
  concurrency: 8,
  maxAttempts: 1,
};

afterEach(() => void vi.unstubAllEnvs());

async function scan(
  simulator: Simulator,
  earlier?: { rows: LedgerRow[]; files: RegionFile[] },
  changes: Partial<CollectOptions> = {},
) {
  for (const [name, value] of Object.entries(simulator.environment())) vi.stubEnv(name, value);
  const files: RegionFile[] = [];
  let time = 0;
  const { ledger, accounts } = await collect(
    { ...options, ...changes },
    {
      sink: { write: async (file) => void files.push(file) },
      clock: () => new Date((time += 1_000)).toISOString(),
      ...(earlier === undefined
        ? {}
        : {
            earlier: {
              rows: earlier.rows,
              regionsOf: () => undefined,
              row: (one, region) => earlier.rows.find((row) => row.account === one && row.region === region),
              read: async ({ region }) => earlier.files.find((file) => file.region === region),
            },
          }),
    },
  );
  const at = (region: string) => ({
    row: ledger.find((row) => row.region === region),
    file: files.find((file) => file.region === region),
    answers: files.find((file) => file.region === region)?.answers ?? {},
  });
  return { ledger, accounts, files, at };
}

const asked = ({ requests }: Simulator) =>
  Object.fromEntries(networkManagerApis.map((api) => [api, requests.counts.get(`networkmanager:${api}`) ?? 0]));
const pick = (answers: Answers | undefined) =>
  Object.fromEntries(networkManagerApis.map((api) => [api, answers?.[api]]));

describe("one account", () => {
  test.each([undefined, 1])(
    "is asked once for all its Regions, and told what the snapshot has (pages of %s)",
    async (size) => {
      const recorded = hub([network]);
      const simulator = await simulate({ places: recorded }, size === undefined ? {} : { pageLimit: size });
      const { at } = await scan(simulator);
      for (const region of regions)
        expect(at(region).answers.ListCoreNetworks).toEqual(recorded[0]?.answers.ListCoreNetworks);
      expect(new Set(regions.map((region) => at(region).file?.capturedAt.ListCoreNetworks)).size).toBe(1);
      const inOrder = structuredClone(pick(recorded[1]?.answers)) as Answers;
      for (const { VpcAttachment } of Object.values(inOrder.GetVpcAttachment ?? {})) VpcAttachment?.SubnetArns?.sort();
      expect(pick(at(edge).answers)).toEqual(inOrder);
      const pages = size === undefined ? 1 : 3;
      expect(asked(simulator)).toEqual({
        ListCoreNetworks: 1,
        GetCoreNetwork: 1,
        ListAttachments: size === undefined ? 1 : 2,
        GetVpcAttachment: 2,
        GetNetworkRoutes: pages,
      });
    },
  );

  test("whose core network has its edge in a Region without VPC and transit gateway is asked there", async () => {
    const simulator = await simulate({ places: hub([network]) });
    const { row } = (await scan(simulator)).at(edge);
    expect(row?.collected).toEqual(["DescribeVpcs", "DescribeTransitGateways", ...networkManagerApis]);
    expect(new Set(row?.gaps.map(({ outcome, reason }) => `${outcome}: ${reason}`))).toEqual(
      new Set(["skipped: no VPC in this Region"]),
    );
    expect(row?.gaps.map(({ api }) => api)).toContain("DescribeSubnets");
  });

  test("is asked no more in a Region that is no edge, empty or not", async () => {
    const simulator = await simulate({ places: hub([network]) });
    const { at } = await scan(simulator);
    expect(at(away).row).toMatchObject({
      collected: ["DescribeVpcs", "DescribeTransitGateways", "ListCoreNetworks", "GetCoreNetwork"],
      gaps: [{ api: "*", outcome: "skipped", reason: "no VPC in this Region" }],
    });
    expect(at(home).answers).toMatchObject({ ListAttachments: {}, GetVpcAttachment: {}, GetNetworkRoutes: {} });
    expect(at(home).row?.gaps).toEqual([]);
  });

  test.each([
    ["another account shares", wholeCoreNetwork({ id, owner: member, edges: [edge], segments: {} })],
    [
      "is being deleted",
      also({
        ListCoreNetworks: { CoreNetworks: [{ CoreNetworkId: id, OwnerAccountId: management, State: "DELETING" }] },
      }),
    ],
  ])("is not asked about a core network that %s", async (_what, part) => {
    const simulator = await simulate({ places: hub([part]) });
    const { at } = await scan(simulator);
    expect(at(home).answers).toMatchObject({
      ListCoreNetworks: { CoreNetworks: [{ CoreNetworkId: id }] },
      GetCoreNetwork: {},
      GetNetworkRoutes: {},
    });
    expect(at(edge).row?.gaps).toEqual([{ api: "*", outcome: "skipped", reason: "no VPC in this Region" }]);
    expect(asked(simulator)).toMatchObject({ ListCoreNetworks: 1, GetCoreNetwork: 0, ListAttachments: 0 });
  });
});

describe("an account that does not let itself be asked", () => {
  const denied = gap("ListCoreNetworks");

  test("has a gap where it has a VPC, and none in its empty Regions", async () => {
    const simulator = await simulate({ places: hub([], [denied]) });
    const { at } = await scan(simulator);
    const gaps = at(home).row?.gaps ?? [];
    expect(gaps.map(({ api, outcome }) => [api, outcome])).toEqual(networkManagerApis.map((api) => [api, "denied"]));
    expect(gaps[0]?.reason).toContain("explicit deny in a service control policy");
    expect(gaps.slice(1).map(({ reason }) => reason)).toEqual([
      "not asked, for want of ListCoreNetworks",
      "not asked, for want of GetCoreNetwork",
      "not asked, for want of ListAttachments",
      "not asked, for want of GetCoreNetwork",
    ]);
    for (const region of [away, edge]) {
      expect(at(region).row?.gaps).toEqual([{ api: "*", outcome: "skipped", reason: "no VPC in this Region" }]);
      expect(at(region).answers.ListCoreNetworks).toBeUndefined();
    }
    expect(asked(simulator)).toMatchObject({ ListCoreNetworks: 1, GetCoreNetwork: 0 });
  });

  test("has the gap in each Region with a VPC, after one call", async () => {
    const places = regions.map((region) => place({ account: management, region, gaps: [denied] }, ...someVpc));
    const simulator = await simulate({ places });
    const { at } = await scan(simulator);
    for (const region of regions) expect(at(region).row?.gaps[0]).toMatchObject({ api: "ListCoreNetworks" });
    expect(asked(simulator)).toMatchObject({ ListCoreNetworks: 1 });
  });

  test("is not done with a Region, not knowing whether it is an edge", async () => {
    const simulator = await simulate({ places: hub([network], [gap("GetCoreNetwork")]) });
    const { at } = await scan(simulator);
    expect(
      at(edge)
        .row?.gaps.filter(({ outcome }) => outcome === "denied")
        .map(({ api }) => api),
    ).toEqual(["GetCoreNetwork", "ListAttachments", "GetVpcAttachment", "GetNetworkRoutes"]);
    expect(asked(simulator)).toMatchObject({ GetCoreNetwork: 1, ListAttachments: 0, GetNetworkRoutes: 0 });
  });

  test("is asked once more by a resumed run, whose result is that of one that met no refusal", async () => {
    const whole = await scan(await simulate({ places: hub([network]) }));
    const first = await scan(await simulate({ places: hub([network], [denied]) }));
    const open = await simulate({ places: hub([network]) });
    const resumed = await scan(open, { rows: first.ledger, files: first.files });
    expect(asked(open)).toMatchObject({ ListCoreNetworks: 1, GetCoreNetwork: 1 });
    expect(resumed.ledger).toEqual(whole.ledger);
    for (const region of regions) expect(resumed.at(region).answers).toEqual(whole.at(region).answers);
    expect(open.requests.counts.get("ec2:DescribeVpcs")).toBeUndefined();
  });

  test("is asked no more where it has answered, nor where there is no Network Manager", async () => {
    const whole = await scan(await simulate({ places: hub([network]) }));
    const again = await simulate({ places: hub([network]) });
    await scan(again, { rows: whole.ledger, files: whole.files });
    expect(asked(again)).toMatchObject({ ListCoreNetworks: 0, GetCoreNetwork: 0 });
    const skipped = [gap("*", "skipped", "no VPC in this Region")];
    expect(isWhole({ account, region: "cn-north-1", collected: [], gaps: skipped })).toBe(true);
  });
});

test("a partition without Network Manager is not asked, and its scan is whole", async () => {
  const region = "cn-north-1";
  const simulator = await simulate({
    places: [place({ account: management, region }, ...someVpc)],
    manifest: { partition: "aws-cn" },
  });
  const { at, ledger, accounts } = await scan(simulator, undefined, { homeRegion: region });
  expect(at(region).row?.gaps.map(({ api, outcome, reason }) => [api, outcome, reason])).toEqual([
    ["ListCoreNetworks", "skipped", "there is no AWS Network Manager in the partition aws-cn"],
    ["GetCoreNetwork", "skipped", "not asked, for want of ListCoreNetworks"],
    ["ListAttachments", "skipped", "not asked, for want of GetCoreNetwork"],
    ["GetVpcAttachment", "skipped", "not asked, for want of ListAttachments"],
    ["GetNetworkRoutes", "skipped", "not asked, for want of GetCoreNetwork"],
  ]);
  expect(Object.values(asked(simulator))).toEqual([0, 0, 0, 0, 0]);
  expect(isComplete(readCoverage({ accounts, ledger }).cells)).toBe(true);
});

test("what a Region without a VPC implies says nothing about core networks", () => {
  const skipped = gap("*", "skipped", "no VPC in this Region");
  const { answers } = fillImpliedAnswers({ ...place({}), answers: {}, gaps: [skipped] });
  expect(answers.DescribeSubnets).toEqual({ Subnets: [] });
  expect(networkManagerApis.filter((api) => answers[api] !== undefined)).toEqual([]);
});

describe("routes", () => {
  const answers = (more: object = {}): Answers => ({
    GetCoreNetwork: {
      [id]: {
        CoreNetwork: {
          GlobalNetworkId: "global-network-1",
          Edges: [{ EdgeLocation: "eu-west-1" }, { EdgeLocation: "us-east-1" }],
          Segments: [
            { Name: "prod", EdgeLocations: ["us-east-1", "eu-west-1"] },
            { Name: "dev", EdgeLocations: ["us-east-1"] },
            { Name: "open" },
          ],
          NetworkFunctionGroups: [
            { Name: "firewalls", EdgeLocations: ["eu-west-1"] },
            { Name: "elsewhere", EdgeLocations: ["us-east-1"] },
          ],
          ...more,
        },
      },
      "core-network-2": { CoreNetwork: { Edges: [{ EdgeLocation: "us-east-1" }], Segments: [{ Name: "prod" }] } },
    },
  });
  const segment = (SegmentName: string) => ({
    CoreNetworkSegmentEdge: { CoreNetworkId: id, SegmentName, EdgeLocation: "eu-west-1" },
  });

  test("are asked for each segment and network function group that this edge has", async () => {
    const run = await runCollector("GetNetworkRoutes", () => jsonAnswer({ NetworkRoutes: [] }), {
      answers: answers(),
    });
    expect(Object.keys(run.answer as object)).toEqual([
      `${id}/network-function-group/firewalls`,
      `${id}/segment/open`,
      prod,
    ]);
    expect(new Set(run.calls.map(({ action, region, service }) => `${service} ${region} ${action}`))).toEqual(
      new Set(["networkmanager us-west-2 /global-networks/global-network-1/network-routes"]),
    );
    const tables = run.calls.map(({ input }) => input["RouteTableIdentifier"]);
    expect(tables).toHaveLength(3);
    expect(tables).toEqual(
      expect.arrayContaining([
        segment("open"),
        segment("prod"),
        {
          CoreNetworkNetworkFunctionGroup: {
            CoreNetworkId: id,
            NetworkFunctionGroupName: "firewalls",
            EdgeLocation: "eu-west-1",
          },
        },
      ]),
    );
  });

  const only = { Segments: [{ Name: "prod" }], NetworkFunctionGroups: [] };
  const to = (...attachments: string[]) => attachments.map((one) => ({ CoreNetworkAttachmentId: one }));

  test("come in order, page by page, whatever order AWS has them in", async () => {
    const pages = [
      { NetworkRoutes: [{ DestinationCidrBlock: "10.0.0.0/8", Destinations: to("b", "a") }], NextToken: "more" },
      { NetworkRoutes: [{ DestinationCidrBlock: "0.0.0.0/0" }, { PrefixListId: "pl-1" }] },
    ];
    const run = await runCollector("GetNetworkRoutes", (_call, index) => jsonAnswer(pages[index] ?? {}), {
      answers: answers(only),
    });
    expect(run.calls.map(({ input }) => [input["MaxResults"], input["NextToken"]])).toEqual([
      [500, undefined],
      [500, "more"],
    ]);
    expect(run.answer).toEqual({
      [prod]: {
        NetworkRoutes: [
          { PrefixListId: "pl-1" },
          { DestinationCidrBlock: "0.0.0.0/0" },
          { DestinationCidrBlock: "10.0.0.0/8", Destinations: to("a", "b") },
        ],
      },
    });
  });

  test("of one table that fail take no other's away", async () => {
    const run = await runCollector(
      "GetNetworkRoutes",
      ({ input }) =>
        JSON.stringify(input).includes('"prod"')
          ? { ...jsonError("AccessDeniedException"), status: 403 }
          : jsonAnswer({ NetworkRoutes: [] }),
      { answers: answers() },
    );
    expect(Object.keys(run.answer as object)).toEqual([`${id}/network-function-group/firewalls`, `${id}/segment/open`]);
    expect(run.failure).toMatchObject({
      outcome: "denied",
      reason: expect.stringMatching(/^core-network-1\/segment\/prod: /),
    });
  });

  test("cannot be asked for without the global network's id", async () => {
    const run = await runCollector("GetNetworkRoutes", () => jsonAnswer({ NetworkRoutes: [] }), {
      answers: answers({ ...only, GlobalNetworkId: undefined }),
    });
    expect(run).toMatchObject({ answer: undefined, calls: [], failure: { outcome: "failed" } });
  });
});

test("answers without what they are of are failures", async () => {
  const before: Answers = {
    ListCoreNetworks: { CoreNetworks: [{ CoreNetworkId: id, OwnerAccountId: account }] },
    ListAttachments: { [id]: { Attachments: [{ AttachmentId: "attachment-1", AttachmentType: "VPC" }] } },
  };
  for (const api of ["GetCoreNetwork", "GetVpcAttachment"] as const) {
    // oxlint-disable-next-line no-await-in-loop -- two calls
    const run = await runCollector(api, () => jsonAnswer({}), { answers: before });
    expect(run).toMatchObject({ answer: undefined, failure: { outcome: "failed" } });
    expect(run.calls).toHaveLength(1);
  }
});

test("only what attaches a VPC is asked for its subnets", async () => {
  const types = ["VPC", "CONNECT", "TRANSIT_GATEWAY_ROUTE_TABLE", "SITE_TO_SITE_VPN", "DIRECT_CONNECT_GATEWAY"];
  const Attachments = types.map((AttachmentType) => ({ AttachmentId: `attachment-${AttachmentType}`, AttachmentType }));
  const run = await runCollector("GetVpcAttachment", () => jsonAnswer({ VpcAttachment: { SubnetArns: ["b", "a"] } }), {
    answers: { ListAttachments: { [id]: { Attachments } } },
  });
  expect(run.answer).toEqual({ "attachment-VPC": { VpcAttachment: { SubnetArns: ["a", "b"] } } });
});

test("the order of a core network's parts is not AWS's", async () => {
  const parts = { Segments: [{ Name: "b" }, { Name: "a" }], Edges: [{ EdgeLocation: "us" }, { EdgeLocation: "eu" }] };
  const run = await runCollector("GetCoreNetwork", () => jsonAnswer({ CoreNetwork: parts }), {
    answers: { ListCoreNetworks: { CoreNetworks: [{ CoreNetworkId: id, OwnerAccountId: account }] } },
  });
  expect(run.answer).toEqual({
    [id]: {
      CoreNetwork: {
        Segments: [{ Name: "a" }, { Name: "b" }],
        Edges: [{ EdgeLocation: "eu" }, { EdgeLocation: "us" }],
      },
    },
  });
});
