import type { Topology } from "../../support/snapshot.ts";
import { gap, place, route, routeTable } from "../../support/topology.ts";
import { plainVpc } from "../plain-case-before/topology.ts";

export const topology: Topology = {
  places: [
    place(
      { gaps: [gap("DescribeNatGateways")] },
      ...plainVpc,
      routeTable({ id: "rtb-app", vpc: "vpc-shop", subnets: ["subnet-app"], routes: [route("0.0.0.0/0", "nat-shop")] }),
    ),
  ],
};
