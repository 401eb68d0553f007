import type { ApiName } from "../snapshot/apis.ts";
import { isUnknown, joinUnknowns } from "../unknown.ts";
import type { Maybe, Unknown } from "../unknown.ts";
import type { Family, Range } from "./cidr.ts";
import { layOut, matchRanges } from "./longest-prefix.ts";
import type * as lpm from "./longest-prefix.ts";
import { memoize } from "./memo.ts";
import { cidrsOfList } from "./prefix-lists.ts";
import type { Route, RouteTable } from "./records.ts";
import { unknownHere } from "./region-network.ts";
import type { RegionNetwork } from "./region-network.ts";

/** The addresses to look up. `coarse`: nothing but a default route is to decide (see service-space.ts). */
export interface Query {
  family: Family;
  ranges: readonly Range[];
  coarse?: boolean;
  /** Leaves gateway endpoints' routes out: they serve nobody who comes from outside the VPC (2.15). */
  withoutEndpoints?: boolean;
}

/** The route that takes some addresses, and why it won. */
export interface Winner {
  route: Route;
  why: string;
}

/** A part of the asked addresses, and the route that takes them; undefined where none does. */
export type Match = lpm.Match<Winner>;
type Entry = lpm.Entry<Route>;
type Rivals = lpm.Rivals<Route>;

/** At equal length the lower rank wins (1.5). */
const ranks = { static: 0, prefixList: 1, propagated: 2 } as const;
type Rank = (typeof ranks)[keyof typeof ranks];
const rankNames = ["a static route", "a prefix list", "a propagated route"] as const satisfies Record<Rank, string>;

/** A default route covers all of the unicast space of IPv6, however it is written. */
const longestCoarsePrefix = 3;

/**
 * Splits the asked addresses by the routes that take them: longest prefix first, then static before prefix list before
 * propagated (1.5); a blackhole takes its addresses too (1.11). Matches with the same route are one.
 */
export function lookUp(network: RegionNetwork, table: RouteTable, query: Query): Match[] {
  const key = `${table.id} ${query.family} ${query.coarse === true} ${query.withoutEndpoints === true}`;
  const segments = segmentsOf.recall(network, key) ?? segmentsOf.keep(network, key, layOutTable(network, table, query));
  if (isUnknown(segments)) return [{ ranges: query.ranges, winner: segments }];
  return matchRanges(segments, query.ranges, identityOf);
}

function identityOf(winner: Match["winner"]): unknown {
  return isUnknown(winner) || winner === undefined ? winner : winner.route;
}

const segmentsOf = memoize<Maybe<lpm.Segment<Winner>[]>>();

function layOutTable(network: RegionNetwork, table: RouteTable, query: Query): Maybe<lpm.Segment<Winner>[]> {
  const entries = expand(network, table, query);
  if (isUnknown(entries)) return entries;
  const used =
    query.coarse === true ? entries.filter(({ cidr }) => cidr.length <= longestCoarsePrefix) : withoutShadowed(entries);
  return layOut(used, (rivals, isEnclosed) => chooseRoute(network, table, { rivals, isEnclosed }));
}

/** Whether a route is one that AWS makes for a gateway endpoint (1.12). */
export function isEndpointRoute({ destination, target }: Route): boolean {
  return destination.kind === "prefix-list" && target.kind === "vpc-endpoint";
}

function expand(
  network: RegionNetwork,
  table: RouteTable,
  { family, withoutEndpoints = false }: Query,
): Maybe<Entry[]> {
  const entries: Entry[] = [];
  const unknowns: Unknown[] = [];
  for (const route of table.routes) {
    const { destination } = route;
    if (withoutEndpoints && isEndpointRoute(route)) continue;
    if (destination.kind === "unrecognized") {
      unknowns.push(
        unknownHere(network, api, `${table.id} has a route whose destination "${destination.text}" is not understood`),
      );
    } else if (destination.kind === "prefix-list") {
      const cidrs = cidrsOfList(network.prefixLists, destination.text, family);
      if (isUnknown(cidrs)) unknowns.push(cidrs);
      else for (const cidr of cidrs ?? []) entries.push({ cidr, rank: ranks.prefixList, route });
    } else if (destination.cidr.family === family) {
      entries.push({ cidr: destination.cidr, rank: isPropagated(route) ? ranks.propagated : ranks.static, route });
    }
  }
  return unknowns.length > 0 ? joinUnknowns(unknowns) : entries;
}

const api: ApiName = "DescribeRouteTables";

/** By a virtual private gateway or by Route Server (1.10). */
function isPropagated({ origin }: Route): boolean {
  return origin === "EnableVgwRoutePropagation" || origin === "Advertisement";
}

/** A propagated route never beats the VPC's local route, even where it is more specific (1.9). */
function withoutShadowed(entries: readonly Entry[]): readonly Entry[] {
  if (!entries.some(({ rank }) => rank === ranks.propagated)) return entries;
  const locals = entries.filter(({ route }) => route.target.kind === "local").map(({ cidr }) => cidr);
  const isShadowed = ({ cidr, rank }: Entry) =>
    rank === ranks.propagated && locals.some((local) => local.start <= cidr.start && cidr.end <= local.end);
  return entries.filter((entry) => !isShadowed(entry));
}

/** Between routes to the same CIDR; `rivals` are in the order of their rank. */
function chooseRoute(
  network: RegionNetwork,
  table: RouteTable,
  { rivals, isEnclosed }: { rivals: Rivals; isEnclosed: boolean },
): Maybe<Winner> {
  if (rivals.length === 1) return { route: rivals[0].route, why: isEnclosed ? "longest prefix" : "only match" };
  const best = firstOf(rivals);
  const equals = rivals.filter((rival) => rival.rank === best.rank);
  const other = equals.find(({ route: { target, state } }) => {
    const { target: own, state: ownState } = best.route;
    return target.kind !== own.kind || target.id !== own.id || state !== ownState;
  });
  if (other !== undefined) {
    const both = `${describeRoute(best.route)} and ${describeRoute(other.route)}`;
    // Two prefix lists with one CIDR: AWS picks one arbitrarily and sticks to it (1.7).
    return unknownHere(
      network,
      api,
      `${table.id}: ${both} hold the same addresses, and AWS does not say which of them wins`,
    );
  }
  const beaten = rivals.find((rival) => rival.rank !== best.rank);
  if (beaten !== undefined)
    return { route: best.route, why: `${rankNames[best.rank]} wins over ${rankNames[beaten.rank]}` };
  return { route: best.route, why: isEnclosed ? "longest prefix" : "only match" };
}

/** Of the best rank the one that is named first: the order of AWS's answer must not show. */
function firstOf([best, ...others]: Rivals): Entry {
  return others
    .filter(({ rank }) => rank === best.rank)
    .reduce((first, each) => (describeRoute(each.route) < describeRoute(first.route) ? each : first), best);
}

/** `0.0.0.0/0 -> nat-1 (active)`. */
export function describeRoute({ destination, target, state }: Route): string {
  return `${destination.text} -> ${target.id === "" ? "(no target)" : target.id} (${state})`;
}
