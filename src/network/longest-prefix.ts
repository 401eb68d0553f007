import type { Maybe } from "../unknown.ts";
import { after, before } from "./cidr.ts";
import type { Address, Cidr, Range } from "./cidr.ts";

/** One CIDR of one route; a prefix list makes an entry of each of its CIDRs. At equal length the lower rank wins. */
export interface Entry<R> {
  cidr: Cidr;
  rank: number;
  route: R;
}

/** The entries of one CIDR, in the order of their rank. */
export type Rivals<R> = [Entry<R>, ...Entry<R>[]];

/** Disjoint, in ascending order: what a table says of every address that it says anything of. */
export interface Segment<W> extends Range {
  winner: Maybe<W>;
}

/** A part of the asked addresses, and what takes them; undefined where nothing does. */
export interface Match<W> {
  /** The query's own where one winner takes all of them. */
  ranges: readonly Range[];
  winner: Maybe<W | undefined>;
}

/**
 * Lays the routes of one family over each other, longest prefix on top: CIDRs nest or are apart, so one pass with a
 * stack does. `choose` decides between rivals; `isEnclosed` tells it that a shorter prefix holds them too.
 */
export function layOut<R, W>(
  entries: readonly Entry<R>[],
  choose: (rivals: Rivals<R>, isEnclosed: boolean) => Maybe<W>,
): Segment<W>[] {
  const segments: Segment<W>[] = [];
  const open: { end: Address; winner: Maybe<W> }[] = [];
  let at: Address | undefined;
  const fillTo = (end: Address) => {
    const top = open.at(-1);
    if (top !== undefined && at !== undefined && at <= end) segments.push({ start: at, end, winner: top.winner });
    at = after(end);
  };
  const closeWhere = (isOver: (end: Address) => boolean) => {
    for (let top = open.at(-1); top !== undefined && isOver(top.end); top = open.at(-1)) {
      fillTo(top.end);
      open.pop();
    }
  };
  for (const rivals of sameCidr(entries)) {
    const { start, end } = rivals[0].cidr;
    closeWhere((last) => last < start);
    fillTo(before(start));
    at = start;
    open.push({ end, winner: choose(rivals, open.length > 0) });
  }
  closeWhere(() => true);
  return segments;
}

/** The entries in ascending order, wider ones first, those of one CIDR together. */
function sameCidr<R>(entries: readonly Entry<R>[]): Rivals<R>[] {
  const sorted = entries.toSorted((a, b) => {
    if (a.cidr.start !== b.cidr.start) return a.cidr.start < b.cidr.start ? -1 : 1;
    return a.cidr.length - b.cidr.length || a.rank - b.rank;
  });
  const groups: Rivals<R>[] = [];
  for (const entry of sorted) {
    const last = groups.at(-1);
    const same =
      last !== undefined && last[0].cidr.start === entry.cidr.start && last[0].cidr.length === entry.cidr.length;
    if (same) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

/** Splits the asked addresses by what takes them. Matches with the same `identity` are one. */
export function matchRanges<W>(
  segments: readonly Segment<W>[],
  ranges: readonly Range[],
  identity: (winner: Maybe<W | undefined>) => unknown,
): Match<W>[] {
  // Most often one winner takes all, and then nothing is to be cut.
  let only: { winner: Match<W>["winner"]; key: unknown } | undefined;
  const isOnly = visitPieces(segments, ranges, (_start, _end, winner) => {
    only ??= { winner, key: identity(winner) };
    return identity(winner) === only.key;
  });
  if (isOnly && only !== undefined) return [{ ranges, winner: only.winner }];
  const matches = new Map<unknown, { ranges: Range[]; winner: Match<W>["winner"] }>();
  visitPieces(segments, ranges, (start, end, winner) => {
    const key = identity(winner);
    const match = matches.get(key);
    if (match === undefined) matches.set(key, { ranges: [{ start, end }], winner });
    else match.ranges.push({ start, end });
    return true;
  });
  return [...matches.values()];
}

/** Walks both lists, which are in ascending order, side by side, until `visit` has seen enough. */
function visitPieces<W>(
  segments: readonly Segment<W>[],
  ranges: readonly Range[],
  visit: (start: Address, end: Address, winner: Match<W>["winner"]) => boolean,
): boolean {
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
      const limit = inside ? segment.end : segment === undefined ? range.end : before(segment.start);
      const end = limit < range.end ? limit : range.end;
      if (!visit(at, end, inside ? segment.winner : undefined)) return false;
      at = after(end);
    }
  }
  return true;
}
