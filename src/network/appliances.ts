import { isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { blockPublicAccess } from "./block-public-access.ts";
import { compareIds } from "./collections.ts";
import { followNatGateway } from "./nat-gateway.ts";
import { followFromTransitGateway } from "./core-network.ts";
import { followTransitGateway } from "./transit-gateway.ts";
import type { NetworkInterface, Route, VpcEndpoint } from "./records.ts";
import { findById, unknownHere } from "./region-network.ts";
import type { RegionNetwork } from "./region-network.ts";
import { agreeOn, endIsolated, endLeg, endUnknown, exitBy, hopHere, onwardFromSubnet, pass } from "./walk.ts";
import type { Leg, Onward, Walk } from "./walk.ts";

/** A firewall behind a Gateway Load Balancer: afterwards the table of the endpoint's own subnet decides (2.19). */
export function followInspection(walk: Walk, endpoint: VpcEndpoint, onward: Onward): Leg[] {
  const arrived = pass(walk, hopHere(walk, "vpc-endpoint", endpoint));
  const [subnet] = endpoint.subnets;
  if (endpoint.state === "pending" || endpoint.state === "pendingAcceptance") {
    return endUnknown(arrived, "DescribeVpcEndpoints", `${endpoint.id} is ${endpoint.state}: collect again`);
  }
  if (endpoint.state !== "available") return endIsolated(arrived, `${endpoint.id} is ${endpoint.state}`);
  if (subnet === undefined) return endUnknown(arrived, "DescribeVpcEndpoints", `${endpoint.id} names no subnet`);
  return onwardFromSubnet(
    { ...arrived, inspected: true, inspectedUnder: modeAfter(arrived, endpoint, subnet) },
    subnet,
    onward,
  );
}

/** Packets that several firewalls of a VPC pass are stopped by any of them. */
function modeAfter({ network, inspectedUnder }: Walk, { vpc }: VpcEndpoint, id: string): Walk["inspectedUnder"] {
  const before = inspectedUnder?.vpc === vpc ? inspectedUnder.mode : undefined;
  if (before === "block-bidirectional") return { vpc, mode: before };
  const subnet = isUnknown(network.subnets) ? undefined : network.subnets.get(id);
  const mode = blockPublicAccess({ network, subnet, vpc });
  return { vpc, mode: isUnknown(before) && mode !== "block-bidirectional" ? before : mode };
}

/** A route to an interface, or to the instance that it is attached to (1.15). */
export function followInterface(walk: Walk, route: Route, onward: Onward): Leg[] {
  const appliance = targetInterface(walk.network, route);
  if (isUnknown(appliance)) return endLeg(pass(walk, hopHere(walk, route.target.kind, route.target)), appliance);
  const arrived = pass(walk, hopHere(walk, "network-interface", appliance));
  return forward(arrived, appliance, onward);
}

function targetInterface(network: RegionNetwork, { target }: Route): Maybe<NetworkInterface> {
  const { interfaces: all, interfacesByInstance } = network;
  if (target.kind !== "instance") return findById(network, { api: "DescribeNetworkInterfaces", all, id: target.id });
  if (isUnknown(interfacesByInstance)) return interfacesByInstance;
  const [found] = (interfacesByInstance.get(target.id) ?? []).toSorted(compareIds);
  return found ?? unknownHere(network, "DescribeNetworkInterfaces", `no interface of ${target.id} is listed`);
}

/** The type tells a NAT instance from the interface of a transit gateway, to which Local Zones route (2.9). */
function forward(walk: Walk, appliance: NetworkInterface, onward: Onward): Leg[] {
  const { network } = walk;
  if (appliance.type === "transit_gateway") return leaveByAttachment(walk, appliance, onward);
  if (appliance.type === "natGateway") return followGatewayOf(walk, appliance, onward);
  if (appliance.type === "gateway_load_balancer_endpoint") {
    const endpoint = ownerOf(network.endpoints, appliance);
    if (isUnknown(endpoint)) return endLeg(walk, endpoint);
    if (endpoint !== undefined) return followInspection(walk, endpoint, onward);
    return endUnknown(walk, "DescribeVpcEndpoints", `no endpoint is listed for ${appliance.id}`);
  }
  if (appliance.sourceDestCheck === undefined) {
    return endUnknown(
      walk,
      "DescribeNetworkInterfaces",
      `the source/destination check of ${appliance.id} is not known`,
    );
  }
  if (appliance.sourceDestCheck)
    return endIsolated(walk, `the source/destination check of ${appliance.id} is on, so it drops this traffic`);
  return forwardByInstance(walk, appliance, onward);
}

function leaveByAttachment(walk: Walk, appliance: NetworkInterface, onward: Onward): Leg[] {
  const attachments = walk.network.transitGatewayVpcAttachments;
  const all = isUnknown(attachments) ? [] : [...attachments.values()];
  const attachment = all.find(({ vpc, subnets }) => vpc === appliance.vpc && subnets.includes(appliance.subnet));
  // Packets enter in the zone of the interface that they are sent to, wherever they come from.
  const zone = appliance.zone === "" ? walk.zone : appliance.zone;
  return followTransitGateway({ ...walk, zone }, attachment?.transitGateway ?? "", {
    onward,
    cross: followFromTransitGateway,
  });
}

function followGatewayOf(walk: Walk, appliance: NetworkInterface, onward: Onward): Leg[] {
  const gateway = ownerOf(walk.network.natGateways, appliance);
  if (isUnknown(gateway)) return endLeg(walk, gateway);
  if (gateway === undefined)
    return endUnknown(walk, "DescribeNatGateways", `no NAT gateway is listed for ${appliance.id}`);
  const target = { kind: "nat-gateway", id: gateway.id } as const;
  const destination = { kind: "unrecognized", text: "" } as const;
  return followNatGateway(walk, { destination, target, state: "active", origin: "CreateRoute" }, onward);
}

function ownerOf<T extends { interfaces: readonly string[] }>(
  all: Maybe<ReadonlyMap<string, T>>,
  { id }: NetworkInterface,
): Maybe<T | undefined> {
  return isUnknown(all) ? all : [...all.values()].find(({ interfaces }) => interfaces.includes(id));
}

/**
 * An instance may send on by any of its interfaces (2.8), and only its own configuration says by which. What all of
 * them that lead anywhere agree on is known; otherwise it is not.
 */
function forwardByInstance(walk: Walk, appliance: NetworkInterface, onward: Onward): Leg[] {
  const siblings = interfacesOf(walk.network, appliance);
  if (isUnknown(siblings)) return endLeg(walk, siblings);
  const translated = translate(walk, appliance);
  const ways = siblings.map((sibling) => {
    const hop = hopHere(walk, "network-interface", sibling);
    const way = sibling.id === appliance.id ? translated : pass(translated, hop);
    return onwardFromSubnet(way, sibling.subnet, onward).map((leg) => billToInstance(leg, way));
  });
  const alive = ways.filter((legs) => legs.some(({ via }) => via !== "isolated"));
  const doubt = unknownHere(walk.network, "*", undocumented(appliance));
  if (walk.isNat64) return endLeg(translated, doubt);
  return agreeOn(translated, alive.length > 0 ? alive : ways.slice(0, 1), doubt);
}

function translate(walk: Walk, { id, instance }: NetworkInterface): Walk {
  const nat = { via: walk.nat?.via ?? "nat-instance", id: walk.nat?.id ?? instance ?? id, isPublic: true } as const;
  return { ...walk, nat, isTransit: false };
}

function undocumented(appliance: NetworkInterface): string {
  return `${appliance.instance ?? appliance.id} is an appliance, and how it forwards cannot be read from AWS`;
}

function interfacesOf(
  { interfacesByInstance }: RegionNetwork,
  appliance: NetworkInterface,
): Maybe<readonly NetworkInterface[]> {
  if (isUnknown(interfacesByInstance)) return interfacesByInstance;
  if (appliance.instance === undefined) return [appliance];
  const all = interfacesByInstance.get(appliance.instance) ?? [appliance];
  const others = all.filter(({ id }) => id !== appliance.id).toSorted(compareIds);
  return [appliance, ...others];
}

/** An endpoint behind the instance changes nothing, as behind a NAT gateway (2.7). */
function billToInstance(leg: Leg, walk: Walk): Leg {
  if (leg.via !== "gateway-endpoint") return leg;
  const { endpoint: _behind, ...rest } = leg;
  return { ...rest, via: exitBy(walk, "nat-instance") };
}
