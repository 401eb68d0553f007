import { Unknown, isUnknown, joinUnknowns } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { layOut, matchRanges } from "./longest-prefix.ts";
import type { Entry, Match, Rivals, Segment } from "./longest-prefix.ts";
import { memoize } from "./memo.ts";
import { cidrsOfList } from "./prefix-lists.ts";
import type { TransitGatewayRoute } from "./records.ts";
import type { Query } from "./route-lookup.ts";
import type { TransitGatewayTable, TransitGatewayView } from "./transit-gateway-view.ts";

export interface TransitWinner {
  route: TransitGatewayRoute;
  why: string;
}

/** At equal length: static, prefix-list reference, then propagated by what they come from (2.13). */
const ranks = ["static", "prefix-list", "vpc", "direct-connect-gateway", "connect", "vpn", "other"] as const;

/** Splits the asked addresses by the routes of a transit gateway's table. */
export function lookUpTransitRoutes(
  view: TransitGatewayView,
  table: TransitGatewayTable,
  query: Query,
): Match<TransitWinner>[] {
  const key = `${table.id} ${query.family} ${query.coarse === true}`;
  const segments = segmentsOf.recall(view, key) ?? segmentsOf.keep(view, key, layOutTable(view, table, query));
  if (isUnknown(segments)) return [{ ranges: query.ranges, winner: segments }];
  return matchRanges(segments, query.ranges, (winner) =>
    isUnknown(winner) || winner === undefined ? winner : winner.route,
  );
}

const segmentsOf = memoize<Maybe<Segment<TransitWinner>[]>>();

function layOutTable(
  view: TransitGatewayView,
  table: TransitGatewayTable,
  { family, coarse = false }: Query,
): Maybe<Segment<TransitWinner>[]> {
  if (isUnknown(table.routes)) return table.routes;
  const entries: Entry<TransitGatewayRoute>[] = [];
  const unknowns: Unknown[] = [];
  for (const route of table.routes) {
    if (route.state === "deleted") continue;
    const { destination } = route;
    if (destination.kind === "unrecognized") {
      unknowns.push(unknownOf(view, `${table.id} has a route to "${destination.text}", which is not understood`));
    } else if (destination.kind === "prefix-list") {
      const cidrs = cidrsOfList(view.prefixLists, destination.text, family);
      if (isUnknown(cidrs)) unknowns.push(cidrs);
      else entries.push(...(cidrs ?? []).map((cidr) => ({ cidr, rank: rankOf(route), route })));
    } else if (destination.cidr.family === family) {
      entries.push({ cidr: destination.cidr, rank: rankOf(route), route });
    }
  }
  if (unknowns.length > 0) return joinUnknowns(unknowns);
  // See `longestCoarsePrefix` in route-lookup.ts.
  const used = coarse ? entries.filter(({ cidr }) => cidr.length <= 3) : entries;
  return layOut(used, (rivals, isEnclosed) => choose(view, table, { rivals, isEnclosed }));
}

function rankOf({ prefixList, type, attachments }: TransitGatewayRoute): number {
  if (prefixList !== undefined) return ranks.indexOf("prefix-list");
  if (type === "static") return ranks.indexOf("static");
  const rank = ranks.findIndex((name) => name === attachments[0]?.type);
  return rank === -1 ? ranks.indexOf("other") : rank;
}

function choose(
  view: TransitGatewayView,
  table: TransitGatewayTable,
  { rivals, isEnclosed }: { rivals: Rivals<TransitGatewayRoute>; isEnclosed: boolean },
): Maybe<TransitWinner> {
  const best = firstOf(rivals);
  const exitsOf = ({ route }: Entry<TransitGatewayRoute>) =>
    [route.state, ...route.attachments.map(({ id }) => id).toSorted()].join();
  const equal = rivals.find((rival) => rival.rank === best.rank && exitsOf(rival) !== exitsOf(best));
  if (equal !== undefined) {
    const both = `${describeTransitRoute(best.route)} and ${describeTransitRoute(equal.route)}`;
    return unknownOf(view, `${table.id}: AWS does not say which of ${both} wins`);
  }
  const beaten = rivals.find((rival) => rival.rank !== best.rank);
  if (beaten !== undefined) return { route: best.route, why: `${nameOfRank(best)} wins over ${nameOfRank(beaten)}` };
  return { route: best.route, why: isEnclosed ? "longest prefix" : "only match" };
}

/** Of the best rank the one that is named first: the order of AWS's answer must not show. */
function firstOf([best, ...others]: Rivals<TransitGatewayRoute>): Entry<TransitGatewayRoute> {
  return others
    .filter(({ rank }) => rank === best.rank)
    .reduce(
      (first, each) => (describeTransitRoute(each.route) < describeTransitRoute(first.route) ? each : first),
      best,
    );
}

function nameOfRank({ rank }: { rank: number }): string {
  const name = ranks[rank] ?? "other";
  if (name === "static") return "a static route";
  return name === "prefix-list" ? "a prefix list" : `a route propagated by ${name}`;
}

function unknownOf({ account, region }: TransitGatewayView, reason: string): Unknown {
  return new Unknown([{ account, region, api: "SearchTransitGatewayRoutes", reason }]);
}

/** `0.0.0.0/0 -> tgw-attach-1 (active, static)`. */
export function describeTransitRoute({ destination, attachments, state, type }: TransitGatewayRoute): string {
  const exits =
    attachments.length === 0
      ? "(no attachment)"
      : attachments
          .map(({ id }) => id)
          .toSorted()
          .join(", ");
  return `${destination.text} -> ${exits} (${state}, ${type})`;
}
