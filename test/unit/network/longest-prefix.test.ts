import { describe, expect, test } from "vitest";
import { formatAddress, parseCidr } from "../../../src/network/cidr.ts";
import { layOut } from "../../../src/network/longest-prefix.ts";
import { isUnknown } from "../../../src/unknown.ts";

function segmentsOf(...cidrs: string[]): string[] {
  const entries = cidrs.flatMap((text) => {
    const cidr = parseCidr(text);
    return cidr === undefined ? [] : [{ cidr, rank: 0, route: text }];
  });
  return layOut(entries, ([{ route }], isEnclosed) => `${route}${isEnclosed ? " within" : ""}`).map(
    ({ start, end, winner }) =>
      `${formatAddress(start, "ipv4")}-${formatAddress(end, "ipv4")} ${isUnknown(winner) ? "unknown" : winner}`,
  );
}

describe("routes laid over each other", () => {
  test("are disjoint segments in ascending order, of which none is empty", () => {
    expect(segmentsOf("10.0.0.0/8", "10.0.0.0/9", "10.255.255.255/32", "12.0.0.0/8")).toEqual([
      "10.0.0.0-10.127.255.255 10.0.0.0/9 within",
      "10.128.0.0-10.255.255.254 10.0.0.0/8",
      "10.255.255.255-10.255.255.255 10.255.255.255/32 within",
      "12.0.0.0-12.255.255.255 12.0.0.0/8",
    ]);
  });
});
