import { describe, expect, test } from "vitest";
import { groupBy } from "../../../src/network/collections.ts";
import { memoize } from "../../../src/network/memo.ts";

describe("groups", () => {
  test("hold what has a key, in order, and leave out what has none", () => {
    const groups = groupBy([1, 2, 3, 4], (each) => (each === 4 ? undefined : each % 2 === 0 ? "even" : "odd"));
    expect([...groups]).toEqual([
      ["odd", [1, 3]],
      ["even", [2]],
    ]);
  });
});

describe("what is remembered of an object", () => {
  test("is computed once for each key, and for each object", () => {
    const remember = memoize<number>();
    const [one, two] = [{}, {}];
    let computed = 0;
    const ask = (owner: object, key: string) => remember(owner, key, () => (computed += 1));
    expect([ask(one, "a"), ask(one, "a"), ask(one, "b"), ask(two, "a"), ask(one, "a")]).toEqual([1, 1, 2, 3, 1]);
    expect(computed).toBe(3);
  });
});
