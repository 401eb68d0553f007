import type { ApiName, Answers } from "../snapshot/apis.ts";
import { needFor } from "../snapshot/format.ts";
import type { AccountRegion } from "../snapshot/format.ts";
import { Unknown, isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import type { Cidr } from "./cidr.ts";
import { byId, groupBy } from "./collections.ts";
import type { ById, Groups } from "./collections.ts";
import type { CoreNetworkEdge } from "./core-network-edge.ts";
import type { DnsIndex } from "./dns-index.ts";
import * as dns from "./dns-from-answers.ts";
import * as from from "./from-answers.ts";
import type { Remembering } from "./memo.ts";
import { collectPrefixLists } from "./prefix-lists.ts";
import type { PrefixLists } from "./prefix-lists.ts";
import type * as records from "./records.ts";
import { routeTableFrom } from "./routes-from-answers.ts";
import type { TransitGatewayView } from "./transit-gateway-view.ts";
import * as unrecorded from "./unrecorded.ts";

/**
 * One account and Region as the tracer reads it: what was collected by id, and unknown where it was not. It must not
 * change once built: what is computed from it is remembered.
 */
export interface RegionNetwork extends Remembering {
  account: string;
  region: string;
  /** What paths that leave the account-Region are followed by; they are unknown without it. */
  organization: OrganizationIndex | undefined;
  vpcs: Maybe<ById<records.Vpc>>;
  subnets: Maybe<ById<records.Subnet>>;
  subnetsByVpc: Maybe<Groups<records.Subnet>>;
  routeTables: Maybe<ById<records.RouteTable>>;
  natGateways: Maybe<ById<records.NatGateway>>;
  internetGateways: Maybe<ById<records.EdgeGateway>>;
  egressOnlyInternetGateways: Maybe<ById<records.EdgeGateway>>;
  endpoints: Maybe<ById<records.VpcEndpoint>>;
  endpointsByVpc: Maybe<Groups<records.VpcEndpoint>>;
  interfaces: Maybe<ById<records.NetworkInterface>>;
  interfacesBySubnet: Maybe<Groups<records.NetworkInterface>>;
  /** Why a route may name no target although it has one; undefined where it then has none that we know. */
  unnamedTargets: Unknown | undefined;
  /** What the interfaces may lack: why it is not known that there are no others; undefined where they are all. */
  interfacesBeside: Unknown | undefined;
  interfacesByInstance: Maybe<Groups<records.NetworkInterface>>;
  /** By zone id. */
  zones: Maybe<ById<records.Zone>>;
  endpointServices: Maybe<readonly records.EndpointService[]>;
  prefixLists: PrefixLists;
  /** By VPC id; a VPC that was not asked is absent. */
  dnsAttributes: Maybe<ById<records.DnsAttributes>>;
  securityGroups: Maybe<ById<records.SecurityGroup>>;
  /** By VPC id; a VPC that was not asked about is absent. */
  hostedZones: Maybe<ReadonlyMap<string, readonly records.HostedZone[]>>;
  profileAssociations: Maybe<Groups<records.ProfileAssociation>>;
  peeringConnections: Maybe<ById<records.PeeringConnection>>;
  vpnGateways: Maybe<ById<records.VpnGateway>>;
  transitGateways: Maybe<ById<records.TransitGateway>>;
  transitGatewayVpcAttachments: Maybe<ById<records.TransitGatewayVpcAttachment>>;
}

/**
 * What paths need of other account-Regions than the one that is judged: transit gateways as their owners see them, and
 * the VPCs behind attachments. It stays small while the account-Regions themselves are read one by one.
 */
export interface OrganizationIndex {
  /** Undefined where the owner's account and Region is not in the snapshot. */
  transitGateway(id: string): TransitGatewayView | undefined;
  /** The transit gateway on the other side of a peering attachment. */
  peerOf(attachment: string, transitGateway: string): TransitGatewayView | undefined;
  /** The VPC of an attachment; undefined where its owner's account and Region is not in the snapshot. */
  attachedVpc(attachment: string): TransitGatewayVpc | undefined;
  /** A core network at the edge of a Region; undefined where its owner's account and Region is not in the snapshot. */
  coreNetworkEdge(id: string, region: string): CoreNetworkEdge | undefined;
  /** A VPC with routes to a core network; undefined where its owner's account and Region is not in the snapshot. */
  coreNetworkVpc(vpc: string): AttachedVpc | undefined;
  /** The transit gateway that a route table is of. */
  transitGatewayOf(routeTable: string): TransitGatewayView | undefined;
  dns: DnsIndex;
}

/** A VPC, as those see it who come by an attachment. */
export interface AttachedVpc {
  account: string;
  region: string;
  vpc: string;
  cidrs: Maybe<readonly Cidr[]>;
  /** The VPC's part of its owner's network; undefined where no route of what it is attached to leads through the VPC. */
  network: RegionNetwork | undefined;
}

export interface TransitGatewayVpc extends AttachedVpc {
  attachment: records.TransitGatewayVpcAttachment;
}

export function buildRegionNetwork(place: AccountRegion, organization?: OrganizationIndex): RegionNetwork {
  const { account, region, answers } = place;
  const read = <A extends ApiName, T>(api: A, take: (answer: NonNullable<Answers[A]>) => T): Maybe<T> => {
    const answer = answers[api];
    const need = needFor(place, api);
    return answer === undefined || need !== undefined ? new Unknown(need === undefined ? [] : [need]) : take(answer);
  };
  const subnets = read("DescribeSubnets", (answer) =>
    byId(answer.Subnets.map((item) => unrecorded.markSubnet(place, item, from.subnetFrom(item)))),
  );
  const endpoints = read("DescribeVpcEndpoints", (answer) =>
    byId(
      answer.VpcEndpoints.map((item) => unrecorded.markVpcEndpoint(place, item, from.vpcEndpointFrom(item, region))),
    ),
  );
  const interfaces = read("DescribeNetworkInterfaces", (answer) =>
    byId(answer.NetworkInterfaces.map(from.networkInterfaceFrom)),
  );
  return {
    memory: new Map(),
    account,
    region,
    organization,
    vpcs: read("DescribeVpcs", (answer) =>
      byId(answer.Vpcs.map((item) => unrecorded.markVpc(place, item, from.vpcFrom(item)))),
    ),
    subnets,
    subnetsByVpc: group(subnets, (subnet) => subnet.vpc),
    routeTables: read("DescribeRouteTables", (answer) => byId(answer.RouteTables.map(routeTableFrom))),
    natGateways: read("DescribeNatGateways", (answer) =>
      byId(answer.NatGateways.map((item) => unrecorded.markNatGateway(place, item, from.natGatewayFrom(item)))),
    ),
    internetGateways: read("DescribeInternetGateways", (answer) =>
      byId(answer.InternetGateways.map(from.internetGatewayFrom)),
    ),
    egressOnlyInternetGateways: read("DescribeEgressOnlyInternetGateways", (answer) =>
      byId(answer.EgressOnlyInternetGateways.map(from.egressOnlyInternetGatewayFrom)),
    ),
    endpoints,
    endpointsByVpc: group(endpoints, (endpoint) => endpoint.vpc),
    interfaces,
    interfacesBySubnet: group(interfaces, (each) => each.subnet),
    interfacesBeside: unrecorded.interfacesBeside(place),
    unnamedTargets: unrecorded.unnamedTargets(place),
    interfacesByInstance: group(interfaces, (each) => each.instance),
    zones: read("DescribeAvailabilityZones", (answer) => byId(answer.AvailabilityZones.map(from.zoneFrom))),
    endpointServices: read("DescribeVpcEndpointServices", ({ ServiceDetails }) =>
      ServiceDetails.map((item) => from.endpointServiceFrom(item, region)),
    ),
    prefixLists: collectPrefixLists(place),
    dnsAttributes: read("DescribeVpcAttribute", dnsByVpc),
    hostedZones: read("ListHostedZonesByVPC", dns.hostedZonesFrom),
    profileAssociations: read("ListProfileAssociations", (answer) =>
      groupBy(answer.ProfileAssociations.map(dns.profileAssociationFrom), ({ vpc }) => vpc),
    ),
    securityGroups: read("DescribeSecurityGroups", (answer) => byId(answer.SecurityGroups.map(from.securityGroupFrom))),
    ...readConnections(read),
  };
}

type Read = <A extends ApiName, T>(api: A, take: (answer: NonNullable<Answers[A]>) => T) => Maybe<T>;

/** What connects VPCs with other networks. */
function readConnections(read: Read) {
  return {
    peeringConnections: read("DescribeVpcPeeringConnections", (answer) =>
      byId(answer.VpcPeeringConnections.map(from.peeringConnectionFrom)),
    ),
    vpnGateways: read("DescribeVpnGateways", (answer) => byId(answer.VpnGateways.map(from.vpnGatewayFrom))),
    transitGateways: read("DescribeTransitGateways", (answer) =>
      byId(answer.TransitGateways.map(from.transitGatewayFrom)),
    ),
    transitGatewayVpcAttachments: read("DescribeTransitGatewayVpcAttachments", (answer) =>
      byId(answer.TransitGatewayVpcAttachments.map(from.transitGatewayVpcAttachmentFrom)),
    ),
  };
}

function dnsByVpc(answer: NonNullable<Answers["DescribeVpcAttribute"]>): ById<records.DnsAttributes> {
  return new Map(Object.entries(answer).map(([vpc, item]) => [vpc, from.dnsAttributesFrom(item)]));
}

/** An unknown of this account and Region that rests on one API. */
export function unknownHere(network: RegionNetwork, api: ApiName | "*", reason: string): Unknown {
  return new Unknown([{ account: network.account, region: network.region, api, reason }]);
}

/** What a collection holds under an id that another answer named; a snapshot is not one point in time (1.30). */
export function findById<T>(
  network: RegionNetwork,
  { api, all, id }: { api: ApiName; all: Maybe<ById<T>>; id: string },
): Maybe<T> {
  if (isUnknown(all)) return all;
  const found = all.get(id);
  if (found !== undefined) return found;
  return unknownHere(
    network,
    api,
    `${id} is used but not listed: the snapshot caught a change, or another account owns it`,
  );
}

function group<T>(all: Maybe<ById<T>>, keyOf: (record: T) => string | undefined): Maybe<Groups<T>> {
  return isUnknown(all) ? all : groupBy(all.values(), keyOf);
}
