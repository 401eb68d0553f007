import type { Topology } from "../../support/snapshot.ts";
import { natGateway, place, route, routeTable } from "../../support/topology.ts";
import { appTable, appVpc, publicTable, s3Endpoint, toNat, toS3Endpoint } from "../trap-parts.ts";

const withRoutes = (...routes: ReturnType<typeof route>[]): Topology => ({
  places: [
    place(
      {},
      ...appVpc,
      natGateway({ id: "nat-app", vpc: "vpc-app", routeTable: "rtb-nat" }),
      routeTable({ id: "rtb-nat", vpc: "vpc-app", routes: [route("0.0.0.0/0", "igw-app")] }),
      publicTable(),
      s3Endpoint(...(routes.length > 0 ? ["rtb-app"] : [])),
      appTable(toNat, ...routes),
    ),
  ],
});

export const topology = withRoutes();
export const flipped = withRoutes(toS3Endpoint);
