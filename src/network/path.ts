import { isUnknown, joinUnknowns } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import type { Family } from "./cidr.ts";

/** How a piece of the asked addresses is reached; `isolated` is not at all. */
export const vias = [
  "gateway-endpoint",
  "interface-endpoint",
  "nat-gateway",
  "nat-instance",
  "central-nat",
  "internet-gateway",
  "egress-only-internet-gateway",
  "on-premises",
  /** Addresses of the subnet's own VPC. */
  "local",
  /** Addresses of another VPC, through a peering connection, a transit gateway or a core network. */
  "other-vpc",
  "isolated",
  "no-addresses",
] as const;
export type Via = (typeof vias)[number];

/** One thing that the packet passes. */
export interface Hop {
  /**
   * `subnet`, `route-table`, a kind of route target such as `nat-gateway`, and on the way through a transit gateway
   * `transit-gateway-attachment` and `transit-gateway-route-table`, through a core network `core-network-attachment`,
   * `core-network-segment` and `core-network-network-function-group`.
   */
  type: string;
  id: string;
  name?: string;
  /** The account that owns it, as far as that is known. */
  account: string;
  region: string;
  /** Of a route table, a VPC's, a transit gateway's or a segment's: the route that was chosen, and why it won. */
  route?: string;
  note?: string;
}

/** A part of the asked addresses that goes one way. */
export interface Piece {
  /** The fewest CIDRs; empty where the addresses are not known or there are none. */
  ranges: string[];
  via: Maybe<Via>;
  hops: readonly Hop[];
  /** The NAT gateway, or the instance or interface, that translates first. */
  nat?: string;
  endpoint?: string;
  /** Passes a firewall or another appliance. */
  inspected: boolean;
  note?: string;
}

export interface Path {
  /** A service's token such as `s3`, or the CIDRs that were asked for, with commas between them. */
  destination: string;
  family: Family;
  /** At least one. */
  pieces: readonly Piece[];
}

/** The one word for a path; `mixed` where its pieces go different ways, unknown where any piece is. */
export function summarizeVia(path: Path): Maybe<Via | "mixed"> {
  const [first] = path.pieces;
  if (first !== undefined && path.pieces.length === 1) return first.via;
  const known = new Set<Via>();
  const unknowns = [];
  for (const { via } of path.pieces) {
    if (isUnknown(via)) unknowns.push(via);
    else known.add(via);
  }
  if (unknowns.length > 0) return joinUnknowns(unknowns);
  const [only = "no-addresses"] = known;
  return known.size > 1 ? "mixed" : only;
}

const natVias: ReadonlySet<Via> = new Set(["nat-gateway", "nat-instance", "central-nat"]);

/** Whether any piece is translated; one piece that is known to be suffices, whatever the others are. */
export function usesNat(path: Path): Maybe<boolean> {
  const unknowns = [];
  for (const { via } of path.pieces) {
    if (isUnknown(via)) unknowns.push(via);
    else if (natVias.has(via)) return true;
  }
  return unknowns.length > 0 ? joinUnknowns(unknowns) : false;
}
