import type { Answer, Item, NetworkManagerApi } from "../snapshot/apis.ts";

/**
 * Network Manager, API version 2019-07-05, in the form in which the SDK's clients hold their schemas: only the operations
 * that a scan calls, and of their answers what src/snapshot/network-manager.ts names. Names, locations and types are
 * those of botocore's model of the service. What changes from call to call (UpdatedAt, RouteTableTimestamp) is not read.
 */
export const namespace = "com.amazonaws.networkmanager";

const text = 0;
const number = 1;
const boolean = 2;

/** Lists of texts, as the SDK's schemas abbreviate them. */
const texts = 64 | text;

const query = (name: string) => ({ httpQuery: name });
const label = { httpLabel: 1 };

type Members = Readonly<Record<string, unknown>>;

/** The first members are the required ones. */
function structure(name: string, members: Members, required = 0): unknown[] {
  return [3, namespace, name, 0, Object.keys(members), Object.values(members), required];
}

function listOf(item: unknown[]): unknown[] {
  return [1, namespace, `${String(item[2])}List`, 0, () => item];
}

const page = { MaxResults: [number, query("maxResults")], NextToken: [text, query("nextToken")] };
const tags = listOf(structure("Tag", { Key: text, Value: text }));

const ListCoreNetworksRequest = structure("ListCoreNetworksRequest", page);

const CoreNetworkSummary = structure("CoreNetworkSummary", {
  CoreNetworkId: text,
  CoreNetworkArn: text,
  GlobalNetworkId: text,
  OwnerAccountId: text,
  State: text,
  Description: text,
  Tags: tags,
});

const ListCoreNetworksResponse = structure("ListCoreNetworksResponse", {
  CoreNetworks: listOf(CoreNetworkSummary),
  NextToken: text,
});

const GetCoreNetworkRequest = structure("GetCoreNetworkRequest", { CoreNetworkId: [text, label] }, 1);

const CoreNetwork = structure("CoreNetwork", {
  GlobalNetworkId: text,
  CoreNetworkId: text,
  CoreNetworkArn: text,
  State: text,
  Segments: listOf(structure("CoreNetworkSegment", { Name: text, EdgeLocations: texts, SharedSegments: texts })),
  NetworkFunctionGroups: listOf(structure("CoreNetworkNetworkFunctionGroup", { Name: text, EdgeLocations: texts })),
  Edges: listOf(structure("CoreNetworkEdge", { EdgeLocation: text, Asn: number, InsideCidrBlocks: texts })),
  Tags: tags,
});

const GetCoreNetworkResponse = structure("GetCoreNetworkResponse", { CoreNetwork });

const ListAttachmentsRequest = structure("ListAttachmentsRequest", {
  CoreNetworkId: [text, query("coreNetworkId")],
  EdgeLocation: [text, query("edgeLocation")],
  ...page,
});

const Attachment = structure("Attachment", {
  CoreNetworkId: text,
  CoreNetworkArn: text,
  AttachmentId: text,
  OwnerAccountId: text,
  AttachmentType: text,
  State: text,
  EdgeLocation: text,
  EdgeLocations: texts,
  ResourceArn: text,
  SegmentName: text,
  NetworkFunctionGroupName: text,
  NatGatewaySupport: text,
  NatSystemRouteSupport: boolean,
  Tags: tags,
});

const ListAttachmentsResponse = structure("ListAttachmentsResponse", {
  Attachments: listOf(Attachment),
  NextToken: text,
});

const GetVpcAttachmentRequest = structure("GetVpcAttachmentRequest", { AttachmentId: [text, label] }, 1);

const VpcAttachment = structure("VpcAttachment", {
  Attachment,
  SubnetArns: texts,
  Options: structure("VpcOptions", { Ipv6Support: boolean, ApplianceModeSupport: boolean }),
});

const GetVpcAttachmentResponse = structure("GetVpcAttachmentResponse", { VpcAttachment });

const CoreNetworkSegmentEdge = structure("CoreNetworkSegmentEdgeIdentifier", {
  CoreNetworkId: text,
  SegmentName: text,
  EdgeLocation: text,
});

