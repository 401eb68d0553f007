import type { ApiName } from "../snapshot/apis.ts";
import { Unknown, isUnknown, joinUnknowns } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { layOut, matchRanges } from "./longest-prefix.ts";
import type { Entry, Match, Rivals, Segment } from "./longest-prefix.ts";
import { memoize } from "./memo.ts";
import { cidrsOfList } from "./prefix-lists.ts";
import type { Query } from "./route-lookup.ts";
import type { TransitPlace, TransitRoute, TransitTable } from "./transit-place.ts";

/** How routes of one length compete. */
export interface Evaluation<R extends TransitRoute> {
  /** Who answers the routes. */
  api: ApiName;
  /** By rank, the best first: what the routes of it are called. */
  ranks: readonly string[];
  rankOf(route: R): number;
}

export interface TransitWinner<R extends TransitRoute> {
  route: R;
  why: string;
}

/** Splits the asked addresses by the routes of a table of a transit gateway, or of a core network's edge. */
export function lookUpTransitRoutes<R extends TransitRoute>(
  place: TransitPlace,
  table: TransitTable<R>,
  query: Query,
  evaluation: Evaluation<R>,
): Match<TransitWinner<R>>[] {
  const known = segmentsOf as ReturnType<typeof memoize<Segments<R>>>;
  const key = `${table.id} ${query.family} ${query.coarse === true}`;
  const segments = known.recall(place, key) ?? known.keep(place, key, layOutTable({ place, table, evaluation }, query));
  if (isUnknown(segments)) return [{ ranges: query.ranges, winner: segments }];
  return matchRanges(segments, query.ranges, (winner) =>
    isUnknown(winner) || winner === undefined ? winner : winner.route,
  );
}

type Segments<R extends TransitRoute> = Maybe<Segment<TransitWinner<R>>[]>;

const segmentsOf = memoize<Segments<TransitRoute>>();

interface Asked<R extends TransitRoute> {
  place: TransitPlace;
  table: TransitTable<R>;
  evaluation: Evaluation<R>;
}

function layOutTable<R extends TransitRoute>(asked: Asked<R>, { family, coarse = false }: Query): Segments<R> {
  const { place, table, evaluation } = asked;
  if (isUnknown(table.routes)) return table.routes;
  const entries: Entry<R>[] = [];
  const unknowns: Unknown[] = [];
  for (const route of table.routes) {
    if (route.state === "deleted") continue;
    const { destination } = route;
    const rank = evaluation.rankOf(route);
    if (destination.kind === "unrecognized") {
      unknowns.push(unknownOf(asked, `${table.id} has a route to "${destination.text}", which is not understood`));
    } else if (destination.kind === "prefix-list") {
      const cidrs = cidrsOfList(place.prefixLists, destination.text, family);
      if (isUnknown(cidrs)) unknowns.push(cidrs);
      else entries.push(...(cidrs ?? []).map((cidr) => ({ cidr, rank, route })));
    } else if (destination.cidr.family === family) {
      entries.push({ cidr: destination.cidr, rank, route });
    }
  }
  if (unknowns.length > 0) return joinUnknowns(unknowns);
  // See `longestCoarsePrefix` in route-lookup.ts.
  const used = coarse ? entries.filter(({ cidr }) => cidr.length <= 3) : entries;
  return layOut(used, (rivals, isEnclosed) => choose(asked, rivals, isEnclosed));
}

function choose<R extends TransitRoute>(
  asked: Asked<R>,
  rivals: Rivals<R>,
  isEnclosed: boolean,
): Maybe<TransitWinner<R>> {
  const best = firstOf(rivals);
  const exitsOf = ({ route }: Entry<R>) => [route.state, ...route.attachments.map(({ id }) => id).toSorted()].join();
  const equal = rivals.find((rival) => rival.rank === best.rank && exitsOf(rival) !== exitsOf(best));
  if (equal !== undefined) {
    const both = `${describeTransitRoute(best.route)} and ${describeTransitRoute(equal.route)}`;
    return unknownOf(asked, `${asked.table.id}: AWS does not say which of ${both} wins`);
  }
  const beaten = rivals.find((rival) => rival.rank !== best.rank);
  const { ranks } = asked.evaluation;
  if (beaten !== undefined) return { route: best.route, why: `${ranks[best.rank]} wins over ${ranks[beaten.rank]}` };
  return { route: best.route, why: isEnclosed ? "longest prefix" : "only match" };
}

/** Of the best rank the one that is named first: the order of AWS's answer must not show. */
function firstOf<R extends TransitRoute>([best, ...others]: Rivals<R>): Entry<R> {
  return others
    .filter(({ rank }) => rank === best.rank)
    .reduce(
      (first, each) => (describeTransitRoute(each.route) < describeTransitRoute(first.route) ? each : first),
      best,
    );
}

function unknownOf<R extends TransitRoute>({ place, evaluation }: Asked<R>, reason: string): Unknown {
  return new Unknown([{ account: place.account, region: place.region, api: evaluation.api, reason }]);
}

/** `0.0.0.0/0 -> tgw-attach-1 (active, static)`. */
export function describeTransitRoute({ destination, attachments, state, type }: TransitRoute): string {
  const exits =
    attachments.length === 0
      ? "(no attachment)"
      : attachments
          .map(({ id }) => id)
          .toSorted()
          .join(", ");
  return `${destination.text} -> ${exits} (${state}, ${type})`;
}
