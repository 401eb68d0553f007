import type { Request } from "../../../../src/policy/request.ts";
import { keyOf, readKey } from "./keys.ts";
import type { Facet, World } from "./keys.ts";
import type { Test } from "./statements.ts";
import type { Tri } from "./values.ts";

/** By mixed test, the number of what that test can see of a part; 0 where it is nothing. */
export type View = readonly number[];

export const isMixed = ({ looksAt }: Test): boolean => looksAt.length > 1;

const most = 1 << 20;

/** A test that compares parts of a request: what it says of two of them is worked out once. */
export class MixedTest {
  readonly index: number;
  /** Whether what is called is one of the parts. */
  readonly isOfTarget: boolean;
  readonly #test: Test;
  readonly #world: World;
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<number, Tri>();

  /** @param index of its statement */
  constructor(index: number, test: Test, world: World) {
    this.index = index;
    this.isOfTarget = test.looksAt.includes("arn") || test.looksAt.includes("owner");
    this.#test = test;
    this.#world = world;
  }

  /** @param key of all keys, the one that the part is a value of */
  see(facet: Facet, key: string | undefined, requestOf: () => Request): number {
    const { looksAt, reads } = this.#test;
    if (!looksAt.includes(facet)) return 0;
    const names = reads.filter((name) => keyOf(name).facet === facet && (key === undefined || name === key));
    if (names.length === 0 && facet !== "arn") return 0;
    const request = requestOf();
    const texts = names.map((name) => String(readKey(name, request, this.#world).found));
    return this.number(facet === "arn" ? request.resource.arn : texts.join("|"));
  }

  number(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size + 1;
    this.#numbers.set(text, number);
    return number;
  }

  passes(one: number, other: number, requestOf: () => Request): Tri {
    const pair = one * most + other;
    const before = this.#known.get(pair);
    if (before !== undefined || this.#known.has(pair)) return before;
    const passes = this.#test.passes(requestOf());
    this.#known.set(pair, passes);
    return passes;
  }
}

export function joinViews({ mixed }: { mixed: readonly MixedTest[] }, one: View, other: View): View {
  return mixed.map((test, at) => {
    const [left = 0, right = 0] = [one[at], other[at]];
    return left === 0 || right === 0 ? left + right : test.number(`${left} and ${right}`);
  });
}
