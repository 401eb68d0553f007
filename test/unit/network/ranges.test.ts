import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  after,
  before,
  formatAddress,
  intersect,
  mergeRanges,
  parseCidr,
  summarize,
} from "../../../src/network/cidr.ts";
import type { Range } from "../../../src/network/cidr.ts";
import { describeDestination, parseDestination } from "../../../src/network/destination.ts";
import { divide } from "../../../src/network/private-ends.ts";

/** Sets of small numbers as ranges, so that a set says what is right; large ones too, so that ranges span others' gaps. */
const sets = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 36, size: "max" }).map((all) => new Set(all));

function rangesOf(set: ReadonlySet<number>): Range[] {
  return mergeRanges([...set].map((each) => ({ start: each, end: each })));
}

function setOf(ranges: readonly Range[] | undefined): number[] {
  return (ranges ?? []).flatMap(({ start, end }) =>
    Array.from({ length: Number(end) - Number(start) + 1 }, (_, offset) => Number(start) + offset),
  );
}

const sorted = (all: Iterable<number>) => [...all].toSorted((a, b) => a - b);

describe("ranges", () => {
  test("an intersection holds what both hold, in order and without neighbours apart", () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const common = intersect(rangesOf(a), rangesOf(b));
        expect(setOf(common)).toEqual(sorted([...a].filter((each) => b.has(each))));
        expect(common).toEqual(mergeRanges(common));
        expect(common.every(({ start, end }) => start <= end)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("a division puts each address inside or outside, and leaves out an empty side", () => {
    fc.assert(
      fc.property(sets, sets, (asked, held) => {
        const cidrs = rangesOf(held).map((range) => ({ ...range, family: "ipv4" as const, length: 0 }));
        const { inside, outside } = divide({ ranges: rangesOf(asked), family: "ipv4" }, cidrs);
        expect(setOf(inside)).toEqual(sorted([...asked].filter((each) => held.has(each))));
        expect(setOf(outside)).toEqual(sorted([...asked].filter((each) => !held.has(each))));
        expect(inside?.length).not.toBe(0);
        if (asked.size > 0) expect(outside?.length).not.toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test("blocks of the other family hold nothing", () => {
    const six = parseCidr("::/0");
    const ranges = [{ start: 1, end: 2 }];
    expect(six && divide({ ranges, family: "ipv4" }, [six])).toEqual({ inside: undefined, outside: ranges });
  });

  test("neighbours are one apart in both families", () => {
    expect([after(1), before(1), after(1n), before(1n)]).toEqual([2, 0, 2n, 0n]);
  });

  test("ranges that only touch are joined, and those that nest are one", () => {
    const joined = mergeRanges([
      { start: 6, end: 7 },
      { start: 1, end: 5 },
      { start: 2, end: 3 },
      { start: 9, end: 9 },
    ]);
    expect(joined).toEqual([
      { start: 1, end: 7 },
      { start: 9, end: 9 },
    ]);
  });

  test.each([
    [[{ start: 1, end: 6 }], ["0.0.0.1/32", "0.0.0.2/31", "0.0.0.4/31", "0.0.0.6/32"]],
    [[{ start: 0, end: 2 ** 32 - 1 }], ["0.0.0.0/0"]],
    [[{ start: 2 ** 32 - 2, end: 2 ** 32 - 1 }], ["255.255.255.254/31"]],
  ])("%j are the blocks %j", (ranges, blocks) => expect(summarize(ranges, "ipv4")).toEqual(blocks));

  test("a whole family is one block", () => {
    expect(summarize([{ start: 0n, end: 2n ** 128n - 1n }], "ipv6")).toEqual(["::/0"]);
    expect(summarize([{ start: 1n, end: 4n }], "ipv6")).toEqual(["::1/128", "::2/127", "::4/128"]);
  });

  test.each([
    [0n, "::"],
    [1n, "::1"],
    [1n << 112n, "1::"],
    [(1n << 112n) | (1n << 64n) | 1n, "1:0:0:1::1"],
    [(1n << 112n) | (1n << 48n), "1::1:0:0:0"],
    [0x00010002000300040005000600070000n, "1:2:3:4:5:6:7:0"],
    [0x00010002000300040005000600000000n, "1:2:3:4:5:6::"],
  ])("the address %i is written %s (RFC 5952)", (address, text) => {
    expect(formatAddress(address, "ipv6")).toBe(text);
  });
});

describe("destinations", () => {
  test.each([
    ["s3", "s3"],
    ["dynamodb", "dynamodb"],
    ["s3express", "s3express"],
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["10.1.2.3", "10.1.2.3"],
    ["10.1.2.3/32", "10.1.2.3"],
    ["2001:DB8::1", "2001:db8::1"],
    ["::/0", "::/0"],
  ])("%s is asked for as %s", (text, described) => {
    const destination = parseDestination(text);
    expect(destination && describeDestination(destination)).toBe(described);
  });

  test.each(["", "sqs", "S3", "10.0.0.0/33", "10.0.0", "::g", "10.0.0.0/8/8"])("%j is no destination", (text) =>
    expect(parseDestination(text)).toBeUndefined(),
  );

  test("several CIDRs are named in their order", () => {
    const [a, b] = [parseCidr("10.0.0.0/8"), parseCidr("192.0.2.1/32")];
    expect(a && b && describeDestination([a, b])).toBe("10.0.0.0/8, 192.0.2.1");
  });
});
