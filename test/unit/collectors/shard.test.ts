import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccountSelection } from "../../../src/collectors/accounts.ts";
import { takeShard } from "../../../src/collectors/shard.ts";

const accountId = fc.integer({ min: 1, max: 999_999_999_999 }).map((number) => String(number).padStart(12, "0"));
const accountIds = fc.uniqueArray(accountId, { maxLength: 60 });
const shardCount = fc.integer({ min: 1, max: 12 });

const select = (ids: readonly string[]): AccountSelection => ({
  scanned: ids.toSorted().map((id) => ({ id, name: "", state: "ACTIVE", path: "" })),
  skipped: [],
});

/** The ids that each shard takes. */
const divide = (ids: readonly string[], count: number): string[][] =>
  Array.from({ length: count }, (_, index) =>
    takeShard(select(ids), { index: index + 1, count }).scanned.map(({ id }) => id),
  );

describe("takeShard", () => {
  test("every account is in exactly one shard, and the shards are even", () => {
    fc.assert(
      fc.property(accountIds, shardCount, (ids, count) => {
        const shards = divide(ids, count);
        expect(shards.flat().toSorted()).toEqual(ids.toSorted());
        const sizes = shards.map((shard) => shard.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("a new account moves at most one other over each border", () => {
    fc.assert(
      fc.property(accountIds, accountId, shardCount, (ids, added, count) => {
        fc.pre(!ids.includes(added));
        const shardOf = (shards: string[][]) =>
          new Map(shards.flatMap((shard, index) => shard.map((id) => [id, index])));
        const [before, after] = [shardOf(divide(ids, count)), shardOf(divide([...ids, added], count))];
        expect(ids.filter((id) => before.get(id) !== after.get(id)).length).toBeLessThan(count);
      }),
    );
  });

  test("does not depend on the order in which the accounts come", () => {
    const ids = ["111122223333", "222233334444", "333344445555", "444455556666", "555566667777"];
    const given = (order: readonly string[]): AccountSelection => ({
      ...select([]),
      scanned: order.flatMap((id) => select([id]).scanned),
    });
    const own = (order: readonly string[]) =>
      takeShard(given(order), { index: 1, count: 2 })
        .scanned.map(({ id }) => id)
        .toSorted();
    expect(own(ids.toReversed())).toEqual(own(ids));
  });

  test("accounts that were made together are spread: neighbouring ids do not share a shard", () => {
    const ids = Array.from({ length: 400 }, (_, index) => String(100_000_000_000 + index));
    const [first = []] = divide(ids, 4);
    const early = first.filter((id) => Number(id) < 100_000_000_100).length;
    expect(first).toHaveLength(100);
    expect(early).toBeGreaterThan(12);
    expect(early).toBeLessThan(42);
  });

  test("the others' accounts stand there as another shard's, beside those that are skipped anyway", () => {
    const suspended = {
      account: { id: "999999999999", name: "", state: "SUSPENDED", path: "" },
      reason: "account state SUSPENDED",
    };
    const { scanned, skipped } = takeShard(
      { ...select(["111122223333", "222233334444"]), skipped: [suspended] },
      { index: 1, count: 2 },
    );
    expect(scanned).toHaveLength(1);
    expect(skipped.map(({ reason }) => reason)).toEqual(["account state SUSPENDED", "another shard"]);
  });

  test("without --shard, all accounts", () => {
    expect(takeShard(select(["111122223333"]), undefined)).toEqual(select(["111122223333"]));
  });
});
