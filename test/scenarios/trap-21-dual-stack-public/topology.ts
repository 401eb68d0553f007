import type { Topology } from "../../support/snapshot.ts";
import { availabilityZones, internetGateway, networkInterface, place, prefixLists, route, subnet, vpc, type Part } from "../../support/topology.ts";
import { appTable, natApp, publicTable } from "../trap-parts.ts";

const dualStack: Part[] = [
  availabilityZones(),
  prefixLists({ ipv6: true }),
  vpc({ id: "vpc-app", cidr: "10.0.0.0/16", ipv6Cidr: "2001:db8:1::/56" }),
  internetGateway({ id: "igw-app", vpc: "vpc-app" }),
  subnet({ id: "subnet-public", vpc: "vpc-app", zone: "a", cidr: "10.0.0.0/24" }),
  subnet({ id: "subnet-app", vpc: "vpc-app", zone: "a", cidr: "10.0.1.0/24", ipv6Cidr: "2001:db8:1:1::/64" }),
  networkInterface({ id: "eni-app", subnet: "subnet-app", type: "lambda" }),
  natApp,
  publicTable(),
];

const withDefault = (target: string): Topology => ({
  places: [place({}, ...dualStack, appTable(route("0.0.0.0/0", target), route("::/0", "igw-app")))],
});

export const topology = withDefault("nat-app");
export const flipped = withDefault("igw-app");
