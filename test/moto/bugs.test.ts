import type { EC2 } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/report/report.ts";
import type { RegionFile } from "../../src/snapshot/format.ts";
import { openShell, type Shell } from "./support/cli.ts";
import { ec2Client, managementAccount, rootCredentials } from "./support/clients.ts";
import { statusOf } from "./support/findings.ts";
import { given } from "./support/given.ts";
import { startMoto, type MotoServer } from "./support/moto-server.ts";
import { createEndpoint, createRouteTable, createSubnet, putIntoUse, runInstance } from "./support/network.ts";
import { buildDeletedNat, buildModifiedEndpoint } from "./world/billing.ts";
import { awsService, createNatSite, type Ground } from "./world/site.ts";

/**
 * Where moto behaves otherwise than AWS (emulators 1.2, 1.3): each test first shows that moto still does, so that none
 * of its bugs is taken for AWS's behaviour or for ours, and then says what the scanner makes of it.
 */

const region = "us-east-1";

let moto: MotoServer;
let shell: Shell;
let ec2: EC2;
let ground: Ground;

beforeAll(async () => {
  moto = await startMoto();
  shell = await openShell(moto.url);
  ec2 = ec2Client(moto.url, rootCredentials, region);
  ground = { ec2, region, organization: "o-exampleorgid" };
});

afterAll(async () => {
  await shell.remove();
  await moto.stop();
});

const scan = async (): Promise<Report> => (await shell.scan("--region", region)).report;

async function attachToTransitGateway({ vpc, subnet }: { vpc: string; subnet: string }) {
  const { TransitGateway } = await ec2.createTransitGateway({});
  const gateway = given(TransitGateway?.TransitGatewayId, "transit gateway");
  const attached = await ec2.createTransitGatewayVpcAttachment({
    TransitGatewayId: gateway,
    VpcId: vpc,
    SubnetIds: [subnet],
  });
  return {
    gateway,
    attachment: given(attached.TransitGatewayVpcAttachment?.TransitGatewayAttachmentId, "attachment"),
    routeTable: given(TransitGateway?.Options?.AssociationDefaultRouteTableId, "route table of the transit gateway"),
  };
}

