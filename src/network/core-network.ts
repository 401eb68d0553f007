import { Unknown, isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { enterVpc, reachesZone } from "./attached-vpc.ts";
import { attachmentsByResource } from "./core-network-edge.ts";
import type { CoreNetworkEdge, CoreNetworkTable, EdgeAttachment } from "./core-network-edge.ts";
import type { CoreNetworkExit, CoreNetworkRoute, CoreNetworkVpcAttachment } from "./records.ts";
import { followTransitGatewayTable } from "./transit-gateway.ts";
import type { Cross } from "./transit-gateway.ts";
import { decideInTransit, unknownIn } from "./transit-decision.ts";
import type { Evaluation } from "./transit-lookup.ts";
import { endIsolated, endLeg, hopIn, pass } from "./walk.ts";
import type { Leg, Onward, Walk } from "./walk.ts";

/** The routes of the segment that the VPC is attached to decide, at the edge of its Region (2.10). */
export function followCoreNetwork(walk: Walk, arn: string, onward: Onward): Leg[] {
  const { network } = walk;
  const { owner, id } = readArn(arn);
  const edge = network.organization?.coreNetworkEdge(id, network.region);
  const place = { account: edge?.account ?? (owner === "*" ? network.account : owner), region: network.region };
  const arrived = pass(walk, hopIn(place, "core-network", { ...edge, id: arn }));
  if (edge === undefined) {
    const reason = `traffic leaves ${network.account}/${network.region} through the core network ${arn}, whose routes are not collected`;
    return endLeg(arrived, new Unknown([{ account: owner, region: network.region, api: "GetNetworkRoutes", reason }]));
  }
  const entry = findEntry(walk, edge);
  if (isUnknown(entry)) return endLeg(arrived, entry);
  const isReached = reachesZone(walk, entry.subnets);
  if (isUnknown(isReached)) return endLeg(arrived, isReached);
  if (!isReached)
    return endIsolated(arrived, `${entry.id} has no subnet in ${walk.zone}, so nothing there can reach ${id}`);
  return decideAtEdge({ walk: arrived, edge, onward }, entry);
}

/** `*` as owner where the ARN does not name one. */
function readArn(arn: string): { owner: string; id: string } {
  const owner = arn.split(":")[4] ?? "";
  return { owner: owner === "" ? "*" : owner, id: arn.split("/").at(-1) ?? "" };
}

/** What forwards: a change is under way in the others of these, but the attachment works on (2.12). */
const live: ReadonlySet<string> = new Set([
  "available",
  "updating",
  "pending_network_update",
  "pending_tag_acceptance",
]);

type Entry = EdgeAttachment & CoreNetworkVpcAttachment;

/** The attachment of the packets' VPC. */
function findEntry({ vpc }: Walk, edge: CoreNetworkEdge): Maybe<Entry> {
  if (isUnknown(edge.attachments)) return edge.attachments;
  const own = attachmentsByResource(edge).get(vpc) ?? [];
  const found = own.find(({ state }) => live.has(state));
  if (found !== undefined) return withVpc(edge, found);
  const [other] = own;
  const what =
    other === undefined ? `no attachment of ${vpc} to ${edge.id} is listed` : `${other.id} is ${other.state}`;
  return unknownIn(edge, "ListAttachments", `${what}: the snapshot caught a change`);
}

function withVpc(edge: CoreNetworkEdge, attachment: EdgeAttachment): Maybe<Entry> {
  const { id, vpc } = attachment;
  if (vpc === undefined) return unknownIn(edge, "ListAttachments", `${id} is an attachment of another kind than a VPC`);
  return isUnknown(vpc) ? vpc : { ...attachment, ...vpc };
}

/** Packets in a core network, at one of its edges. */
interface Transit {
  walk: Walk;
  edge: CoreNetworkEdge;
  onward: Onward;
}

function decideAtEdge(transit: Transit, { id, table: name }: EdgeAttachment): Leg[] {
  const { walk, edge } = transit;
  // Traffic of an attachment that no rule of the policy has put into a segment goes nowhere.
  if (name === undefined) return endIsolated(walk, `${id} is in no segment of ${edge.id}`);
  const table = isUnknown(edge.tables) ? edge.tables : edge.tables.get(name);
  if (table === undefined)
    return endLeg(walk, unknownIn(edge, "GetCoreNetwork", `${name}, which ${id} is in, is not listed: collect again`));
  if (isUnknown(table)) return endLeg(walk, table);
  return decideInTransit(walk, {
    place: edge,
    table,
    evaluation: evaluationIn(edge),
    hop: hopIn(edge, typeOf(table), { id: table.id }),
    name: `${table.id} in ${edge.region}`,
    doubt: `${edge.id} may take attachments that lead to different ends`,
    leaveBy: (chosen, exit) => leaveBy({ ...transit, walk: chosen }, exit),
  });
}

function typeOf({ id }: CoreNetworkTable): string {
  return id.includes("/segment/") ? "core-network-segment" : "core-network-network-function-group";
}

/**
 * At equal length: static, then propagated by a VPC of the same Region, then by AS path, MED and kind of attachment, of
 * which the routes tell only the last ("Route evaluation" in AWS's guide to Cloud WAN). A prefix list is of a static route.
 */
function evaluationIn({ region }: CoreNetworkEdge): Evaluation<CoreNetworkRoute> {
  return {
    api: "GetNetworkRoutes",
    ranks: ["a static route", "a route propagated by a VPC of the Region", "another route"],
    rankOf({ type, attachments }) {
      if (type === "static") return 0;
      const isHere = attachments.length > 0 && attachments.every((exit) => exit.type === "vpc" && exit.edge === region);
      return type === "propagated" && isHere ? 1 : 2;
    },
  };
}

/** Attachments behind which the network is not AWS's to describe (2.12, 2.18). */
const onPremises: ReadonlySet<string> = new Set(["connect", "site_to_site_vpn", "direct_connect_gateway"]);

function leaveBy(transit: Transit, exit: CoreNetworkExit): Leg[] {
  const { walk, edge, onward } = transit;
  if (exit.id === "") return endLeg(walk, unknownIn(edge, "GetNetworkRoutes", describeUnnamed(exit)));
  const there = exit.edge === "" ? edge : walk.network.organization?.coreNetworkEdge(edge.id, exit.edge);
  const region = exit.edge === "" ? edge.region : exit.edge;
  const attachment = there === undefined ? undefined : findAttachment(there, exit.id);
  const listed = isUnknown(attachment) ? undefined : attachment;
  const kind = listed?.type ?? exit.type;
  const hop = hopIn({ account: edge.account, region }, "core-network-attachment", { ...listed, id: exit.id });
  // No zone is kept from one Region to another.
  const zone = region === edge.region ? walk.zone : undefined;
  const left = { ...pass(walk, { ...hop, note: kind }), zone };
  if (there === undefined || attachment === undefined) {
    const reason = `traffic leaves ${edge.id} by ${exit.id} in ${region}, which is not listed there`;
    return endLeg(left, new Unknown([{ account: edge.account, region, api: "ListAttachments", reason }]));
  }
  if (isUnknown(attachment)) return endLeg(left, attachment);
  if (!live.has(attachment.state)) {
    const reason = `${exit.id} is ${attachment.state} although a route leads to it: collect again`;
    return endLeg(left, unknownIn(there, "ListAttachments", reason));
  }
  if (kind === "vpc") return enterAttachedVpc({ ...transit, walk: left, edge: there }, attachment);
  if (onPremises.has(kind)) return endLeg(left, "on-premises");
  if (kind === "transit_gateway_route_table")
    return followTransitGatewayTable(left, attachment.resource, { onward, cross: followFromTransitGateway });
  return endLeg(
    left,
    unknownIn(there, "*", `${exit.id} is an attachment of type ${kind}, whose routing cannot be read`),
  );
}

/** Which of a network function group's attachments packets are sent through is not in the routes. */
function describeUnnamed({ functionGroup, resource, edge }: CoreNetworkExit): string {
  const through = functionGroup === undefined ? resource : `the network function group ${functionGroup}`;
  return `traffic goes on through ${through === "" ? edge : through}, and by which attachment the routes do not say`;
}

function findAttachment({ attachments }: CoreNetworkEdge, id: string): Maybe<EdgeAttachment> | undefined {
  return isUnknown(attachments) ? attachments : attachments.get(id);
}

function enterAttachedVpc({ walk, edge, onward }: Transit, attachment: EdgeAttachment): Leg[] {
  const entrance = withVpc(edge, attachment);
  if (isUnknown(entrance)) return endLeg(walk, entrance);
  const attached = walk.network.organization?.coreNetworkVpc(attachment.resource);
  if (attached !== undefined) return enterVpc(walk, attached, entrance, onward);
  const { resource, resourceOwner } = attachment;
  const reason = `traffic goes on in ${resource}, whose owner is not in the snapshot, or which has no route back`;
  return endLeg(
    walk,
    new Unknown([{ account: resourceOwner, region: edge.region, api: "DescribeRouteTables", reason }]),
  );
}

/** By the peering of a transit gateway: the table that packets come from stands for its segment. */
export const followFromTransitGateway: Cross = (walk, { coreNetwork, table, view }, onward) => {
  const edge = walk.network.organization?.coreNetworkEdge(coreNetwork, view.region);
  const place = { account: edge?.account ?? "*", region: view.region };
  const arrived = pass(walk, hopIn(place, "core-network", { ...edge, id: coreNetwork }));
  if (edge === undefined) {
    const reason = `traffic leaves ${view.id} for the core network ${coreNetwork}, whose routes are not collected`;
    return endLeg(arrived, new Unknown([{ ...place, api: "GetNetworkRoutes", reason }]));
  }
  if (isUnknown(edge.attachments)) return endLeg(arrived, edge.attachments);
  const entry = attachmentsByResource(edge)
    .get(table)
    ?.find(({ state }) => live.has(state));
  if (entry === undefined)
    return endLeg(arrived, unknownIn(edge, "ListAttachments", `no attachment of ${table} to ${edge.id} is listed`));
  return decideAtEdge({ walk: { ...arrived, zone: undefined }, edge, onward }, entry);
};
