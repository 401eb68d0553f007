import {
  internetGateway,
  natGateway,
  networkInterface,
  place,
  prefixLists,
  route,
  routeTable,
  subnet,
  vpc,
  type Part,
} from "../../support/topology.ts";
import type { Topology } from "../../support/snapshot.ts";

/** A VPC with one public subnet, one NAT gateway and one private subnet: the beginning of nearly every account. */
export const plainVpc: readonly Part[] = [
  vpc({ id: "vpc-shop", name: "shop", cidr: "10.0.0.0/16" }),
  subnet({ id: "subnet-public", name: "public-a", vpc: "vpc-shop", zone: "a", cidr: "10.0.0.0/24" }),
  subnet({ id: "subnet-app", name: "app-a", vpc: "vpc-shop", zone: "a", cidr: "10.0.1.0/24" }),
  internetGateway({ id: "igw-shop", vpc: "vpc-shop" }),
  natGateway({ id: "nat-shop", vpc: "vpc-shop", subnet: "subnet-public" }),
  networkInterface({ id: "eni-web", subnet: "subnet-app", instance: "i-web" }),
  routeTable({ id: "rtb-public", vpc: "vpc-shop", subnets: ["subnet-public"], routes: [route("0.0.0.0/0", "igw-shop")] }),
  prefixLists(),
];

export const topology: Topology = {
  places: [
    place(
      {},
      ...plainVpc,
      routeTable({ id: "rtb-app", vpc: "vpc-shop", subnets: ["subnet-app"], routes: [route("0.0.0.0/0", "nat-shop")] }),
    ),
  ],
};