describe("networks that moto draws otherwise than AWS", () => {
  test("a deleted NAT gateway leaves its route active (AWS: blackhole): the NAT gateway's own state decides", async () => {
    const { app, table, nat } = await buildDeletedNat(ground);
    const { RouteTables } = await ec2.describeRouteTables({ RouteTableIds: [table] });
    expect(RouteTables?.[0]?.Routes?.find(({ NatGatewayId }) => NatGatewayId === nat)?.State).toBe("active");

    const report = await scan();
    // Nothing passes through a deleted NAT gateway, so it costs nothing: isolated, not a violation (aws-semantics 2.1).
    expect(statusOf(report, "s3-through-nat", app)).toBe("none");
    // On AWS this route would be a finding; as moto tells it, there is no blackhole to report.
    expect(statusOf(report, "route-blackhole", `${table}|0.0.0.0/0`)).toBe("none");
  });

  test("an endpoint made without a type has none at all (AWS: Gateway): taken for a gateway endpoint", async () => {
    const { createdSubnet, s3 } = await buildModifiedEndpoint(ground);
    const { VpcEndpoints } = await ec2.describeVpcEndpoints({ VpcEndpointIds: [s3] });
    expect(VpcEndpoints?.[0]).not.toHaveProperty("VpcEndpointType");
    // The flag means nothing for a gateway endpoint, and moto sets it (emulators 1.3.3).
    expect(VpcEndpoints?.[0]?.PrivateDnsEnabled).toBe(true);

    const report = await scan();
    expect(statusOf(report, "s3-through-nat", createdSubnet)).toBe("none");
    expect(statusOf(report, "endpoint-single-zone", s3)).toBe("none");
  });

  test("ModifyVpcEndpoint adds a route table but no route (AWS: both): packets follow the route table", async () => {
    const { modifiedSubnet, modifiedTable, s3 } = await buildModifiedEndpoint(ground);
    const { VpcEndpoints } = await ec2.describeVpcEndpoints({ VpcEndpointIds: [s3] });
    expect(VpcEndpoints?.[0]?.RouteTableIds).toContain(modifiedTable);
    const { RouteTables } = await ec2.describeRouteTables({ RouteTableIds: [modifiedTable] });
    expect(RouteTables?.[0]?.Routes?.map(({ GatewayId }) => GatewayId)).not.toContain(s3);

    const report = await scan();
    expect(statusOf(report, "s3-through-nat", modifiedSubnet)).toBe("fail");
    // Whether the table was left out is another question: on AWS, such a snapshot has caught a change (aws-semantics 1.12).
    expect(statusOf(report, "gateway-endpoint-not-associated", modifiedTable)).toBe("unknown");
  });

  test("DescribePrefixLists carries no CIDRs: they come from the list's entries, and split S3 exactly", async () => {
    const { PrefixLists } = await ec2.describePrefixLists({});
    const list = PrefixLists?.find(({ PrefixListName }) => PrefixListName === awsService(region, "s3"));
    expect(list?.Cidrs ?? []).toEqual([]);

    const { vpc, nat } = await createNatSite(ground, "10.50");
    const app = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.50.1.0/24" });
    const routes = { "0.0.0.0/0": nat, "54.231.128.0/17": nat };
    const table = await createRouteTable(ec2, { vpc, subnets: [app], routes });
    await createEndpoint(ec2, { vpc, service: awsService(region, "s3"), type: "Gateway", routeTables: [table] });
    const report = await scan();
    const finding = report.findings.find(({ ruleId, resource }) => ruleId === "s3-through-nat" && resource.id === app);
    // moto's list: 3.5.0.0/19, 52.216.0.0/15, 54.231.0.0/16, the last of which the route cuts in half.
    const pieces = finding?.evidence.exhibits.flatMap((exhibit) => (exhibit.kind === "path" ? exhibit.pieces : []));
    expect(pieces?.map(({ via, ranges }) => [via, ranges.toSorted()]).toSorted()).toEqual([
      ["gateway-endpoint", ["3.5.0.0/19", "52.216.0.0/15", "54.231.0.0/17"]],
      ["nat-gateway", ["54.231.128.0/17"]],
    ]);
  });

  test("interfaces of NAT gateways and endpoints look like anybody's: they are no workloads", async () => {
    const { vpc } = await createNatSite(ground, "10.51");
    const [a, b] = await Promise.all(
      ["a", "b"].map((zone, index) =>
        createSubnet(ec2, vpc, { zone: `${region}${zone}`, cidr: `10.51.${index + 1}.0/24` }),
      ),
    );
    const endpoint = await createEndpoint(ec2, {
      vpc,
      service: awsService(region, "sqs"),
      type: "Interface",
      subnets: [a ?? ""],
    });
    const { NetworkInterfaces } = await ec2.describeNetworkInterfaces({ Filters: [{ Name: "vpc-id", Values: [vpc] }] });
    // AWS: natGateway, vpc_endpoint; requester-managed (emulators 1.3.5).
    expect(new Set(NetworkInterfaces?.map(({ InterfaceType }) => InterfaceType))).toEqual(new Set(["interface"]));
    expect(new Set(NetworkInterfaces?.map(({ RequesterManaged }) => RequesterManaged))).toEqual(new Set([false]));
    expect(statusOf(await scan(), "endpoint-zone-gap", endpoint)).toBe("none");
    // A real workload in the zone without an interface makes the gap.
    await runInstance(ec2, b ?? "");
    expect(statusOf(await scan(), "endpoint-zone-gap", endpoint)).toBe("fail");
  });

  test("interfaces of a working endpoint stay `available` (AWS: in-use): where none is in use, its subnets count", async () => {
    const { vpc } = await createNatSite(ground, "10.54");
    const subnets = [];
    for (const zone of ["a", "b"]) {
      subnets.push(
        await createSubnet(ec2, vpc, { zone: `${region}${zone}`, cidr: `10.54.${subnets.length + 1}.0/24` }),
      );
    }
    const double = await createEndpoint(ec2, { vpc, service: awsService(region, "sqs"), type: "Interface", subnets });
    const single = await createEndpoint(ec2, {
      vpc,
      service: awsService(region, "sns"),
      type: "Interface",
      subnets: subnets.slice(0, 1),
    });
    const { VpcEndpoints } = await ec2.describeVpcEndpoints({ VpcEndpointIds: [double] });
    const { NetworkInterfaces } = await ec2.describeNetworkInterfaces({
      NetworkInterfaceIds: VpcEndpoints?.[0]?.NetworkInterfaceIds ?? [],
    });
    expect(NetworkInterfaces?.map(({ Status }) => Status)).toEqual(["available", "available"]);

    const report = await scan();
    expect(statusOf(report, "endpoint-single-zone", double)).toBe("none");
    expect(statusOf(report, "endpoint-single-zone", single)).toBe("fail");
  });

  test("ModifyVpcEndpoint adds a subnet but no interface (AWS: both): the witnesses disagree, so the zones are unknown", async () => {
    const { vpc } = await createNatSite(ground, "10.55");
    const first = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.55.1.0/24" });
    const added = await createSubnet(ec2, vpc, { zone: `${region}b`, cidr: "10.55.2.0/24" });
    const endpoint = await createEndpoint(ec2, {
      vpc,
      service: awsService(region, "sqs"),
      type: "Interface",
      subnets: [first],
    });
    await putIntoUse(ec2, endpoint, (await runInstance(ec2, first)).instance);
    await ec2.modifyVpcEndpoint({ VpcEndpointId: endpoint, AddSubnetIds: [added] });
    const { VpcEndpoints } = await ec2.describeVpcEndpoints({ VpcEndpointIds: [endpoint] });
    expect(VpcEndpoints?.[0]?.SubnetIds).toEqual([first, added]);
    expect(VpcEndpoints?.[0]?.NetworkInterfaceIds).toHaveLength(1);

    // Subnets, interfaces and zonal names of an endpoint are three witnesses of one thing (aws-semantics 4.3).
    expect(statusOf(await scan(), "endpoint-single-zone", endpoint)).toBe("unknown");
  });

  test("a transit gateway's peering list holds its VPC attachments: not asked for, and so no peering of ours", async () => {
    const { vpc } = await createNatSite(ground, "10.56");
    const subnet = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.56.1.0/24" });
    const { attachment } = await attachToTransitGateway({ vpc, subnet });
    const { TransitGatewayPeeringAttachments } = await ec2.describeTransitGatewayPeeringAttachments({});
    expect(TransitGatewayPeeringAttachments?.map((peering) => peering.TransitGatewayAttachmentId)).toContain(
      attachment,
    );

    await shell.scan("--region", region, "--snapshot", "transit");
    const { answers } = JSON.parse(await shell.read(`transit/${managementAccount}/${region}.json`)) as RegionFile;
    expect(Object.keys(answers)).not.toContain("DescribeTransitGatewayPeeringAttachments");
    const attachments = answers.DescribeTransitGatewayVpcAttachments?.TransitGatewayVpcAttachments;
    expect(attachments?.map((each) => each.TransitGatewayAttachmentId)).toContain(attachment);
  });

  test("SearchTransitGatewayRoutes breaks on MaxResults: a failed cell, and the way through the gateway unknown", async () => {
    const { vpc } = await createNatSite(ground, "10.57");
    const subnet = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.57.1.0/24" });
    const { gateway, routeTable } = await attachToTransitGateway({ vpc, subnet });
    await createRouteTable(ec2, { vpc, subnets: [subnet], routes: { "0.0.0.0/0": gateway } });
    const Filters = [{ Name: "state", Values: ["active"] }];
    const search = { TransitGatewayRouteTableId: routeTable, Filters };
    // Without a page size it answers, and AWS throttles it earlier then (aws-semantics 5.2).
    expect((await ec2.searchTransitGatewayRoutes(search)).Routes).toEqual([]);
    await expect(ec2.searchTransitGatewayRoutes({ ...search, MaxResults: 1000 })).rejects.toThrow("XML parse error");

    const report = await scan();
    const gap = report.coverage.gaps.find(({ api }) => api === "SearchTransitGatewayRoutes");
    expect(gap).toMatchObject({ account: managementAccount, region, outcome: "failed" });
    expect(gap?.reason).toContain(routeTable);
    expect(statusOf(report, "s3-through-nat", subnet)).toBe("unknown");
  });

  test("default subnets map public addresses, but have no internet gateway: no finding, and no NAT", async () => {
    const { Subnets } = await ec2.describeSubnets({ Filters: [{ Name: "default-for-az", Values: ["true"] }] });
    expect(Subnets?.every(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch)).toBe(true);
    const report = await scan();
    const defaults = new Set(Subnets?.map(({ SubnetId }) => SubnetId));
    expect(report.findings.filter(({ resource }) => defaults.has(resource.id))).toEqual([]);
  });
});

describe("subnets without workloads of their own", () => {
  test("one that holds nothing but an endpoint's interface is judged: what scaled to zero comes back", async () => {
    const { vpc, nat } = await createNatSite(ground, "10.58");
    const app = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.58.1.0/24" });
    await createRouteTable(ec2, { vpc, subnets: [app], routes: { "0.0.0.0/0": nat } });
    await createEndpoint(ec2, { vpc, service: awsService(region, "sqs"), type: "Interface", subnets: [app] });
    // Unlike a transit gateway's subnet, it is no hop of others' packets (aws-semantics 3.9, 3.10).
    expect(statusOf(await scan(), "s3-through-nat", app)).toBe("fail");
  });
});
