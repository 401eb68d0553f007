import type { Topology } from "../../support/snapshot.ts";
import { internetGateway, natGateway, place, prefixLists, route, routeTable, subnet, vpc } from "../../support/topology.ts";

const escape = String.fromCharCode(27);

export const topology: Topology = {
  accounts: [{ id: "111122223333", name: `shop${escape}]0;owned${String.fromCharCode(7)}`, state: "ACTIVE", path: "" }],
  places: [
    place(
      {},
      vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
      subnet({ id: "subnet-public", vpc: "vpc-1", zone: "a", cidr: "10.0.0.0/24" }),
      subnet({ id: "subnet-1", name: `${escape}[2J${escape}[31mall clear`, vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24" }),
      subnet({ id: "subnet-2", name: "<script>alert(1)</script>", vpc: "vpc-1", zone: "a", cidr: "10.0.2.0/24" }),
      subnet({ id: "subnet-3", name: "two\nlines `$(reboot)` {subnet.id}", vpc: "vpc-1", zone: "a", cidr: "10.0.3.0/24" }),
      internetGateway({ id: "igw-1", vpc: "vpc-1" }),
      natGateway({ id: "nat-1", vpc: "vpc-1", subnet: "subnet-public" }),
      routeTable({ id: "rtb-public", vpc: "vpc-1", subnets: ["subnet-public"], routes: [route("0.0.0.0/0", "igw-1")] }),
      routeTable({ id: "rtb-1", vpc: "vpc-1", main: true, routes: [route("0.0.0.0/0", "nat-1")] }),
      prefixLists(),
    ),
  ],
};
