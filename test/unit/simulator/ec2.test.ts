import * as ec2 from "@aws-sdk/client-ec2";
import {
  DescribeAvailabilityZonesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRegionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointServicesCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  paginateDescribeSubnets,
  SearchTransitGatewayRoutesCommand,
} from "@aws-sdk/client-ec2";
import type { EC2Client } from "@aws-sdk/client-ec2";
import { describe, expect, test } from "vitest";
import { apiNames, apis, dnsApis, networkManagerApis, type Ec2Api } from "../../../src/snapshot/apis.ts";
import type { AccountRegion, Gap } from "../../../src/snapshot/format.ts";
import { sampleOrganization } from "../../../scripts/sample-organization.ts";
import * as topology from "../../support/topology.ts";
import { ec2Of, errorOf, plain, simulate } from "./support.ts";

const subnets = ["a", "b", "c", "d", "e", "f", "g"].map((letter, index) =>
  topology.subnet({ id: `subnet-${letter}`, vpc: "vpc-1", zone: "a", cidr: `10.0.${index}.0/24` }),
);

function busyPlace(...gaps: Gap[]): AccountRegion {
  return topology.place(
    { gaps },
    topology.vpc({ id: "vpc-1", cidr: "10.0.0.0/16", name: `<b>&"'\r\n\tné 🦀` }),
    topology.vpc({ id: "vpc-2", cidr: "10.1.0.0/16" }),
    ...subnets,
    topology.natGateway({ id: "nat-1", vpc: "vpc-1", subnet: "subnet-a" }),
    topology.vpcEndpoint({ id: "vpce-1", vpc: "vpc-1", service: "s3", routeTables: ["rtb-1"] }),
    topology.vpcEndpoint({
      id: "vpce-2",
      vpc: "vpc-1",
      service: "ecr.api",
      subnets: ["subnet-a"],
      securityGroups: ["sg-1"],
    }),
    topology.securityGroup({ id: "sg-1", vpc: "vpc-1" }),
    topology.securityGroup({ id: "sg-2", vpc: "vpc-1" }),
    topology.endpointService({ service: "ecr.api" }),
    topology.endpointService({ service: "s3", types: ["Gateway"] }),
    topology.availabilityZones(["a", "b"], ["us-east-1-bos-1a"]),
    topology.transitGatewayRouteTable({
      id: "tgw-rtb-1",
      transitGateway: "tgw-1",
      routes: [
        { destination: "0.0.0.0/0", attachment: "tgw-attach-1", vpc: "vpc-1" },
        { destination: "10.9.0.0/16", attachment: "" },
      ],
    }),
    topology.prefixLists(),
  );
}

/** Sends an operation by name, following NextToken, and gives the joined list. */
async function collect(client: EC2Client, api: ListedApi, input: Record<string, unknown>): Promise<unknown[]> {
  const Command = (ec2 as unknown as Record<string, new (input: object) => ec2.DescribeVpcsCommand>)[`${api}Command`];
  if (Command === undefined) throw new Error(`no ${api}Command`);
  const items: unknown[] = [];
  let token: unknown;
  do {
    const answer = plain(await client.send(new Command(token === undefined ? input : { ...input, NextToken: token })));
    items.push(...((answer[apis[api].list] ?? []) as unknown[]));
    token = answer["NextToken"];
  } while (token !== undefined);
  return items;
}

describe("the law: what is collected from the simulator is the snapshot again", () => {
  const { files } = sampleOrganization();
  const places = files.map((file) => ({ ...file, gaps: [] }));

  test.each(places)("every API of $account/$region, through the SDK's own reader, in pages of 5", async (place) => {
    const simulator = await simulate({ places: [place], manifest: { callerAccount: place.account } }, { pageLimit: 5 });
    const client = ec2Of(simulator, { region: place.region });
    const asked = questions(place);
    const answered = await Promise.all(
      asked.map(async ({ api, input, name }) => [name, await collect(client, api, input)]),
    );
    expect(answered).toEqual(asked.map(({ name, items }) => [name, items]));
  });
});

