import type { ApiName } from "../snapshot/apis.ts";
import { isUnknown, joinUnknowns } from "../unknown.ts";
import type { Maybe, Unknown } from "../unknown.ts";
import type { Cidr, Family, Range } from "./cidr.ts";
import { memoize } from "./memo.ts";
import { cidrsOfList } from "./prefix-lists.ts";
import type { Route, RouteTable } from "./records.ts";
import { unknownHere } from "./region-network.ts";
import type { RegionNetwork } from "./region-network.ts";

/** The addresses to look up. `coarse`: nothing but a default route is to decide (see `Space` in prefix-lists.ts). */
export interface Query {
  family: Family;
  ranges: readonly Range[];
  coarse?: boolean;
}

/** The route that takes some addresses, and why it won. */
export interface Winner {
  route: Route;
  why: string;
}

/** A part of the asked addresses, and the route that takes them; undefined where none does. */
export interface Match {
  /** The query's own where one route takes all of them. */
  ranges: readonly Range[];
  winner: Maybe<Winner | undefined>;
}

/** One CIDR of one route; a prefix list makes an entry of each of its CIDRs. */
interface Entry {
  cidr: Cidr;
  rank: Rank;
  route: Route;
}

/** Disjoint, in ascending order: what the table says of every address that it says anything of. */
interface Segment extends Range {
  winner: Maybe<Winner>;
}

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
  const key = `${table.id} ${query.family} ${query.coarse === true}`;
  const segments = segmentsOf(network, key, () => layOut(network, table, query));
  if (isUnknown(segments)) return [{ ranges: query.ranges, winner: segments }];
  const matches = new Map<unknown, { ranges: Range[]; winner: Match["winner"] }>();
  for (const { start, end, winner } of cut(segments, query.ranges)) {
    const identity = isUnknown(winner) || winner === undefined ? winner : winner.route;
    const match = matches.get(identity);
    if (match === undefined) matches.set(identity, { ranges: [{ start, end }], winner });
    else match.ranges.push({ start, end });
  }
  const [only] = matches.values();
  return only !== undefined && matches.size === 1
    ? [{ ranges: query.ranges, winner: only.winner }]
    : [...matches.values()];
}

const segmentsOf = memoize<Maybe<Segment[]>>();

/** Walks both lists, which are in ascending order, side by side. */
function cut(
  segments: readonly Segment[],
  ranges: readonly Range[],
): { start: bigint; end: bigint; winner: Match["winner"] }[] {
  const pieces = [];
  let index = 0;
  for (const range of ranges) {
    let at = range.start;
    while (at <= range.end) {
      const segment = segments[index];
      if (segment !== undefined && segment.end < at) {
        index += 1;
        continue;
      }
      const inside = segment !== undefined && segment.start <= at;
      const limit = inside ? segment.end : segment === undefined ? range.end : segment.start - 1n;
      const end = limit < range.end ? limit : range.end;
      pieces.push({ start: at, end, winner: inside ? segment.winner : undefined });
      at = end + 1n;
    }
  }
  return pieces;
}

/** Lays the routes of one family over each other: CIDRs nest or are apart, so one pass with a stack does. */
function layOut(network: RegionNetwork, table: RouteTable, { family, coarse = false }: Query): Maybe<Segment[]> {
  const entries = expand(network, table, family);
  if (isUnknown(entries)) return entries;
  const used = coarse ? entries.filter(({ cidr }) => cidr.length <= longestCoarsePrefix) : withoutShadowed(entries);
  const segments: Segment[] = [];
  const open: { end: bigint; winner: Maybe<Winner> }[] = [];
  let at = 0n;
  const fillTo = (end: bigint) => {
    const top = open.at(-1);
    if (top !== undefined && at <= end) segments.push({ start: at, end, winner: top.winner });
    at = end + 1n;
  };
  for (const rivals of sameCidr(used)) {
    const { cidr } = rivals[0];
    for (let top = open.at(-1); top !== undefined && top.end < cidr.start; top = open.at(-1)) {
      fillTo(top.end);
      open.pop();
    }
    fillTo(cidr.start - 1n);
    open.push({ end: cidr.end, winner: chooseRoute(network, table, { rivals, enclosed: open.length > 0 }) });
  }
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    open.push(top);
    fillTo(top.end);
    open.pop();
  }
  return segments;
}

function expand(network: RegionNetwork, table: RouteTable, family: Family): Maybe<Entry[]> {
  const entries: Entry[] = [];
  const unknowns: Unknown[] = [];
  for (const route of table.routes) {
    const { destination } = route;
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
function withoutShadowed(entries: readonly Entry[]): Entry[] {
  const locals = entries.filter(({ route }) => route.target.kind === "local").map(({ cidr }) => cidr);
  const isShadowed = ({ cidr, rank }: Entry) =>
    rank === ranks.propagated && locals.some((local) => local.start <= cidr.start && cidr.end <= local.end);
  return entries.filter((entry) => !isShadowed(entry));
}

type Rivals = [Entry, ...Entry[]];

/** The entries in ascending order, wider ones first, those of one CIDR together. */
function sameCidr(entries: readonly Entry[]): Rivals[] {
  const sorted = entries.toSorted((a, b) => {
    if (a.cidr.start !== b.cidr.start) return a.cidr.start < b.cidr.start ? -1 : 1;
    return a.cidr.length - b.cidr.length || a.rank - b.rank;
  });
  const groups: Rivals[] = [];
  for (const entry of sorted) {
    const last = groups.at(-1);
    const same =
      last !== undefined && last[0].cidr.start === entry.cidr.start && last[0].cidr.length === entry.cidr.length;
    if (same) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

/** Between routes to the same CIDR; `rivals` are in the order of their rank. */
function chooseRoute(
  network: RegionNetwork,
  table: RouteTable,
  { rivals, enclosed }: { rivals: Rivals; enclosed: boolean },
): Maybe<Winner> {
  const [best] = rivals;
  const equals = rivals.filter((rival) => rival.rank === best.rank);
  const other = equals.find(
    ({ route: { target } }) => target.kind !== best.route.target.kind || target.id !== best.route.target.id,
  );
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
  return { route: best.route, why: enclosed ? "longest prefix" : "only match" };
}

/** `0.0.0.0/0 -> nat-1 (active)`. */
export function describeRoute({ destination, target, state }: Route): string {
  return `${destination.text} -> ${target.id === "" ? "(no target)" : target.id} (${state})`;
}
