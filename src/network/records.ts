/**
 * Our own records of what AWS answers, with the fields that the rules need (aws-semantics 10). States and types are
 * open text in AWS's canonical spelling where the value is known, and verbatim where it is not (design law 6).
 */
import type { Maybe } from "../unknown.ts";
import type { Cidr, Family } from "./cidr.ts";

interface Tagged {
  tags: Readonly<Record<string, string>>;
}

export interface Vpc extends Tagged {
  id: string;
  owner: string;
  /** Every associated CIDR, of both families. */
  cidrs: readonly Cidr[];
  isDefault: boolean;
  dhcpOptions: string | undefined;
  blockPublicAccess: Maybe<string>;
}

export interface Subnet extends Tagged {
  id: string;
  arn: string;
  owner: string;
  vpc: string;
  /** Zone id, such as use1-az1: names are mapped per account (3.8). */
  zone: string;
  zoneName: string;
  state: string;
  cidr: string | undefined;
  ipv6Cidrs: readonly string[];
  /** Has no IPv4 at all. */
  ipv6Native: boolean;
  dns64: boolean;
  freeAddresses: number | undefined;
  outpost: string | undefined;
  /** Marks subnets of other services, such as Elastic VMware Service. */
  type: string | undefined;
  /** The effective mode; undefined where the answer does not say, so that the VPC's is in force. */
  blockPublicAccess: Maybe<string> | undefined;
}

export interface RouteTable extends Tagged {
  id: string;
  owner: string;
  vpc: string;
  associations: readonly RouteTableAssociation[];
  routes: readonly Route[];
  propagatingGateways: readonly string[];
}

export interface RouteTableAssociation {
  kind: "main" | "subnet" | "gateway" | "other";
  /** The subnet or gateway; the VPC's own id for `main`. */
  id: string;
  state: string;
}

export type Destination =
  | { kind: "cidr"; text: string; cidr: Cidr }
  | { kind: "prefix-list"; text: string }
  | { kind: "unrecognized"; text: string };

/** What a route can point at; `none` is a blackhole that no longer names its target (1.11). */
export const targetKinds = [
  "local",
  "internet-gateway",
  "egress-only-internet-gateway",
  "carrier-gateway",
  "nat-gateway",
  "vpc-endpoint",
  "network-interface",
  "instance",
  "transit-gateway",
  "core-network",
  "peering-connection",
  "vpn-gateway",
  "local-gateway",
  "vpc-lattice",
  "odb-network",
  "none",
  "unrecognized",
] as const;
export type TargetKind = (typeof targetKinds)[number];

export interface Target {
  kind: TargetKind;
  id: string;
}

export interface Route {
  destination: Destination;
  target: Target;
  state: string;
  origin: string;
}

export interface PrefixList {
  id: string;
  name: string;
  /** `AWS` for AWS's own lists. */
  owner: string | undefined;
  /** Undefined where neither the list nor its entries say. */
  family: Family | undefined;
  /** Undefined where the entries were not collected. */
  cidrs: readonly Cidr[] | undefined;
}

export interface NatGateway extends Tagged {
  id: string;
  vpc: string;
  state: string;
  connectivity: string;
  /** Undefined for a regional NAT gateway. */
  subnet: Maybe<string> | undefined;
  /** The own table of a regional NAT gateway (2.4). */
  routeTable: string | undefined;
  interfaces: readonly string[];
  /** A firewall proxy that carries traffic which no route table shows (2.21). */
  hasAppliances: Maybe<boolean>;
}

/** An internet gateway or an egress-only one. */
export interface EdgeGateway extends Tagged {
  id: string;
  attachments: readonly { vpc: string; state: string }[];
}

export interface VpcEndpoint extends Tagged {
  id: string;
  owner: string;
  vpc: string;
  type: string;
  state: string;
  serviceName: string;
  /** The token of the service name: `s3`, `dynamodb`, `ecr.api`. */
  service: string;
  serviceRegion: Maybe<string>;
  routeTables: readonly string[];
  subnets: readonly string[];
  interfaces: readonly string[];
  securityGroups: readonly string[];
  privateDns: boolean;
  /** Undefined where the answer does not say. */
  inboundResolverOnly: boolean | undefined;
  ipAddressType: string;
  requesterManaged: boolean;
  /** Undefined where AWS's default policy is in force. */
  policy: Maybe<string> | undefined;
  dnsNames: readonly string[];
  failure: string | undefined;
}

export interface NetworkInterface extends Tagged {
  id: string;
  owner: string;
  vpc: string;
  subnet: string;
  zone: string;
  type: string;
  status: string;
  sourceDestCheck: boolean | undefined;
  instance: string | undefined;
  requesterManaged: boolean;
  description: string;
  securityGroups: readonly string[];
}

export interface Zone {
  id: string;
  name: string;
  /** availability-zone, local-zone, wavelength-zone. */
  type: string;
  state: string;
}

/** A service that endpoints can be made for. */
export interface EndpointService {
  name: string;
  owner: string;
  region: string;
  types: readonly string[];
  zones: readonly string[];
  zoneNames: readonly string[];
  /** Whether the service heeds endpoint policies; undefined where the answer does not say. */
  acceptsPolicies: boolean | undefined;
  /** The name that can be answered privately in a VPC with an endpoint, its first one; some begin with `*.`. */
  privateDnsName: string | undefined;
}

