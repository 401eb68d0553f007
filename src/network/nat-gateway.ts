import { isUnknown } from "../unknown.ts";
import type { NatGateway, Route } from "./records.ts";
import { findById } from "./region-network.ts";
import { endIsolated, endLeg, endUnknown, hopHere, onwardFromSubnet, pass } from "./walk.ts";
import type { Leg, Onward, Walk } from "./walk.ts";

/**
 * A NAT gateway forwards by the table of its own subnet, or by its own table where it is regional (2.2 to 2.4). The way
 * is alive only if that table leads on: to an internet gateway for a public one.
 */
export function followNatGateway(walk: Walk, { target }: Route, onward: Onward): Leg[] {
  const { network } = walk;
  const gateway = findById(network, { api: "DescribeNatGateways", all: network.natGateways, id: target.id });
  if (isUnknown(gateway)) return endLeg(pass(walk, hopHere(walk, target.kind, target)), gateway);
  const arrived = arriveAt(walk, gateway);
  if (gateway.state === "pending")
    return endUnknown(arrived, "DescribeNatGateways", `${gateway.id} is pending: collect again`);
  if (gateway.state !== "available") return endIsolated(arrived, `${gateway.id} is ${gateway.state}`);
  if (gateway.connectivity !== "public" && gateway.connectivity !== "private") {
    return endUnknown(
      arrived,
      "DescribeNatGateways",
      `the connectivity type "${gateway.connectivity}" of ${gateway.id} is not understood`,
    );
  }
  return leave(translate(arrived, gateway), gateway, onward).map((leg) => billToNat(leg, walk, gateway));
}

function arriveAt(walk: Walk, gateway: NatGateway): Walk {
  const hop = hopHere(walk, "nat-gateway", gateway);
  if (gateway.hasAppliances === true) hop.note = "a proxy attached to it may carry this traffic (2.21)";
  return pass(walk, hop);
}

/** NAT64 ends here: behind the gateway the packets are IPv4 (1.28). */
function translate(walk: Walk, gateway: NatGateway): Walk {
  const isPublic = gateway.connectivity === "public";
  const before = walk.nat;
  const nat = { via: "nat-gateway", id: before?.via === "nat-gateway" ? before.id : gateway.id, isPublic } as const;
  // An instance that sends on to a NAT gateway is a firewall rather than the NAT.
  return {
    ...walk,
    nat,
    isNat64: false,
    isTransit: false,
    inspected: walk.inspected || before?.via === "nat-instance",
  };
}

function leave(walk: Walk, gateway: NatGateway, onward: Onward): Leg[] {
  if (walk.family === "ipv6")
    return endIsolated(walk, "a NAT gateway forwards IPv6 only to IPv4 addresses (64:ff9b::/96)");
  if (isUnknown(gateway.subnet)) return endLeg(walk, gateway.subnet);
  if (gateway.subnet !== undefined) return onwardFromSubnet(walk, gateway.subnet, onward);
  if (gateway.routeTable === undefined) {
    return endUnknown(walk, "DescribeNatGateways", `${gateway.id} names neither a subnet nor a route table`);
  }
  const { network } = walk;
  const table = findById(network, { api: "DescribeRouteTables", all: network.routeTables, id: gateway.routeTable });
  // It is in all zones, and which of them forwards is not in the answer (2.5).
  return onward({ ...walk, vpc: gateway.vpc, subnet: undefined, zone: undefined }, table);
}

/** An endpoint behind the NAT gateway changes nothing: the bytes are translated and billed already (2.7). */
function billToNat(leg: Leg, walk: Walk, gateway: NatGateway): Leg {
  if (leg.via !== "gateway-endpoint") return leg;
  const note = `the gateway endpoint is on the table behind ${gateway.id}, which has processed the traffic by then`;
  const { endpoint: _behind, ...rest } = leg;
  return { ...rest, via: walk.hasCrossed ? "central-nat" : "nat-gateway", note };
}
