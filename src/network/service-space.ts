import { Unknown, isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { after, before, mergeRanges, parseCidr } from "./cidr.ts";
import type { Cidr, Family, Range } from "./cidr.ts";
import type { Destination } from "./destination.ts";
import { memoize } from "./memo.ts";
import { needForEntries } from "./prefix-lists.ts";
import type { PrefixList } from "./records.ts";
import { unknownHere } from "./region-network.ts";
import type { RegionNetwork } from "./region-network.ts";
import type { Service } from "./service-name.ts";

/**
 * Where a service's addresses lie. `isCoarse`: no list tells, so `ranges` is all that a default route covers, and only
 * a default route can take it. No ranges: the service has no addresses of the family.
 */
export interface ServiceSpace {
  ranges: readonly Range[];
  isCoarse: boolean;
}

const spaces = memoize<Maybe<ServiceSpace>>();

/** The addresses of one family that a path is asked for. */
export function spaceOf(network: RegionNetwork, destination: Destination, family: Family): Maybe<ServiceSpace> {
  return typeof destination === "string"
    ? serviceSpace(network, destination, family)
    : { ranges: rangesOfCidrs(destination, family), isCoarse: false };
}

/** 0.0.0.0/0 and ::/0 ask for the internet: what they hold beside it is to be asked for by itself. */
function rangesOfCidrs(cidrs: readonly Cidr[], family: Family): readonly Range[] {
  const own = cidrs.filter((cidr) => cidr.family === family);
  return own.some(({ length }) => length === 0) ? internet[family] : mergeRanges(own);
}

/** A service's addresses in this Region, of one family (1.17, 1.18). */
export function serviceSpace(network: RegionNetwork, service: Service, family: Family): Maybe<ServiceSpace> {
  const key = `${service} ${family}`;
  return spaces.recall(network, key) ?? spaces.keep(network, key, findSpace(network, service, family));
}

function findSpace(network: RegionNetwork, service: Service, family: Family): Maybe<ServiceSpace> {
  const { prefixLists } = network;
  const candidates = [
    ...prefixLists.ofService[service],
    ...(service === "s3" ? listsOfEndpoints(network, service) : []),
  ];
  const lists = candidates.filter((list) => list.family === undefined || list.family === family);
  const unread = lists.find((list) => list.cidrs === undefined);
  if (unread !== undefined) {
    return new Unknown([needForEntries(prefixLists, `the addresses of ${service} (${unread.id}) are not known`)]);
  }
  const ranges = mergeRanges(lists.flatMap((list) => list.cidrs ?? []).filter((cidr) => cidr.family === family));
  if (ranges.length > 0) return { ranges, isCoarse: false };
  if (prefixLists.missing.length > 0) return new Unknown(prefixLists.missing);
  if (family === "ipv4")
    return unknownHere(network, "DescribePrefixLists", `AWS's prefix list of ${service} is not in the answer`);
  // No document of AWS names an IPv6 list of S3 (1.20), yet S3 answers over IPv6. DynamoDB is IPv4 to us (1.21).
  return service === "s3" ? { ranges: [unicast], isCoarse: true } : { ranges: [], isCoarse: false };
}

/** The lists that the routes of S3 gateway endpoints name: S3's own, whatever AWS calls its IPv6 list (1.20). */
function listsOfEndpoints({ endpoints, routeTables, prefixLists }: RegionNetwork, service: Service): PrefixList[] {
  if (isUnknown(endpoints) || isUnknown(routeTables)) return [];
  const ids = new Set<string>();
  for (const { destination, target } of [...routeTables.values()].flatMap((table) => table.routes)) {
    if (destination.kind !== "prefix-list" || target.kind !== "vpc-endpoint") continue;
    const endpoint = endpoints.get(target.id);
    if (endpoint?.type === "Gateway" && endpoint.service === service) ids.add(destination.text);
  }
  return [...ids].map((id) => prefixLists.lists.get(id)).filter((list) => list !== undefined);
}

/** 2000::/3, all of the unicast space of IPv6. */
const unicast: Range = { start: 0x2n << 124n, end: (0x4n << 124n) - 1n };

/** The special-purpose IPv4 blocks (RFC 6890) that no packet to the internet is for. */
const specialPurpose = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
];

/** What 0.0.0.0/0 and ::/0 stand for as destinations. */
const internet = {
  ipv4: complementOf(specialPurpose.map(parseCidr).filter((cidr) => cidr !== undefined)),
  ipv6: [unicast],
} as const satisfies Record<Family, readonly Range[]>;

function complementOf(blocks: readonly Range[]): Range[] {
  const gaps: Range[] = [];
  let start: Range["start"] = 0;
  for (const block of blocks) {
    if (start < block.start) gaps.push({ start, end: before(block.start) });
    start = after(block.end);
  }
  return gaps;
}

/** Whether the ranges are exactly the internet, whose CIDRs would tell a reader less than 0.0.0.0/0 does. */
export function isInternet(ranges: readonly Range[], family: Family): boolean {
  const whole = internet[family];
  const isSame = (range: Range, index: number) =>
    range.start === whole[index]?.start && range.end === whole[index]?.end;
  return ranges.length === whole.length && ranges.every(isSame);
}

/** 64:ff9b::/96. */
const nat64Prefix = 0x64ff9bn << 96n;

/** IPv4 addresses as DNS64 writes them (1.28). */
export function toNat64(ranges: readonly Range[]): Range[] {
  return ranges.map(({ start, end }) => ({ start: nat64Prefix + BigInt(start), end: nat64Prefix + BigInt(end) }));
}

export function fromNat64(ranges: readonly Range[]): Range[] {
  return ranges.map(({ start, end }) => ({
    start: Number(BigInt(start) - nat64Prefix),
    end: Number(BigInt(end) - nat64Prefix),
  }));
}
