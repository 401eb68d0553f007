import { Unknown, isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { mergeRanges } from "./cidr.ts";
import type { Family, Range } from "./cidr.ts";
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

/** A service's addresses in this Region, of one family (1.17, 1.18). */
export function serviceSpace(network: RegionNetwork, service: Service, family: Family): Maybe<ServiceSpace> {
  return spaces(network, `${service} ${family}`, () => findSpace(network, service, family));
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

/** 64:ff9b::/96. */
const nat64Prefix = 0x64ff9bn << 96n;

/** IPv4 addresses as DNS64 writes them (1.28). */
export function toNat64(ranges: readonly Range[]): Range[] {
  return ranges.map(({ start, end }) => ({ start: nat64Prefix + start, end: nat64Prefix + end }));
}

export function fromNat64(ranges: readonly Range[]): Range[] {
  return ranges.map(({ start, end }) => ({ start: start - nat64Prefix, end: end - nat64Prefix }));
}
