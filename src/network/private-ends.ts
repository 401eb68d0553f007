import { isUnknown } from "../unknown.ts";
import type { Address, Cidr, Range } from "./cidr.ts";
import { after, before, mergeRanges } from "./cidr.ts";
import type { Route } from "./records.ts";
import { findById } from "./region-network.ts";
import { endIsolated, endLeg, hopHere, pass } from "./walk.ts";
import type { Leg, Walk } from "./walk.ts";

/** The VPC's own addresses: the end of a path to them, and nothing that a public service answers at. */
export function endLocally(walk: Walk, { target }: Route): Leg[] {
  const arrived = pass(walk, hopHere(walk, target.kind, target));
  return endInVpc(arrived, walk.vpc);
}

/** In the walk's own VPC, or in another one that it has come to. */
export function endInVpc(walk: Walk, vpc: string): Leg[] {
  if (walk.service !== undefined) return endIsolated(walk, `the addresses lie in the CIDR blocks of ${vpc}`);
  return endLeg(walk, walk.hasCrossed ? "other-vpc" : "local");
}

/**
 * A peering connection leads into the peer VPC and no further: the peer's NAT gateway, internet gateway, connections and
 * gateway endpoint are out of reach (2.17).
 */
export function followPeering(walk: Walk, { target }: Route): Leg[] {
  const arrived = pass(walk, hopHere(walk, target.kind, target));
  const beyond = "a VPC peering connection leads to nothing outside the peer VPC";
  if (walk.service !== undefined || walk.isTransit) return endIsolated(arrived, beyond);
  const all = walk.network.peeringConnections;
  const peering = findById(walk.network, { api: "DescribeVpcPeeringConnections", all, id: target.id });
  if (isUnknown(peering)) return endLeg(arrived, peering);
  if (peering.state !== "active") return endIsolated(arrived, `${peering.id} is ${peering.state}`);
  const { requester, accepter } = peering;
  const peer = requester.vpc === walk.vpc ? accepter : requester;
  const { inside, outside } = divide(walk, peer.cidrs);
  const there = { type: "vpc", id: peer.vpc, account: peer.owner, region: peer.region };
  return [
    ...(inside === undefined ? [] : endLeg(pass({ ...arrived, ranges: inside }, there), "other-vpc")),
    ...(outside === undefined ? [] : endIsolated({ ...arrived, ranges: outside }, beyond)),
  ];
}

/** The walk's addresses within some CIDRs and beside them; undefined where there are none. */
export function divide(
  { ranges, family }: Pick<Walk, "ranges" | "family">,
  cidrs: readonly Cidr[],
): { inside: Range[] | undefined; outside: readonly Range[] | undefined } {
  const blocks = mergeRanges(cidrs.filter((cidr) => cidr.family === family));
  const inside: Range[] = [];
  const outside: Range[] = [];
  for (const { start, end } of ranges) {
    let at: Address = start;
    for (const block of blocks) {
      if (block.end < at || block.start > end) continue;
      const from = block.start > at ? block.start : at;
      const to = block.end < end ? block.end : end;
      if (at < from) outside.push({ start: at, end: before(from) });
      inside.push({ start: from, end: to });
      at = after(to);
    }
    if (at <= end) outside.push({ start: at, end });
  }
  if (inside.length === 0) return { inside: undefined, outside: ranges };
  return { inside, outside: outside.length === 0 ? undefined : outside };
}
