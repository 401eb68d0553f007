import type { Topology } from "../../support/snapshot.ts";
import { place, routeTable } from "../../support/topology.ts";
import { appVpc, natApp, publicTable, s3Endpoint, toNat, toS3Endpoint } from "../trap-parts.ts";

const withSpare = (subnets: string[]): Topology => ({
  places: [
    place(
      {},
      ...appVpc,
      natApp,
      publicTable(),
      routeTable({ id: "rtb-main", vpc: "vpc-app", main: true, routes: [toNat] }),
      s3Endpoint("rtb-spare"),
      routeTable({ id: "rtb-spare", vpc: "vpc-app", subnets, routes: [toNat, toS3Endpoint] }),
    ),
  ],
});

export const topology = withSpare([]);
export const flipped = withSpare(["subnet-app"]);
