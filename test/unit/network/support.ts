import { isUnknown } from "../../../src/unknown.ts";
import type { Maybe } from "../../../src/unknown.ts";
import type { Family } from "../../../src/network/cidr.ts";
import { summarizeVia } from "../../../src/network/path.ts";
import type { Path } from "../../../src/network/path.ts";
import type { Subnet, VpcEndpoint } from "../../../src/network/records.ts";
import { buildRegionNetwork } from "../../../src/network/region-network.ts";
import type { RegionNetwork } from "../../../src/network/region-network.ts";
import type { Service } from "../../../src/network/service-name.ts";
import { tracePath } from "../../../src/network/trace.ts";
import type { Gap } from "../../../src/snapshot/format.ts";
import {
  internetGateway,
  natGateway,
  place,
  prefixLists,
  route,
  routeTable,
  subnet,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";

export function network(...parts: Part[]): RegionNetwork {
  return buildRegionNetwork(place({}, ...parts));
}

export function networkWithout(gaps: Gap[], ...parts: Part[]): RegionNetwork {
  return buildRegionNetwork(place({ gaps }, ...parts));
}

export function subnetOf(net: RegionNetwork, id = "subnet-private"): Subnet {
  const found = isUnknown(net.subnets) ? undefined : net.subnets.get(id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

export function endpointOf(net: RegionNetwork, id: string): VpcEndpoint {
  const found = isUnknown(net.endpoints) ? undefined : net.endpoints.get(id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

export function pathOf(
  net: RegionNetwork,
  service: Service = "s3",
  family: Family = "ipv4",
  id = "subnet-private",
): Path {
  return tracePath(net, subnetOf(net, id), service, family);
}

/** The path in one word. */
export function via(
  net: RegionNetwork,
  service: Service = "s3",
  family: Family = "ipv4",
  id = "subnet-private",
): string {
  return word(summarizeVia(pathOf(net, service, family, id)));
}

export function word(value: Maybe<string | boolean>): string {
  return isUnknown(value) ? "unknown" : String(value);
}

export function reasons(value: Maybe<unknown>): string {
  return isUnknown(value)
    ? value.needs.map(({ account, api, reason }) => `${account} ${api}: ${reason}`).join("\n")
    : "";
}

/** A VPC with a private and a public subnet, a NAT gateway and an internet gateway. The private table is `rtb-private`. */
export const plain: Part[] = [
  vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
  subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", name: "private-a" }),
  subnet({ id: "subnet-public", vpc: "vpc-1", zone: "a", cidr: "10.0.0.0/24" }),
  routeTable({ id: "rtb-public", vpc: "vpc-1", subnets: ["subnet-public"], routes: [route("0.0.0.0/0", "igw-1")] }),
  natGateway({ id: "nat-1", vpc: "vpc-1", subnet: "subnet-public" }),
  internetGateway({ id: "igw-1", vpc: "vpc-1" }),
  prefixLists(),
];

export function privateTable(
  routes: Parameters<typeof routeTable>[0]["routes"] = [],
  more: Partial<Parameters<typeof routeTable>[0]> = {},
): Part {
  return routeTable({ id: "rtb-private", vpc: "vpc-1", subnets: ["subnet-private"], routes: routes ?? [], ...more });
}

/** A subnet of vpc-1 without IPv4, whose packets to IPv4 addresses go by NAT64. */
export const subnetSix = subnet({
  id: "subnet-six",
  vpc: "vpc-1",
  zone: "a",
  ipv6Cidr: "2600:1f18:1::/64",
  ipv6Native: true,
  dns64: true,
});

/** The endpoint of a firewall in vpc-1, behind a Gateway Load Balancer. */
export function firewallEndpoint(id: string, subnetId: string): Part {
  return vpcEndpoint({
    id,
    vpc: "vpc-1",
    service: "com.amazonaws.vpce.us-east-1.vpce-svc-1",
    type: "GatewayLoadBalancer",
    subnets: [subnetId],
  });
}