interface Question {
  name: string;
  api: ListedApi;
  input: Record<string, unknown>;
  /** What the snapshot holds. */
  items: unknown;
}

type ListedApi = Exclude<Ec2Api, "DescribeVpcAttribute">;

const required: Partial<Record<ListedApi, Record<string, unknown>>> = {
  DescribeAvailabilityZones: { AllAvailabilityZones: true },
  SearchTransitGatewayRoutes: { Filters: [{ Name: "state", Values: ["active", "blackhole"] }] },
};

/** All that can be asked of a place, key by key. */
function questions({ answers }: AccountRegion): Question[] {
  const others = new Set<string>([...dnsApis, ...networkManagerApis]);
  const listed = apiNames
    .filter((api) => !others.has(api))
    .filter((api) => api !== "DescribeVpcAttribute" && answers[api] !== undefined) as ListedApi[];
  return listed.flatMap((api) => {
    const shape: { list: string; keyedBy?: string } = apis[api];
    const recorded = answers[api] as unknown as Record<string, Record<string, unknown>>;
    const { keyedBy } = shape;
    if (keyedBy === undefined) return [{ name: api, api, input: required[api] ?? {}, items: recorded[shape.list] }];
    return Object.entries(recorded).map(([key, answer]) => ({
      name: `${api} ${key}`,
      api,
      input: { ...required[api], [keyedBy]: key },
      items: answer[shape.list],
    }));
  });
}

describe("answers", () => {
  test("text that is markup, control characters and astral characters survive the wire", async () => {
    const client = ec2Of(await simulate({ places: [busyPlace()] }));
    const { Vpcs } = await client.send(new DescribeVpcsCommand({ VpcIds: ["vpc-1"] }));
    expect(Vpcs?.[0]?.Tags).toEqual([{ Key: "Name", Value: `<b>&"'\r\n\tné 🦀` }]);
  });

  test("what XML cannot carry becomes the replacement character instead of breaking the document", async () => {
    const place = topology.place({}, topology.vpc({ id: "vpc-1", cidr: "10.0.0.0/16", name: "a\u0000b\uD800c" }));
    const client = ec2Of(await simulate({ places: [place] }));
    const { Vpcs } = await client.send(new DescribeVpcsCommand({}));
    expect(Vpcs?.[0]?.Tags?.[0]?.Value).toBe("a\uFFFDb\uFFFDc");
  });

  test("states keep the lower case of the wire (1.26)", async () => {
    const client = ec2Of(await simulate({ places: [busyPlace()] }));
    const { VpcEndpoints } = await client.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: ["vpce-1"] }));
    expect(VpcEndpoints?.[0]?.State).toBe("available");
  });

  test("a timestamp of another form is served as ISO 8601", async () => {
    const place = busyPlace();
    const [gateway] = place.answers.DescribeNatGateways?.NatGateways ?? [];
    if (gateway !== undefined) gateway.CreateTime = "2019-11-12 22:49:12+00:00";
    const client = ec2Of(await simulate({ places: [place] }));
    const { NatGateways } = await client.send(new DescribeNatGatewaysCommand({}));
    expect(NatGateways?.[0]?.CreateTime).toEqual(new Date("2019-11-12T22:49:12Z"));
  });

  test("DescribeVpcAttribute answers only the attribute that was asked for (4.16)", async () => {
    const client = ec2Of(await simulate({ places: [busyPlace()] }));
    const answer = await client.send(
      new DescribeVpcAttributeCommand({ VpcId: "vpc-1", Attribute: "enableDnsSupport" }),
    );
    expect(plain(answer)).toEqual({ VpcId: "vpc-1", EnableDnsSupport: { Value: true } });
    const unknown = client.send(new DescribeVpcAttributeCommand({ VpcId: "vpc-0", Attribute: "enableDnsSupport" }));
    expect((await errorOf(unknown)).code).toBe("InvalidVpcID.NotFound");
  });

  test("DescribeVpcEndpointServices lists names beside details, of the asked Region only (4.11)", async () => {
    const place = topology.place(
      {},
      topology.endpointService({ service: "ecr.api" }),
      topology.endpointService({ service: "com.amazonaws.eu-west-1.s3", serviceRegion: "eu-west-1" }),
    );
    const client = ec2Of(await simulate({ places: [place] }));
    const here = await client.send(new DescribeVpcEndpointServicesCommand({}));
    expect(here.ServiceNames).toEqual(["com.amazonaws.us-east-1.ecr.api"]);
    const there = await client.send(new DescribeVpcEndpointServicesCommand({ ServiceRegions: ["eu-west-1"] }));
    expect(there.ServiceDetails?.map((service) => service.ServiceName)).toEqual(["com.amazonaws.eu-west-1.s3"]);
  });

  test("DescribeAvailabilityZones leaves out zones that are not opted in unless all are asked for (3.12)", async () => {
    const place = topology.place({}, topology.availabilityZones(["a"], ["us-east-1-bos-1a"]));
    for (const zone of place.answers.DescribeAvailabilityZones?.AvailabilityZones ?? []) {
      if (zone.ZoneType === "local-zone") zone.OptInStatus = "not-opted-in";
    }
    const client = ec2Of(await simulate({ places: [place] }));
    const some = await client.send(new DescribeAvailabilityZonesCommand({}));
    const all = await client.send(new DescribeAvailabilityZonesCommand({ AllAvailabilityZones: true }));
    expect([some.AvailabilityZones?.length, all.AvailabilityZones?.length]).toEqual([1, 2]);
  });
});

