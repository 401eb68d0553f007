/** Network Manager, whose present SDK client the registry does not have: AWS's own member names, of the model 2019-07-05. */

export interface CoreNetworkSummary {
  CoreNetworkId?: string;
  CoreNetworkArn?: string;
  GlobalNetworkId?: string;
  OwnerAccountId?: string;
  State?: string;
  Description?: string;
  Tags?: { Key?: string; Value?: string }[];
}

export interface CoreNetwork {
  GlobalNetworkId?: string;
  CoreNetworkId?: string;
  CoreNetworkArn?: string;
  State?: string;
  Segments?: { Name?: string; EdgeLocations?: string[]; SharedSegments?: string[] }[];
  NetworkFunctionGroups?: { Name?: string; EdgeLocations?: string[] }[];
  Edges?: { EdgeLocation?: string; Asn?: number; InsideCidrBlocks?: string[] }[];
}

export interface Attachment {
  CoreNetworkId?: string;
  CoreNetworkArn?: string;
  AttachmentId?: string;
  /** Whose resource is attached. */
  OwnerAccountId?: string;
  /** VPC, CONNECT, SITE_TO_SITE_VPN, DIRECT_CONNECT_GATEWAY, TRANSIT_GATEWAY_ROUTE_TABLE. */
  AttachmentType?: string;
  State?: string;
  EdgeLocation?: string;
  EdgeLocations?: string[];
  ResourceArn?: string;
  SegmentName?: string;
  NetworkFunctionGroupName?: string;
  NatGatewaySupport?: string;
  NatSystemRouteSupport?: boolean;
  Tags?: { Key?: string; Value?: string }[];
}

export interface VpcAttachment {
  Attachment?: Attachment;
  SubnetArns?: string[];
  Options?: { Ipv6Support?: boolean; ApplianceModeSupport?: boolean };
}

export interface NetworkRoute {
  DestinationCidrBlock?: string;
  Destinations?: NetworkRouteDestination[];
  PrefixListId?: string;
  /** ACTIVE, BLACKHOLE. */
  State?: string;
  /** PROPAGATED, STATIC, SYSTEM. */
  Type?: string;
}

export interface NetworkRouteDestination {
  CoreNetworkAttachmentId?: string;
  TransitGatewayAttachmentId?: string;
  SegmentName?: string;
  NetworkFunctionGroupName?: string;
  EdgeLocation?: string;
  ResourceType?: string;
  ResourceId?: string;
}

/**
 * The key of a route table's answer: `core-network-0ab/segment/prod`, `core-network-0ab/network-function-group/fw`. Its
 * edge is the Region in whose file it stands.
 */
export type NetworkRouteTableKey = `${string}/${"segment" | "network-function-group"}/${string}`;
