import type { Topology } from "../../support/snapshot.ts";
import { networkInterface, place, routeTable, subnet, transitGateway, transitGatewayVpcAttachment, vpcEndpoint, type Part } from "../../support/topology.ts";
import { appTable, appVpc, natApp, publicTable, s3Endpoint, toNat, toS3Endpoint } from "../trap-parts.ts";

const withInterfaces = (...more: Part[]): Topology => ({
  places: [
    place(
      {},
      ...appVpc,
      natApp,
      publicTable(),
      s3Endpoint("rtb-app"),
      appTable(toNat, toS3Endpoint),
      subnet({ id: "subnet-attach", vpc: "vpc-app", zone: "a", cidr: "10.0.2.0/28" }),
      subnet({ id: "subnet-firewall", vpc: "vpc-app", zone: "a", cidr: "10.0.3.0/28" }),
      transitGateway({ id: "tgw-hub" }),
      transitGatewayVpcAttachment({
        id: "tgw-attach-app",
        transitGateway: "tgw-hub",
        vpc: "vpc-app",
        subnets: ["subnet-attach"],
      }),
      vpcEndpoint({
        id: "vpce-firewall",
        vpc: "vpc-app",
        service: "com.amazonaws.vpce.us-east-1.vpce-svc-0firewall",
        type: "GatewayLoadBalancer",
        subnets: ["subnet-firewall"],
      }),
      routeTable({ id: "rtb-hops", vpc: "vpc-app", subnets: ["subnet-attach", "subnet-firewall"], routes: [toNat] }),
      ...more,
    ),
  ],
});

export const topology = withInterfaces();
export const flipped = withInterfaces(networkInterface({ id: "eni-job", subnet: "subnet-attach", type: "lambda" }));
