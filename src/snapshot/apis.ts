import type {
  AllowedPrincipal,
  AvailabilityZone,
  DescribeVpcAttributeResult,
  EgressOnlyInternetGateway,
  InternetGateway,
  ManagedPrefixList,
  NatGateway,
  NetworkInterface,
  PrefixList,
  PrefixListEntry,
  RouteTable,
  SecurityGroup,
  ServiceConfiguration,
  ServiceDetail,
  Subnet,
  TransitGateway,
  TransitGatewayAttachment,
  TransitGatewayRoute,
  TransitGatewayRouteTable,
  TransitGatewayRouteTableAssociation,
  TransitGatewayVpcAttachment,
  Vpc,
  VpcEndpoint,
  VpcPeeringConnection,
  VpnGateway,
} from "@aws-sdk/client-ec2";
import type { HostedZoneSummary, ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { Attachment, CoreNetwork, CoreNetworkSummary, NetworkRoute, VpcAttachment } from "./network-manager.ts";

/** Route 53 Profiles, whose SDK client the registry does not have: AWS's own member names. */
interface ProfileAssociation {
  Id?: string;
  Name?: string;
  OwnerId?: string;
  ProfileId?: string;
  /** The VPC. */
  ResourceId?: string;
  Status?: string;
  StatusMessage?: string;
  CreationTime?: Date;
  ModificationTime?: Date;
}

interface ProfileResourceAssociation {
  Id?: string;
  Name?: string;
  OwnerId?: string;
  ProfileId?: string;
  /** A hosted zone, an interface endpoint, a Resolver rule, ... */
  ResourceArn?: string;
  ResourceType?: string;
  ResourceProperties?: string;
  Status?: string;
  StatusMessage?: string;
  CreationTime?: Date;
  ModificationTime?: Date;
}

/**
 * THE LIST of the APIs whose answers a snapshot can hold: EC2's, and what decides DNS.
 *
 * - `list`: the member of the answer that holds the items.
 * - `keyedBy`: the API is asked once per resource, named in this member of the request; its answers stand in the
 *   snapshot in an object keyed by that id, because the answers do not repeat it.
 */
export const apis = {
  DescribeVpcs: { list: "Vpcs" },
  DescribeSubnets: { list: "Subnets" },
  DescribeRouteTables: { list: "RouteTables" },
  DescribeInternetGateways: { list: "InternetGateways" },
  DescribeEgressOnlyInternetGateways: { list: "EgressOnlyInternetGateways" },
  DescribeNatGateways: { list: "NatGateways" },
  DescribeVpcEndpoints: { list: "VpcEndpoints" },
  DescribeVpcEndpointServices: { list: "ServiceDetails" },
  DescribeVpcEndpointServiceConfigurations: { list: "ServiceConfigurations" },
  DescribeVpcEndpointServicePermissions: { list: "AllowedPrincipals", keyedBy: "ServiceId" },
  DescribeNetworkInterfaces: { list: "NetworkInterfaces" },
  DescribePrefixLists: { list: "PrefixLists" },
  DescribeManagedPrefixLists: { list: "PrefixLists" },
  GetManagedPrefixListEntries: { list: "Entries", keyedBy: "PrefixListId" },
  DescribeAvailabilityZones: { list: "AvailabilityZones" },
  DescribeVpcPeeringConnections: { list: "VpcPeeringConnections" },
  DescribeVpnGateways: { list: "VpnGateways" },
  DescribeTransitGateways: { list: "TransitGateways" },
  DescribeTransitGatewayAttachments: { list: "TransitGatewayAttachments" },
  DescribeTransitGatewayVpcAttachments: { list: "TransitGatewayVpcAttachments" },
  DescribeTransitGatewayRouteTables: { list: "TransitGatewayRouteTables" },
  GetTransitGatewayRouteTableAssociations: { list: "Associations", keyedBy: "TransitGatewayRouteTableId" },
  SearchTransitGatewayRoutes: { list: "Routes", keyedBy: "TransitGatewayRouteTableId" },
  DescribeSecurityGroups: { list: "SecurityGroups" },
  ListHostedZonesByVPC: { list: "HostedZoneSummaries", keyedBy: "VPCId" },
  ListProfileAssociations: { list: "ProfileAssociations" },
  ListProfileResourceAssociations: { list: "ProfileResourceAssociations", keyedBy: "ProfileId" },
  ListResourceRecordSets: { list: "ResourceRecordSets", keyedBy: "HostedZoneId" },
  DescribeVpcAttribute: { keyedBy: "VpcId" },
  ListCoreNetworks: { list: "CoreNetworks" },
  GetCoreNetwork: { keyedBy: "CoreNetworkId" },
  ListAttachments: { list: "Attachments", keyedBy: "CoreNetworkId" },
  GetVpcAttachment: { keyedBy: "AttachmentId" },
  GetNetworkRoutes: { list: "NetworkRoutes", keyedBy: "RouteTableIdentifier" },
} as const satisfies Record<string, ApiShape>;

interface ApiShape {
  list?: string;
  keyedBy?: string;
}

export type ApiName = keyof typeof apis;

/** Those that Route 53 and its Profiles answer. */
export const dnsApis = [
  "ListHostedZonesByVPC",
  "ListProfileAssociations",
  "ListProfileResourceAssociations",
  "ListResourceRecordSets",
] as const satisfies readonly ApiName[];

export type DnsApi = (typeof dnsApis)[number];

/** Those that Network Manager answers: Cloud WAN, of the core networks that the account owns, at the Region's edge. */
export const networkManagerApis = [
  "ListCoreNetworks",
  "GetCoreNetwork",
  "ListAttachments",
  "GetVpcAttachment",
  "GetNetworkRoutes",
] as const satisfies readonly ApiName[];

export type NetworkManagerApi = (typeof networkManagerApis)[number];
export type Ec2Api = Exclude<ApiName, DnsApi | NetworkManagerApi>;

export const apiNames: readonly ApiName[] = Object.keys(apis) as ApiName[];

/** What one item of each API's list is, under AWS's own member names. */
interface Items {
  DescribeVpcs: Vpc;
  DescribeSubnets: Subnet;
  DescribeRouteTables: RouteTable;
  DescribeInternetGateways: InternetGateway;
  DescribeEgressOnlyInternetGateways: EgressOnlyInternetGateway;
  DescribeNatGateways: NatGateway;
  DescribeVpcEndpoints: VpcEndpoint;
  DescribeVpcEndpointServices: ServiceDetail;
  DescribeVpcEndpointServiceConfigurations: ServiceConfiguration;
  DescribeVpcEndpointServicePermissions: AllowedPrincipal;
  DescribeNetworkInterfaces: NetworkInterface;
  DescribePrefixLists: PrefixList;
  DescribeManagedPrefixLists: ManagedPrefixList;
  GetManagedPrefixListEntries: PrefixListEntry;
  DescribeAvailabilityZones: AvailabilityZone;
  DescribeVpcPeeringConnections: VpcPeeringConnection;
  DescribeVpnGateways: VpnGateway;
  DescribeTransitGateways: TransitGateway;
  DescribeTransitGatewayAttachments: TransitGatewayAttachment;
  DescribeTransitGatewayVpcAttachments: TransitGatewayVpcAttachment;
  DescribeTransitGatewayRouteTables: TransitGatewayRouteTable;
  GetTransitGatewayRouteTableAssociations: TransitGatewayRouteTableAssociation;
  SearchTransitGatewayRoutes: TransitGatewayRoute;
  DescribeSecurityGroups: SecurityGroup;
  ListHostedZonesByVPC: HostedZoneSummary;
  ListProfileAssociations: ProfileAssociation;
  ListProfileResourceAssociations: ProfileResourceAssociation;
  ListResourceRecordSets: ResourceRecordSet;
  DescribeVpcAttribute: never;
  ListCoreNetworks: CoreNetworkSummary;
  GetCoreNetwork: never;
  ListAttachments: Attachment;
  GetVpcAttachment: never;
  GetNetworkRoutes: NetworkRoute;
}

/** The answers that hold one thing and no list. */
interface Singles {
  DescribeVpcAttribute: DescribeVpcAttributeResult;
  GetCoreNetwork: { CoreNetwork?: CoreNetwork };
  GetVpcAttachment: { VpcAttachment?: VpcAttachment };
}

/**
 * An AWS shape as JSON carries it: dates are ISO 8601 text, and enums are open text, because the live service answers
 * values that the SDK's enums do not hold, in other letter case (aws-semantics 1.26).
 */
export type Wire<T> = T extends Date
  ? string
  : T extends string
    ? string
    : T extends readonly (infer Element)[]
      ? Wire<Element>[]
      : T extends object
        ? { [Member in keyof T]: Wire<T[Member]> }
        : T;

export type Item<A extends ApiName> = Wire<Items[A]>;

export type Answer<A extends ApiName> = A extends keyof Singles
  ? Wire<Singles[A]>
  : (typeof apis)[A] extends { list: infer List extends string }
    ? { [Member in List]: Item<A>[] }
    : never;

type Keyed<A extends ApiName> = (typeof apis)[A] extends { keyedBy: string } ? A : never;

/** The APIs that are asked once per resource. */
export type KeyedApi = { [A in ApiName]: Keyed<A> }[ApiName];

/** The APIs that are asked once per account and Region. */
export type ListApi = Exclude<ApiName, KeyedApi>;

/** What one account and Region answered; an API that was not collected is absent (the ledger says why). */
export type Answers = { [A in ListApi]?: Answer<A> } & { [A in KeyedApi]?: Record<string, Answer<A>> };
