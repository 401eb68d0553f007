import { Unknown, isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { enterVpc, reachesZone } from "./attached-vpc.ts";
import { groupBy } from "./collections.ts";
import type { Groups } from "./collections.ts";
import { once } from "./memo.ts";
import type { TransitGatewayRoute, TransitGatewayVpcAttachment } from "./records.ts";
import { unknownHere } from "./region-network.ts";
import { decideInTransit, unknownIn } from "./transit-decision.ts";
import type { Evaluation } from "./transit-lookup.ts";
import type { TransitGatewayTable, TransitGatewayView } from "./transit-gateway-view.ts";
import { endIsolated, endLeg, hopIn, pass } from "./walk.ts";
import type { Leg, Onward, Walk } from "./walk.ts";

/** The transit gateways' route tables decide between the VPC that the packets leave and the one that they come to (2.10). */
export function followTransitGateway(walk: Walk, id: string, beyond: Beyond): Leg[] {
  const { network } = walk;
  const view = id === "" ? undefined : network.organization?.transitGateway(id);
  const arrived = arriveAt(walk, id, view);
  const attachment = findEntry(walk, id, view);
  if (isUnknown(attachment)) return endLeg(arrived, attachment);
  const isReached = reachesZone(walk, attachment.subnets);
  if (isUnknown(isReached)) return endLeg(arrived, isReached);
  if (!isReached)
    return endIsolated(arrived, `${attachment.id} has no subnet in ${walk.zone}, so nothing there can reach ${id}`);
  if (view === undefined) return endLeg(arrived, ownerUnseen(walk, id));
  return decideByAssociation({ walk: arrived, view, beyond }, attachment.id);
}

function arriveAt(walk: Walk, id: string, view: TransitGatewayView | undefined): Walk {
  const { network } = walk;
  const seen = isUnknown(network.transitGateways) ? undefined : network.transitGateways.get(id);
  const known = view ?? seen;
  const place = { account: view?.account ?? seen?.owner ?? network.account, region: network.region };
  return pass(walk, hopIn(place, "transit-gateway", known ?? { id }));
}

/** Whose routes would tell (2.10, 2.14). */
function ownerUnseen({ network }: Walk, id: string): Unknown {
  const seen = isUnknown(network.transitGateways) ? undefined : network.transitGateways.get(id);
  const through = id === "" ? "a transit gateway" : id;
  const reason = `traffic leaves ${network.account}/${network.region} through ${through}, and its owner is not in the snapshot`;
  return new Unknown([
    { account: seen?.owner ?? "*", region: network.region, api: "SearchTransitGatewayRoutes", reason },
  ]);
}

/** What forwards: a change is under way in `modifying`, but the attachment works on (2.12). */
const live: ReadonlySet<string> = new Set(["available", "modifying"]);

/** The attachment of the packets' VPC; deleted ones stay listed for two hours (2.12). */
function findEntry(walk: Walk, id: string, view: TransitGatewayView | undefined): Maybe<TransitGatewayVpcAttachment> {
  const { network, vpc } = walk;
  const all = network.transitGatewayVpcAttachments;
  if (isUnknown(all)) return all;
  const own = [...all.values()].filter((each) => each.vpc === vpc && each.transitGateway === id);
  const found = own.find(({ state }) => live.has(state));
  if (found !== undefined) return found;
  if (view === undefined) return ownerUnseen(walk, id);
  const [other] = own;
  const what = other === undefined ? `no attachment of ${vpc} to ${id} is listed` : `${other.id} is ${other.state}`;
  return unknownHere(network, "DescribeTransitGatewayVpcAttachments", `${what}: the snapshot caught a change`);
}

/** Who goes on where a transit gateway's part ends. */
export interface Beyond {
  onward: Onward;
  cross: Cross;
}

/** Goes on in a core network, which the route of a table leads to. */
export type Cross = (walk: Walk, from: Crossing, onward: Onward) => Leg[];

export interface Crossing {
  coreNetwork: string;
  view: TransitGatewayView;
  /** The table that has decided. */
  table: string;
}

/** Packets in a transit gateway. */
interface Transit {
  walk: Walk;
  view: TransitGatewayView;
  beyond: Beyond;
}

/** By the attachment by which packets came in: its association decides which table they are routed by. */
function decideByAssociation(transit: Transit, entry: string): Leg[] {
  const { walk, view } = transit;
  const table = associatedTable(view, entry);
  if (isUnknown(table)) return endLeg(walk, table);
  // Traffic of an attachment without a table goes nowhere.
  if (table === undefined) return endIsolated(walk, `${entry} is associated with no route table of ${view.id}`);
  return decideByTable(transit, table);
}

/** Out of a core network: a segment is attached to one table of the transit gateway. */
export function followTransitGatewayTable(walk: Walk, id: string, beyond: Beyond): Leg[] {
  const { network } = walk;
  const view = network.organization?.transitGatewayOf(id);
  const tables = view?.routeTables ?? [];
  const table = isUnknown(tables) ? undefined : tables.find((each) => each.id === id);
  if (view === undefined || table === undefined) {
    const reason = `traffic goes on by ${id}, whose owner is not in the snapshot`;
    return endLeg(walk, new Unknown([{ account: "*", region: "*", api: "SearchTransitGatewayRoutes", reason }]));
  }
  const arrived = pass({ ...walk, zone: undefined }, hopIn(view, "transit-gateway", view));
  return decideByTable({ walk: arrived, view, beyond }, table);
}

function decideByTable({ walk, view, beyond }: Transit, table: TransitGatewayTable): Leg[] {
  return decideInTransit(walk, {
    place: view,
    table,
    evaluation,
    hop: hopIn(view, "transit-gateway-route-table", table),
    name: table.id,
    doubt: `${view.id} spreads the traffic over attachments that lead to different ends`,
    leaveBy: (chosen, exit) => leaveBy({ walk: chosen, view, beyond }, table, exit),
  });
}

/** At equal length: static, prefix-list reference, then propagated by what they come from (2.13). */
const sources = ["vpc", "direct-connect-gateway", "connect", "vpn", "other"] as const;

export const evaluation: Evaluation<TransitGatewayRoute> = {
  api: "SearchTransitGatewayRoutes",
  ranks: ["a static route", "a prefix list", ...sources.map((source) => `a route propagated by ${source}`)],
  rankOf({ prefixList, type, attachments }) {
    if (prefixList !== undefined) return 1;
    if (type === "static") return 0;
    const source = sources.findIndex((name) => name === attachments[0]?.type);
    return 2 + (source === -1 ? sources.indexOf("other") : source);
  },
};

/** An attachment is associated with one table at most; propagation does not decide where its own traffic goes. */
function associatedTable(view: TransitGatewayView, entry: string): Maybe<TransitGatewayTable | undefined> {
  if (isUnknown(view.routeTables)) return view.routeTables;
  const { byAttachment, unread } = associationsOf(view);
  const association = byAttachment.get(entry)?.find(({ state }) => liveAssociations.has(state));
  if (association === undefined) return unread;
  const { table, state } = association;
  if (state === "associated") return table;
  const reason = `${entry} is ${state} with ${table.id}: collect again`;
  return unknownIn(view, "GetTransitGatewayRouteTableAssociations", reason);
}

const liveAssociations: ReadonlySet<string> = new Set(["associated", "associating", "disassociating"]);

interface Associations {
  byAttachment: Groups<{ attachment: string; state: string; table: TransitGatewayTable }>;
  /** Of the first table whose associations are missing. */
  unread: Unknown | undefined;
}

const associationsOf = once(({ routeTables }: TransitGatewayView): Associations => {
  const tables = isUnknown(routeTables) ? [] : routeTables;
  const known = tables.flatMap((table) =>
    isUnknown(table.associations) ? [] : table.associations.map((each) => ({ ...each, table })),
  );
  const unread = tables.map(({ associations }) => associations).find((each) => isUnknown(each));
  return { byAttachment: groupBy(known, ({ attachment }) => attachment), unread };
});

type Exit = TransitGatewayRoute["attachments"][number];

/** Attachments behind which the network is not AWS's to describe (2.12, 2.18). */
const onPremises: ReadonlySet<string> = new Set([
  "vpn",
  "vpn-concentrator",
  "direct-connect-gateway",
  "connect",
  "client-vpn",
]);

function leaveBy(transit: Transit, table: TransitGatewayTable, exit: Exit): Leg[] {
  const { view } = transit;
  const listed = isUnknown(view.attachments) ? undefined : view.attachments.get(exit.id);
  const hop = hopIn(view, "transit-gateway-attachment", listed ?? { id: exit.id });
  const walk = pass(transit.walk, { ...hop, note: exit.type });
  const onTheWay = { ...transit, walk };
  if (exit.type === "vpc") return enterAttachedVpc(onTheWay, exit, listed?.resourceOwner);
  if (exit.type === "peering") return crossPeering(onTheWay, table, exit);
  if (onPremises.has(exit.type)) return endLeg(walk, "on-premises");
  // A firewall's own attachment (2.12), or a kind that we do not know.
  const reason = `${exit.id} is an attachment of type ${exit.type}, whose routing cannot be read`;
  return endLeg(walk, unknownIn(view, "*", reason));
}

/** The other transit gateway is entered by the same attachment, and its own tables decide. No zone is kept. */
function crossPeering(transit: Transit, table: TransitGatewayTable, exit: Exit): Leg[] {
  const { walk, view, beyond } = transit;
  if (exit.resource.startsWith("core-network-"))
    return beyond.cross(walk, { coreNetwork: exit.resource, view, table: table.id }, beyond.onward);
  const organization = walk.network.organization;
  const named = exit.resource === view.id ? undefined : organization?.transitGateway(exit.resource);
  const peer = named ?? organization?.peerOf(exit.id, view.id);
  if (peer === undefined) {
    const reason = `traffic leaves ${view.id} through the peering ${exit.id} to ${exit.resource}, whose owner is not in the snapshot`;
    return endLeg(walk, new Unknown([{ account: "*", region: "*", api: "SearchTransitGatewayRoutes", reason }]));
  }
  const hop = hopIn(peer, "transit-gateway", peer);
  return decideByAssociation({ walk: { ...pass(walk, hop), zone: undefined }, view: peer, beyond }, exit.id);
}

function enterAttachedVpc(transit: Transit, exit: Exit, owner: string | undefined): Leg[] {
  const { walk, view, beyond } = transit;
  const attached = walk.network.organization?.attachedVpc(exit.id);
  if (attached === undefined) {
    const reason = `traffic goes on in ${exit.resource}, whose owner is not in the snapshot`;
    const need = { account: owner ?? "*", region: view.region, api: "DescribeRouteTables", reason };
    return endLeg(walk, new Unknown([need]));
  }
  const { account, region, attachment } = attached;
  if (!live.has(attachment.state)) {
    const reason = `${attachment.id} is ${attachment.state} although a route leads to it: collect again`;
    return endLeg(walk, new Unknown([{ account, region, api: "DescribeTransitGatewayVpcAttachments", reason }]));
  }
  return enterVpc(walk, attached, attachment, beyond.onward);
}
