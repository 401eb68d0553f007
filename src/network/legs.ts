import { isUnknown } from "../unknown.ts";
import { mergeRanges, summarize } from "./cidr.ts";
import type { Address, Family, Range } from "./cidr.ts";
import type { Hop, Piece } from "./path.ts";
import { isInternet } from "./service-space.ts";
import type { Leg } from "./walk.ts";

/** Merges the legs that end alike along the same hops, in the order of their addresses. */
export function toPieces(legs: readonly Leg[], family: Family): Piece[] {
  const [only] = legs;
  if (only !== undefined && legs.length === 1) return [{ ...only, ranges: describeRanges(only.ranges, family) }];
  const merged = new Map<string, { leg: Leg; ranges: readonly Range[]; hops: Hop[] }>();
  for (const leg of legs) {
    const key = identityOf(leg);
    const before = merged.get(key);
    if (before === undefined) {
      merged.set(key, { leg, ranges: leg.ranges, hops: [...leg.hops] });
    } else {
      before.ranges = [...before.ranges, ...leg.ranges];
      before.hops = before.hops.map((hop, index) => joinRoutes(hop, leg.hops[index]));
    }
  }
  return [...merged.values()]
    .map(({ leg, ranges, hops }) => ({ leg, hops, ranges: mergeRanges(ranges) }))
    .toSorted((a, b) => compare(a.ranges[0]?.start ?? 0, b.ranges[0]?.start ?? 0))
    .map(({ leg, hops, ranges }) => ({ ...leg, hops, ranges: describeRanges(ranges, family) }));
}

function identityOf({ via, hops, nat = "", endpoint = "", inspected, note = "" }: Leg): string {
  const end = isUnknown(via) ? via.needs : via;
  return JSON.stringify([end, nat, endpoint, inspected, note, hops.map(({ type, id }) => [type, id])]);
}

/** Two routes of a table with the same end are both evidence. */
function joinRoutes(hop: Hop, other: Hop | undefined): Hop {
  if (hop.route === undefined || other?.route === undefined || hop.route.split("; ").includes(other.route)) return hop;
  return { ...hop, route: `${hop.route}; ${other.route}` };
}

/** The internet in one word: see service-space.ts. */
function describeRanges(ranges: readonly Range[], family: Family): string[] {
  return isInternet(ranges, family) ? [everything[family]] : summarize(ranges, family);
}

const everything = { ipv4: "0.0.0.0/0", ipv6: "::/0" } as const satisfies Record<Family, string>;

function compare(a: Address, b: Address): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
