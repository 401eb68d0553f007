import { Unknown, isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { compareIds, groupBy } from "./collections.ts";
import type { Groups } from "./collections.ts";
import { once } from "./memo.ts";
import { divide, endInVpc } from "./private-ends.ts";
import type { Subnet, TransitGatewayVpcAttachment } from "./records.ts";
import { findById, unknownHere } from "./region-network.ts";
import type { AttachedVpc, RegionNetwork } from "./region-network.ts";
import { describeTransitRoute, lookUpTransitRoutes } from "./transit-gateway-lookup.ts";
import type { TransitWinner } from "./transit-gateway-lookup.ts";
import type { TransitGatewayTable, TransitGatewayView } from "./transit-gateway-view.ts";
import {
  agreeOn,
  endIsolated,
  endLeg,
  hasTooManyHops,
  hasVisited,
  hopHere,
  hopIn,
  onwardFromSubnet,
  pass,
  queryOf,
  rangesOfPart,
  tooManyHops,
} from "./walk.ts";
import type { Leg, Onward, Walk } from "./walk.ts";

/** The transit gateways' route tables decide between the VPC that the packets leave and the one that they come to (2.10). */
export function followTransitGateway(walk: Walk, id: string, onward: Onward): Leg[] {
  const { network } = walk;
  const view = id === "" ? undefined : network.organization?.transitGateway(id);
  const arrived = arriveAt(walk, id, view);
  const attachment = findEntry(walk, id, view);
  if (isUnknown(attachment)) return endLeg(arrived, attachment);
  const isReached = reachesZone(walk, attachment);
  if (isUnknown(isReached)) return endLeg(arrived, isReached);
  if (!isReached)
    return endIsolated(arrived, `${attachment.id} has no subnet in ${walk.zone}, so nothing there can reach ${id}`);
  if (view === undefined) return endLeg(arrived, ownerUnseen(walk, id));
  return decideByTable({ walk: arrived, view, entry: attachment.id, onward });
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

/** A source in a zone where the attachment has no subnet cannot reach the transit gateway (2.11). */
function reachesZone({ network, zone }: Walk, attachment: TransitGatewayVpcAttachment): Maybe<boolean> {
  if (zone === undefined) return true;
  const subnets = attachmentSubnets(network, attachment);
  return isUnknown(subnets) ? subnets : subnets.some((subnet) => subnet.zone === zone);
}

function attachmentSubnets(network: RegionNetwork, { subnets }: TransitGatewayVpcAttachment): Maybe<Subnet[]> {
  const found: Subnet[] = [];
  for (const id of subnets) {
    const subnet = findById(network, { api: "DescribeSubnets", all: network.subnets, id });
    if (isUnknown(subnet)) return subnet;
    found.push(subnet);
  }
  return found;
}

/** Packets in a transit gateway. */
interface Transit {
  walk: Walk;
  view: TransitGatewayView;
  /** The attachment by which they came in: its association decides which table they are routed by. */
  entry: string;
  onward: Onward;
}

function unknownOf({ account, region }: TransitGatewayView, api: string, reason: string): Unknown {
  return new Unknown([{ account, region, api, reason }]);
}

function decideByTable(transit: Transit): Leg[] {
  const { walk, view, entry } = transit;
  const table = associatedTable(view, entry);
  if (isUnknown(table)) return endLeg(walk, table);
  // Traffic of an attachment without a table goes nowhere.
  if (table === undefined) return endIsolated(walk, `${entry} is associated with no route table of ${view.id}`);
  const visit = { table: table.id, isNat64: walk.isNat64, isTransit: true, zone: walk.zone, before: walk.visit };
  if (hasVisited(walk, visit)) return endIsolated(walk, `the path comes back to ${table.id}: a loop`);
  if (hasTooManyHops(walk)) return endLeg(walk, unknownOf(view, "*", tooManyHops));
  return lookUpTransitRoutes(view, table, queryOf(walk)).flatMap(({ ranges, winner }) => {
    const part = { ...walk, ranges: rangesOfPart(walk, ranges), visit };
    if (isUnknown(winner)) return endLeg(passTable(part, transit, table), winner);
    if (winner === undefined)
      return endIsolated(passTable(part, transit, table, "no route matches"), `${table.id} has no route`);
    const chosen = passTable(part, transit, table, `${describeTransitRoute(winner.route)}, ${winner.why}`);
    return followRoute({ ...transit, walk: chosen }, winner);
  });
}

function passTable(walk: Walk, { view }: Transit, table: TransitGatewayTable, route?: string): Walk {
  const hop = hopIn(view, "transit-gateway-route-table", table);
  if (route !== undefined) hop.route = route;
  return pass(walk, hop);
}

/** An attachment is associated with one table at most; propagation does not decide where its own traffic goes. */
function associatedTable(view: TransitGatewayView, entry: string): Maybe<TransitGatewayTable | undefined> {
  if (isUnknown(view.routeTables)) return view.routeTables;
  const { byAttachment, unread } = associationsOf(view);
  const association = byAttachment.get(entry)?.find(({ state }) => liveAssociations.has(state));
  if (association === undefined) return unread;
  const { table, state } = association;
  if (state === "associated") return table;
  const reason = `${entry} is ${state} with ${table.id}: collect again`;
  return unknownOf(view, "GetTransitGatewayRouteTableAssociations", reason);
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

function followRoute(transit: Transit, { route }: TransitWinner): Leg[] {
  const { walk, view } = transit;
  if (route.state === "blackhole")
    return endIsolated(walk, `the route ${describeTransitRoute(route)} drops the traffic`);
  if (route.state !== "active") {
    const reason = `the route ${describeTransitRoute(route)} is changing: collect again`;
    return endLeg(walk, unknownOf(view, "SearchTransitGatewayRoutes", reason));
  }
  const exits = route.attachments.toSorted(compareIds);
  const ways = exits.map((exit) => leaveBy(transit, exit));
  const doubt = unknownOf(view, "*", `${view.id} spreads the traffic over attachments that lead to different ends`);
  if (ways.length === 0) {
    const reason = `the route ${describeTransitRoute(route)} names no attachment`;
    return endLeg(walk, unknownOf(view, "SearchTransitGatewayRoutes", reason));
  }
  return agreeOn(walk, ways, doubt);
}

type Exit = TransitWinner["route"]["attachments"][number];

/** Attachments behind which the network is not AWS's to describe (2.12, 2.18). */
const onPremises: ReadonlySet<string> = new Set([
  "vpn",
  "vpn-concentrator",
  "direct-connect-gateway",
  "connect",
  "client-vpn",
]);

function leaveBy(transit: Transit, exit: Exit): Leg[] {
  const { view } = transit;
  const listed = isUnknown(view.attachments) ? undefined : view.attachments.get(exit.id);
  const hop = hopIn(view, "transit-gateway-attachment", listed ?? { id: exit.id });
  const walk = pass(transit.walk, { ...hop, note: exit.type });
  const onTheWay = { ...transit, walk };
  if (exit.type === "vpc") return enterVpc(onTheWay, exit, listed?.resourceOwner);
  if (exit.type === "peering") return crossPeering(onTheWay, exit);
  if (onPremises.has(exit.type)) return endLeg(walk, "on-premises");
  // A firewall's own attachment (2.12), or a kind that we do not know.
  const reason = `${exit.id} is an attachment of type ${exit.type}, whose routing cannot be read`;
  return endLeg(walk, unknownOf(view, "*", reason));
}

/** The other transit gateway is entered by the same attachment, and its own tables decide. No zone is kept. */
function crossPeering(transit: Transit, exit: Exit): Leg[] {
  const { walk, view } = transit;
  const organization = walk.network.organization;
  const named = exit.resource === view.id ? undefined : organization?.transitGateway(exit.resource);
  const peer = named ?? organization?.peerOf(exit.id, view.id);
  if (peer === undefined) {
    const reason = `traffic leaves ${view.id} through the peering ${exit.id} to ${exit.resource}, whose owner is not in the snapshot`;
    return endLeg(walk, new Unknown([{ account: "*", region: "*", api: "SearchTransitGatewayRoutes", reason }]));
  }
  const hop = hopIn(peer, "transit-gateway", peer);
  return decideByTable({ ...transit, walk: { ...pass(walk, hop), zone: undefined }, view: peer, entry: exit.id });
}

/** Into the VPC: its own addresses are the end, for others the tables of the attachment's subnets decide (2.10). */
function enterVpc(transit: Transit, exit: Exit, owner: string | undefined): Leg[] {
  const { walk, view } = transit;
  const attached = walk.network.organization?.attachedVpc(exit.id);
  if (attached === undefined) {
    const reason = `traffic goes on in ${exit.resource}, whose owner is not in the snapshot`;
    const need = { account: owner ?? "*", region: view.region, api: "DescribeRouteTables", reason };
    return endLeg(walk, new Unknown([need]));
  }
  const { account, region, attachment, cidrs } = attached;
  if (!live.has(attachment.state)) {
    const reason = `${attachment.id} is ${attachment.state} although a route leads to it: collect again`;
    return endLeg(walk, new Unknown([{ account, region, api: "DescribeTransitGatewayVpcAttachments", reason }]));
  }
  if (isUnknown(cidrs)) return endLeg(walk, cidrs);
  const inVpc = { ...walk, hasCrossed: true, isTransit: true, vpc: attachment.vpc };
  const { inside, outside } = divide(walk, walk.isNat64 ? [] : cidrs);
  const there = { type: "vpc", id: attachment.vpc, account, region };
  return [
    ...(inside === undefined ? [] : endInVpc(pass({ ...inVpc, ranges: inside }, there), attachment.vpc)),
    ...(outside === undefined ? [] : goThrough(transit, attached, { ...inVpc, ranges: outside })),
  ];
}

/**
 * Through the VPC, by the table of an attachment subnet. The transit gateway keeps to the zone that packets come from if
 * it has a subnet there; appliance mode chooses one of all zones by the flow, and so does nothing that we can foresee.
 */
function goThrough({ onward }: Transit, attached: AttachedVpc, walk: Walk): Leg[] {
  const { attachment, account, region, network } = attached;
  if (network === undefined) {
    const reason = `no route of a collected transit gateway leads through ${attachment.vpc}: the snapshot caught a change`;
    return endLeg(walk, new Unknown([{ account, region, api: "DescribeRouteTables", reason }]));
  }
  const subnets = attachmentSubnets(network, attachment);
  if (isUnknown(subnets)) return endLeg(walk, subnets);
  const inZone = subnets.filter(({ zone }) => zone === walk.zone);
  const possible = attachment.applianceMode || inZone.length === 0 ? subnets : inZone;
  const ways = possible
    .toSorted((a, b) => (a.zone === b.zone ? compareIds(a, b) : a.zone < b.zone ? -1 : 1))
    .map((subnet) => onwardFromSubnet({ ...walk, network }, subnet.id, onward));
  if (ways.length === 0) return endIsolated(walk, `${attachment.id} has no subnets`);
  const reason = `${attachment.id} may deliver in several zones, whose routes lead to different ends`;
  return agreeOn(walk, ways, unknownHere(network, "*", reason));
}

/** Cloud WAN's routes belong to another service, Network Manager, which a snapshot does not hold. */
export function followCoreNetwork(walk: Walk, arn: string): Leg[] {
  const arrived = pass(walk, hopHere(walk, "core-network", { id: arn }));
  const { account, region } = walk.network;
  const reason = `traffic leaves ${account}/${region} through the core network ${arn}, whose routes are not collected`;
  const owner = arn.split(":")[4];
  const need = {
    account: owner === undefined || owner === "" ? "*" : owner,
    region: "*",
    api: "GetNetworkRoutes",
    reason,
  };
  return endLeg(arrived, new Unknown([need]));
}