describe("paging", () => {
  test("the SDK's paginator reads every item once, in pages of MaxResults", async () => {
    const simulator = await simulate({ places: [busyPlace()] });
    const pages: number[] = [];
    const ids: unknown[] = [];
    for await (const page of paginateDescribeSubnets({ client: ec2Of(simulator), pageSize: 5 }, {})) {
      pages.push(page.Subnets?.length ?? 0);
      ids.push(...(page.Subnets ?? []).map((each) => each.SubnetId));
    }
    expect(pages).toEqual([5, 2]);
    expect(ids).toEqual(["a", "b", "c", "d", "e", "f", "g"].map((letter) => `subnet-${letter}`));
    expect(simulator.requests.counts.get("ec2:DescribeSubnets")).toBe(2);
  });

  test("pageLimit cuts pages that nobody asked to be cut", async () => {
    const client = ec2Of(await simulate({ places: [busyPlace()] }, { pageLimit: 3 }));
    const first = await client.send(new DescribeSubnetsCommand({ MaxResults: 1000 }));
    expect([first.Subnets?.length, typeof first.NextToken]).toEqual([3, "string"]);
  });

  test.each([
    ["made up", async () => "made-up"],
    ["sealed for another API", async (client: EC2Client) => (await client.send(new DescribeVpcsCommand({}))).NextToken],
    [
      "sealed for another question",
      async (client: EC2Client) =>
        (await client.send(new DescribeSubnetsCommand({ Filters: [{ Name: "vpc-id", Values: ["vpc-1"] }] }))).NextToken,
    ],
  ])("a token that was %s is InvalidPaginationToken", async (_title, token) => {
    const client = ec2Of(await simulate({ places: [busyPlace()] }, { pageLimit: 1 }));
    const NextToken = await token(client);
    expect(NextToken).toBeTypeOf("string");
    const error = await errorOf(client.send(new DescribeSubnetsCommand(NextToken === undefined ? {} : { NextToken })));
    expect(error).toMatchObject({ code: "InvalidPaginationToken", status: 400 });
  });

  test.each([
    [
      "DescribeRouteTables over 100",
      (client: EC2Client) => client.send(new DescribeRouteTablesCommand({ MaxResults: 101 })),
    ],
    ["DescribeSubnets under 5", (client: EC2Client) => client.send(new DescribeSubnetsCommand({ MaxResults: 4 }))],
  ])("MaxResults out of AWS's bounds is refused: %s (5.1)", async (_title, send) => {
    const client = ec2Of(await simulate({ places: [busyPlace()] }));
    expect((await errorOf(send(client))).code).toBe("InvalidParameterValue");
  });

  test("MaxResults over 1000 is cut for DescribeVpcEndpoints (5.1)", async () => {
    const client = ec2Of(await simulate({ places: [busyPlace()] }));
    const { VpcEndpoints } = await client.send(new DescribeVpcEndpointsCommand({ MaxResults: 5000 }));
    expect(VpcEndpoints).toHaveLength(2);
  });

  test("SearchTransitGatewayRoutes says that there is more, and needs a filter (5.1)", async () => {
    const client = ec2Of(await simulate({ places: [busyPlace()] }, { pageLimit: 1 }));
    const question = {
      TransitGatewayRouteTableId: "tgw-rtb-1",
      Filters: [{ Name: "state", Values: ["active", "blackhole"] }],
    };
    const first = await client.send(new SearchTransitGatewayRoutesCommand(question));
    expect([first.Routes?.length, first.AdditionalRoutesAvailable]).toEqual([1, true]);
    const { NextToken = "" } = first;
    const last = await client.send(new SearchTransitGatewayRoutesCommand({ ...question, NextToken }));
    expect([last.Routes?.[0]?.DestinationCidrBlock, last.AdditionalRoutesAvailable]).toEqual(["10.9.0.0/16", false]);
    const bare = new SearchTransitGatewayRoutesCommand({ ...question, Filters: undefined });
    expect((await errorOf(client.send(bare))).code).toBe("MissingParameter");
  });
});

