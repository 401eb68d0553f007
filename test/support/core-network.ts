/** Cloud WAN, beside the builders of topology.ts: what Network Manager answers about a core network. */
import type { Answers, Item } from "../../src/snapshot/apis.ts";
import type { Part } from "./topology.ts";

interface AttachedVpc {
  id: string;
  name?: string;
  vpc: string;
  /** The VPC's owner; the core network's where it is absent. */
  owner?: string;
  subnets: string[];
  segment: string;
  /** One of the core network's edges. */
  region: string;
}

interface SegmentRoute {
  /** A CIDR, or a prefix list. */
  destination: string;
  /** The attachment; none for a blackhole. */
  attachment?: string;
  type?: "STATIC" | "PROPAGATED";
}

interface CoreNetworkOptions {
  id: string;
  name?: string;
  /** The owner's account; the account of the place where it is absent. */
  owner?: string;
  /** Regions. */
  edges: string[];
  /** By their names: the routes, alike at all edges. */
  segments: Readonly<Record<string, SegmentRoute[]>>;
  attachments?: AttachedVpc[];
}

export function coreNetworkArn(owner: string, id: string): string {
  return `arn:aws:networkmanager::${owner}:core-network/${id}`;
}

/** A core network as its owner is told of it, or as one that is shared with the account of the place. */
export function coreNetwork(options: CoreNetworkOptions): Part {
  return ({ account, region }) => {
    const { id, owner = account, name, edges } = options;
    const common = {
      GlobalNetworkId: `global-network-${id.replace("core-network-", "")}`,
      CoreNetworkId: id,
      CoreNetworkArn: coreNetworkArn(owner, id),
      State: "AVAILABLE",
    };
    const tags = name === undefined ? {} : { Tags: [{ Key: "Name", Value: name }] };
    const listed: Answers = { ListCoreNetworks: { CoreNetworks: [{ ...common, OwnerAccountId: owner, ...tags }] } };
    if (owner !== account) return listed;
    return {
      ...listed,
      GetCoreNetwork: {
        [id]: {
          CoreNetwork: {
            ...common,
            Segments: Object.keys(options.segments).map((Name) => ({
              Name,
              EdgeLocations: edges,
              SharedSegments: [],
            })),
            NetworkFunctionGroups: [],
            Edges: edges.map((EdgeLocation, index) => ({ EdgeLocation, Asn: 64_512 + index, InsideCidrBlocks: [] })),
          },
        },
      },
      ...(edges.includes(region) ? edgeAnswers(options, { owner, region }) : {}),
    };
  };
}

interface Edge {
  owner: string;
  region: string;
}

function edgeAnswers(options: CoreNetworkOptions, edge: Edge): Answers {
  const { id, segments, attachments = [] } = options;
  const here = attachments.filter((attached) => attached.region === edge.region);
  const vpcAttachments = here.map((attached) => [attached.id, vpcAttachment(options, attached, edge)] as const);
  return {
    ListAttachments: { [id]: { Attachments: vpcAttachments.map(([, { Attachment }]) => Attachment) } },
    GetVpcAttachment: Object.fromEntries(vpcAttachments.map(([key, VpcAttachment]) => [key, { VpcAttachment }])),
    GetNetworkRoutes: Object.fromEntries(
      Object.entries(segments).map(([segment, routes]) => [
        `${id}/segment/${segment}`,
        { NetworkRoutes: routes.map((route) => networkRoute(options, route)) },
      ]),
    ),
  };
}

function vpcAttachment({ id: CoreNetworkId }: CoreNetworkOptions, attached: AttachedVpc, { owner, region }: Edge) {
  const { id, name, vpc, owner: vpcOwner = owner, subnets, segment } = attached;
  return {
    Attachment: {
      CoreNetworkId,
      CoreNetworkArn: coreNetworkArn(owner, CoreNetworkId),
      AttachmentId: id,
      OwnerAccountId: vpcOwner,
      AttachmentType: "VPC",
      State: "AVAILABLE",
      EdgeLocation: region,
      ResourceArn: `arn:aws:ec2:${region}:${vpcOwner}:vpc/${vpc}`,
      SegmentName: segment,
      ...(name === undefined ? {} : { Tags: [{ Key: "Name", Value: name }] }),
    },
    SubnetArns: subnets.map((subnet) => `arn:aws:ec2:${region}:${vpcOwner}:subnet/${subnet}`),
    Options: { Ipv6Support: false, ApplianceModeSupport: false },
  };
}

function networkRoute(
  { attachments = [] }: CoreNetworkOptions,
  { destination, attachment, type = "STATIC" }: SegmentRoute,
): Item<"GetNetworkRoutes"> {
  const to = attachments.find(({ id }) => id === attachment);
  return {
    ...(destination.startsWith("pl-") ? { PrefixListId: destination } : { DestinationCidrBlock: destination }),
    Destinations:
      to === undefined
        ? []
        : [
            {
              CoreNetworkAttachmentId: to.id,
              SegmentName: to.segment,
              EdgeLocation: to.region,
              ResourceType: "vpc",
              ResourceId: to.vpc,
            },
          ],
    State: to === undefined ? "BLACKHOLE" : "ACTIVE",
    Type: type,
  };
}
