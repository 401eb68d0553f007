import { isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import type { ById } from "./collections.ts";
import type { EdgeGateway, Route } from "./records.ts";
import { blockPublicAccess } from "./block-public-access.ts";
import { findById, unknownHere } from "./region-network.ts";
import { endIsolated, endLeg, endUnknown, exitBy, hopHere, pass } from "./walk.ts";
import type { Leg, Walk } from "./walk.ts";

/** The internet gateway: the end of a live path, if Block Public Access and the translation before it permit. */
export function followInternetGateway(walk: Walk, route: Route): Leg[] {
  const gateway = attachedGateway(walk, route, { api: "DescribeInternetGateways", all: walk.network.internetGateways });
  return isUnknown(gateway) || gateway === undefined
    ? endDetached(walk, route, gateway)
    : leaveByInternet(arriveAt(walk, route, gateway));
}

function leaveByInternet(walk: Walk): Leg[] {
  if (walk.isNat64) return endIsolated(walk, "64:ff9b::/96 leads past every NAT gateway, so nothing translates it");
  if (walk.nat?.isPublic === false)
    return endIsolated(walk, "an internet gateway drops the traffic of a private NAT gateway");
  if (walk.isTransit) return endTransit(walk);
  const mode = blockPublicAccess(walk);
  const stopped = stoppedByMode(walk, mode);
  if (stopped !== undefined) return stopped;
  // Only NAT gateways and egress-only gateways get out then (2.32); a NAT instance is plain internet gateway traffic.
  if (mode === "block-ingress" && walk.nat?.via !== "nat-gateway") {
    return endIsolated(walk, "VPC Block Public Access (block-ingress) stops traffic that no NAT gateway translates");
  }
  return endLeg(walk, exitBy(walk, "internet-gateway"));
}

/** IPv6 only, and not a NAT (2.30). */
export function followEgressOnlyInternetGateway(walk: Walk, route: Route): Leg[] {
  const { egressOnlyInternetGateways: all } = walk.network;
  const gateway = attachedGateway(walk, route, { api: "DescribeEgressOnlyInternetGateways", all });
  if (isUnknown(gateway) || gateway === undefined) return endDetached(walk, route, gateway);
  const arrived = arriveAt(walk, route, gateway);
  if (walk.isNat64) return endIsolated(arrived, "an egress-only internet gateway does not translate 64:ff9b::/96");
  if (walk.isTransit) return endTransit(arrived);
  return (
    stoppedByMode(arrived, blockPublicAccess(walk)) ?? endLeg(arrived, exitBy(arrived, "egress-only-internet-gateway"))
  );
}

/** Where Block Public Access stops both directions, or it is not known whether it does (2.32). */
function stoppedByMode(walk: Walk, mode: Maybe<string>): Leg[] | undefined {
  if (isUnknown(mode)) return endLeg(walk, mode);
  if (mode === "block-bidirectional")
    return endIsolated(walk, "VPC Block Public Access (block-bidirectional) stops internet traffic");
  // It holds for the subnets of firewalls too: a packet that has passed one in such a subnet does not get out of that
  // VPC's gateways. Transit gateways are unaffected: behind one it is the egress VPC's mode that counts.
  const inspection = walk.inspectedUnder?.vpc === walk.vpc ? walk.inspectedUnder.mode : undefined;
  if (isUnknown(inspection)) return endLeg(walk, inspection);
  if (inspection === "block-bidirectional")
    return endIsolated(
      walk,
      "VPC Block Public Access (block-bidirectional) stops internet traffic that passes the firewall",
    );
  return undefined;
}

/**
 * An internet gateway translates between the private and public IPv4 addresses of its own VPC's interfaces, so it has
 * nothing for packets from elsewhere. What it does with their IPv6 addresses, no page of AWS says.
 */
function endTransit(walk: Walk): Leg[] {
  return walk.family === "ipv4"
    ? endIsolated(walk, `nothing in ${walk.vpc} translates packets from other VPCs, so its internet gateway drops them`)
    : endUnknown(walk, "*", `what the gateways of ${walk.vpc} do with IPv6 packets from other VPCs is not documented`);
}

/** A carrier gateway is to a Wavelength subnet what an internet gateway is to others (2.33). */
export function followCarrierGateway(walk: Walk, route: Route): Leg[] {
  const arrived = pass(walk, hopHere(walk, route.target.kind, route.target));
  return endLeg(arrived, exitBy(arrived, "internet-gateway"), {
    note: "leaves by a carrier gateway of a Wavelength Zone",
  });
}

function arriveAt(walk: Walk, route: Route, gateway: EdgeGateway): Walk {
  return pass(walk, hopHere(walk, route.target.kind, gateway));
}

/** The gateway, if it is attached to the VPC of the table; undefined where it is not. */
function attachedGateway(
  walk: Walk,
  { target }: Route,
  {
    api,
    all,
  }: { api: "DescribeInternetGateways" | "DescribeEgressOnlyInternetGateways"; all: Maybe<ById<EdgeGateway>> },
): Maybe<EdgeGateway | undefined> {
  const gateway = findById(walk.network, { api, all, id: target.id });
  if (isUnknown(gateway)) return gateway;
  const attachment = gateway.attachments.find(({ vpc }) => vpc === walk.vpc);
  // EC2 answers `available` for internet gateways, `attached` for egress-only ones.
  if (attachment?.state === "available" || attachment?.state === "attached") return gateway;
  if (attachment?.state === "attaching")
    return unknownHere(walk.network, api, `${target.id} is being attached: collect again`);
  return undefined;
}

function endDetached(walk: Walk, { target }: Route, gateway: Maybe<undefined>): Leg[] {
  const arrived = pass(walk, hopHere(walk, target.kind, target));
  return isUnknown(gateway)
    ? endLeg(arrived, gateway)
    : endIsolated(arrived, `${target.id} is not attached to ${walk.vpc}`);
}
