import type { AccountRegion } from "../snapshot/format.ts";
import { isUnknown, mapKnown } from "../unknown.ts";
import type { Cidr } from "./cidr.ts";
import { createDnsIndex } from "./dns-index.ts";
import { sliceOfVpcs } from "./network-slice.ts";
import { buildRegionNetwork, findById } from "./region-network.ts";
import type { AttachedVpc, OrganizationIndex, RegionNetwork } from "./region-network.ts";
import { viewTransitGateways } from "./transit-gateway-view.ts";
import type { TransitGatewayView } from "./transit-gateway-view.ts";

/** Takes account-Regions one by one, in any order. */
export interface OrganizationIndexBuilder {
  add(place: AccountRegion): void;
  finish(): OrganizationIndex;
}

export function createOrganizationIndex(): OrganizationIndexBuilder {
  const transitGateways = new Map<string, TransitGatewayView>();
  const attached = new Map<string, AttachedVpc>();
  const names = createDnsIndex();
  const index: OrganizationIndex = {
    transitGateway: (id) => transitGateways.get(id),
    peerOf: (attachment, transitGateway) =>
      [...transitGateways.values()].find(
        (view) => view.id !== transitGateway && !isUnknown(view.attachments) && view.attachments.has(attachment),
      ),
    attachedVpc: (attachment) => attached.get(attachment),
    dns: names.index,
  };
  return {
    add(place) {
      names.add(place);
      const { network, attachments } = readAttachedVpcs(place, index);
      for (const each of attachments) attached.set(each.attachment.id, each);
      for (const view of viewTransitGateways(place, network.prefixLists)) transitGateways.set(view.id, view);
    },
    finish() {
      dropWhatNothingLeadsThrough(transitGateways, attached);
      return index;
    },
  };
}

/** The attachments of the account's own VPCs; a participant of a shared VPC cannot make any (3.4). */
function readAttachedVpcs(
  place: AccountRegion,
  index: OrganizationIndex,
): { network: RegionNetwork; attachments: AttachedVpc[] } {
  const all = place.answers.DescribeTransitGatewayVpcAttachments?.TransitGatewayVpcAttachments ?? [];
  const own = all.filter(({ VpcOwnerId }) => VpcOwnerId === place.account);
  const network = buildRegionNetwork(sliceOfVpcs(place, new Set(own.flatMap(({ VpcId }) => VpcId ?? []))), index);
  const { account, region, transitGatewayVpcAttachments } = network;
  const records = isUnknown(transitGatewayVpcAttachments) ? [] : [...transitGatewayVpcAttachments.values()];
  const attachments = records
    .filter(({ vpcOwner }) => vpcOwner === account)
    .map((attachment) => {
      const vpc = findById(network, { api: "DescribeVpcs", all: network.vpcs, id: attachment.vpc });
      return { account, region, attachment, cidrs: mapKnown(vpc, ({ cidrs }) => cidrs), network };
    });
  return { network, attachments };
}

/** Most attached VPCs are spokes, which routes lead to and not through: of them the CIDRs suffice. */
function dropWhatNothingLeadsThrough(
  transitGateways: ReadonlyMap<string, TransitGatewayView>,
  attached: Map<string, AttachedVpc>,
): void {
  const through = new Set<string>();
  for (const { routeTables } of transitGateways.values()) {
    for (const { routes } of isUnknown(routeTables) ? [] : routeTables) {
      for (const { destination, attachments } of isUnknown(routes) ? [] : routes) {
        for (const { id } of attachments) {
          const cidrs = attached.get(id)?.cidrs;
          const isInside =
            destination.kind === "cidr" && cidrs !== undefined && !isUnknown(cidrs) && holds(cidrs, destination.cidr);
          if (!isInside) through.add(id);
        }
      }
    }
  }
  for (const [id, each] of attached) if (!through.has(id)) attached.set(id, { ...each, network: undefined });
}

function holds(cidrs: readonly Cidr[], { family, start, end }: Cidr): boolean {
  return cidrs.some((cidr) => cidr.family === family && cidr.start <= start && end <= cidr.end);
}