export interface DnsAttributes {
  /** Undefined where that attribute was not asked: one call reads one attribute (4.16). */
  support: boolean | undefined;
  hostnames: boolean | undefined;
}

export interface SecurityGroup extends Tagged {
  id: string;
  owner: string;
  vpc: string;
  name: string;
  ingress: readonly IngressRule[];
}

/** What a security group lets in: a protocol, ports, and from where. */
export interface IngressRule {
  /** `tcp`, a protocol number, or `-1` for all. */
  protocol: string;
  /** Both undefined where all ports are meant. */
  fromPort: number | undefined;
  toPort: number | undefined;
  cidrs: readonly Cidr[];
  prefixLists: readonly string[];
  /** Ids of security groups whose members may come. */
  groups: readonly string[];
}

export interface PeeringConnection {
  id: string;
  state: string;
  requester: PeeringSide;
  accepter: PeeringSide;
}

export interface PeeringSide {
  vpc: string;
  owner: string;
  region: string;
  /** Of both families; empty where the answer does not say, as for a peering that is not active. */
  cidrs: readonly Cidr[];
}

export interface VpnGateway {
  id: string;
  state: string;
  attachments: readonly { vpc: string; state: string }[];
}

export interface TransitGateway extends Tagged {
  id: string;
  owner: string;
  state: string;
}

export interface TransitGatewayVpcAttachment extends Tagged {
  id: string;
  transitGateway: string;
  vpc: string;
  vpcOwner: string;
  subnets: readonly string[];
  state: string;
  /** One zone for both directions of a flow, chosen by its hash instead of by where it comes from. */
  applianceMode: boolean;
}

/** An attachment as the transit gateway's owner sees it. */
export interface TransitGatewayAttachment extends Tagged {
  id: string;
  transitGateway: string;
  /** vpc, vpn, direct-connect-gateway, connect, peering, ... */
  type: string;
  /** The VPC, the VPN connection, or for a peering the other transit gateway. */
  resource: string;
  resourceOwner: string;
  state: string;
}

export interface TransitGatewayRouteTable extends Tagged {
  id: string;
  transitGateway: string;
}

export interface TransitGatewayAssociation {
  attachment: string;
  state: string;
}

export interface TransitGatewayRoute {
  destination: Destination;
  /** The prefix list whose reference made the route, beside the CIDR that it is made for. */
  prefixList: string | undefined;
  /** static, propagated. */
  type: string;
  state: string;
  /** Several where AWS spreads the traffic over them; none of a blackhole. */
  attachments: readonly Pick<TransitGatewayAttachment, "id" | "type" | "resource">[];
}

/** An attachment of a core network (Cloud WAN), as its owner sees it. */
export interface CoreNetworkAttachment extends Tagged {
  id: string;
  /** In lower case: vpc, connect, site_to_site_vpn, direct_connect_gateway, transit_gateway_route_table. */
  type: string;
  /** The id at the end of the resource's ARN: a VPC, a transit gateway's route table, ... */
  resource: string;
  resourceOwner: string;
  state: string;
  /** What its packets are routed by, as the keys of route tables end: `segment/prod`. Undefined where it is in nothing. */
  table: string | undefined;
}

/** How a VPC is attached: its subnets, and as for a transit gateway whether a flow keeps to one zone of them. */
export interface CoreNetworkVpcAttachment {
  subnets: readonly string[];
  applianceMode: boolean;
}

export interface CoreNetworkRoute {
  destination: Destination;
  prefixList: string | undefined;
  /** static, propagated, system. */
  type: string;
  state: string;
  /** Several where AWS may take any of them; an id is empty where the answer names no attachment. */
  attachments: readonly CoreNetworkExit[];
}

export interface CoreNetworkExit {
  id: string;
  type: string;
  resource: string;
  /** The Region of the edge that it is attached to. */
  edge: string;
  /** The network function group that the packets are sent through. */
  functionGroup: string | undefined;
}

/** A private hosted zone that is associated with a VPC. Its name is in lower case, without the dot at the end. */
export interface HostedZone {
  id: string;
  name: string;
  /** Undefined where an AWS service owns it: the zones of private DNS. */
  owner: string | undefined;
}

/** Its names are as those of zones; `*` stands as itself. */
export interface RecordSet {
  name: string;
  type: string;
  /** What the names are answered with: addresses or names, and for an alias the name that it stands for. */
  targets: readonly string[];
}

/** The one Profile of a VPC. */
export interface ProfileAssociation {
  profile: string;
  vpc: string;
  status: string;
}

export interface ProfileResource {
  arn: string;
  status: string;
}

/** An S3 interface endpoint, as hosted zones and routes of other VPCs find it. */
export interface S3Endpoint extends Tagged {
  id: string;
  account: string;
  region: string;
  vpc: string;
  state: string;
  privateDns: boolean;
  dnsNames: readonly string[];
  /** Of its network interfaces. */
  addresses: readonly string[];
  /** Of its subnets. */
  cidrs: Maybe<readonly Cidr[]>;
}
