import type { ApiName } from "../snapshot/apis.ts";
import { isUnknown, joinUnknowns } from "../unknown.ts";
import type { Maybe, Unknown } from "../unknown.ts";
import { intersect } from "./cidr.ts";
import type { Family, Range } from "./cidr.ts";
import type { Hop, Via } from "./path.ts";
import type { Route, RouteTable, Subnet } from "./records.ts";
import { findById, unknownHere } from "./region-network.ts";
import type { RegionNetwork } from "./region-network.ts";
import type { Query } from "./route-lookup.ts";
import { effectiveRouteTable } from "./route-table.ts";
import { fromNat64, toNat64 } from "./service-space.ts";
import type { Service } from "./service-name.ts";

/** Packets on their way: where they are, what they have passed, and for which addresses. */
export interface Walk {
  network: RegionNetwork;
  /** Undefined where the packets are for addresses rather than for a service. */
  service: Service | undefined;
  family: Family;
  /** The addresses, in `family`. */
  ranges: readonly Range[];
  /** See `ServiceSpace` in service-space.ts. */
  coarse: boolean;
  /** IPv4 addresses written as IPv6 ones, until a NAT gateway turns them back (1.28). */
  isNat64: boolean;
  /** The VPC of the route table that decides next, and its subnet; a regional NAT gateway's table has none. */
  vpc: string;
  subnet: Subnet | undefined;
  /** The zone id of where the packets are; undefined where AWS does not say. */
  zone: string | undefined;
  /** Have passed a transit gateway, so that NAT behind it is central. */
  hasCrossed: boolean;
  /** Are in a VPC that is not their own, and nothing there has given them an address of it. */
  isTransit: boolean;
  trail: Trail | undefined;
  /** What has translated the packets so far. */
  nat: Nat | undefined;
  inspected: boolean;
  /**
   * The VPC of the firewall that was passed last, and its Block Public Access mode: of several in that VPC the
   * strictest. Undefined without one.
   */
  inspectedUnder: { vpc: string; mode: Maybe<string> } | undefined;
  /** The table that has decided last, and those before it: to come back to one is to go in a circle. */
  visit: Visit | undefined;
}

/** The last thing passed, and what was passed before it. Ways that part share it, so that none copies it at each step. */
export interface Trail {
  hop: Hop;
  before: Trail | undefined;
  /** How many hops it has. */
  length: number;
}

/** A table that has decided, and all that its decision depends on beside itself. */
export interface Visit {
  table: string;
  isNat64: boolean;
  isTransit: boolean;
  /** Undefined where AWS does not say, and where the table does not ask. */
  zone: string | undefined;
  before: Visit | undefined;
}

export interface Nat {
  via: "nat-gateway" | "nat-instance";
  /** The first one passed: where the remedy is to be applied. */
  id: string;
  /** A private NAT gateway gives no address that an internet gateway forwards (2.3). */
  isPublic: boolean;
}

/** The end of a walk for some of the addresses. A Piece of path.ts before its ranges are written out. */
export interface Leg {
  ranges: readonly Range[];
  via: Maybe<Via>;
  hops: readonly Hop[];
  nat?: string;
  endpoint?: string;
  inspected: boolean;
  note?: string;
}

/** Goes on at a route table; handed to the targets, which it calls itself. */
export type Onward = (walk: Walk, table: Maybe<RouteTable>) => Leg[];

/** What a kind of target does with the packets that a route sends to it. */
export type Follow = (walk: Walk, route: Route, onward: Onward) => Leg[];

export function pass(walk: Walk, hop: Hop): Walk {
  return { ...walk, trail: extend(walk.trail, hop) };
}

export function extend(before: Trail | undefined, hop: Hop): Trail {
  return { hop, before, length: (before?.length ?? 0) + 1 };
}

/** In the order in which they were passed. */
function hopsOf(trail: Trail | undefined): Hop[] {
  const hops: Hop[] = [];
  for (let at = trail; at !== undefined; at = at.before) hops.push(at.hop);
  return hops.toReversed();
}

export function lastHop({ trail }: Walk, type: Hop["type"]): Hop | undefined {
  for (let at = trail; at !== undefined; at = at.before) if (at.hop.type === type) return at.hop;
  return undefined;
}

/** More than any path that AWS can carry needs. */
const maximumHops = 64;

export const tooManyHops = `the path has more than ${maximumHops} hops`;

export function hasTooManyHops({ trail }: Walk): boolean {
  return trail !== undefined && trail.length > maximumHops;
}

