import type { Topology } from "../../support/snapshot.ts";
import { internetGateway, natGateway, peering, place, route, routeTable, subnet, vpc, type Part } from "../../support/topology.ts";
import { appTable, appVpc, natApp, publicTable, toNat } from "../trap-parts.ts";

const peerVpc: Part[] = [
  vpc({ id: "vpc-peer", cidr: "10.1.0.0/16" }),
  internetGateway({ id: "igw-peer", vpc: "vpc-peer" }),
  subnet({ id: "subnet-peer", vpc: "vpc-peer", zone: "a", cidr: "10.1.0.0/24" }),
  natGateway({ id: "nat-peer", vpc: "vpc-peer", subnet: "subnet-peer" }),
  routeTable({ id: "rtb-peer", vpc: "vpc-peer", subnets: ["subnet-peer"], routes: [route("0.0.0.0/0", "igw-peer")] }),
  peering({ id: "pcx-1", requesterVpc: "vpc-app", accepterVpc: "vpc-peer", requesterCidr: "10.0.0.0/16", accepterCidr: "10.1.0.0/16" }),
];

export const topology: Topology = {
  places: [place({}, ...appVpc, ...peerVpc, publicTable(), appTable(route("0.0.0.0/0", "pcx-1")))],
};
export const flipped: Topology = {
  places: [place({}, ...appVpc, ...peerVpc, natApp, publicTable(), appTable(toNat))],
};
