import { describe, expect, test } from "vitest";
import { groupBy } from "../../../src/network/collections.ts";
import { memoize, once } from "../../../src/network/memo.ts";

describe("groups", () => {
  test("hold what has a key, in order, and leave out what has none", () => {
    const groups = groupBy([1, 2, 3, 4], (each) => (each === 4 ? undefined : each % 2 === 0 ? "even" : "odd"));
    expect([...groups]).toEqual([
      ["odd", [1, 3]],
      ["even", [2]],
    ]);
  });
});

describe("what is remembered of a network", () => {
  test("is kept under its key, by each network and each memo", () => {
    const [known, other] = [memoize<number>(), memoize<number>()];
    const [one, two] = [{ memory: new Map() }, { memory: new Map() }];
    expect(known.recall(one, "a")).toBeUndefined();
    expect([known.keep(one, "a", 1), known.keep(one, "b", 2), known.keep(two, "a", 3)]).toEqual([1, 2, 3]);
    expect([known.recall(one, "a"), known.recall(one, "b"), known.recall(two, "a")]).toEqual([1, 2, 3]);
    expect([known.recall(two, "b"), other.recall(one, "a")]).toEqual([undefined, undefined]);
  });

  test("is made once for each network", () => {
    let made = 0;
    const count = once(() => (made += 1));
    const [one, two] = [{ memory: new Map() }, { memory: new Map() }];
    expect([count(one), count(one), count(two), count(one)]).toEqual([1, 1, 2, 1]);
  });
});
