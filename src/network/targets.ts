import { isUnknown } from "../unknown.ts";
import { followInspection, followInterface } from "./appliances.ts";
import { followCoreNetwork, followFromTransitGateway } from "./core-network.ts";
import { endLocally, followPeering } from "./private-ends.ts";
import { followNatGateway } from "./nat-gateway.ts";
import { followCarrierGateway, followEgressOnlyInternetGateway, followInternetGateway } from "./public-exits.ts";
import type { Route, TargetKind, VpcEndpoint } from "./records.ts";
import { findById } from "./region-network.ts";
import { followTransitGateway } from "./transit-gateway.ts";
import { endIsolated, endLeg, endUnknown, hopHere, lastHop, pass } from "./walk.ts";
import type { Follow, Leg, Onward, Walk } from "./walk.ts";

/** THE TABLE: what each kind of route target does with a service's packets (aws-semantics 2, classification table). */
export const targets = {
  "nat-gateway": followNatGateway,
  "vpc-endpoint": followEndpoint,
  "network-interface": followInterface,
  instance: followInterface,
  "internet-gateway": followInternetGateway,
  "egress-only-internet-gateway": followEgressOnlyInternetGateway,
  "carrier-gateway": followCarrierGateway,
  "transit-gateway": (walk, { target }, onward) =>
    followTransitGateway(walk, target.id, { onward, cross: followFromTransitGateway }),
  "core-network": (walk, { target }, onward) => followCoreNetwork(walk, target.id, onward),
  "peering-connection": followPeering,
  // What happens behind it, a proxy or a Direct Connect public interface, is not AWS's to tell (2.18).
  "vpn-gateway": (walk, route) => endLeg(stop(walk, route), "on-premises"),
  "local-gateway": (walk, route) => endLeg(stop(walk, route), "on-premises"),
  local: endLocally,
  "vpc-lattice": endNotUnderstood,
  "odb-network": endNotUnderstood,
  none: (walk, route) => endIsolated(walk, `the route to ${route.destination.text} has lost its target`),
  unrecognized: endNotUnderstood,
} as const satisfies Record<TargetKind, Follow>;

function stop(walk: Walk, { target }: Route): Walk {
  return pass(walk, hopHere(walk, target.kind, target));
}

/** An unknown kind of target is not "no route" (1.15). */
function endNotUnderstood(walk: Walk, { destination, target }: Route): Leg[] {
  const what =
    target.id === "" ? "names no target that vpclint knows" : `points to ${target.id}, which vpclint cannot follow`;
  return endUnknown(walk, "DescribeRouteTables", `the route to ${destination.text} ${what}`);
}

/** A `vpce-` target is a gateway endpoint or an inspection: the endpoint's type and the destination tell (1.13). */
function followEndpoint(walk: Walk, route: Route, onward: Onward): Leg[] {
  const { network } = walk;
  const { id } = route.target;
  const endpoint = findById(network, { api: "DescribeVpcEndpoints", all: network.endpoints, id });
  if (isUnknown(endpoint)) return endLeg(stop(walk, route), endpoint);
  if (endpoint.type === "GatewayLoadBalancer" && route.destination.kind === "cidr")
    return followInspection(walk, endpoint, onward);
  const arrived = pass(walk, hopHere(walk, "vpc-endpoint", endpoint));
  if (endpoint.type !== "Gateway" || route.destination.kind !== "prefix-list") {
    return endUnknown(
      arrived,
      "DescribeVpcEndpoints",
      `a route to ${route.destination.text} cannot point to ${id}, of type ${endpoint.type}`,
    );
  }
  return endAtGatewayEndpoint(arrived, endpoint);
}

function endAtGatewayEndpoint(walk: Walk, endpoint: VpcEndpoint): Leg[] {
  const { id, service, state } = endpoint;
  if (walk.service !== undefined && service !== walk.service) {
    return endUnknown(
      walk,
      "DescribeVpcEndpoints",
      `addresses of ${walk.service} are routed to ${id}, an endpoint of ${service}`,
    );
  }
  // The route is active all the same (1.26): one of the two is out of date.
  if (state !== "available")
    return endUnknown(walk, "DescribeVpcEndpoints", `${id} is ${state} although its route is active: collect again`);
  const table = lastHop(walk, "route-table")?.id ?? "";
  if (endpoint.routeTables.includes(table)) return endLeg(walk, "gateway-endpoint", { endpoint: id });
  // The table decides (1.12).
  const note = `DescribeVpcEndpoints does not list ${table} for ${id}: the snapshot caught a change`;
  return endLeg(walk, "gateway-endpoint", { endpoint: id, note });
}
