import type { Item } from "../snapshot/apis.ts";
import { addGatewayEndpoints, addInterfaceEndpoints } from "./generated-endpoints.ts";
import {
  addInterface,
  cidrOf,
  hostOf,
  idOf,
  isTrue,
  named,
  pick,
  vpcIdOf,
  type Route,
  type Subnet,
  type VpcParts,
  type VpcPlan,
} from "./generated-parts.ts";

/** The private subnets of a plan: where a transit gateway is attached. */
export function privateSubnetIds(plan: VpcPlan): string[] {
  return plan.fixtures.zones.map((_, zone) => idOf(plan, "subnet", "private", zone));
}

/**
 * Three zones with a private subnet each, and public ones with NAT gateways unless a transit gateway takes what
 * leaves. About half of the VPCs have the S3 endpoint on all private tables, some on a part of them, the rest on none.
 */
export function addVpc(parts: VpcParts, plan: VpcPlan): void {
  const vpc = describeVpc(plan);
  parts.vpcs.push(vpc);
  const isSpoke = plan.transitGateway !== undefined && plan.behindTransitGateway.length === 0;
  const publicSubnets = isSpoke ? [] : plan.fixtures.zones.map((_, zone) => describeSubnet(plan, "public", zone));
  const privateSubnets = plan.fixtures.zones.map((_, zone) => describeSubnet(plan, "private", zone));
  parts.subnets.push(...publicSubnets, ...privateSubnets);
  const nats = publicSubnets
    .slice(0, isTrue(plan, 0.4, "nat-per-zone") ? 3 : 1)
    .map((subnet) => addNat(parts, plan, subnet));
  if (!isSpoke) parts.internetGateways.push(describeInternetGateway(plan));
  addRouteTables(parts, plan, { publicSubnets, privateSubnets, nats });
  addGatewayEndpoints(parts, plan);
  addInterfaceEndpoints(parts, plan, privateSubnets);
  for (const subnet of privateSubnets) addWorkloads(parts, plan, subnet);
}

function describeVpc(plan: VpcPlan): Item<"DescribeVpcs"> {
  const CidrBlock = cidrOf(plan);
  const AssociationId = idOf(plan, "vpc-cidr-assoc");
  return {
    VpcId: vpcIdOf(plan),
    OwnerId: plan.account,
    State: "available",
    CidrBlock,
    CidrBlockAssociationSet: [{ AssociationId, CidrBlock, CidrBlockState: { State: "associated" } }],
    Ipv6CidrBlockAssociationSet: [],
    DhcpOptionsId: idOf(plan, "dopt"),
    InstanceTenancy: "default",
    IsDefault: false,
    BlockPublicAccessStates: { InternetGatewayBlockMode: "off" },
    ...named(plan),
  };
}

function describeSubnet(plan: VpcPlan, kind: "public" | "private", zone: number): Subnet {
  const { AvailabilityZone, AvailabilityZoneId } = zoneMembers(plan, zone);
  const [a, b, c] = plan.network;
  const SubnetId = idOf(plan, "subnet", kind, zone);
  return {
    SubnetId,
    SubnetArn: `arn:aws:ec2:${plan.region}:${plan.account}:subnet/${SubnetId}`,
    OwnerId: plan.account,
    VpcId: vpcIdOf(plan),
    State: "available",
    AvailabilityZone,
    AvailabilityZoneId,
    CidrBlock: `${a}.${b}.${c + zone + (kind === "private" ? 4 : 0)}.0/24`,
    Ipv6CidrBlockAssociationSet: [],
    AvailableIpAddressCount: 240,
    DefaultForAz: false,
    MapPublicIpOnLaunch: kind === "public",
    AssignIpv6AddressOnCreation: false,
    EnableDns64: false,
    Ipv6Native: false,
    BlockPublicAccessStates: { InternetGatewayBlockMode: "off" },
    ...named(plan, `-${kind}-${zone}`),
  };
}

function zoneMembers({ fixtures }: VpcPlan, index: number): { AvailabilityZone: string; AvailabilityZoneId: string } {
  const zone = fixtures.zones[index];
  return { AvailabilityZone: zone?.ZoneName ?? "", AvailabilityZoneId: zone?.ZoneId ?? "" };
}

function describeInternetGateway(plan: VpcPlan): Item<"DescribeInternetGateways"> {
  return {
    InternetGatewayId: idOf(plan, "igw"),
    OwnerId: plan.account,
    Attachments: [{ State: "available", VpcId: vpcIdOf(plan) }],
    ...named(plan),
  };
}

