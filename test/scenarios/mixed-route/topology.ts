import type { Topology } from "../../support/snapshot.ts";
import { place, route, routeTable, vpcEndpoint } from "../../support/topology.ts";
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
        routes: [route("0.0.0.0/0", "nat-shop"), route("52.216.0.0/15", "nat-shop"), route("s3", "vpce-s3")],
      }),
    ),
  ],
};
