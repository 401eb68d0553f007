/** Cloud WAN, beside the builders of topology.ts: what Network Manager answers about a core network. */
import { arn, networkInterface, tagsOf, together } from "./topology.ts";
import type { Part } from "./topology.ts";

interface CoreNetworkOptions {
  id: string;
  /** Becomes the tag `Name`. */
  name?: string;
  /** The account of the place where it is absent; another one shares it with the place's. */
  owner?: string;
  state?: string;
  /** Regions; that of the place where they are absent. */
  edges?: string[];
  segments?: string[];
  functionGroups?: string[];
}

/** A core network as its owner is told of it, or as one that is shared with the account of the place. */
export function coreNetwork(options: CoreNetworkOptions): Part {
  const { id, state = "AVAILABLE", segments = [], functionGroups = [] } = options;
  return (at) => {
    const edges = options.edges ?? [at.region];
    const common = {
      CoreNetworkId: id,
      CoreNetworkArn: coreNetworkArn(options.owner ?? at.account, id),
      GlobalNetworkId: "global-network-1",
      State: state,
    };
    const listed = {
      ListCoreNetworks: {
        CoreNetworks: [{ ...common, OwnerAccountId: options.owner ?? at.account, Tags: tagsOf(options) }],
      },
    };
    if ((options.owner ?? at.account) !== at.account) return listed;
    return {
      ...listed,
      GetCoreNetwork: {
        [id]: {
          CoreNetwork: {
            ...common,
            Segments: segments.map((Name) => ({ Name, EdgeLocations: edges })),
            NetworkFunctionGroups: functionGroups.map((Name) => ({ Name, EdgeLocations: edges })),
            Edges: edges.map((EdgeLocation) => ({ EdgeLocation })),
          },
        },
      },
    };
  };
}

export function coreNetworkArn(owner: string, id: string): string {
  return `arn:aws:networkmanager::${owner}:core-network/${id}`;
}

interface CoreNetworkAttachmentOptions {
  id: string;
  /** Becomes the tag `Name`. */
  name?: string;
  coreNetwork: string;
  /** A VPC, or a transit gateway's route table. */
  resource: string;
  resourceOwner?: string;
  type?: string;
  state?: string;
  segment?: string;
  functionGroup?: string;
  subnets?: string[];
  applianceMode?: boolean;
}

/** As the owner of the core network sees it, at the edge of the place's Region. */
export function coreNetworkAttachment(options: CoreNetworkAttachmentOptions): Part {
  const { id, coreNetwork: core, type = "VPC", state = "AVAILABLE", segment, functionGroup } = options;
  return (at) => {
    const resourceOwner = options.resourceOwner ?? at.account;
    const kind = type === "VPC" ? "vpc" : type.toLowerCase().replaceAll("_", "-");
    const attachment = {
      CoreNetworkId: core,
      AttachmentId: id,
      OwnerAccountId: resourceOwner,
      AttachmentType: type,
      State: state,
      EdgeLocation: at.region,
      ResourceArn: arn(at, resourceOwner, `${kind}/${options.resource}`),
      Tags: tagsOf(options),
      ...(segment === undefined ? {} : { SegmentName: segment }),
      ...(functionGroup === undefined ? {} : { NetworkFunctionGroupName: functionGroup }),
    };
    const vpcAttachment = {
      Attachment: attachment,
      SubnetArns: (options.subnets ?? []).map((each) => arn(at, resourceOwner, `subnet/${each}`)),
      Options: { Ipv6Support: false, ApplianceModeSupport: options.applianceMode ?? false },
    };
    return {
      ListAttachments: { [core]: { Attachments: [attachment] } },
      ...(type === "VPC" ? { GetVpcAttachment: { [id]: { VpcAttachment: vpcAttachment } } } : {}),
      ...(resourceOwner === at.account ? interfacesOf(options)(at) : {}),
    };
  };
}

/** As a transit gateway's: AWS documents no type of their own. */
function interfacesOf({ id, subnets = [] }: CoreNetworkAttachmentOptions): Part {
  return together(
    ...subnets.map((each) =>
      networkInterface({
        id: `eni-${id}-${each}`,
        subnet: each,
        type: "transit_gateway",
        requesterManaged: true,
        description: `Network Interface for Core Network Attachment ${id}`,
      }),
    ),
  );
}

export interface CoreNetworkRouteOptions {
  /** A CIDR, or the id of a prefix list. */
  destination: string;
  /** Attachments; none is a blackhole. */
  attachments?: { id: string; type?: string; resource?: string; edge?: string; functionGroup?: string }[];
  type?: string;
  state?: string;
}

/** What a table of the edge holds: `core-network-1/segment/prod`. */
export function coreNetworkRoutes(table: string, routes: CoreNetworkRouteOptions[]): Part {
  return (at) => ({
    GetNetworkRoutes: {
      [table]: {
        NetworkRoutes: routes.map(({ destination, attachments = [], type = "STATIC", state }) => ({
          ...(destination.startsWith("pl-") ? { PrefixListId: destination } : { DestinationCidrBlock: destination }),
          Destinations: attachments.map((each) => ({
            ...(each.id === "" ? {} : { CoreNetworkAttachmentId: each.id }),
            EdgeLocation: each.edge ?? at.region,
            ResourceType: each.type ?? "vpc",
            ...(each.resource === undefined ? {} : { ResourceId: each.resource }),
            ...(each.functionGroup === undefined ? {} : { NetworkFunctionGroupName: each.functionGroup }),
          })),
          State: state ?? (attachments.length === 0 ? "BLACKHOLE" : "ACTIVE"),
          Type: type,
        })),
      },
    },
  });
}

interface WholeOptions {
  id: string;
  name?: string;
  owner?: string;
  /** Regions. */
  edges: string[];
  /** By their names: the routes, alike at all edges. */
  segments: Readonly<Record<string, { destination: string; attachment?: string; type?: "STATIC" | "PROPAGATED" }[]>>;
  /** VPCs, each at the edge of its Region. */
  attachments?: {
    id: string;
    name?: string;
    vpc: string;
    owner?: string;
    subnets: string[];
    segment: string;
    region: string;
  }[];
}

/** A core network with all that its owner is told at the edge of the place's Region. */
export function wholeCoreNetwork({ segments, attachments = [], ...options }: WholeOptions): Part {
  const { id, owner, edges } = options;
  const atEdge = together(
    () => ({ ListAttachments: { [id]: { Attachments: [] } } }),
    ...attachments.map(({ vpc, owner: resourceOwner, region, ...attached }): Part => {
      const resource = { resource: vpc, ...(resourceOwner === undefined ? {} : { resourceOwner }) };
      const part = coreNetworkAttachment({ ...attached, ...resource, coreNetwork: id });
      return (at) => (at.region === region ? part(at) : {});
    }),
    ...Object.entries(segments).map(([segment, routes]) =>
      coreNetworkRoutes(
        `${id}/segment/${segment}`,
        routes.map(({ attachment, ...written }) => {
          const to = attachments.find((each) => each.id === attachment);
          return to === undefined
            ? written
            : { ...written, attachments: [{ id: to.id, resource: to.vpc, edge: to.region }] };
        }),
      ),
    ),
  );
  return together(coreNetwork({ ...options, segments: Object.keys(segments) }), (at) =>
    edges.includes(at.region) && (owner ?? at.account) === at.account ? atEdge(at) : {},
  );
}
