import type { CreateRouteRequest, EC2, VpcEndpointType } from "@aws-sdk/client-ec2";
import { given } from "./given.ts";

/** Steps that build a network in one account and Region by the API calls that an operator's tools would make. */

export async function createVpc(ec2: EC2, cidr: string): Promise<string> {
  const { Vpc } = await ec2.createVpc({ CidrBlock: cidr });
  return given(Vpc?.VpcId, "VPC");
}

export async function createSubnet(ec2: EC2, vpc: string, place: { zone: string; cidr: string }): Promise<string> {
  const { Subnet } = await ec2.createSubnet({ VpcId: vpc, CidrBlock: place.cidr, AvailabilityZone: place.zone });
  return given(Subnet?.SubnetId, "subnet");
}

export async function mainRouteTable(ec2: EC2, vpc: string): Promise<string> {
  const { RouteTables } = await ec2.describeRouteTables({
    Filters: [
      { Name: "vpc-id", Values: [vpc] },
      { Name: "association.main", Values: ["true"] },
    ],
  });
  return given(RouteTables?.[0]?.RouteTableId, "main route table");
}

interface RouteTableOrder {
  vpc: string;
  /** Explicitly associated; a subnet that is in no order falls back on the main table. */
  subnets: readonly string[];
  /** Destination to target, such as `"0.0.0.0/0": "nat-1"`. */
  routes: Readonly<Record<string, string>>;
}

export async function createRouteTable(ec2: EC2, { vpc, subnets, routes }: RouteTableOrder): Promise<string> {
  const created = await ec2.createRouteTable({ VpcId: vpc });
  const table = given(created.RouteTable?.RouteTableId, "route table");
  for (const subnet of subnets) await ec2.associateRouteTable({ RouteTableId: table, SubnetId: subnet });
  for (const [destination, target] of Object.entries(routes)) await addRoute(ec2, table, { destination, target });
  return table;
}

const targetMembers: Readonly<Record<string, keyof CreateRouteRequest>> = {
  igw: "GatewayId",
  nat: "NatGatewayId",
  eni: "NetworkInterfaceId",
  tgw: "TransitGatewayId",
};

export async function addRoute(ec2: EC2, table: string, route: { destination: string; target: string }): Promise<void> {
  const member = given(
    targetMembers[route.target.slice(0, route.target.indexOf("-"))],
    `target such as ${route.target}`,
  );
  await ec2.createRoute({ RouteTableId: table, DestinationCidrBlock: route.destination, [member]: route.target });
}

export async function createInternetGateway(ec2: EC2, vpc: string): Promise<string> {
  const { InternetGateway } = await ec2.createInternetGateway({});
  const id = given(InternetGateway?.InternetGatewayId, "internet gateway");
  await ec2.attachInternetGateway({ InternetGatewayId: id, VpcId: vpc });
  return id;
}

export async function createNatGateway(ec2: EC2, subnet: string): Promise<string> {
  const { AllocationId } = await ec2.allocateAddress({ Domain: "vpc" });
  const { NatGateway } = await ec2.createNatGateway({ SubnetId: subnet, AllocationId: given(AllocationId, "address") });
  return given(NatGateway?.NatGatewayId, "NAT gateway");
}

interface EndpointOrder {
  vpc: string;
  service: string;
  /** AWS's default is Gateway; moto records no type at all where none is given (emulators 1.3.2). */
  type?: VpcEndpointType;
  routeTables?: string[];
  subnets?: string[];
  privateDns?: boolean;
  policy?: object;
}

export async function createEndpoint(ec2: EC2, order: EndpointOrder): Promise<string> {
  const { VpcEndpoint } = await ec2.createVpcEndpoint({
    VpcId: order.vpc,
    ServiceName: order.service,
    VpcEndpointType: order.type,
    RouteTableIds: order.routeTables,
    SubnetIds: order.subnets,
    PrivateDnsEnabled: order.privateDns,
    PolicyDocument: order.policy === undefined ? undefined : JSON.stringify(order.policy),
  });
  return given(VpcEndpoint?.VpcEndpointId, "endpoint");
}

/** A workload: an instance and its network interface. */
export async function runInstance(ec2: EC2, subnet: string): Promise<{ instance: string; interface: string }> {
  const { Instances } = await ec2.runInstances({
    ImageId: "ami-12c6146b",
    InstanceType: "t3.micro",
    MinCount: 1,
    MaxCount: 1,
    SubnetId: subnet,
  });
  const launched = given(Instances?.[0], "instance");
  return {
    instance: given(launched.InstanceId, "instance id"),
    interface: given(launched.NetworkInterfaces?.[0]?.NetworkInterfaceId, "interface of the instance"),
  };
}

/** Leaves nothing of the VPC with which moto starts every account and Region. */
export async function deleteDefaultVpc(ec2: EC2): Promise<void> {
  const { Vpcs } = await ec2.describeVpcs({ Filters: [{ Name: "is-default", Values: ["true"] }] });
  for (const { VpcId } of Vpcs ?? []) {
    const { Subnets } = await ec2.describeSubnets({ Filters: [{ Name: "vpc-id", Values: [given(VpcId, "VPC")] }] });
    for (const { SubnetId } of Subnets ?? []) await ec2.deleteSubnet({ SubnetId });
    await ec2.deleteVpc({ VpcId });
  }
}

/**
 * Attaches an interface endpoint's network interfaces to an instance, so that they are `in-use` as on AWS: moto leaves
 * them `available`, which on AWS says that nothing stands behind them (aws-semantics 4.4).
 */
export async function putIntoUse(ec2: EC2, endpoint: string, instance: string): Promise<void> {
  const { VpcEndpoints } = await ec2.describeVpcEndpoints({ VpcEndpointIds: [endpoint] });
  for (const [index, interfaceId] of (VpcEndpoints?.[0]?.NetworkInterfaceIds ?? []).entries()) {
    await ec2.attachNetworkInterface({ NetworkInterfaceId: interfaceId, InstanceId: instance, DeviceIndex: index + 1 });
  }
}