describe("selection", () => {
  test("ids select, and an unknown id is AWS's error", async () => {
    const client = ec2Of(await simulate({ places: [busyPlace()] }));
    const { Vpcs } = await client.send(new DescribeVpcsCommand({ VpcIds: ["vpc-2"] }));
    expect(Vpcs?.map((vpc) => vpc.VpcId)).toEqual(["vpc-2"]);
    expect((await errorOf(client.send(new DescribeVpcsCommand({ VpcIds: ["vpc-9"] })))).code).toBe(
      "InvalidVpcID.NotFound",
    );
  });

  test("the filters group-id and state select", async () => {
    const client = ec2Of(await simulate({ places: [busyPlace()] }));
    const groups = new DescribeSecurityGroupsCommand({ Filters: [{ Name: "group-id", Values: ["sg-2", "sg-9"] }] });
    expect((await client.send(groups)).SecurityGroups?.map((group) => group.GroupId)).toEqual(["sg-2"]);
    const gateways = new DescribeNatGatewaysCommand({ Filter: [{ Name: "state", Values: ["deleted"] }] });
    expect((await client.send(gateways)).NatGateways).toEqual([]);
  });

  test.each(["constructor", "tag:Name", "no-such-filter"])("the filter %s is refused, not ignored", async (Name) => {
    const client = ec2Of(await simulate({ places: [busyPlace()] }));
    const error = await errorOf(client.send(new DescribeSubnetsCommand({ Filters: [{ Name, Values: ["x"] }] })));
    expect(error).toMatchObject({ code: "InvalidParameterValue", status: 400 });
  });

  test("a wildcard in a filter is refused, not taken literally", async () => {
    const client = ec2Of(await simulate({ places: [busyPlace()] }));
    const command = new DescribeNetworkInterfacesCommand({ Filters: [{ Name: "subnet-id", Values: ["subnet-*"] }] });
    expect((await errorOf(client.send(command))).code).toBe("InvalidParameterValue");
  });
});

