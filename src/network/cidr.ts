/**
 * Address arithmetic for both families, exact: a set of addresses is a list of inclusive ranges. An IPv4 address is a
 * number, which is several times as fast as the bigint that an IPv6 address needs; a list holds one family only.
 */

export const families = ["ipv4", "ipv6"] as const;
export type Family = (typeof families)[number];

export type Address = number | bigint;

/** All addresses from `start` to `end`, both included. */
export interface Range {
  start: Address;
  end: Address;
}

export function after(address: Address): Address {
  return typeof address === "number" ? address + 1 : address + 1n;
}

export function before(address: Address): Address {
  return typeof address === "number" ? address - 1 : address - 1n;
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
  const length = Number(prefix);
  if (length > widths[family]) return undefined;
  const range = family === "ipv6" ? blockOf6(parseIpv6(address), length) : blockOf4(parseIpv4(address), length);
  return range === undefined ? undefined : { family, length, ...range };
}

/** Without bit operators, which are signed and of 32 bits. */
function blockOf4(address: number | undefined, length: number): Range | undefined {
  if (address === undefined) return undefined;
  const size = 2 ** (widths.ipv4 - length);
  const start = address - (address % size);
  return { start, end: start + size - 1 };
}

function blockOf6(address: bigint | undefined, length: number): Range | undefined {
  if (address === undefined) return undefined;
  const hostBits = BigInt(widths.ipv6 - length);
  const start = (address >> hostBits) << hostBits;
  return { start, end: start + (1n << hostBits) - 1n };
}

function parseIpv4(text: string): number | undefined {
  const octets = text.split(".");
  if (octets.length !== 4) return undefined;
  let value = 0;
  for (const octet of octets) {
    if (!/^\d{1,3}$/.test(octet) || Number(octet) > 255) return undefined;
    value = value * 256 + Number(octet);
  }
  return value;
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
      groups.push(embedded >>> 16, embedded & 0xffff);
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
    if (last !== undefined && start <= after(last.end)) {
      if (end > last.end) last.end = end;
    } else {
      merged.push({ start, end });
    }
  }
  return merged;
}

/** The addresses in both lists, each of them disjoint and in ascending order. */
export function intersect(ranges: readonly Range[], others: readonly Range[]): Range[] {
  const common: Range[] = [];
  let index = 0;
  for (const range of ranges) {
    for (let other = others[index]; other !== undefined && other.start <= range.end; other = others[index]) {
      const start = range.start > other.start ? range.start : other.start;
      const end = range.end < other.end ? range.end : other.end;
      if (start <= end) common.push({ start, end });
      // The next range may meet this one as well.
      if (other.end > range.end) break;
      index += 1;
    }
  }
  return common;
}

function splitIntoCidrs({ start, end }: Range, family: Family): string[] {
  return typeof start === "number" && typeof end === "number"
    ? split4(start, end)
    : split6({ start: BigInt(start), end: BigInt(end) }, family);
}

function split4(first: number, end: number): string[] {
  const cidrs: string[] = [];
  for (let start = first; start <= end;) {
    let length = widths.ipv4;
    let size = 1;
    // The block grows while it stays aligned and within the range.
    while (length > 0 && start % (size * 2) === 0 && start + size * 2 - 1 <= end) {
      size *= 2;
      length -= 1;
    }
    cidrs.push(`${formatIpv4(start)}/${length}`);
    start += size;
  }
  return cidrs;
}

function split6(range: { start: bigint; end: bigint }, family: Family): string[] {
  const cidrs: string[] = [];
  let { start } = range;
  while (start <= range.end) {
    let hostBits = 0;
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

export function formatAddress(address: Address, family: Family): string {
  return family === "ipv4" ? formatIpv4(Number(address)) : formatIpv6(BigInt(address));
}

function formatIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
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
