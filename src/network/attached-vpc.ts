import { Unknown, isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { compareIds } from "./collections.ts";
import { divide, endInVpc } from "./private-ends.ts";
import type { Subnet } from "./records.ts";
import { findById, unknownHere } from "./region-network.ts";
import type { AttachedVpc, RegionNetwork } from "./region-network.ts";
import { agreeOn, endIsolated, endLeg, onwardFromSubnet, pass } from "./walk.ts";
import type { Leg, Onward, Walk } from "./walk.ts";

/** By what packets come into a VPC: an attachment of a transit gateway or of a core network. */
export interface Entrance {
  id: string;
  /** Its subnets, one in each zone at most. */
  subnets: readonly string[];
  /** One zone for both directions of a flow, chosen by its hash instead of by where it comes from. */
  applianceMode: boolean;
}

/** A source in a zone where its VPC's attachment has no subnet cannot reach what is attached (2.11). */
export function reachesZone({ network, zone }: Walk, subnets: readonly string[]): Maybe<boolean> {
  if (zone === undefined) return true;
  const found = findSubnets(network, subnets);
  return isUnknown(found) ? found : found.some((subnet) => subnet.zone === zone);
}

function findSubnets(network: RegionNetwork, ids: readonly string[]): Maybe<Subnet[]> {
  const found: Subnet[] = [];
  for (const id of ids) {
    const subnet = findById(network, { api: "DescribeSubnets", all: network.subnets, id });
    if (isUnknown(subnet)) return subnet;
    found.push(subnet);
  }
  return found;
}

/** Into the VPC: its own addresses are the end, for others the tables of the attachment's subnets decide (2.10). */
export function enterVpc(walk: Walk, attached: AttachedVpc, entrance: Entrance, onward: Onward): Leg[] {
  const { account, region, vpc, cidrs } = attached;
  if (isUnknown(cidrs)) return endLeg(walk, cidrs);
  const inVpc = { ...walk, hasCrossed: true, isTransit: true, vpc };
  const { inside, outside } = divide(walk, walk.isNat64 ? [] : cidrs);
  const there = { type: "vpc", id: vpc, account, region };
  return [
    ...(inside === undefined ? [] : endInVpc(pass({ ...inVpc, ranges: inside }, there), vpc)),
    ...(outside === undefined ? [] : goThrough({ ...inVpc, ranges: outside }, attached, entrance, onward)),
  ];
}

/**
 * Through the VPC, by the table of an attachment subnet. What it is attached to keeps to the zone that packets come from
 * if there is a subnet in it; appliance mode chooses one of all zones by the flow, and so does nothing that we can foresee.
 */
function goThrough(walk: Walk, attached: AttachedVpc, entrance: Entrance, onward: Onward): Leg[] {
  const { account, region, network, vpc } = attached;
  const { id, applianceMode } = entrance;
  if (network === undefined) {
    const reason = `no collected route leads through ${vpc}: the snapshot caught a change`;
    return endLeg(walk, new Unknown([{ account, region, api: "DescribeRouteTables", reason }]));
  }
  const subnets = findSubnets(network, entrance.subnets);
  if (isUnknown(subnets)) return endLeg(walk, subnets);
  const inZone = subnets.filter(({ zone }) => zone === walk.zone);
  const possible = applianceMode || inZone.length === 0 ? subnets : inZone;
  const ways = possible
    .toSorted((a, b) => (a.zone === b.zone ? compareIds(a, b) : a.zone < b.zone ? -1 : 1))
    .map((subnet) => onwardFromSubnet({ ...walk, network }, subnet.id, onward));
  if (ways.length === 0) return endIsolated(walk, `${id} has no subnets`);
  const reason = `${id} may deliver in several zones, whose routes lead to different ends`;
  return agreeOn(walk, ways, unknownHere(network, "*", reason));
}
