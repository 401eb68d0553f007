import {
  availabilityZones,
  endpointService,
  internetGateway,
  managedPrefixList,
  natGateway,
  networkInterface,
  prefixLists,
  route,
  routeTable,
  securityGroup,
  subnet,
  vpc,
} from "../../test/support/topology.ts";
import type { Part } from "../../test/support/topology.ts";

export type Routes = ReturnType<typeof route>[];

/** A VPC of the company's usual plan. Ids are made of the key: `subnet-<key>-private-a`, `nat-<key>-a`. */
export interface Plan {
  key: string;
  name: string;
  /** The first two bytes of its /16. */
  base: string;
  zones: readonly string[];
  /** The zones that have a NAT gateway. */
  natZones: readonly string[];
  /** Of the public subnets' table, beside the way to the internet. */
  publicRoutes?: Routes;
  tags?: Record<string, string>;
}

/** What every Region answers alike: its zones, AWS's prefix lists, the services that endpoints can be made for. */
export function regionBasics(): Part[] {
  const everywhere = ["ecr.api", "ecr.dkr", "kms", "logs", "secretsmanager", "sqs", "ssm", "sts"];
  return [
    availabilityZones(["a", "b", "c"]),
    prefixLists(),
    endpointService({ service: "s3", types: ["Gateway", "Interface"] }),
    endpointService({ service: "dynamodb", types: ["Gateway", "Interface"] }),
    ...everywhere.map((service) => endpointService({ service })),
    // A younger service that is not in every zone yet (aws-semantics 4.10).
    endpointService({ service: "textract", zones: ["a", "b"] }),
  ];
}

/** The VPC with its internet gateway, its public subnets and their table, and its NAT gateways. */
export function publicTier({ key, name, base, zones, natZones, publicRoutes = [], tags = {} }: Plan): Part[] {
  const publicSubnet = (zone: string): string => `subnet-${key}-public-${zone}`;
  return [
    vpc({ id: `vpc-${key}`, name, cidr: `${base}.0.0/16`, tags }),
    internetGateway({ id: `igw-${key}`, name, vpc: `vpc-${key}` }),
    ...zones.map((zone, index) =>
      subnet({
        id: publicSubnet(zone),
        name: `${name}-public-${zone}`,
        vpc: `vpc-${key}`,
        zone,
        cidr: `${base}.${index}.0/24`,
      }),
    ),
    routeTable({
      id: `rtb-${key}-public`,
      name: `${name}-public`,
      vpc: `vpc-${key}`,
      subnets: zones.map(publicSubnet),
      routes: [route("0.0.0.0/0", `igw-${key}`), ...publicRoutes],
    }),
    ...natZones.map((zone) =>
      natGateway({ id: `nat-${key}-${zone}`, name: `${name}-${zone}`, vpc: `vpc-${key}`, subnet: publicSubnet(zone) }),
    ),
  ];
}

/** A private subnet and a route table of its own in every zone. The main table is left without routes, as it should be. */
export function privateTier({ key, name, base, zones, tags = {} }: Plan, routesOf: (zone: string) => Routes): Part[] {
  return [
    routeTable({ id: `rtb-${key}-main`, name: `${name}-main`, vpc: `vpc-${key}`, main: true }),
    ...zones.flatMap((zone, index) => [
      subnet({
        id: `subnet-${key}-private-${zone}`,
        name: `${name}-private-${zone}`,
        vpc: `vpc-${key}`,
        zone,
        cidr: `${base}.${16 * (index + 1)}.0/20`,
        freeAddresses: 4_012,
        tags,
      }),
      routeTable({
        id: `rtb-${key}-private-${zone}`,
        name: `${name}-private-${zone}`,
        vpc: `vpc-${key}`,
        subnets: [`subnet-${key}-private-${zone}`],
        routes: routesOf(zone),
      }),
    ]),
  ];
}

/** An EC2 instance's interface in each of the subnets. */
export function instances(name: string, subnets: readonly string[], owner?: string): Part {
  const parts = subnets.map((each, index) =>
    networkInterface({
      id: `eni-${name}-${index}`,
      name: `${name}-${index + 1}`,
      subnet: each,
      instance: `i-${name}-${index}`,
      ...(owner === undefined ? {} : { owner }),
    }),
  );
  return joinInterfaces(parts);
}

/** A Lambda function's interface in each of the subnets. */
export function lambda(name: string, subnets: readonly string[]): Part {
  const parts = subnets.map((each, index) =>
    networkInterface({
      id: `eni-lambda-${name}-${index}`,
      subnet: each,
      type: "lambda",
      requesterManaged: true,
      description: `AWS Lambda VPC ENI-${name}`,
    }),
  );
  return joinInterfaces(parts);
}

function joinInterfaces(parts: readonly Part[]): Part {
  return (at) => ({
    DescribeNetworkInterfaces: {
      NetworkInterfaces: parts.flatMap((part) => part(at).DescribeNetworkInterfaces?.NetworkInterfaces ?? []),
    },
  });
}

/** The security group that a VPC's interface endpoints wear: HTTPS from inside. */
export function endpointSecurityGroup({ key, name, base }: Plan): Part {
  return securityGroup({
    id: `sg-${key}-endpoints`,
    name: `${name}-endpoints`,
    vpc: `vpc-${key}`,
    ingress: [
      { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: `${base}.0.0/16` }], UserIdGroupPairs: [] },
    ],
  });
}

/** The company's own list of its data centre's ranges. */
export function dataCentreList(key: string): Part {
  return managedPrefixList({
    id: `pl-${key}-datacentre`,
    name: "datacentre",
    cidrs: ["192.168.0.0/20", "192.168.64.0/20"],
  });
}
