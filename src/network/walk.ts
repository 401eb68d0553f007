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
  hops: readonly Hop[];
  /** What has translated the packets so far. */
  nat: Nat | undefined;
  inspected: boolean;
  /**
   * The VPC of the firewall that was passed last, and its Block Public Access mode: of several in that VPC the
   * strictest. Undefined without one.
   */
  inspectedUnder: { vpc: string; mode: Maybe<string> } | undefined;
  /** The tables that have decided already: to come back to one is to go in a circle. */
  visited: ReadonlySet<string>;
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
  return { ...walk, hops: [...walk.hops, hop] };
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

/** The part of the packets that a match of that query takes. */
export function takePart(walk: Walk, ranges: readonly Range[]): Walk {
  return { ...walk, ranges: walk.isNat64 ? fromNat64(ranges) : ranges };
}

export function hopHere({ network }: Pick<Walk, "network">, hop: Omit<Hop, "account" | "region">): Hop {
  return { ...hop, account: network.account, region: network.region };
}

interface End {
  endpoint?: string;
  note?: string;
}

export function endLeg(walk: Walk, via: Maybe<Via>, { endpoint, note }: End = {}): Leg[] {
  return [
    {
      ranges: walk.ranges,
      via,
      hops: walk.hops,
      inspected: walk.inspected,
      // What goes nowhere goes through no NAT.
      ...(walk.nat === undefined || via === "isolated" ? {} : { nat: walk.nat.id }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(note === undefined ? {} : { note }),
    },
  ];
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
  const arrived = { ...pass(walk, subnetHop(walk, subnet)), vpc: subnet.vpc, subnet, zone: subnet.zone };
  return onward(arrived, effectiveRouteTable(walk.network, subnet));
}

export function subnetHop(walk: Pick<Walk, "network">, subnet: Subnet): Hop {
  const { account, region } = walk.network;
  return { type: "subnet", id: subnet.id, ...nameOf(subnet), account, region };
}

export function nameOf({ tags }: { tags: Readonly<Record<string, string>> }): { name?: string } {
  const name = tags["Name"];
  return name === undefined || name === "" ? {} : { name };
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
