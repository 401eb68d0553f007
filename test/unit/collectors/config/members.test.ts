import { describe, expect, test } from "vitest";
import type { AccountRegion } from "../../../../src/snapshot/format.ts";
import { throughConfig } from "../../../support/config-mirror.ts";
import { judgePlaces } from "../../../support/judge-places.ts";
import { manifestOf } from "../../../support/snapshot.ts";
import {
  availabilityZones,
  internetGateway,
  item,
  natGateway,
  networkInterface,
  place,
  prefixLists,
  route,
  routeTable,
  subnet,
  vpc,
  vpcEndpoint,
  type Part,
} from "../../../support/topology.ts";

/** Each member that AWS Config does not record, where EC2's silence would have meant a default (aws-semantics 5.15). */

function verdictOf(judged: AccountRegion, rule: string, resource: string): string | undefined {
  const verdicts = judgePlaces(manifestOf({ places: [judged] }), [judged]);
  return [...verdicts].find(([key]) => key.split(" ")[1] === rule && key.endsWith(` ${resource}`))?.[1].verdict;
}

const common: Part[] = [
  availabilityZones(),
  prefixLists(),
  vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
  subnet({ id: "subnet-a", vpc: "vpc-1", zone: "a", cidr: "10.0.0.0/24" }),
  subnet({ id: "subnet-b", vpc: "vpc-1", zone: "b", cidr: "10.0.1.0/24" }),
  internetGateway({ id: "igw-1", vpc: "vpc-1" }),
  routeTable({ id: "rtb-1", vpc: "vpc-1", main: true, routes: [route("0.0.0.0/0", "igw-1")] }),
];

const regional = item("DescribeNatGateways", {
  NatGatewayId: "nat-1",
  VpcId: "vpc-1",
  State: "available",
  ConnectivityType: "public",
  AvailabilityMode: "regional",
  RouteTableId: "rtb-1",
});

const cases: { member: string; parts: Part[]; rule: string; resource: string; byEc2: string; byConfig?: string }[] = [
  {
    member: "VpcEndpoint.PolicyDocument, without which EC2 means the default policy",
    parts: [vpcEndpoint({ id: "vpce-1", vpc: "vpc-1", service: "s3", routeTables: ["rtb-1"] })],
    rule: "probe-policy-default",
    resource: "vpce-1",
    byEc2: "fail",
  },
  {
    member: "NatGateway.AvailabilityMode of a gateway that names no subnet",
    parts: [regional],
    rule: "probe-nat-mode",
    resource: "nat-1",
    byEc2: "fail",
  },
  {
    member: "NatGateway.AvailabilityMode, which a subnet makes zonal all the same",
    parts: [natGateway({ id: "nat-1", vpc: "vpc-1", subnet: "subnet-a" })],
    rule: "probe-nat-mode",
    resource: "nat-1",
    byEc2: "pass",
    byConfig: "pass",
  },
  {
    member: "NatGateway.AttachedAppliances, without which EC2 means none",
    parts: [natGateway({ id: "nat-1", vpc: "vpc-1", subnet: "subnet-a" })],
    rule: "probe-nat-used",
    resource: "nat-1",
    byEc2: "fail",
  },
  {
    member: "Route.CoreNetworkArn",
    parts: [
      routeTable({
        id: "rtb-2",
        vpc: "vpc-1",
        routes: [route("172.16.0.0/12", "arn:aws:networkmanager::111122223333:core-network/core-network-1")],
      }),
    ],
    rule: "probe-route-target",
    resource: "rtb-2|172.16.0.0/12",
    byEc2: "fail",
  },
  {
    member: "DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint",
    parts: [
      vpcEndpoint({
        id: "vpce-1",
        vpc: "vpc-1",
        service: "s3",
        type: "Interface",
        subnets: ["subnet-a"],
        privateDns: true,
        inboundResolverOnly: false,
      }),
    ],
    rule: "probe-carries",
    resource: "vpce-1",
    byEc2: "fail",
  },
  {
    member: "the interfaces of participants: an empty subnet may not be empty",
    parts: [],
    rule: "probe-workloads",
    resource: "subnet-a",
    byEc2: "pass",
  },
  {
    member: "the interfaces of participants, where one that is recorded suffices",
    parts: [networkInterface({ id: "eni-1", subnet: "subnet-a", instance: "i-1" })],
    rule: "probe-workloads",
    resource: "subnet-a",
    byEc2: "fail",
    byConfig: "fail",
  },
];

test.each(cases)("$member", ({ parts, rule, resource, byEc2, byConfig = "unknown" }) => {
  const asked = place({}, ...common, ...parts);
  expect(verdictOf(asked, rule, resource)).toBe(byEc2);
  expect(verdictOf(throughConfig(asked), rule, resource)).toBe(byConfig);
});

describe("Block Public Access", () => {
  const blocked = (parts: Part[]): AccountRegion => place({}, ...parts);

  test("off for the account is off for each of its VPCs and subnets, as Config's record of the account says", () => {
    const asked = blocked(common);
    expect(verdictOf(throughConfig(asked), "probe-vpc-bpa", "vpc-1")).toBe("fail");
    expect(verdictOf(throughConfig(asked), "probe-exit", "subnet-a")).toBe("fail");
  });

  const blockPublicAccess = "block-bidirectional";
  const closed = blocked([
    ...common.filter((_, at) => at !== 2 && at !== 3),
    vpc({ id: "vpc-1", cidr: "10.0.0.0/16", blockPublicAccess }),
    subnet({ id: "subnet-a", vpc: "vpc-1", zone: "a", cidr: "10.0.0.0/24", blockPublicAccess }),
  ]);

  test("in any other mode it is unknown, because exclusions may free a VPC or a subnet", () => {
    expect(verdictOf(closed, "probe-exit", "subnet-a")).toBe("pass");
    expect(verdictOf(throughConfig(closed), "probe-vpc-bpa", "vpc-1")).toBe("unknown");
    expect(verdictOf(throughConfig(closed), "probe-exit", "subnet-a")).toBe("unknown");
  });

  test("a subnet of Config's does not take the mode of EC2's VPC: it may be excluded from it", () => {
    const { DescribeSubnets } = throughConfig(closed).answers;
    if (DescribeSubnets === undefined) throw new Error("Config answers no subnets");
    const answers = { ...closed.answers, DescribeSubnets };
    expect(verdictOf({ ...closed, answers, fromConfig: ["DescribeSubnets"] }, "probe-exit", "subnet-a")).toBe(
      "unknown",
    );
  });
});

test("the Region of a service that its name does not tell is unknown, and one that it tells is known", () => {
  const endpoint = (id: string, ServiceName: string) =>
    item("DescribeVpcEndpoints", {
      VpcEndpointId: id,
      OwnerId: "111122223333",
      VpcId: "vpc-1",
      ServiceName,
      VpcEndpointType: "Interface",
      State: "available",
      PrivateDnsEnabled: false,
      RequesterManaged: false,
      ServiceRegion: "us-east-1",
    });
  const asked = place(
    {},
    ...common,
    endpoint("vpce-1", "aws.sagemaker.us-east-1.studio"),
    endpoint("vpce-2", "com.amazonaws.us-east-1.ecr.api"),
  );
  expect(verdictOf(asked, "probe-service-region", "vpce-1")).toBe("fail");
  expect(verdictOf(throughConfig(asked), "probe-service-region", "vpce-1")).toBe("unknown");
  expect(verdictOf(throughConfig(asked), "probe-service-region", "vpce-2")).toBe("fail");
});
