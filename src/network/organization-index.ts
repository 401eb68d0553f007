import type { AccountRegion } from "../snapshot/format.ts";
import { isUnknown, mapKnown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import type { Cidr } from "./cidr.ts";
import { viewCoreNetworkEdges } from "./core-network-edge.ts";
import type { CoreNetworkEdge } from "./core-network-edge.ts";
import { createDnsIndex } from "./dns-index.ts";
import { sliceOfVpcs } from "./network-slice.ts";
import type { Destination } from "./records.ts";
import { buildRegionNetwork, findById } from "./region-network.ts";
import type { AttachedVpc, OrganizationIndex, RegionNetwork, TransitGatewayVpc } from "./region-network.ts";
import { viewTransitGateways } from "./transit-gateway-view.ts";
import type { TransitGatewayView } from "./transit-gateway-view.ts";

/** Takes account-Regions one by one, in any order. */
export interface OrganizationIndexBuilder {
  add(place: AccountRegion): void;
  finish(): OrganizationIndex;
}

export function createOrganizationIndex(): OrganizationIndexBuilder {
  const transitGateways = new Map<string, TransitGatewayView>();
  const attached = new Map<string, TransitGatewayVpc>();
  const edges = new Map<string, CoreNetworkEdge>();
  const onCoreNetworks = new Map<string, AttachedVpc>();
  const names = createDnsIndex();
  const index: OrganizationIndex = {
    transitGateway: (id) => transitGateways.get(id),
    peerOf: (attachment, transitGateway) =>
      [...transitGateways.values()].find(
        (view) => view.id !== transitGateway && !isUnknown(view.attachments) && view.attachments.has(attachment),
      ),
    attachedVpc: (attachment) => attached.get(attachment),
    coreNetworkEdge: (id, region) => edges.get(`${id} ${region}`),
    coreNetworkVpc: (vpc) => onCoreNetworks.get(vpc),
    transitGatewayOf: (table) =>
      [...transitGateways.values()].find(
        ({ routeTables }) => !isUnknown(routeTables) && routeTables.some(({ id }) => id === table),
      ),
    dns: names.index,
  };
  return {
    add(place) {
      names.add(place);
      const { network, attachments, vpcs } = readAttachedVpcs(place, index);
      for (const each of attachments) attached.set(each.attachment.id, each);
      for (const each of vpcs) onCoreNetworks.set(each.vpc, each);
      for (const view of viewTransitGateways(place, network.prefixLists)) transitGateways.set(view.id, view);
      for (const edge of viewCoreNetworkEdges(place, network.prefixLists)) edges.set(`${edge.id} ${edge.region}`, edge);
    },
    finish() {
      dropWhatNothingLeadsThrough(attached, exitsOfTransitGateways(transitGateways.values()));
      dropWhatNothingLeadsThrough(onCoreNetworks, exitsOfCoreNetworks([...edges.values()]));
      return index;
    },
  };
}

interface AttachedVpcs {
  network: RegionNetwork;
  /** To transit gateways; a participant of a shared VPC cannot make any (3.4). */
  attachments: TransitGatewayVpc[];
  /** With routes to core networks. */
  vpcs: AttachedVpc[];
}

/** Those of the account's own VPCs. */
function readAttachedVpcs(place: AccountRegion, index: OrganizationIndex): AttachedVpcs {
  const onCoreNetworks = vpcsWithCoreNetwork(place);
  const all = place.answers.DescribeTransitGatewayVpcAttachments?.TransitGatewayVpcAttachments ?? [];
  const own = all.filter(({ VpcOwnerId }) => VpcOwnerId === place.account).flatMap(({ VpcId }) => VpcId ?? []);
  const network = buildRegionNetwork(sliceOfVpcs(place, new Set([...own, ...onCoreNetworks])), index);
  const { account, region, transitGatewayVpcAttachments } = network;
  const read = (id: string): AttachedVpc => {
    const vpc = findById(network, { api: "DescribeVpcs", all: network.vpcs, id });
    return { account, region, vpc: id, cidrs: mapKnown(vpc, ({ cidrs }) => cidrs), network };
  };
  const records = isUnknown(transitGatewayVpcAttachments) ? [] : [...transitGatewayVpcAttachments.values()];
  return {
    network,
    attachments: records
      .filter(({ vpcOwner }) => vpcOwner === account)
      .map((attachment) => ({ ...read(attachment.vpc), attachment })),
    vpcs: onCoreNetworks.map(read),
  };
}

/**
 * Which VPCs a core network is attached to, only its owner says, who may come later. One through which anybody gets
 * answers has a route back to it.
 */
function vpcsWithCoreNetwork({ account, answers }: AccountRegion): string[] {
  const tables = answers.DescribeRouteTables?.RouteTables ?? [];
  const leading = tables.filter(
    ({ OwnerId, Routes = [] }) =>
      (OwnerId ?? account) === account && Routes.some(({ CoreNetworkArn }) => CoreNetworkArn !== undefined),
  );
  return [...new Set(leading.flatMap(({ VpcId }) => VpcId ?? []))];
}

/** What a route leads to: a key of the attached VPCs. */
interface Exit {
  key: string;
  destination: Destination;
}

function exitsOfTransitGateways(views: Iterable<TransitGatewayView>): Exit[] {
  return [...views].flatMap(({ routeTables }) => exitsOf(isUnknown(routeTables) ? [] : routeTables, ({ id }) => id));
}

function exitsOfCoreNetworks(edges: readonly CoreNetworkEdge[]): Exit[] {
  const attachments = edges.flatMap((edge) => (isUnknown(edge.attachments) ? [] : [...edge.attachments.values()]));
  const vpcs = new Map(attachments.map(({ id, resource }) => [id, resource]));
  return edges.flatMap(({ tables }) =>
    exitsOf(isUnknown(tables) ? [] : [...tables.values()], ({ id, resource }) => vpcs.get(id) ?? resource),
  );
}

function exitsOf<Attachment>(
  tables: readonly { routes: Maybe<readonly { destination: Destination; attachments: readonly Attachment[] }[]> }[],
  keyOf: (attachment: Attachment) => string,
): Exit[] {
  return tables
    .flatMap(({ routes }) => (isUnknown(routes) ? [] : routes))
    .flatMap(({ destination, attachments }) => attachments.map((each) => ({ key: keyOf(each), destination })));
}

/** Most attached VPCs are spokes, which routes lead to and not through: of them the CIDRs suffice. */
function dropWhatNothingLeadsThrough<Vpc extends AttachedVpc>(vpcs: Map<string, Vpc>, exits: readonly Exit[]): void {
  const through = new Set<string>();
  for (const { key, destination } of exits) {
    const cidrs = vpcs.get(key)?.cidrs;
    const isInside =
      destination.kind === "cidr" && cidrs !== undefined && !isUnknown(cidrs) && holds(cidrs, destination.cidr);
    if (!isInside) through.add(key);
  }
  for (const [key, each] of vpcs) if (!through.has(key)) vpcs.set(key, { ...each, network: undefined });
}

function holds(cidrs: readonly Cidr[], { family, start, end }: Cidr): boolean {
  return cidrs.some((cidr) => cidr.family === family && cidr.start <= start && end <= cidr.end);
}
