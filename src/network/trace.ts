import { isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import type { Reach } from "./central-s3.ts";
import type { Family } from "./cidr.ts";
import { describeDestination } from "./destination.ts";
import type { Destination } from "./destination.ts";
import { toPieces } from "./legs.ts";
import { memoize } from "./memo.ts";
import { endForParticipant, isShared } from "./participant.ts";
import type { Path, Piece } from "./path.ts";
import type { RouteTable, Subnet } from "./records.ts";
import type { RegionNetwork } from "./region-network.ts";
import { describeRoute, isEndpointRoute, lookUp } from "./route-lookup.ts";
import type { Match } from "./route-lookup.ts";
import { effectiveRouteTable } from "./route-table.ts";
import { overlayDns } from "./s3-dns.ts";
import { spaceOf } from "./service-space.ts";
import { targets } from "./targets.ts";
import { maximumHops } from "./transit-gateway.ts";
import { endIsolated, endLeg, endUnknown, hopHere, nameOf, pass, queryOf, subnetHop, takePart } from "./walk.ts";
import type { Leg, Walk } from "./walk.ts";

const paths = memoize<Path>();

/**
 * How the packets of a subnet reach a service of its own Region (1.18), or addresses, over one address family. Across
 * accounts where the network was built with an index of its organization.
 */
export function tracePath(network: RegionNetwork, subnet: Subnet, destination: Destination, family: Family): Path {
  const text = describeDestination(destination);
  return paths(network, `${subnet.id} ${text} ${family}`, () => {
    const routed = { destination: text, family, pieces: traceRoutes(network, subnet, { destination, family }) };
    const reach: Reach = (cidrs) => tracePath(network, subnet, cidrs, "ipv4");
    return destination === "s3" ? overlayDns(network, subnet, { routed, reach }) : routed;
  });
}

interface Question {
  destination: Destination;
  family: Family;
}

function traceRoutes(network: RegionNetwork, subnet: Subnet, question: Question): readonly Piece[] {
  const { destination, family } = question;
  const without = whyWithout(subnet, family);
  if (without !== undefined) return [pieceWithout(network, subnet, { via: "no-addresses", note: without })];
  const space = spaceOf(network, destination, family);
  if (isUnknown(space)) return [pieceWithout(network, subnet, { via: space })];
  if (space.ranges.length === 0) {
    const note = `${describeDestination(destination)} has no addresses of this family`;
    return [pieceWithout(network, subnet, { via: "no-addresses", note })];
  }
  const walk: Walk = {
    network,
    service: typeof destination === "string" ? destination : undefined,
    family,
    ranges: space.ranges,
    coarse: space.isCoarse,
    isNat64: family === "ipv4" && subnet.ipv6Native,
    vpc: subnet.vpc,
    subnet,
    zone: subnet.zone,
    hasCrossed: false,
    isTransit: false,
    hops: [],
    nat: undefined,
    inspected: false,
    inspectedUnder: undefined,
    visited: new Set(),
  };
  const first = subnetHop({ network }, subnet);
  return traceFromTable(walk, subnet, question).map((piece) => ({ ...piece, hops: [first, ...piece.hops] }));
}

function pieceWithout(network: RegionNetwork, subnet: Subnet, end: Pick<Piece, "via" | "note">): Piece {
  return { ranges: [], hops: [subnetHop({ network }, subnet)], inspected: false, ...end };
}

/** Why a subnet cannot send packets of a family at all. */
function whyWithout(subnet: Subnet, family: Family): string | undefined {
  if (family === "ipv6") return subnet.ipv6Cidrs.length === 0 ? "the subnet has no IPv6 addresses" : undefined;
  if (subnet.ipv6Native && !subnet.dns64) return "the subnet has IPv6 addresses only, and DNS64 is off";
  return undefined;
}

const piecesOfTable = memoize<readonly Piece[]>();

/** Subnets with the same table send alike, so a table is traced once. */
function traceFromTable(walk: Walk, subnet: Subnet, { destination }: Question): readonly Piece[] {
  const { network, family } = walk;
  const table = effectiveRouteTable(network, subnet);
  if (isUnknown(table)) return toPieces(endLeg(walk, table), family);
  if (isShared(network, subnet)) {
    const legs = split(walk, table).flatMap(({ part, match }) => endForParticipant(part, subnet, match));
    return toPieces(legs, family);
  }
  // What else the first step reads of the subnet: see public-exits.ts and transit-gateway.ts.
  const zone = dependsOnZone(table) ? subnet.zone : "";
  const mode = isUnknown(subnet.blockPublicAccess) ? "unknown" : (subnet.blockPublicAccess ?? "");
  const key = `${table.id} ${describeDestination(destination)} ${family} ${walk.isNat64} ${mode} ${zone}`;
  return piecesOfTable(network, key, () => toPieces(goOn(walk, table), family));
}

/** A transit gateway is entered in the zone where the packets are (2.11); all other targets are where they are. */
function dependsOnZone({ routes }: RouteTable): boolean {
  return routes.some(({ target }) => target.kind === "transit-gateway");
}

/** Lets a table decide, part by part, and follows each winner to its end. */
function goOn(walk: Walk, table: Maybe<RouteTable>): Leg[] {
  if (isUnknown(table)) return endLeg(walk, table);
  if (walk.visited.has(visitOf(walk, table))) return endIsolated(walk, `the path comes back to ${table.id}: a loop`);
  if (walk.hops.length > maximumHops) return endUnknown(walk, "*", `the path has more than ${maximumHops} hops`);
  return split(walk, table).flatMap(({ part, match }) => followMatch(part, match));
}

/** All that the table's decision depends on beside itself. */
function visitOf({ isNat64, isTransit, zone }: Walk, table: RouteTable): string {
  return `${table.id} ${isNat64} ${isTransit} ${dependsOnZone(table) ? zone : ""}`;
}

function split(walk: Walk, table: RouteTable): { part: Walk; match: Match }[] {
  const visited = new Set(walk.visited).add(visitOf(walk, table));
  const note = noteOfUnused(walk, table);
  return lookUp(walk.network, table, queryOf(walk)).map((match) => ({
    match,
    part: { ...pass(takePart(walk, match.ranges), { ...tableHop(walk, table, match), ...note }), visited },
  }));
}

/** The gateway endpoint that would take the packets if they came from its own VPC. */
function noteOfUnused(walk: Walk, table: RouteTable): { note?: string } {
  if (!walk.isTransit) return {};
  for (const { winner } of lookUp(walk.network, table, { ...queryOf(walk), withoutEndpoints: false })) {
    if (winner !== undefined && !isUnknown(winner) && isEndpointRoute(winner.route))
      return { note: `${winner.route.target.id} serves no traffic from other VPCs (2.15)` };
  }
  return {};
}

function tableHop(walk: Walk, table: RouteTable, { winner }: Match) {
  const common = { type: "route-table", id: table.id, ...nameOf(table) };
  if (isUnknown(winner)) return hopHere(walk, common);
  const route = winner === undefined ? "no route matches" : `${describeRoute(winner.route)}, ${winner.why}`;
  return hopHere(walk, { ...common, route });
}

function followMatch(walk: Walk, { winner }: Match): Leg[] {
  if (winner === undefined) return endIsolated(walk, "no route matches");
  if (isUnknown(winner)) return endLeg(walk, winner);
  const { route } = winner;
  if (route.state === "active") return targets[route.target.kind](walk, route, goOn);
  // A matching blackhole drops, it does not fall through to a shorter prefix (1.11).
  if (route.state === "blackhole") return endIsolated(walk, `the route ${describeRoute(route)} drops the traffic`);
  // Route Server has not installed a filtered route (1.10), and whether a shorter one then serves is not documented.
  return endUnknown(
    walk,
    "DescribeRouteTables",
    `what AWS does with the route ${describeRoute(route)} is not documented`,
  );
}
