import { createOrganizationIndex } from "../../../src/network/organization-index.ts";
import type { Path } from "../../../src/network/path.ts";
import { buildRegionNetwork } from "../../../src/network/region-network.ts";
import type { RegionNetwork } from "../../../src/network/region-network.ts";
import { tracePath } from "../../../src/network/trace.ts";
import { parseDestination } from "../../../src/network/destination.ts";
import type { Family } from "../../../src/network/cidr.ts";
import type { AccountRegion, Gap } from "../../../src/snapshot/format.ts";
import {
  internetGateway,
  natGateway,
  place,
  prefixLists,
  route,
  routeTable,
  subnet,
  transitGateway,
  transitGatewayRouteTable,
  transitGatewayVpcAttachment,
  vpc,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { subnetOf } from "./support.ts";

export const hubAccount = "999988887777";
export const spokeAccount = "111122223333";

export function networkAmong(
  places: readonly AccountRegion[],
  account = spokeAccount,
  region = "us-east-1",
): RegionNetwork {
  const builder = createOrganizationIndex();
  for (const each of places) builder.add(each);
  const home = places.find((each) => each.account === account && each.region === region);
  if (home === undefined) throw new Error(`no ${account}/${region}`);
  return buildRegionNetwork(home, builder.finish());
}

export function pathAmong(
  places: readonly AccountRegion[],
  { from = "subnet-a", to = "s3", family = "ipv4" }: { from?: string; to?: string; family?: Family } = {},
): Path {
  const network = networkAmong(places);
  const destination = parseDestination(to);
  if (destination === undefined) throw new Error(`cannot ask for ${to}`);
  return tracePath(network, subnetOf(network, from), destination, family);
}

type Route = ReturnType<typeof route>;
type TransitRoutes = Parameters<typeof transitGatewayRouteTable>[0]["routes"];

interface SpokeOptions {
  routes?: Route[];
  more?: Part[];
  gaps?: Gap[];
}

/** A VPC without a way out of its own: subnets in zones a, b and c, an attachment in a and b. */
export function spoke({
  routes = [route("0.0.0.0/0", "tgw-1")],
  more = [],
  gaps = [],
}: SpokeOptions = {}): AccountRegion {
  return place(
    { account: spokeAccount, gaps },
    vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
    ...["a", "b", "c"].map((zone, index) =>
      subnet({ id: `subnet-${zone}`, vpc: "vpc-1", zone, cidr: `10.0.${index}.0/24` }),
    ),
    routeTable({ id: "rtb-1", vpc: "vpc-1", main: true, routes }),
    transitGateway({ id: "tgw-1", owner: hubAccount, name: "core" }),
    transitGatewayVpcAttachment({
      id: "tgw-attach-spoke",
      transitGateway: "tgw-1",
      owner: hubAccount,
      vpc: "vpc-1",
      subnets: ["subnet-a", "subnet-b"],
    }),
    prefixLists(),
    ...more,
  );
}

interface HubOptions {
  /** Of the transit gateway's table for spokes. */
  transit?: NonNullable<TransitRoutes>;
  /** Of the tables of the attachment subnets in the egress VPC, by zone. */
  attachmentRoutes?: Partial<Record<"a" | "b", Route[]>>;
  publicRoutes?: Route[];
  applianceMode?: boolean;
  blockPublicAccess?: "off" | "block-bidirectional" | "block-ingress";
  associationState?: string;
  more?: Part[];
  gaps?: Gap[];
}

interface EgressOptions {
  /** What the names of its attachment subnets hold. */
  link: string;
  publicRoutes: ReturnType<typeof route>[];
  attachmentRoutes: Partial<Record<"a" | "b", ReturnType<typeof route>[]>> | undefined;
  blockPublicAccess: "off" | "block-ingress" | "block-bidirectional" | undefined;
}

/** A VPC with a NAT gateway, and a subnet to attach by, in each of the zones a and b. */
export function egressVpc(options: EgressOptions): Part[] {
  const { link, publicRoutes, attachmentRoutes, blockPublicAccess = "off" } = options;
  return [
    vpc({ id: "vpc-egress", cidr: "10.100.0.0/16", blockPublicAccess }),
    ...(["a", "b"] as const).flatMap((zone, index) => [
      subnet({
        id: `subnet-${link}-${zone}`,
        vpc: "vpc-egress",
        zone,
        cidr: `10.100.${index}.0/24`,
        blockPublicAccess,
      }),
      subnet({ id: `subnet-nat-${zone}`, vpc: "vpc-egress", zone, cidr: `10.100.1${index}.0/24`, blockPublicAccess }),
      natGateway({ id: `nat-${zone}`, vpc: "vpc-egress", subnet: `subnet-nat-${zone}` }),
      routeTable({
        id: `rtb-${link}-${zone}`,
        vpc: "vpc-egress",
        subnets: [`subnet-${link}-${zone}`],
        routes: attachmentRoutes?.[zone] ?? [route("0.0.0.0/0", `nat-${zone}`)],
      }),
    ]),
    routeTable({
      id: "rtb-public",
      vpc: "vpc-egress",
      subnets: ["subnet-nat-a", "subnet-nat-b"],
      routes: publicRoutes,
    }),
    internetGateway({ id: "igw-1", vpc: "vpc-egress" }),
  ];
}

/** The network account: a transit gateway, and a VPC with a NAT gateway in each of the zones a and b. */
export function hub(options: HubOptions = {}): AccountRegion {
  const { transit = [{ destination: "0.0.0.0/0", attachment: "tgw-attach-egress", vpc: "vpc-egress" }] } = options;
  const { publicRoutes = [route("0.0.0.0/0", "igw-1")] } = options;
  return place(
    { account: hubAccount, gaps: options.gaps ?? [] },
    ...egressVpc({
      link: "tgw",
      publicRoutes: [...publicRoutes, route("10.0.0.0/8", "tgw-1")],
      attachmentRoutes: options.attachmentRoutes,
      blockPublicAccess: options.blockPublicAccess,
    }),
    transitGateway({ id: "tgw-1", name: "core" }),
    transitGatewayVpcAttachment({
      id: "tgw-attach-egress",
      transitGateway: "tgw-1",
      vpc: "vpc-egress",
      subnets: ["subnet-tgw-a", "subnet-tgw-b"],
      applianceMode: options.applianceMode ?? false,
    }),
    transitGatewayVpcAttachment({
      id: "tgw-attach-spoke",
      transitGateway: "tgw-1",
      vpc: "vpc-1",
      vpcOwner: spokeAccount,
      subnets: ["subnet-a", "subnet-b"],
    }),
    transitGatewayRouteTable({
      id: "tgw-rtb-spokes",
      transitGateway: "tgw-1",
      associations: [{ attachment: "tgw-attach-spoke", vpc: "vpc-1", state: options.associationState ?? "associated" }],
      routes: transit,
    }),
    prefixLists(),
    ...(options.more ?? []),
  );
}
