import type { Topology } from "../../support/snapshot.ts";
import { networkInterface, place, route, routeTable, subnet, vpcEndpoint } from "../../support/topology.ts";
import { plainVpc } from "../plain-case-before/topology.ts";

export const topology: Topology = {
  places: [
    place(
      {},
      ...plainVpc,
      vpcEndpoint({ id: "vpce-s3", vpc: "vpc-shop", service: "s3", routeTables: ["rtb-app"] }),
      routeTable({
        id: "rtb-app",
        vpc: "vpc-shop",
        subnets: ["subnet-app"],
        routes: [route("0.0.0.0/0", "nat-shop"), route("s3", "vpce-s3")],
      }),
      // Nobody associated this subnet, so it uses the main table, of which nobody thought when the endpoint was made.
      subnet({ id: "subnet-batch", name: "batch-b", vpc: "vpc-shop", zone: "b", cidr: "10.0.2.0/24" }),
      networkInterface({ id: "eni-batch", subnet: "subnet-batch", type: "lambda" }),
      routeTable({ id: "rtb-main", vpc: "vpc-shop", main: true, routes: [route("0.0.0.0/0", "nat-shop")] }),
    ),
  ],
};
