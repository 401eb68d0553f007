import type { Topology } from "../../support/snapshot.ts";
import { networkInterface, place, routeTable, subnet, type Part } from "../../support/topology.ts";
import { appVpc, natApp, publicTable, s3Endpoint, toNat, toS3Endpoint } from "../trap-parts.ts";

const zones = ["a", "b", "c"];

const withEndpointOn = (served: string[]): Topology => ({
  places: [
    place(
      {},
      ...appVpc,
      natApp,
      publicTable(),
      s3Endpoint(...served.map((zone) => `rtb-${zone}`)),
      ...zones.flatMap((zone, index): Part[] => [
        subnet({ id: `subnet-${zone}`, vpc: "vpc-app", zone, cidr: `10.0.1${index}.0/24` }),
        networkInterface({ id: `eni-${zone}`, subnet: `subnet-${zone}`, type: "lambda" }),
        routeTable({
          id: `rtb-${zone}`,
          vpc: "vpc-app",
          subnets: [`subnet-${zone}`, ...(zone === "a" ? ["subnet-app"] : [])],
          routes: served.includes(zone) ? [toNat, toS3Endpoint] : [toNat],
        }),
      ]),
    ),
  ],
});

export const topology = withEndpointOn(["a", "b"]);
export const flipped = withEndpointOn(zones);
