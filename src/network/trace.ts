import { isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import type { Family } from "./cidr.ts";
import { toPieces } from "./legs.ts";
import { memoize } from "./memo.ts";
import { endForParticipant, isShared } from "./participant.ts";
import type { Path, Piece } from "./path.ts";
import type { RouteTable, Subnet } from "./records.ts";
import type { RegionNetwork } from "./region-network.ts";
import { describeRoute, lookUp } from "./route-lookup.ts";
import type { Match } from "./route-lookup.ts";
import { effectiveRouteTable } from "./route-table.ts";
import { overlayPrivateDns } from "./s3-dns.ts";
import type { Service } from "./service-name.ts";
import { fromNat64, serviceSpace, toNat64 } from "./service-space.ts";
import { targets } from "./targets.ts";
import { endIsolated, endLeg, endUnknown, hopHere, nameOf, pass, subnetHop } from "./walk.ts";
import type { Leg, Walk } from "./walk.ts";

/** More than any path that AWS can carry needs. */
const maximumHops = 32;

const paths = memoize<Path>();

/** How the packets of a subnet reach a service of its own Region (1.18), over one address family. */
export function tracePath(network: RegionNetwork, subnet: Subnet, service: Service, family: Family): Path {
  return paths(network, `${subnet.id} ${service} ${family}`, () => {
    const routed = { service, family, pieces: traceRoutes(network, subnet, service, family) };
    return service === "s3" ? overlayPrivateDns(network, subnet, routed) : routed;
  });
}

function traceRoutes(network: RegionNetwork, subnet: Subnet, service: Service, family: Family): Piece[] {
  const hops = [subnetHop({ network }, subnet)];
  const whole = { ranges: [], hops, inspected: false };
  const without = whyWithout(subnet, family);
  if (without !== undefined) return [{ ...whole, via: "no-addresses", note: without }];
  const space = serviceSpace(network, service, family);
  if (isUnknown(space)) return [{ ...whole, via: space }];
  if (space.ranges.length === 0)
    return [{ ...whole, via: "no-addresses", note: `${service} has no addresses of this family` }];
  const walk: Walk = {
    network,
    service,
    family,
    ranges: space.ranges,
    coarse: space.isCoarse,
    isNat64: family === "ipv4" && subnet.ipv6Native,
    vpc: subnet.vpc,
    subnet,
    hops: [],
    nat: undefined,
    inspected: false,
    visited: new Set(),
  };
  return traceFromTable(walk, subnet).map((piece) => ({ ...piece, hops: [...hops, ...piece.hops] }));
}

/** Why a subnet cannot send packets of a family at all. */
function whyWithout(subnet: Subnet, family: Family): string | undefined {
  if (family === "ipv6") return subnet.ipv6Cidrs.length === 0 ? "the subnet has no IPv6 addresses" : undefined;
  if (subnet.ipv6Native && !subnet.dns64) return "the subnet has IPv6 addresses only, and DNS64 is off";
  return undefined;
}

const piecesOfTable = memoize<Piece[]>();

/** Subnets with the same table send alike, so a table is traced once. */
function traceFromTable(walk: Walk, subnet: Subnet): Piece[] {
  const { network, service, family } = walk;
  const table = effectiveRouteTable(network, subnet);
  if (isUnknown(table)) return toPieces(endLeg(walk, table), family);
  if (isShared(network, subnet)) {
    const legs = split(walk, table).flatMap(({ part, match }) => endForParticipant(part, subnet, match));
    return toPieces(legs, family);
  }
  // What else the first step reads of the subnet (see public-exits.ts).
  const key = [table.id, service, family, walk.isNat64, subnet.blockPublicAccess].join(" ");
  return piecesOfTable(network, key, () => toPieces(goOn(walk, table), family));
}

/** Lets a table decide, part by part, and follows each winner to its end. */
function goOn(walk: Walk, table: Maybe<RouteTable>): Leg[] {
  if (isUnknown(table)) return endLeg(walk, table);
  if (walk.visited.has(visitOf(walk, table))) return endIsolated(walk, `the path comes back to ${table.id}: a loop`);
  if (walk.hops.length > maximumHops) return endUnknown(walk, "*", `the path has more than ${maximumHops} hops`);
  return split(walk, table).flatMap(({ part, match }) => followMatch(part, match));
}

function visitOf(walk: Walk, table: RouteTable): string {
  return walk.isNat64 ? `${table.id} 64:ff9b::/96` : table.id;
}

function split(walk: Walk, table: RouteTable): { part: Walk; match: Match }[] {
  const { network, ranges, coarse, isNat64 } = walk;
  const query = isNat64
    ? { family: "ipv6" as const, ranges: toNat64(ranges) }
    : { family: walk.family, ranges, coarse };
  const visited = new Set([...walk.visited, visitOf(walk, table)]);
  return lookUp(network, table, query).map((match) => ({
    match,
    part: {
      ...pass(walk, tableHop(walk, table, match)),
      ranges: isNat64 ? fromNat64(match.ranges) : match.ranges,
      visited,
    },
  }));
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
