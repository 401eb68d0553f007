import type { Topology } from "../../support/snapshot.ts";
import { natGateway, place, route, routeTable, subnet } from "../../support/topology.ts";
import { appTable, appVpc, hub, publicTable, s3Endpoint, spoke, spokeAttachment, toS3Endpoint } from "../trap-parts.ts";

const withRoutes = (...routes: ReturnType<typeof route>[]): Topology => ({
  places: [
    place(
      { account: spoke },
      ...appVpc,
      ...spokeAttachment("subnet-nat"),
      subnet({ id: "subnet-nat", vpc: "vpc-app", zone: "a", cidr: "10.0.2.0/24" }),
      natGateway({ id: "nat-private", vpc: "vpc-app", subnet: "subnet-nat", connectivity: "private" }),
      routeTable({ id: "rtb-nat", vpc: "vpc-app", subnets: ["subnet-nat"], routes: [route("0.0.0.0/0", "tgw-hub")] }),
      s3Endpoint(...(routes.includes(toS3Endpoint) ? ["rtb-app"] : [])),
      publicTable(),
      appTable(route("0.0.0.0/0", "nat-private"), ...routes),
    ),
    hub({ spokeSubnets: ["subnet-nat"] }),
  ],
});

export const topology = withRoutes();
export const flipped = withRoutes(toS3Endpoint);