describe("the ledger replays", () => {
  const gap = (outcome: Gap["outcome"], reason: string): Gap => ({ api: "DescribeNatGateways", outcome, reason });

  test.each([
    [
      "UnauthorizedOperation: explicit deny in a service control policy",
      "with an explicit deny in a service control policy",
    ],
    [
      "no service control policy allows it",
      "because no service control policy allows the ec2:DescribeNatGateways action",
    ],
    ["no IAM policy allows it", "because no identity-based policy allows the ec2:DescribeNatGateways action"],
    ["denied by an SCP", "with an explicit deny in a service control policy"],
    ["not authorized", "is not authorized to perform: ec2:DescribeNatGateways"],
  ])("denied for the reason '%s' is UnauthorizedOperation in AWS's words", async (reason, words) => {
    const client = ec2Of(await simulate({ places: [busyPlace(gap("denied", reason))] }));
    const error = await errorOf(client.send(new DescribeNatGatewaysCommand({})));
    expect(error).toMatchObject({ code: "UnauthorizedOperation", status: 403 });
    expect(error.message.endsWith(words)).toBe(true);
  });

  test.each([
    [gap("throttled-out", "still throttled"), "RequestLimitExceeded", 503],
    [gap("failed", "InternalError: broken"), "InternalError", 500],
    [gap("failed", "no code here"), "InternalError", 500],
    [gap("denied", "AccessDenied: not authorized"), "AccessDenied", 403],
    [gap("skipped", "no VPC in this Region"), "UnsupportedOperation", 400],
    [{ ...gap("not-enabled", "not opted in"), api: "*" }, "AuthFailure", 401],
  ] satisfies [Gap, string, number][])("%o is %s", async (recorded, code, status) => {
    const client = ec2Of(await simulate({ places: [busyPlace(recorded)] }));
    expect(await errorOf(client.send(new DescribeNatGatewaysCommand({})))).toMatchObject({ code, status });
  });

  test("of a keyed API that failed for some keys, those that were answered are answered again", async () => {
    const place = busyPlace();
    place.gaps.push({ api: "DescribeVpcAttribute", outcome: "denied", reason: "no IAM policy allows it" });
    delete place.answers.DescribeVpcAttribute?.["vpc-2"];
    const client = ec2Of(await simulate({ places: [place] }));
    const ask = (VpcId: string) =>
      client.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsSupport" }));
    expect((await ask("vpc-1")).EnableDnsSupport?.Value).toBe(true);
    expect((await errorOf(ask("vpc-2"))).code).toBe("UnauthorizedOperation");
  });

  test("DryRun tells whether the call would be allowed", async () => {
    const client = ec2Of(await simulate({ places: [busyPlace(gap("denied", "no IAM policy allows it"))] }));
    expect((await errorOf(client.send(new DescribeVpcsCommand({ DryRun: true })))).code).toBe("DryRunOperation");
    expect((await errorOf(client.send(new DescribeNatGatewaysCommand({ DryRun: true })))).code).toBe(
      "UnauthorizedOperation",
    );
  });
});

describe("DescribeRegions", () => {
  const rows = [
    {
      account: "111122223333",
      region: "ap-southeast-2",
      collected: [],
      gaps: [{ api: "*", outcome: "not-enabled", reason: "not-opted-in" }],
    },
  ] satisfies Parameters<typeof simulate>[0]["rows"];

  test("lists the enabled Regions of the ledger, and all of them when asked (5.9)", async () => {
    const client = ec2Of(await simulate({ places: [busyPlace()], rows }));
    const enabled = await client.send(new DescribeRegionsCommand({}));
    expect(enabled.Regions?.map((region) => region.RegionName)).toEqual(["us-east-1"]);
    const all = await client.send(new DescribeRegionsCommand({ AllRegions: true }));
    expect(all.Regions?.map((region) => [region.RegionName, region.OptInStatus])).toEqual([
      ["ap-southeast-2", "not-opted-in"],
      ["us-east-1", "opt-in-not-required"],
    ]);
  });

  test("in a Region that is not enabled every call is AuthFailure (5.12)", async () => {
    const client = ec2Of(await simulate({ places: [busyPlace()], rows }), { region: "ap-southeast-2" });
    expect(await errorOf(client.send(new DescribeVpcsCommand({})))).toMatchObject({ code: "AuthFailure", status: 401 });
  });

  test("its own gap replays", async () => {
    const denied = {
      account: "111122223333",
      region: "*",
      collected: [],
      gaps: [{ api: "DescribeRegions" as const, outcome: "denied" as const, reason: "no IAM policy allows it" }],
    };
    const client = ec2Of(await simulate({ places: [busyPlace()], rows: [denied] }));
    expect((await errorOf(client.send(new DescribeRegionsCommand({})))).code).toBe("UnauthorizedOperation");
  });
});
