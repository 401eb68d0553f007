import type { Item } from "../snapshot/apis.ts";
import type { RegionFixtures } from "./generated-region.ts";
import { awsId, fractionOf, hashWords } from "./seeded.ts";

/** What one VPC adds to the lists of its account and Region. */
export interface VpcParts {
  vpcs: Item<"DescribeVpcs">[];
  subnets: Item<"DescribeSubnets">[];
  routeTables: Item<"DescribeRouteTables">[];
  internetGateways: Item<"DescribeInternetGateways">[];
  natGateways: Item<"DescribeNatGateways">[];
  endpoints: Item<"DescribeVpcEndpoints">[];
  interfaces: Item<"DescribeNetworkInterfaces">[];
  securityGroups: Item<"DescribeSecurityGroups">[];
}

export interface VpcPlan {
  seed: number;
  account: string;
  region: string;
  name: string;
  /** First three octets' base of a /20: `10.3.16` leaves 10.3.16.0 to 10.3.31.255. */
  network: readonly [number, number, number];
  organization: string;
  /** The transit gateway that takes what leaves, where it does not leave by NAT gateways. */
  transitGateway: string | undefined;
  /** Networks that are reached through `transitGateway` even from a VPC with NAT gateways. */
  behindTransitGateway: readonly string[];
  fixtures: RegionFixtures;
}

export type Route = NonNullable<Item<"DescribeRouteTables">["Routes"]>[number];
export type Subnet = Item<"DescribeSubnets"> & { SubnetId: string };

/** Ready to be filled. */
export function emptyParts(): VpcParts {
  return {
    vpcs: [],
    subnets: [],
    routeTables: [],
    internetGateways: [],
    natGateways: [],
    endpoints: [],
    interfaces: [],
    securityGroups: [],
  };
}

export function vpcIdOf({
  seed,
  account,
  region,
  name,
}: Pick<VpcPlan, "seed" | "account" | "region" | "name">): string {
  return awsId("vpc", seed, account, region, name);
}

export function idOf({ seed, account, region, name }: VpcPlan, prefix: string, ...words: (string | number)[]): string {
  return awsId(prefix, seed, account, region, name, ...words);
}

export function isTrue({ seed, account, region, name }: VpcPlan, share: number, question: string): boolean {
  return fractionOf(seed, account, region, name, question) < share;
}

export function pick({ seed, account, region, name }: VpcPlan, count: number, question: string): number {
  return hashWords(seed, account, region, name, question) % count;
}

export function cidrOf({ network: [a, b, c] }: VpcPlan): string {
  return `${a}.${b}.${c}.0/20`;
}

export function named(plan: VpcPlan, suffix = ""): { Tags: { Key: string; Value: string }[] } {
  return { Tags: [{ Key: "Name", Value: `${plan.name}${suffix}` }] };
}

export function hostOf(subnet: Subnet, host: number): string {
  return (subnet.CidrBlock ?? "").replace(/0\/24$/, String(host));
}

export interface Interface {
  id: string;
  subnet: Subnet;
  host: number;
  type: string;
  description: string;
}

export function addInterface(parts: VpcParts, plan: VpcPlan, { id, subnet, host, type, description }: Interface): void {
  const address = hostOf(subnet, host);
  parts.interfaces.push({
    NetworkInterfaceId: id,
    OwnerId: plan.account,
    SubnetId: subnet.SubnetId,
    VpcId: vpcIdOf(plan),
    InterfaceType: type,
    Status: "in-use",
    SourceDestCheck: type !== "nat_gateway",
    RequesterManaged: type !== "interface",
    Description: description,
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
    Ipv6Addresses: [],
    Groups: [],
    TagSet: [],
    AvailabilityZone: subnet.AvailabilityZone ?? "",
    AvailabilityZoneId: subnet.AvailabilityZoneId ?? "",
  });
}
