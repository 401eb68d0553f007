import type { Item } from "../snapshot/apis.ts";
import { parseCidr } from "./cidr.ts";
import { tagsFrom, textsFrom } from "./from-answers.ts";
import { canonical, vocabulary } from "./open-enum.ts";
import type { Destination, Route, RouteTable, RouteTableAssociation, Target, TargetKind } from "./records.ts";

type WireRoute = NonNullable<Item<"DescribeRouteTables">["Routes"]>[number];
type WireAssociation = NonNullable<Item<"DescribeRouteTables">["Associations"]>[number];

export function routeTableFrom(item: Item<"DescribeRouteTables">): RouteTable {
  const vpc = item.VpcId ?? "";
  return {
    id: item.RouteTableId ?? "",
    owner: item.OwnerId ?? "",
    vpc,
    associations: (item.Associations ?? []).flatMap((association) => associationsFrom(association, vpc)),
    routes: (item.Routes ?? []).map(routeFrom),
    propagatingGateways: textsFrom(item.PropagatingVgws?.map((each) => each.GatewayId)),
    tags: tagsFrom(item.Tags),
  };
}

/** Main and SubnetId are not exclusive (1.2), so one entry may say two things. */
function associationsFrom(item: WireAssociation, vpc: string): RouteTableAssociation[] {
  const state = canonical(item.AssociationState?.State ?? "associated", vocabulary.associationState);
  const found: RouteTableAssociation[] = [];
  if (item.Main === true) found.push({ kind: "main", id: vpc, state });
  if (item.SubnetId !== undefined) found.push({ kind: "subnet", id: item.SubnetId, state });
  if (item.GatewayId !== undefined) found.push({ kind: "gateway", id: item.GatewayId, state });
  if (found.length === 0) found.push({ kind: "other", id: item.PublicIpv4Pool ?? "", state });
  return found;
}

export function routeFrom(item: WireRoute): Route {
  return {
    destination: destinationFrom(item),
    target: targetFrom(item),
    state: canonical(item.State ?? "active", vocabulary.routeState),
    origin: canonical(item.Origin ?? "CreateRoute", vocabulary.routeOrigin),
  };
}

function destinationFrom(item: WireRoute): Destination {
  if (item.DestinationPrefixListId !== undefined) return { kind: "prefix-list", text: item.DestinationPrefixListId };
  const text = item.DestinationCidrBlock ?? item.DestinationIpv6CidrBlock ?? "";
  const cidr = parseCidr(text);
  return cidr === undefined ? { kind: "unrecognized", text } : { kind: "cidr", text, cidr };
}

/** The members that name a target, in the order in which they decide: an instance comes with its interface (1.15). */
const members: readonly [member: keyof WireRoute, kind: TargetKind][] = [
  ["NatGatewayId", "nat-gateway"],
  ["NetworkInterfaceId", "network-interface"],
  ["InstanceId", "instance"],
  ["TransitGatewayId", "transit-gateway"],
  ["VpcPeeringConnectionId", "peering-connection"],
  ["EgressOnlyInternetGatewayId", "egress-only-internet-gateway"],
  ["LocalGatewayId", "local-gateway"],
  ["CarrierGatewayId", "carrier-gateway"],
  ["CoreNetworkArn", "core-network"],
  ["OdbNetworkArn", "odb-network"],
];

function targetFrom(item: WireRoute): Target {
  if (item.GatewayId !== undefined) return { kind: gatewayKind(item.GatewayId), id: item.GatewayId };
  for (const [member, kind] of members) {
    const id = item[member];
    if (id !== undefined) return { kind, id };
  }
  // A blackhole may have lost its target (1.11). An active route without one has a kind of target that we do not know.
  return { kind: item.State?.toLowerCase() === "blackhole" ? "none" : "unrecognized", id: "" };
}

/** GatewayId carries several kinds, told apart by the id (1.12 to 1.14). */
function gatewayKind(id: string): TargetKind {
  const text = id.toLowerCase();
  if (text === "local") return "local";
  if (text === "vpclattice") return "vpc-lattice";
  if (text.startsWith("igw-")) return "internet-gateway";
  if (text.startsWith("vgw-")) return "vpn-gateway";
  if (text.startsWith("vpce-")) return "vpc-endpoint";
  return "unrecognized";
}
