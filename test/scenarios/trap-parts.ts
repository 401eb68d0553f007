import {
  availabilityZones,
  internetGateway,
  natGateway,
  networkInterface,
  place,
  prefixLists,
  route,
  routeTable,
  subnet,
  transitGateway,
  transitGatewayRouteTable,
  transitGatewayVpcAttachment,
  vpc,
  vpcEndpoint,
  type Part,
} from "../support/topology.ts";

/** What the traps of aws-semantics 8 have in common; what a trap is about stands in its own topology. */

export const spoke = "111122223333";
export const network = "222233334444";

type RoutePart = ReturnType<typeof route>;

/** vpc-app: a public subnet, and the private subnet-app with a workload, both in zone a. */
export const appVpc: readonly Part[] = [
  availabilityZones(),
  prefixLists(),
  vpc({ id: "vpc-app", cidr: "10.0.0.0/16" }),
  internetGateway({ id: "igw-app", vpc: "vpc-app" }),
  subnet({ id: "subnet-public", vpc: "vpc-app", zone: "a", cidr: "10.0.0.0/24" }),
  subnet({ id: "subnet-app", vpc: "vpc-app", zone: "a", cidr: "10.0.1.0/24" }),
  networkInterface({ id: "eni-app", subnet: "subnet-app", type: "lambda" }),
];

export const natApp: Part = natGateway({ id: "nat-app", vpc: "vpc-app", subnet: "subnet-public" });

export const toNat: RoutePart = route("0.0.0.0/0", "nat-app");
export const toS3Endpoint: RoutePart = route("s3", "vpce-s3");

export function publicTable(...routes: RoutePart[]): Part {
  const toInternet = route("0.0.0.0/0", "igw-app");
  return routeTable({ id: "rtb-public", vpc: "vpc-app", subnets: ["subnet-public"], routes: [toInternet, ...routes] });
}

/** The table of subnet-app. */
export function appTable(...routes: RoutePart[]): Part {
  return routeTable({ id: "rtb-app", vpc: "vpc-app", subnets: ["subnet-app"], routes });
}

export function s3Endpoint(...routeTables: string[]): Part {
  return vpcEndpoint({ id: "vpce-s3", vpc: "vpc-app", service: "s3", routeTables });
}

/** The attachment of vpc-app to tgw-hub, as the spoke's account sees it. */
export function spokeAttachment(...subnets: string[]): readonly Part[] {
  return [
    transitGateway({ id: "tgw-hub", owner: network }),
    transitGatewayVpcAttachment({ id: "tgw-attach-app", owner: network, transitGateway: "tgw-hub", vpc: "vpc-app", subnets }),
  ];
}

interface HubOptions {
  /** Added to the table of the egress VPC's attachment subnets. */
  attachmentRoutes?: RoutePart[];
  /** The subnets of vpc-app in its attachment. */
  spokeSubnets?: string[];
  more?: readonly Part[];
}

/** The network account: tgw-hub, whose spokes reach the internet through the NAT gateway of vpc-egress. */
export function hub({ attachmentRoutes = [], spokeSubnets = ["subnet-app"], more = [] }: HubOptions = {}) {
  return place(
    { account: network },
    availabilityZones(),
    prefixLists(),
    vpc({ id: "vpc-egress", cidr: "10.255.0.0/16" }),
    internetGateway({ id: "igw-egress", vpc: "vpc-egress" }),
    subnet({ id: "subnet-egress", vpc: "vpc-egress", zone: "a", cidr: "10.255.0.0/24" }),
    subnet({ id: "subnet-attach", vpc: "vpc-egress", zone: "a", cidr: "10.255.1.0/28" }),
    natGateway({ id: "nat-egress", vpc: "vpc-egress", subnet: "subnet-egress" }),
    routeTable({
      id: "rtb-egress",
      vpc: "vpc-egress",
      subnets: ["subnet-egress"],
      routes: [route("0.0.0.0/0", "igw-egress"), route("10.0.0.0/8", "tgw-hub")],
    }),
    routeTable({
      id: "rtb-attach",
      vpc: "vpc-egress",
      subnets: ["subnet-attach"],
      routes: [route("0.0.0.0/0", "nat-egress"), route("10.0.0.0/8", "tgw-hub"), ...attachmentRoutes],
    }),
    transitGateway({ id: "tgw-hub" }),
    transitGatewayVpcAttachment({
      id: "tgw-attach-egress",
      transitGateway: "tgw-hub",
      vpc: "vpc-egress",
      subnets: ["subnet-attach"],
    }),
    transitGatewayVpcAttachment({
      id: "tgw-attach-app",
      transitGateway: "tgw-hub",
      vpc: "vpc-app",
      vpcOwner: spoke,
      subnets: spokeSubnets,
    }),
    transitGatewayRouteTable({
      id: "tgw-rtb-spokes",
      transitGateway: "tgw-hub",
      associations: [{ attachment: "tgw-attach-app", vpc: "vpc-app" }],
      routes: [{ destination: "0.0.0.0/0", attachment: "tgw-attach-egress", vpc: "vpc-egress" }],
    }),
    transitGatewayRouteTable({
      id: "tgw-rtb-egress",
      transitGateway: "tgw-hub",
      associations: [{ attachment: "tgw-attach-egress", vpc: "vpc-egress" }],
      routes: [{ destination: "10.0.0.0/16", attachment: "tgw-attach-app", vpc: "vpc-app", type: "propagated" }],
    }),
    ...more,
  );
}
