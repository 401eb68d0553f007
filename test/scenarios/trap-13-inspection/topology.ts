import type { Topology } from "../../support/snapshot.ts";
import { place, route, routeTable, subnet, vpcEndpoint } from "../../support/topology.ts";
import { appTable, appVpc, natApp, publicTable, s3Endpoint, toNat, toS3Endpoint } from "../trap-parts.ts";

const withRoutes = (...routes: ReturnType<typeof route>[]): Topology => ({
  places: [
    place(
      {},
      ...appVpc,
      natApp,
      publicTable(),
      subnet({ id: "subnet-firewall", vpc: "vpc-app", zone: "a", cidr: "10.0.2.0/28" }),
      vpcEndpoint({
        id: "vpce-firewall",
        vpc: "vpc-app",
        service: "com.amazonaws.vpce.us-east-1.vpce-svc-0firewall",
        type: "GatewayLoadBalancer",
        subnets: ["subnet-firewall"],
      }),
      routeTable({ id: "rtb-firewall", vpc: "vpc-app", subnets: ["subnet-firewall"], routes: [toNat] }),
      s3Endpoint(...(routes.length > 0 ? ["rtb-app"] : [])),
      appTable(route("0.0.0.0/0", "vpce-firewall"), ...routes),
    ),
  ],
});

export const topology = withRoutes();
export const flipped = withRoutes(toS3Endpoint);
