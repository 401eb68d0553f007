import { isUnknown, joinUnknowns, mapKnown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { memoize } from "./memo.ts";
import type { NetworkInterface, Subnet, VpcEndpoint } from "./records.ts";
import { findById, unknownHere } from "./region-network.ts";
import type { RegionNetwork } from "./region-network.ts";
import { workloads } from "./workloads.ts";

/** The zones of an endpoint, by zone id (3.8), each list in ascending order. */
export interface EndpointZones {
  /** Where it has healthy interfaces. */
  covered: Maybe<string[]>;
  /** Where it could have them. */
  eligible: Maybe<string[]>;
  /** Eligible, not covered, and with a free address in a subnet: an interface takes one (4.12). */
  addable: Maybe<string[]>;
  /** Where the VPC has workloads. */
  consumers: Maybe<string[]>;
  /** Eligible and with consumers, but not covered. */
  missing: Maybe<string[]>;
  /**
   * Covered by it together with the VPC's other available endpoints of the service, where clients use all of them by
   * zonal names: private DNS is off on each (4.13). `covered` itself where there is no such pair.
   */
  together: Maybe<string[]>;
  /** Whether a question about its zones makes sense. */
  applicable: Maybe<boolean>;
  /** Why it makes none; empty where it does. */
  reason: string;
}

export function endpointZones(network: RegionNetwork, endpoint: VpcEndpoint): EndpointZones {
  const covered = coveredZones(network, endpoint);
  const eligible = eligibleZones(network, endpoint);
  const roomy = eligibleZones(network, endpoint, hasRoom);
  const consumers = consumerZones(network, endpoint.vpc);
  return {
    covered,
    eligible,
    addable: mapKnown(covered, (known) => mapKnown(roomy, (zones) => zones.filter((zone) => !known.includes(zone)))),
    consumers,
    missing: missingZones({ covered, eligible, consumers }),
    together: zonesOfGroup(network, endpoint, covered),
    ...judgeApplicable(network, endpoint),
  };
}

function missingZones({
  covered,
  eligible,
  consumers,
}: Pick<EndpointZones, "covered" | "eligible" | "consumers">): Maybe<string[]> {
  // Where every consumer is served, it does not matter which other zones could be.
  if (!isUnknown(covered) && !isUnknown(consumers) && consumers.every((zone) => covered.includes(zone))) return [];
  if (isUnknown(covered) || isUnknown(eligible)) return joinUnknowns([covered, eligible, consumers].filter(isUnknown));
  const bare = eligible.filter((zone) => !covered.includes(zone));
  // Where every eligible zone is covered, it does not matter where the consumers are.
  return bare.length === 0 ? [] : mapKnown(consumers, (known) => bare.filter((zone) => known.includes(zone)));
}

/** Several single-zone endpoints of one service in one VPC stand in for one endpoint with several zones (4.13). */
function zonesOfGroup(network: RegionNetwork, endpoint: VpcEndpoint, covered: Maybe<string[]>): Maybe<string[]> {
  const { endpointsByVpc } = network;
  if (isUnknown(covered) || isUnknown(endpointsByVpc) || endpoint.privateDns) return covered;
  const partners = (endpointsByVpc.get(endpoint.vpc) ?? []).filter(
    ({ id, type, state, serviceName, serviceRegion }) =>
      id !== endpoint.id &&
      type === endpoint.type &&
      state === "available" &&
      serviceName === endpoint.serviceName &&
      serviceRegion === endpoint.serviceRegion,
  );
  if (partners.some(({ privateDns }) => privateDns)) return covered;
  const zones = collectAll(partners, (partner) => coveredZones(network, partner));
  return mapKnown(zones, (all) => [...new Set([...covered, ...all.flat()])].toSorted());
}

type Applicability = Pick<EndpointZones, "applicable" | "reason">;

const inapplicableTypes: ReadonlyMap<string, string> = new Map([
  ["Gateway", "a gateway endpoint has no zones"],
  ["GatewayLoadBalancer", "a Gateway Load Balancer endpoint has exactly one subnet (4.8)"],
  ["Resource", "the zones of a resource endpoint's provider are not visible (4.9)"],
  ["ServiceNetwork", "a service-network endpoint follows the zones of its service network"],
]);

function judgeApplicable(network: RegionNetwork, endpoint: VpcEndpoint): Applicability {
  const { id, type, state } = endpoint;
  if (type !== "Interface") {
    return { applicable: false, reason: inapplicableTypes.get(type) ?? `endpoints of type ${type} are not understood` };
  }
  if (endpoint.requesterManaged)
    return { applicable: false, reason: "an AWS service manages it, so the customer cannot change it (4.14)" };
  if (dead.has(state)) return { applicable: false, reason: `it is ${state}` };
  // `partial` is judged by the interfaces that there are (4.5).
  if (state === "available" || state === "partial") return { applicable: true, reason: "" };
  const reason = `${id} is ${state}: collect again`;
  return { applicable: unknownHere(network, "DescribeVpcEndpoints", reason), reason };
}

const dead: ReadonlySet<string> = new Set([
  "pendingAcceptance",
  "rejected",
  "expired",
  "failed",
  "deleting",
  "deleted",
]);

/**
 * Zones of interfaces that are in use (4.4). Where no interface is in use although the endpoint is, the states tell
 * nothing (emulators leave them `available`), and the endpoint's own subnets count.
 */
function coveredZones(network: RegionNetwork, endpoint: VpcEndpoint): Maybe<string[]> {
  const interfaces = collectAll(endpoint.interfaces, (id) =>
    findById(network, { api: "DescribeNetworkInterfaces", all: network.interfaces, id }),
  );
  const subnets = collectAll(endpoint.subnets, (id) =>
    findById(network, { api: "DescribeSubnets", all: network.subnets, id }),
  );
  if (isUnknown(network.interfaces)) return network.interfaces;
  if (isUnknown(interfaces)) return interfaces;
  if (isUnknown(subnets)) return subnets;
  const inUse = interfaces.filter(({ status }) => status === "in-use");
  if (inUse.length === 0) return zonesOf(subnets);
  const bare = subnets.find((subnet) => !interfaces.some((each) => each.subnet === subnet.id));
  if (bare !== undefined) return disagreement(network, endpoint, bare);
  return zonesOf(subnets.filter((subnet) => inUse.some((each) => each.subnet === subnet.id)));
}

/** Two witnesses of the same thing disagree (4.3). */
function disagreement(network: RegionNetwork, { id }: VpcEndpoint, subnet: Subnet) {
  return unknownHere(
    network,
    "DescribeNetworkInterfaces",
    `${id} names ${subnet.id} but has no interface there: collect again`,
  );
}

/** Zones where the service is offered and the VPC has a subnet that could take an interface (4.10). */
function eligibleZones(
  network: RegionNetwork,
  endpoint: VpcEndpoint,
  takes: (subnet: Subnet) => boolean = () => true,
): Maybe<string[]> {
  const subnets = standardSubnets(network, endpoint.vpc);
  if (isUnknown(subnets)) return subnets;
  const zones = zonesOf(subnets.filter((subnet) => suits(subnet, endpoint) && takes(subnet)));
  if (isUnknown(endpoint.serviceRegion)) return endpoint.serviceRegion;
  if (endpoint.serviceRegion !== network.region) return zones.filter((zone) => !withoutCrossRegion.has(zone));
  return mapKnown(serviceZones(network, endpoint), (offered) => zones.filter((zone) => offered.has(zone)));
}

/** The zones in which cross-Region endpoints cannot be made (4.11). */
const withoutCrossRegion: ReadonlySet<string> = new Set([
  "use1-az3",
  "usw1-az2",
  "apne1-az3",
  "apne2-az2",
  "apne2-az4",
]);

/** Where the answer does not say how many addresses are free, some are. */
function hasRoom({ freeAddresses }: Subnet): boolean {
  return freeAddresses !== 0;
}

/** An endpoint takes subnets that have addresses of its own type. */
function suits(subnet: Subnet, { ipAddressType }: VpcEndpoint): boolean {
  return ipAddressType === "ipv6" ? subnet.ipv6Cidrs.length > 0 : !subnet.ipv6Native;
}

/** The VPC's available subnets in standard zones: endpoints are not made in Local Zones, Wavelength or on Outposts (3.11). */
function standardSubnets(network: RegionNetwork, vpc: string): Maybe<Subnet[]> {
  return (
    standardSubnetsOf.recall(network, vpc) ?? standardSubnetsOf.keep(network, vpc, searchStandardSubnets(network, vpc))
  );
}

const standardSubnetsOf = memoize<Maybe<Subnet[]>>();

function searchStandardSubnets(network: RegionNetwork, vpc: string): Maybe<Subnet[]> {
  const { subnetsByVpc, zones } = network;
  if (isUnknown(subnetsByVpc)) return subnetsByVpc;
  const inRegion = (subnetsByVpc.get(vpc) ?? []).filter(
    ({ state, outpost }) => state === "available" && outpost === undefined,
  );
  const typed = collectAll(inRegion, (subnet) =>
    mapKnown(findById(network, { api: "DescribeAvailabilityZones", all: zones, id: subnet.zone }), ({ type }) => ({
      subnet,
      type,
    })),
  );
  return mapKnown(typed, (all) => all.filter(({ type }) => type === "availability-zone").map(({ subnet }) => subnet));
}

/** The zone ids that a service is offered in; names are translated by this account's own mapping (3.8). */
function serviceZones(network: RegionNetwork, endpoint: VpcEndpoint): Maybe<ReadonlySet<string>> {
  const { endpointServices, zones } = network;
  if (isUnknown(endpointServices)) return endpointServices;
  const service = endpointServices.find(
    ({ name, region, types }) =>
      name === endpoint.serviceName && region === network.region && types.includes(endpoint.type),
  );
  if (service === undefined) {
    return unknownHere(
      network,
      "DescribeVpcEndpointServices",
      `${endpoint.serviceName} is not in the answer, so its zones are not known`,
    );
  }
  if (service.zones.length > 0) return new Set(service.zones);
  if (isUnknown(zones)) return zones;
  const ids = [...zones.values()].filter(({ name }) => service.zoneNames.includes(name)).map(({ id }) => id);
  return new Set(ids);
}

function consumerZones(network: RegionNetwork, vpc: string): Maybe<string[]> {
  return consumerZonesOf.recall(network, vpc) ?? consumerZonesOf.keep(network, vpc, searchConsumerZones(network, vpc));
}

const consumerZonesOf = memoize<Maybe<string[]>>();

function searchConsumerZones(network: RegionNetwork, vpc: string): Maybe<string[]> {
  return mapKnown(network.subnetsByVpc, (groups) => {
    const counted = collectAll(groups.get(vpc) ?? [], (subnet) =>
      mapKnown(workloads(network, subnet), (all: readonly NetworkInterface[]) => ({ subnet, count: all.length })),
    );
    return mapKnown(counted, (all) => zonesOf(all.filter(({ count }) => count > 0).map(({ subnet }) => subnet)));
  });
}

/** All of them, or what is missing of any. */
function collectAll<T, R>(items: readonly T[], find: (item: T) => Maybe<R>): Maybe<R[]> {
  const found: R[] = [];
  const unknowns = [];
  for (const item of items) {
    const result = find(item);
    if (isUnknown(result)) unknowns.push(result);
    else found.push(result);
  }
  return unknowns.length > 0 ? joinUnknowns(unknowns) : found;
}

function zonesOf(subnets: readonly Subnet[]): string[] {
  return [...new Set(subnets.map(({ zone }) => zone))].toSorted();
}
