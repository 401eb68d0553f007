import { describe, expect, test } from "vitest";
import type { NatGateway, Subnet, Vpc, VpcEndpoint } from "../../../src/network/records.ts";
import * as from from "../../../src/network/from-answers.ts";
import * as unrecorded from "../../../src/network/unrecorded.ts";
import type { Origin } from "../../../src/network/unrecorded.ts";
import { isUnknown } from "../../../src/unknown.ts";
import { reasons } from "./support.ts";

// Law 6 of AWS Config (aws-semantics 5.15): what it leaves out must not look like EC2's default.

const place = { account: "111122223333", region: "us-east-1" };
const ec2: Origin = { ...place, fromConfig: [] };
const config: Origin = {
  ...place,
  fromConfig: [
    "DescribeVpcs",
    "DescribeSubnets",
    "DescribeNatGateways",
    "DescribeVpcEndpoints",
    "DescribeNetworkInterfaces",
    "DescribeRouteTables",
  ],
};
const off = { BlockPublicAccessStates: { InternetGatewayBlockMode: "off" as const } };

const vpcs = (origin: Origin, item: Parameters<typeof from.vpcFrom>[0]): Vpc =>
  unrecorded.markVpc(origin, item, from.vpcFrom(item));
const subnets = (origin: Origin, item: Parameters<typeof from.subnetFrom>[0]): Subnet =>
  unrecorded.markSubnet(origin, item, from.subnetFrom(item));
const gateways = (origin: Origin, item: Parameters<typeof from.natGatewayFrom>[0]): NatGateway =>
  unrecorded.markNatGateway(origin, item, from.natGatewayFrom(item));
const endpoints = (origin: Origin, item: Parameters<typeof from.vpcEndpointFrom>[0]): VpcEndpoint =>
  unrecorded.markVpcEndpoint(origin, item, from.vpcEndpointFrom(item, "us-east-1"));

describe("Block Public Access modes", () => {
  test("of EC2 are what the answer says, or its default", () => {
    expect(vpcs(ec2, { VpcId: "vpc-1" }).blockPublicAccess).toBe("off");
    expect(subnets(ec2, { SubnetId: "subnet-1" }).blockPublicAccess).toBeUndefined();
    expect(vpcs(config, { VpcId: "vpc-1", ...off }).blockPublicAccess).toBe("off");
    expect(subnets(config, { SubnetId: "subnet-1", ...off }).blockPublicAccess).toBe("off");
  });

  test("that Config leaves out are unknown, and all else is kept", () => {
    const vpc = vpcs(config, { VpcId: "vpc-1", CidrBlock: "10.0.0.0/16" });
    expect(reasons(vpc.blockPublicAccess)).toContain("111122223333 DescribeVpcs: ");
    expect(reasons(vpc.blockPublicAccess)).toContain("the Block Public Access mode of vpc-1");
    expect([vpc.id, vpc.cidrs.length]).toEqual(["vpc-1", 1]);
    const subnet = subnets(config, { SubnetId: "subnet-1", VpcId: "vpc-1" });
    expect(reasons(subnet.blockPublicAccess)).toContain("111122223333 DescribeSubnets: ");
    expect(reasons(subnet.blockPublicAccess)).toContain("the Block Public Access mode of subnet-1");
    expect([subnet.id, subnet.vpc]).toEqual(["subnet-1", "vpc-1"]);
  });
});

describe("NAT gateways", () => {
  test("of EC2 without a subnet are regional, and have the proxies that the answer names (2.4, 2.21)", () => {
    const regional = gateways(ec2, { NatGatewayId: "nat-1" });
    expect([regional.subnet, regional.hasAppliances]).toEqual([undefined, false]);
  });

  test("of Config without a subnet may be regional or not recorded whole, and proxies are not recorded", () => {
    const bare = gateways(config, { NatGatewayId: "nat-1", VpcId: "vpc-1" });
    expect(reasons(bare.subnet)).toContain("the availability mode of nat-1, which names no subnet");
    expect(reasons(bare.hasAppliances)).toContain("whether a firewall proxy is attached to nat-1");
    expect(reasons(bare.hasAppliances)).toContain("DescribeNatGateways");
    expect([bare.id, bare.vpc]).toEqual(["nat-1", "vpc-1"]);
    const whole = gateways(config, { NatGatewayId: "nat-1", SubnetId: "subnet-1", AttachedAppliances: [] });
    expect([whole.subnet, whole.hasAppliances]).toEqual(["subnet-1", false]);
  });
});

describe("endpoints", () => {
  const name = "com.amazonaws.us-east-1.s3";

  test("of EC2 have its default policy and the Region of their own", () => {
    const endpoint = endpoints(ec2, { VpcEndpointId: "vpce-1", ServiceName: "com.amazonaws.vpce.x" });
    expect([endpoint.policy, endpoint.serviceRegion]).toEqual([undefined, "us-east-1"]);
  });

  test("of Config have no policy, and the Region that their service's name tells", () => {
    const endpoint = endpoints(config, { VpcEndpointId: "vpce-1", ServiceName: "com.amazonaws.eu-west-1.sqs" });
    expect(reasons(endpoint.policy)).toContain("DescribeVpcEndpoints: ");
    expect(reasons(endpoint.policy)).toContain("the policy of vpce-1");
    expect([endpoint.id, endpoint.serviceRegion]).toEqual(["vpce-1", "eu-west-1"]);
    const said = endpoints(config, {
      VpcEndpointId: "vpce-1",
      ServiceName: name,
      ServiceRegion: "eu-west-3",
      PolicyDocument: "{}",
    });
    expect([said.policy, said.serviceRegion]).toEqual(["{}", "eu-west-3"]);
    const partner = endpoints(config, { VpcEndpointId: "vpce-1", ServiceName: "com.amazonaws.vpce.vpce-svc-1" });
    expect(reasons(partner.serviceRegion)).toContain("the Region of the service of vpce-1");
  });
});

test("interfaces of other accounts, and some targets, are not recorded", () => {
  expect([unrecorded.interfacesBeside(ec2), unrecorded.unnamedTargets(ec2)]).toEqual([undefined, undefined]);
  expect(reasons(unrecorded.interfacesBeside(config))).toMatch(
    /DescribeNetworkInterfaces: .*the network interfaces of other accounts in subnets that they share/,
  );
  expect(reasons(unrecorded.unnamedTargets(config))).toMatch(
    /DescribeRouteTables: .*the targets of routes to core networks and Oracle Database networks/,
  );
  expect(isUnknown(unrecorded.unnamedTargets(config))).toBe(true);
});
