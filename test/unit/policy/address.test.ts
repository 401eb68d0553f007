import { describe, expect, test } from "vitest";
import { contains, formatAddress, readBlock } from "../../../src/policy/address.ts";
import type { AddressBlock } from "../../../src/policy/address.ts";

function block(text: string): AddressBlock {
  const read = readBlock(text);
  if (read === undefined) throw new Error(`${text} is no block`);
  return read;
}

describe("addresses and blocks as IpAddress reads them", () => {
  test.each<[string, 32 | 128, bigint, bigint]>([
    ["10.0.0.1", 32, 0x0a000001n, 0x0a000001n],
    ["10.1.2.3/8", 32, 0x0a000000n, 0x0affffffn],
    ["255.255.255.255/32", 32, 0xffffffffn, 0xffffffffn],
    ["0.0.0.0/0", 32, 0n, 0xffffffffn],
    ["::", 128, 0n, 0n],
    ["::1", 128, 1n, 1n],
    ["1::", 128, 1n << 112n, 1n << 112n],
    ["1:2:3:4:5:6:7:8", 128, 0x00010002000300040005000600070008n, 0x00010002000300040005000600070008n],
    ["1:2:3:4:5:6:7::", 128, 0x00010002000300040005000600070000n, 0x00010002000300040005000600070000n],
    ["2001:DB8::/32", 128, 0x20010db8n << 96n, (0x20010db9n << 96n) - 1n],
    ["::/128", 128, 0n, 0n],
  ])("%s", (text, width, first, last) => {
    expect(readBlock(text)).toEqual({ width, first, last });
  });

  test.each([
    "",
    "10.0.0",
    "10.0.0.0.0",
    "10.0.0.256",
    "256.0.0.1",
    "1000.0.0.1",
    "10.0.0.-1",
    "10.0.0.1x",
    "10.0.0.x1",
    "10.0.0.",
    "10.0.0.1/33",
    "10.0.0.1/",
    "10.0.0.1/x8",
    "10.0.0.1/8x",
    "10.0.0.0/8/8",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "1::2::3",
    "1::g",
    "1::x2",
    "1::2x",
    "1::12345",
    "::/129",
  ])("%j is none", (text) => {
    expect(readBlock(text)).toBeUndefined();
  });

  test.each([
    ["10.0.0.0/8", "10.255.255.255", true],
    ["10.0.0.0/8", "10.0.0.0/9", true],
    ["10.0.0.0/9", "10.0.0.0/8", false],
    ["10.0.0.0/8", "9.255.255.255", false],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["0.0.0.0/0", "::1", false],
    ["::/0", "10.0.0.1", false],
  ])("%s contains %s: %s", (outer, inner, expected) => {
    expect(contains(block(outer), block(inner))).toBe(expected);
  });

  test.each(["0.0.0.0", "10.1.2.255", "0:0:0:0:0:0:0:1", "2001:db8:0:0:0:0:0:ffff"])(
    "%s is written as it is read",
    (text) => {
      const { width, first } = block(text);
      expect(formatAddress(width, first)).toBe(text);
    },
  );
});
