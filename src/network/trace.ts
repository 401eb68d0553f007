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
import type { RouteTable, Subnet, TargetKind } from "./records.ts";
import type { RegionNetwork } from "./region-network.ts";
import { describeRoute, isEndpointRoute, lookUp } from "./route-lookup.ts";
import type { Match } from "./route-lookup.ts";
import { effectiveRouteTable } from "./route-table.ts";
import { overlayDns } from "./s3-dns.ts";
import { spaceOf } from "./service-space.ts";
import type { ServiceSpace } from "./service-space.ts";
import { targets } from "./targets.ts";
import {
  endIsolated,
  endLeg,
  endUnknown,
  extend,
  hasTooManyHops,
  hasVisited,
  hopHere,
  queryOf,
  rangesOfPart,
  subnetHop,
  tooManyHops,
} from "./walk.ts";
import type { Leg, Visit, Walk } from "./walk.ts";

const paths = memoize<Path>();

/**
 * How the packets of a subnet reach a service of its own Region (1.18), or addresses, over one address family. Across
 * accounts where the network was built with an index of its organization.
 */
export function tracePath(network: RegionNetwork, subnet: Subnet, destination: Destination, family: Family): Path {
  const text = describeDestination(destination);
  const key = `${subnet.id} ${text} ${family}`;
  return (
    paths.recall(network, key) ?? paths.keep(network, key, findPath(network, subnet, { destination, text, family }))
  );
}

interface Question {
  destination: Destination;
  /** The destination in words. */
  text: string;
  family: Family;
}

function findPath(network: RegionNetwork, subnet: Subnet, question: Question): Path {
  const { destination, text, family } = question;
  const routed = { destination: text, family, pieces: traceRoutes(network, subnet, question) };
  if (destination !== "s3") return routed;
  const reach: Reach = (cidrs) => tracePath(network, subnet, cidrs, "ipv4");
  return overlayDns(network, subnet, { routed, reach });
}

function traceRoutes(network: RegionNetwork, subnet: Subnet, question: Question): readonly Piece[] {
  const { destination, text, family } = question;
  const without = whyWithout(subnet, family);
  if (without !== undefined) return [pieceWithout(network, subnet, { via: "no-addresses", note: without })];
  const space = spaceOf(network, destination, family);
  if (isUnknown(space)) return [pieceWithout(network, subnet, { via: space })];
  if (space.ranges.length === 0) {
    const note = `${text} has no addresses of this family`;
    return [pieceWithout(network, subnet, { via: "no-addresses", note })];
  }
  const first = subnetHop({ network }, subnet);
  const pieces = traceFromTable(network, subnet, { ...question, space });
  return pieces.map((piece) => ({ ...piece, hops: [first, ...piece.hops] }));
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

interface Located extends Question {
  space: ServiceSpace;
}

const piecesOfTable = memoize<readonly Piece[]>();

/** Subnets with the same table send alike, so a table is traced once. */
function traceFromTable(network: RegionNetwork, subnet: Subnet, question: Located): readonly Piece[] {
  const { family } = question;
  const table = effectiveRouteTable(network, subnet);
  if (isUnknown(table)) return toPieces(endLeg(setOut(network, subnet, question), table), family);
  if (isShared(network, subnet)) {
    const walk = setOut(network, subnet, question);
    const matches = lookUp(network, table, queryOf(walk));
    const legs = matches.flatMap((match) => endForParticipant(takePart(walk, table, { match }), subnet, match));
    return toPieces(legs, family);
  }
  const key = settledBy(subnet, table, question);
  const before = piecesOfTable.recall(network, key);
  if (before !== undefined) return before;
  return piecesOfTable.keep(network, key, toPieces(goOn(setOut(network, subnet, question), table), family));
}

/** All that the pieces depend on: for the mode see public-exits.ts. */
function settledBy(subnet: Subnet, table: RouteTable, { text, family }: Question): string {
  const { blockPublicAccess: mode = "", ipv6Native } = subnet;
  const zone = dependsOnZone(table) ? subnet.zone : "";
  // An unknown mode names its subnet.
  return `${table.id} ${text} ${family} ${ipv6Native} ${isUnknown(mode) ? subnet.id : mode} ${zone}`;
}

function setOut(network: RegionNetwork, subnet: Subnet, { destination, family, space }: Located): Walk {
  return {
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
    trail: undefined,
    nat: undefined,
    inspected: false,
    inspectedUnder: undefined,
    visit: undefined,
  };
}

/**
 * A transit gateway or core network is entered in the zone where the packets are (2.11), also by an interface of its own that does not
 * say where it is; all other targets are where they are.
 */
function dependsOnZone({ routes }: RouteTable): boolean {
  return routes.some(({ target }) => zonedTargets.has(target.kind));
}

const zonedTargets: ReadonlySet<TargetKind> = new Set([
  "transit-gateway",
  "core-network",
  "network-interface",
  "instance",
]);

/** Lets a table decide, part by part, and follows each winner to its end. */
function goOn(walk: Walk, table: Maybe<RouteTable>): Leg[] {
  if (isUnknown(table)) return endLeg(walk, table);
  const visit = visitOf(walk, table);
  if (hasVisited(walk, visit)) return endIsolated(walk, `the path comes back to ${table.id}: a loop`);
  if (hasTooManyHops(walk)) return endUnknown(walk, "*", tooManyHops);
  const unused = noteOfUnused(walk, table);
  const matches = lookUp(walk.network, table, queryOf(walk));
  return matches.flatMap((match) => followMatch(takePart(walk, table, { match, visit, unused }), match));
}

function visitOf({ isNat64, isTransit, zone, visit }: Walk, table: RouteTable): Visit {
  return { table: table.id, isNat64, isTransit, zone: dependsOnZone(table) ? zone : undefined, before: visit };
}

interface Decision {
  match: Match;
  visit?: Visit;
  unused?: string | undefined;
}

/** The part of the packets that one of a table's routes takes. */
function takePart(walk: Walk, table: RouteTable, { match, visit, unused }: Decision): Walk {
  const hop = hopHere(walk, "route-table", table);
  const { winner } = match;
  if (!isUnknown(winner))
    hop.route = winner === undefined ? "no route matches" : `${describeRoute(winner.route)}, ${winner.why}`;
  if (unused !== undefined) hop.note = unused;
  return { ...walk, ranges: rangesOfPart(walk, match.ranges), trail: extend(walk.trail, hop), visit };
}

/** The gateway endpoint that would take the packets if they came from its own VPC. */
function noteOfUnused(walk: Walk, table: RouteTable): string | undefined {
  if (!walk.isTransit) return undefined;
  for (const { winner } of lookUp(walk.network, table, { ...queryOf(walk), withoutEndpoints: false })) {
    if (winner !== undefined && !isUnknown(winner) && isEndpointRoute(winner.route))
      return `${winner.route.target.id} serves no traffic from other VPCs (2.15)`;
  }
  return undefined;
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
