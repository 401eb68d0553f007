import { describe, expect, test } from "vitest";
import { canPass, Search } from "../../../src/policy/key-search.ts";
import type { Demand, Domain, Found } from "../../../src/policy/key-search.ts";

/** Keys with so many classes each; a class is known by its place. */
function domainsOf(...sizes: number[]): Domain[] {
  return sizes.map((size, at) => ({
    name: `key${at}`,
    classes: Array.from({ length: size }, (_, number) => ({ values: [String(number)], truths: [] })),
    all: (1n << BigInt(size)) - 1n,
  }));
}

/** The class of each key, by its place. */
function chosen(found: Found): number[] | undefined {
  return typeof found === "string" ? undefined : Array.from(found.values(), ({ values }) => Number(values?.[0]));
}

const matches = (demand: Demand, request: readonly number[]): boolean =>
  demand.every(({ domain, matching }) => ((matching >> BigInt(request[domain] ?? 0)) & 1n) === 1n);

describe("what requests have to hold under their keys, over two keys of two and of three classes", () => {
  const domains = domainsOf(2, 3);
  const requests = [0, 1].flatMap((first) => [0, 1, 2].map((second) => [first, second]));
  /** Each key is asked for some of its classes, or not at all. */
  const demands: Demand[] = [0n, 1n, 2n].flatMap((first) =>
    [0n, 1n, 2n, 3n, 4n, 5n, 6n].map((second) =>
      [first, second].flatMap((matching, domain) => (matching === 0n ? [] : [{ domain, matching }])),
    ),
  );
  const lists = [[], ...demands.map((one) => [one])];
  const combinations = lists.flatMap((first) => lists.map((second) => [...first, ...second]));

  test("to be admitted: an Allow matches, and neither of two Denies; what is found is such a request", () => {
    for (const allow of demands) {
      const wrong = combinations.filter((denies) => {
        const isAdmitted = (request: readonly number[]): boolean =>
          matches(allow, request) && !denies.some((deny) => matches(deny, request));
        const found = chosen(new Search(domains).admitted([allow], denies));
        return found === undefined ? requests.some(isAdmitted) : !isAdmitted(found);
      });
      expect(wrong).toEqual([]);
    }
  });

  test("to be refused: a Deny matches, or neither of two Allows; what is found is such a request", () => {
    for (const denies of lists) {
      const wrong = combinations.filter((allows) => {
        const isRefused = (request: readonly number[]): boolean =>
          denies.some((deny) => matches(deny, request)) || !allows.some((allow) => matches(allow, request));
        const found = chosen(new Search(domains).refused(allows, denies));
        return found === undefined ? requests.some(isRefused) : !isRefused(found);
      });
      expect(wrong).toEqual([]);
    }
  });
});

describe("without a choice", () => {
  const domains = domainsOf(2);
  const one: Demand = [{ domain: 0, matching: 1n }];

  test("without an Allow nothing passes, nor where a Deny asks for nothing", () => {
    expect([canPass([], []), canPass([one], [[]]), canPass([one], [one]), canPass([[]], [])]).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(new Search(domains).admitted([], [])).toBe("none");
    expect(new Search(domains).admitted([[]], [[]])).toBe("none");
  });

  test("a second Allow is tried where the first one is all denied", () => {
    const other: Demand = [{ domain: 0, matching: 2n }];
    expect(chosen(new Search(domains).admitted([one, other], [one]))).toEqual([1]);
  });

  test("any request will do where nothing is asked", () => {
    expect(chosen(new Search(domains).anything())).toEqual([0]);
  });
});

describe("a search that would have no end", () => {
  // Each pair can be got past by either of its keys, and only then the last three turn out to leave no way.
  const pairs = 16;
  const domains = domainsOf(...Array.from({ length: 2 * pairs + 3 }, () => 2));
  const demandOf = (...places: [number, bigint][]): Demand =>
    places.map(([domain, matching]) => ({ domain, matching }));
  const open = Array.from({ length: pairs }, (_, at) => demandOf([2 * at, 1n], [2 * at + 1, 1n]));
  const closed = [1n, 2n].flatMap((a) =>
    [1n, 2n].flatMap((b) => [1n, 2n].map((c) => demandOf([2 * pairs, a], [2 * pairs + 1, b], [2 * pairs + 2, c]))),
  );

  test("ends without an answer, not with a no", () => {
    expect(new Search(domains).admitted([[]], [...open, ...closed])).toBe("exhausted");
    expect(new Search(domains).refused([...open, ...closed], [])).toBe("exhausted");
  });

  test("what has fewer ways past it is looked at first, so that a few of them end at once", () => {
    const few = [demandOf([0, 1n]), demandOf([0, 2n])];
    expect(new Search(domains).admitted([[]], [...open, ...closed, ...few])).toBe("none");
  });
});
