import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { after, formatCidr, mergeRanges, parseCidr, summarize } from "../../../src/network/cidr.ts";
import type { Cidr, Family } from "../../../src/network/cidr.ts";

describe("CIDR arithmetic", () => {
  test.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["2001:DB8:0:0:1::/64", "2001:db8::/64"],
    ["64:ff9b::192.0.2.1/128", "64:ff9b::c000:201/128"],
    ["::/0", "::/0"],
    ["1:2:3:4:5:6:7::/112", "1:2:3:4:5:6:7:0/112"],
    ["255.255.255.255/32", "255.255.255.255/32"],
    ["1:0:0:2:0:0:0:3/128", "1:0:0:2::3/128"],
    ["1:0:2:3:4:5:6:7/128", "1:0:2:3:4:5:6:7/128"],
  ])("%s is read and written as %s", (text, canonical) => {
    const cidr = parseCidr(text);
    expect(cidr && formatCidr(cidr)).toBe(canonical);
  });

  test.each([
    "10.0.0.0",
    "10.0.0/8",
    "10.0.0.256/8",
    "10.0.0.0/33",
    "10.0.0.0/8/8",
    "::1::/64",
    "1::2::3/64",
    "1:2:3/64",
    "1:2:3:4:5:6:7:8:9/64",
    "::/129",
    "::g/64",
    "10.0.0.0/x8",
    "10.0.0.0/8x",
    "10.0.0.0/0008",
    "a10.0.0.0/8",
    "10a.0.0.0/8",
    "1000.0.0.0/8",
    "12345::/64",
    "1::2x/64",
    "x1::/64",
    "1:2:3:4:5:6:7:8::/64",
    "g::/64",
    "::1.2.3/64",
    "",
    "/",
  ])("%j is not a CIDR", (text) => expect(parseCidr(text)).toBeUndefined());

  const cidrs = (family: Family) => {
    const width = family === "ipv4" ? 32 : 128;
    // A narrow part of the space, so that blocks meet and nest.
    return fc.array(
      fc.tuple(fc.bigInt(0n, 255n), fc.integer({ min: width - 8, max: width })).map(([host, length]): Cidr => {
        const bits = BigInt(width - length);
        const start = (((10n << BigInt(width - 8)) + host) >> bits) << bits;
        const end = start + (1n << bits) - 1n;
        return family === "ipv4"
          ? { family, length, start: Number(start), end: Number(end) }
          : { family, length, start, end };
      }),
      { maxLength: 12 },
    );
  };

  test.each(["ipv4", "ipv6"] as const)("a summary holds the same %s addresses, in the fewest blocks", (family) => {
    fc.assert(
      fc.property(cidrs(family), (all) => {
        const summary = summarize(all, family)
          .map((text) => parseCidr(text))
          .filter((cidr) => cidr !== undefined);
        expect(mergeRanges(summary)).toEqual(mergeRanges(all));
        // No two neighbours could be one block.
        for (const [index, cidr] of summary.entries()) {
          const next = summary[index + 1];
          const isPair = next !== undefined && next.length === cidr.length && next.start === after(cidr.end);
          const size = BigInt(cidr.end) - BigInt(cidr.start) + 1n;
          expect(isPair && BigInt(cidr.start) % (2n * size) === 0n).toBe(false);
        }
      }),
    );
  });
});