/** @returns its id */
function addNat(parts: VpcParts, plan: VpcPlan, subnet: Subnet): string {
  const NatGatewayId = idOf(plan, "nat", subnet.SubnetId);
  const NetworkInterfaceId = idOf(plan, "eni", NatGatewayId);
  parts.natGateways.push({
    NatGatewayId,
    VpcId: vpcIdOf(plan),
    SubnetId: subnet.SubnetId,
    AvailabilityMode: "zonal",
    ConnectivityType: "public",
    State: "available",
    CreateTime: "2024-03-01T09:30:00.000Z",
    NatGatewayAddresses: [
      {
        NetworkInterfaceId,
        PrivateIp: hostOf(subnet, 4),
        PublicIp: `203.0.113.${pick(plan, 254, NatGatewayId) + 1}`,
        AllocationId: idOf(plan, "eipalloc", NatGatewayId),
        IsPrimary: true,
        Status: "succeeded",
      },
    ],
    ...named(plan),
  });
  addInterface(parts, plan, {
    id: NetworkInterfaceId,
    subnet,
    host: 4,
    type: "nat_gateway",
    description: `Interface for NAT Gateway ${NatGatewayId}`,
  });
  return NatGatewayId;
}

interface Layout {
  publicSubnets: Subnet[];
  privateSubnets: Subnet[];
  /** Ids of the NAT gateways: one, or one for each zone. */
  nats: string[];
}

function addRouteTables(parts: VpcParts, plan: VpcPlan, { publicSubnets, privateSubnets, nats }: Layout): void {
  const tgw = plan.transitGateway;
  const across: Route[] = tgw === undefined ? [] : plan.behindTransitGateway.map((cidr) => toTransitGateway(cidr, tgw));
  const add = (name: string, subnets: readonly Subnet[], routes: readonly Route[]) =>
    parts.routeTables.push(describeRouteTable(plan, name, { subnets, routes }));
  add("main", [], []);
  if (publicSubnets.length > 0) {
    const out = {
      DestinationCidrBlock: "0.0.0.0/0",
      GatewayId: idOf(plan, "igw"),
      Origin: "CreateRoute",
      State: "active",
    };
    add("public", publicSubnets, [out, ...across]);
  }
  for (const [zone, subnet] of privateSubnets.entries()) {
    const NatGatewayId = nats[zone] ?? nats[0];
    const out: Route[] = [];
    if (NatGatewayId !== undefined) {
      out.push({ DestinationCidrBlock: "0.0.0.0/0", NatGatewayId, Origin: "CreateRoute", State: "active" });
    } else if (tgw !== undefined) {
      out.push(toTransitGateway("0.0.0.0/0", tgw));
    }
    add(`private-${zone}`, [subnet], [...out, ...across]);
  }
}

function toTransitGateway(cidr: string, id: string): Route {
  return { DestinationCidrBlock: cidr, TransitGatewayId: id, Origin: "CreateRoute", State: "active" };
}

interface Table {
  subnets: readonly Subnet[];
  routes: readonly Route[];
}

function describeRouteTable(plan: VpcPlan, name: string, { subnets, routes }: Table): Item<"DescribeRouteTables"> {
  const RouteTableId = idOf(plan, "rtb", name);
  const shared = { RouteTableId, AssociationState: { State: "associated" } };
  const local = {
    DestinationCidrBlock: cidrOf(plan),
    GatewayId: "local",
    Origin: "CreateRouteTable",
    State: "active",
  };
  return {
    RouteTableId,
    VpcId: vpcIdOf(plan),
    OwnerId: plan.account,
    Associations:
      name === "main"
        ? [{ ...shared, Main: true, RouteTableAssociationId: idOf(plan, "rtbassoc", "main") }]
        : subnets.map(({ SubnetId }) => ({
            ...shared,
            Main: false,
            SubnetId,
            RouteTableAssociationId: idOf(plan, "rtbassoc", SubnetId),
          })),
    PropagatingVgws: [],
    Routes: [local, ...routes],
    ...named(plan, `-${name}`),
  };
}

/** A tenth of the private subnets is empty. */
function addWorkloads(parts: VpcParts, plan: VpcPlan, subnet: Subnet): void {
  const count = isTrue(plan, 0.1, `empty ${subnet.SubnetId}`) ? 0 : 1 + pick(plan, 8, `size ${subnet.SubnetId}`);
  for (let host = 0; host < count; host++) {
    addInterface(parts, plan, {
      id: idOf(plan, "eni", subnet.SubnetId, host),
      subnet,
      host: 100 + host,
      type: "interface",
      description: "workload",
    });
  }
}
