import { allKnown, isUnknown, joinUnknowns, mapKnown } from "../unknown.ts";
import type { Maybe, Unknown } from "../unknown.ts";
import type { Range } from "./cidr.ts";
import type { RouteTable, Subnet } from "./records.ts";
import type { RegionNetwork } from "./region-network.ts";
import { lookUp } from "./route-lookup.ts";
import type { Match, Query } from "./route-lookup.ts";
import { effectiveRouteTable } from "./route-table.ts";
import { serviceSpace, toNat64 } from "./service-space.ts";
import { services } from "./service-name.ts";

/**
 * Whether a subnet has no direct way out: private is what does not send the services' packets straight to an internet
 * or carrier gateway, live or dead. A single host route to one, or one for the other family, does not make a subnet
 * public (3.1, 3.2), and one that sends a part elsewhere, such as to NAT, is private, so that it is judged. Where
 * gateway endpoints take all of the services' packets, the default route tells.
 */
export function isPrivate(network: RegionNetwork, subnet: Subnet): Maybe<boolean> {
  return mapKnown(effectiveRouteTable(network, subnet), (table) => {
    // Without such a route no prefix list matters.
    if (!table.routes.some(leadsOut)) return true;
    const matches = serviceMatches(network, table, subnet);
    return mapKnown(matches, (known) => {
      const routed = known.filter((match) => !isEndpointRoute(match));
      const deciding = routed.length > 0 ? routed : defaultMatches(network, table, subnet);
      return mapKnown(everyLeadsOut(deciding), (isPublic) => !isPublic);
    });
  });
}

function leadsOut({ target }: { target: { kind: string } }): boolean {
  return target.kind === "internet-gateway" || target.kind === "carrier-gateway";
}

function serviceMatches(network: RegionNetwork, table: RouteTable, subnet: Subnet): Maybe<Match[]> {
  const family = subnet.ipv6Native ? "ipv6" : "ipv4";
  const direct = services.map((service) =>
    mapKnown(serviceSpace(network, service, family), ({ ranges, isCoarse }) =>
      ranges.length === 0 ? [] : lookUp(network, table, { family, ranges, coarse: isCoarse }),
    ),
  );
  const all = subnet.ipv6Native && subnet.dns64 ? [...direct, ...nat64Matches(network, table)] : direct;
  return mapKnown(allKnown(all), (known) => known.flat());
}

/** Where a subnet without IPv4 sends IPv4 addresses as DNS64 writes them, if anywhere (1.28). */
function nat64Matches(network: RegionNetwork, table: RouteTable): Maybe<Match[]>[] {
  return services.map((service) =>
    mapKnown(serviceSpace(network, service, "ipv4"), ({ ranges }) =>
      lookUp(network, table, { family: "ipv6", ranges: toNat64(ranges) }).filter(({ winner }) => winner !== undefined),
    ),
  );
}

const everything: Range = { start: 0, end: 2 ** 32 - 1 };
const unicast: Range = { start: 0x2n << 124n, end: (0x4n << 124n) - 1n };

/** What default routes do, however they are written (0.0.0.0/1 and 128.0.0.0/1 are one). */
function defaultMatches(network: RegionNetwork, table: RouteTable, subnet: Subnet): Match[] {
  const query: Query = subnet.ipv6Native
    ? { family: "ipv6", ranges: [unicast], coarse: true }
    : { family: "ipv4", ranges: [everything], coarse: true };
  return lookUp(network, table, query).filter(({ winner }) => winner !== undefined);
}

function isEndpointRoute({ winner }: Match): boolean {
  if (winner === undefined || isUnknown(winner)) return false;
  const { destination, target } = winner.route;
  return destination.kind === "prefix-list" && target.kind === "vpc-endpoint";
}

function everyLeadsOut(matches: readonly Match[]): Maybe<boolean> {
  const unknowns: Unknown[] = [];
  for (const { winner } of matches) {
    if (isUnknown(winner)) unknowns.push(winner);
    else if (winner === undefined || !leadsOut(winner.route)) return false;
  }
  return unknowns.length > 0 ? joinUnknowns(unknowns) : matches.length > 0;
}
