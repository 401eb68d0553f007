import { anotherShardReason, type Shard } from "../snapshot/format.ts";
import type { AccountSelection } from "./accounts.ts";
import { compareText } from "./wire.ts";

/**
 * The part of the accounts that one of several runs takes. By account and not by Region, so that each account is
 * entered once. The accounts stand in the order of a hash of their ids and are cut into even slices: the shards differ
 * by one account at most, and a new account moves at most one other over each border. Every run has to see the same
 * accounts; `merge` finds out where they did not.
 */
export function takeShard({ scanned, skipped }: AccountSelection, shard: Shard | undefined): AccountSelection {
  if (shard === undefined) return { scanned, skipped };
  const inOrder = [...scanned].sort((a, b) => spread(a.id) - spread(b.id) || compareText(a.id, b.id));
  const border = (index: number) => Math.floor((index * inOrder.length) / shard.count);
  const own = new Set(inOrder.slice(border(shard.index - 1), border(shard.index)));
  const others = scanned.filter((account) => !own.has(account));
  return {
    scanned: scanned.filter((account) => own.has(account)),
    skipped: [...skipped, ...others.map((account) => ({ account, reason: anotherShardReason }))],
  };
}

/** FNV-1a, then murmur3's finalizer: neighbouring ids, which accounts made together have, end far apart. */
function spread(id: string): number {
  let hash = 0x811c9dc5;
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