const CoreNetworkNetworkFunctionGroup = structure("CoreNetworkNetworkFunctionGroupIdentifier", {
  CoreNetworkId: text,
  NetworkFunctionGroupName: text,
  EdgeLocation: text,
});

const RouteTableIdentifier = structure("RouteTableIdentifier", {
  CoreNetworkSegmentEdge,
  CoreNetworkNetworkFunctionGroup,
});

const GetNetworkRoutesRequest = structure(
  "GetNetworkRoutesRequest",
  { GlobalNetworkId: [text, label], RouteTableIdentifier, MaxResults: number, NextToken: text },
  2,
);

const NetworkRouteDestination = structure("NetworkRouteDestination", {
  CoreNetworkAttachmentId: text,
  TransitGatewayAttachmentId: text,
  SegmentName: text,
  NetworkFunctionGroupName: text,
  EdgeLocation: text,
  ResourceType: text,
  ResourceId: text,
});

const NetworkRoute = structure("NetworkRoute", {
  DestinationCidrBlock: text,
  Destinations: listOf(NetworkRouteDestination),
  PrefixListId: text,
  State: text,
  Type: text,
});

const GetNetworkRoutesResponse = structure("GetNetworkRoutesResponse", {
  NetworkRoutes: listOf(NetworkRoute),
  NextToken: text,
});

function operation(name: NetworkManagerApi, [method, path]: [string, string], [input, output]: [unknown, unknown]) {
  return [9, namespace, name, { http: [method, path, 200] }, () => input, () => output] as const;
}

export const networkManagerOperations = {
  ListCoreNetworks: operation(
    "ListCoreNetworks",
    ["GET", "/core-networks"],
    [ListCoreNetworksRequest, ListCoreNetworksResponse],
  ),
  GetCoreNetwork: operation(
    "GetCoreNetwork",
    ["GET", "/core-networks/{CoreNetworkId}"],
    [GetCoreNetworkRequest, GetCoreNetworkResponse],
  ),
  ListAttachments: operation(
    "ListAttachments",
    ["GET", "/attachments"],
    [ListAttachmentsRequest, ListAttachmentsResponse],
  ),
  GetVpcAttachment: operation(
    "GetVpcAttachment",
    ["GET", "/vpc-attachments/{AttachmentId}"],
    [GetVpcAttachmentRequest, GetVpcAttachmentResponse],
  ),
  GetNetworkRoutes: operation(
    "GetNetworkRoutes",
    ["POST", "/global-networks/{GlobalNetworkId}/network-routes"],
    [GetNetworkRoutesRequest, GetNetworkRoutesResponse],
  ),
} as const satisfies Record<NetworkManagerApi, unknown>;

interface Page {
  MaxResults?: number;
  NextToken?: string;
}

/** A route table of a core network: a segment's, or a network function group's, at an edge. */
export type RouteTableIdentifierInput =
  | { CoreNetworkSegmentEdge: { CoreNetworkId: string; SegmentName: string; EdgeLocation: string } }
  | {
      CoreNetworkNetworkFunctionGroup: {
        CoreNetworkId: string;
        NetworkFunctionGroupName: string;
        EdgeLocation: string;
      };
    };

export interface NetworkManagerInput {
  ListCoreNetworks: Page;
  GetCoreNetwork: { CoreNetworkId: string };
  ListAttachments: Page & { CoreNetworkId: string; EdgeLocation: string };
  GetVpcAttachment: { AttachmentId: string };
  GetNetworkRoutes: Page & { GlobalNetworkId: string; RouteTableIdentifier: RouteTableIdentifierInput };
}

export interface NetworkManagerOutput {
  ListCoreNetworks: { CoreNetworks?: Item<"ListCoreNetworks">[]; NextToken?: string };
  GetCoreNetwork: Answer<"GetCoreNetwork">;
  ListAttachments: { Attachments?: Item<"ListAttachments">[]; NextToken?: string };
  GetVpcAttachment: Answer<"GetVpcAttachment">;
  GetNetworkRoutes: { NetworkRoutes?: Item<"GetNetworkRoutes">[]; NextToken?: string };
}