/** Whether the same table has decided before, about the same packets. */
export function hasVisited({ visit: last }: Walk, { table, isNat64, isTransit, zone }: Visit): boolean {
  for (let at = last; at !== undefined; at = at.before) {
    if (at.table === table && at.isNat64 === isNat64 && at.isTransit === isTransit && at.zone === zone) return true;
  }
  return false;
}

/** What packets that leave for the internet go through: the NAT that they have passed, which may be another VPC's. */
export function exitBy({ nat, hasCrossed }: Walk, plain: Via): Via {
  if (nat === undefined) return plain;
  return hasCrossed ? "central-nat" : nat.via;
}

/** What to look up in a route table; NAT64 packets are looked up as what they are: IPv6 (1.28). */
export function queryOf({ family, ranges, coarse, isNat64, isTransit }: Walk): Query {
  return isNat64
    ? { family: "ipv6", ranges: toNat64(ranges), withoutEndpoints: isTransit }
    : { family, ranges, coarse, withoutEndpoints: isTransit };
}

/** The packets' own addresses among those that a match of that query takes. */
export function rangesOfPart({ isNat64 }: Walk, ranges: readonly Range[]): readonly Range[] {
  return isNat64 ? fromNat64(ranges) : ranges;
}

interface Thing {
  id: string;
  tags?: Readonly<Record<string, string>>;
}

/** Something in the account and Region of the walk. */
export function hopHere({ network }: Pick<Walk, "network">, type: string, thing: Thing): Hop {
  return hopIn(network, type, thing);
}

export function hopIn({ account, region }: Pick<Hop, "account" | "region">, type: string, { id, tags }: Thing): Hop {
  const name = tags?.["Name"] ?? "";
  return name === "" ? { type, id, account, region } : { type, id, name, account, region };
}

interface End {
  endpoint?: string;
  note?: string;
}

export function endLeg(walk: Walk, via: Maybe<Via>, { endpoint, note }: End = {}): Leg[] {
  const leg: Leg = { ranges: walk.ranges, via, hops: hopsOf(walk.trail), inspected: walk.inspected };
  // What goes nowhere goes through no NAT.
  if (walk.nat !== undefined && via !== "isolated") leg.nat = walk.nat.id;
  if (endpoint !== undefined) leg.endpoint = endpoint;
  if (note !== undefined) leg.note = note;
  return [leg];
}

export function endIsolated(walk: Walk, note: string): Leg[] {
  return endLeg(walk, "isolated", { note });
}

export function endUnknown(walk: Walk, api: ApiName | "*", reason: string): Leg[] {
  return endLeg(walk, unknownHere(walk.network, api, reason));
}

/** Goes on in a subnet that the packets have come to, by that subnet's own table. */
export function onwardFromSubnet(walk: Walk, subnetId: string, onward: Onward): Leg[] {
  const subnet: Maybe<Subnet> = findById(walk.network, {
    api: "DescribeSubnets",
    all: walk.network.subnets,
    id: subnetId,
  });
  if (isUnknown(subnet)) return endLeg(walk, subnet);
  const trail = extend(walk.trail, subnetHop(walk, subnet));
  const arrived = { ...walk, trail, vpc: subnet.vpc, subnet, zone: subnet.zone };
  return onward(arrived, effectiveRouteTable(walk.network, subnet));
}

export function subnetHop(walk: Pick<Walk, "network">, subnet: Subnet): Hop {
  return hopHere(walk, "subnet", subnet);
}

/**
 * What several possible ways agree on, address by address; the hops of the first of them are the evidence. Where they end
 * differently, and AWS does not say which of them packets take, the end is unknown.
 */
export function agreeOn(walk: Walk, ways: readonly Leg[][], doubt: Unknown): Leg[] {
  const [first = [], ...others] = ways;
  return others.reduce<Leg[]>(
    (agreed, way) => agreed.flatMap((leg) => way.flatMap((other) => compareLegs(walk, [leg, other], doubt))),
    first,
  );
}

function compareLegs(walk: Walk, [leg, other]: [Leg, Leg], doubt: Unknown): Leg[] {
  const ranges = intersect(leg.ranges, other.ranges);
  if (ranges.length === 0) return [];
  const isSame = isUnknown(leg.via) ? isUnknown(other.via) : leg.via === other.via;
  if (isSame) return [{ ...leg, ranges }];
  return endLeg({ ...walk, ranges }, joinUnknowns([...[leg.via, other.via].filter(isUnknown), doubt]));
}
