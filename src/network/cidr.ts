/**
 * Address arithmetic for both families, exact: an address is a bigint, a set of addresses is a list of inclusive ranges.
 */

export const families = ["ipv4", "ipv6"] as const;
export type Family = (typeof families)[number];

/** All addresses from `start` to `end`, both included. */
export interface Range {
  start: bigint;
  end: bigint;
}

export interface Cidr extends Range {
  family: Family;
  /** The prefix length. */
  length: number;
}

const widths = { ipv4: 32, ipv6: 128 } as const satisfies Record<Family, number>;

/** Reads `10.0.0.0/8` or `2001:db8::/32`; host bits are ignored, as AWS does. Undefined where it is neither. */
export function parseCidr(text: string): Cidr | undefined {
  const [address, prefix, ...rest] = text.split("/");
  if (address === undefined || prefix === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return undefined;
  const family: Family = address.includes(":") ? "ipv6" : "ipv4";
  const width = widths[family];
  const length = Number(prefix);
  const value = family === "ipv6" ? parseIpv6(address) : parseIpv4(address);
  if (value === undefined || length > width) return undefined;
  const hostBits = BigInt(width - length);
  const start = (value >> hostBits) << hostBits;
  return { family, length, start, end: start + (1n << hostBits) - 1n };
}

function parseIpv4(text: string): bigint | undefined {
  const octets = text.split(".");
  if (octets.length !== 4) return undefined;
  let value = 0;
  for (const octet of octets) {
    if (!/^\d{1,3}$/.test(octet) || Number(octet) > 255) return undefined;
    value = value * 256 + Number(octet);
  }
  return BigInt(value);
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(parseGroups);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const zeros = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? zeros < 1 : zeros !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: zeros }, () => 0), ...(tail ?? [])];
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** The 16-bit groups of one side of `::`; the last may be written as an IPv4 address (64:ff9b::192.0.2.1). */
function parseGroups(text: string): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  for (const group of text.split(":")) {
    const embedded = group.includes(".") ? parseIpv4(group) : undefined;
    if (embedded !== undefined) {
      groups.push(Number(embedded >> 16n), Number(embedded & 0xffffn));
    } else if (/^[0-9a-f]{1,4}$/i.test(group)) {
      groups.push(Number.parseInt(group, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

/** The fewest CIDRs that hold exactly these addresses, in ascending order. */
export function summarize(ranges: readonly Range[], family: Family): string[] {
  return mergeRanges(ranges).flatMap((range) => splitIntoCidrs(range, family));
}

/** The same addresses as disjoint ranges in ascending order, with neighbours joined. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const sorted = ranges.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const merged: Range[] = [];
  for (const { start, end } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end + 1n) {
      if (end > last.end) last.end = end;
    } else {
      merged.push({ start, end });
    }
  }
  return merged;
}

function splitIntoCidrs(range: Range, family: Family): string[] {
  const cidrs: string[] = [];
  let start = range.start;
  while (start <= range.end) {
    let hostBits = 0;
    // The block grows while it stays aligned and within the range.
    while (hostBits < widths[family]) {
      const size = 1n << BigInt(hostBits + 1);
      if (start % size !== 0n || start + size - 1n > range.end) break;
      hostBits += 1;
    }
    cidrs.push(`${formatAddress(start, family)}/${widths[family] - hostBits}`);
    start += 1n << BigInt(hostBits);
  }
  return cidrs;
}

export function formatCidr({ start, family, length }: Cidr): string {
  return `${formatAddress(start, family)}/${length}`;
}

export function formatAddress(address: bigint, family: Family): string {
  return family === "ipv4" ? formatIpv4(address) : formatIpv6(address);
}

function formatIpv4(address: bigint): string {
  const value = Number(address);
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}

/** RFC 5952: lower case, no leading zeros, the first longest run of zero groups as `::`. */
function formatIpv6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => Number((address >> BigInt(112 - index * 16)) & 0xffffn));
  let [bestStart, bestLength] = [0, 1];
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length += 1;
    if (length > bestLength) [bestStart, bestLength] = [start, length];
  }
  const text = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(":");
  return bestLength < 2 ? text(0, 8) : `${text(0, bestStart)}::${text(bestStart + bestLength, 8)}`;
}
