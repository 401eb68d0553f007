import type { ApiName } from "../snapshot/apis.ts";
import { Unknown, isUnknown } from "../unknown.ts";
import { compareIds } from "./collections.ts";
import type { Hop } from "./path.ts";
import { describeTransitRoute, lookUpTransitRoutes } from "./transit-lookup.ts";
import type { Evaluation } from "./transit-lookup.ts";
import type { TransitPlace, TransitRoute, TransitTable } from "./transit-place.ts";
import {
  agreeOn,
  endIsolated,
  endLeg,
  hasTooManyHops,
  hasVisited,
  pass,
  queryOf,
  rangesOfPart,
  tooManyHops,
} from "./walk.ts";
import type { Leg, Walk } from "./walk.ts";

/** A table of a transit gateway, or of a core network's edge, that decides about packets. */
export interface Decision<R extends TransitRoute> {
  place: TransitPlace;
  table: TransitTable<R>;
  evaluation: Evaluation<R>;
  /** The table as it is passed. */
  hop: Hop;
  /** Tells it from all other tables. */
  name: string;
  /** Why the end is unknown where a route's attachments lead to different ones. */
  doubt: string;
  leaveBy(walk: Walk, exit: R["attachments"][number]): Leg[];
}

/** Lets the table decide, part by part, and follows each winner by its attachments. */
export function decideInTransit<R extends TransitRoute>(walk: Walk, decision: Decision<R>): Leg[] {
  const { place, table, evaluation, hop, name } = decision;
  const visit = { table: name, isNat64: walk.isNat64, isTransit: true, zone: walk.zone, before: walk.visit };
  if (hasVisited(walk, visit)) return endIsolated(walk, `the path comes back to ${name}: a loop`);
  if (hasTooManyHops(walk)) return endLeg(walk, unknownIn(place, "*", tooManyHops));
  return lookUpTransitRoutes(place, table, queryOf(walk), evaluation).flatMap(({ ranges, winner }) => {
    const part = { ...walk, ranges: rangesOfPart(walk, ranges), visit };
    if (isUnknown(winner)) return endLeg(pass(part, hop), winner);
    if (winner === undefined)
      return endIsolated(pass(part, { ...hop, route: "no route matches" }), `${name} has no route`);
    const route = `${describeTransitRoute(winner.route)}, ${winner.why}`;
    return followRoute(pass(part, { ...hop, route }), decision, winner.route);
  });
}

function followRoute<R extends TransitRoute>(
  walk: Walk,
  { place, evaluation, doubt, leaveBy }: Decision<R>,
  route: R,
): Leg[] {
  const text = describeTransitRoute(route);
  if (route.state === "blackhole") return endIsolated(walk, `the route ${text} drops the traffic`);
  if (route.state !== "active")
    return endLeg(walk, unknownIn(place, evaluation.api, `the route ${text} is changing: collect again`));
  const exits: readonly R["attachments"][number][] = route.attachments;
  const ways = exits.toSorted(compareIds).map((exit) => leaveBy(walk, exit));
  if (ways.length === 0) return endLeg(walk, unknownIn(place, evaluation.api, `the route ${text} names no attachment`));
  return agreeOn(walk, ways, unknownIn(place, "*", doubt));
}

/** An unknown of the account and Region whose tables decide. */
export function unknownIn(
  { account, region }: Pick<TransitPlace, "account" | "region">,
  api: ApiName | "*",
  reason: string,
): Unknown {
  return new Unknown([{ account, region, api, reason }]);
}
