import { isUnknown, mapKnown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { once } from "./memo.ts";
import { isShared, needsOwner } from "./participant.ts";
import type { NetworkInterface, Subnet } from "./records.ts";
import type { RegionNetwork } from "./region-network.ts";

/** Interface types that carry or receive the traffic of others and send no requests of their own (3.9). */
const infrastructureTypes: ReadonlySet<string> = new Set([
  "natGateway",
  "transit_gateway",
  "vpc_endpoint",
  "gateway_load_balancer_endpoint",
  "gateway_load_balancer",
  "network_load_balancer",
  "load_balancer",
  "global_accelerator_managed",
]);

/** Those of them whose subnet's own route table carries others' packets onward. */
const hopTypes: ReadonlySet<string> = new Set([
  "natGateway",
  "transit_gateway",
  "gateway_load_balancer_endpoint",
  "gateway_load_balancer",
]);

/** The subnet's interfaces of workloads, whoever owns them (3.6). A type that we do not know is a workload. */
export function workloads(network: RegionNetwork, subnet: Subnet): Maybe<readonly NetworkInterface[]> {
  return mapKnown(interfacesOf(network, subnet), (all) => {
    const seen = all.filter((each) => !isOfInfrastructure(network, each));
    return seen.length === 0 && network.interfacesBeside !== undefined ? network.interfacesBeside : seen;
  });
}

/**
 * Whether the subnet is a hop for others' packets and nothing else (3.10). One that holds only interface endpoints or
 * load balancers may get workloads tomorrow, so it is judged like an empty one (3.9). A participant does not see all
 * interfaces, but a workload of its own settles it.
 */
export function isInfrastructure(network: RegionNetwork, subnet: Subnet): Maybe<boolean> {
  return mapKnown(network.interfacesBySubnet, (groups) => {
    const seen = groups.get(subnet.id) ?? [];
    if (seen.some((each) => !isOfInfrastructure(network, each))) return false;
    if (isShared(network, subnet)) return needsOwner(network, subnet);
    const hasHop = seen.some((each) => isHop(network, each));
    return hasHop && network.interfacesBeside !== undefined ? network.interfacesBeside : hasHop;
  });
}

function interfacesOf(network: RegionNetwork, subnet: Subnet): Maybe<readonly NetworkInterface[]> {
  // A participant sees its own interfaces only.
  if (isShared(network, subnet)) return needsOwner(network, subnet);
  return mapKnown(network.interfacesBySubnet, (groups) => groups.get(subnet.id) ?? []);
}

function isHop(network: RegionNetwork, { id, type }: NetworkInterface): boolean {
  return hopTypes.has(type) || claimedByNat(network).has(id);
}

function isOfInfrastructure(network: RegionNetwork, each: NetworkInterface): boolean {
  return infrastructureTypes.has(each.type) || isOfLoadBalancer(each) || claimedByAny(network).has(each.id);
}

/** Application and Classic Load Balancers have interfaces of the plain type, which Elastic Load Balancing describes (3.9). */
function isOfLoadBalancer({ requesterManaged, description }: NetworkInterface): boolean {
  return requesterManaged && description.startsWith("ELB ");
}

const claimedByNat = once(({ natGateways }: RegionNetwork) => interfacesOfAll([natGateways]));
const claimedByAny = once(({ natGateways, endpoints }: RegionNetwork) => interfacesOfAll([natGateways, endpoints]));

/** The interfaces that NAT gateways and endpoints name as theirs: emulators give them no type of their own. */
function interfacesOfAll(owners: readonly RegionNetwork["natGateways" | "endpoints"][]): ReadonlySet<string> {
  const known = owners.flatMap((all): { interfaces: readonly string[] }[] => (isUnknown(all) ? [] : [...all.values()]));
  return new Set(known.flatMap((owner) => owner.interfaces));
}
