import type { Topology } from "../../support/snapshot.ts";
import { networkInterface, place, routeTable, subnet, vpcEndpoint } from "../../support/topology.ts";
import { appTable, appVpc, natApp, publicTable, s3Endpoint, toNat, toS3Endpoint } from "../trap-parts.ts";

const withPrivateDns = (inboundResolverOnly: boolean): Topology => ({
  places: [
    place(
      {},
      ...appVpc,
      natApp,
      publicTable(),
      subnet({ id: "subnet-served", vpc: "vpc-app", zone: "b", cidr: "10.0.2.0/24" }),
      networkInterface({ id: "eni-served", subnet: "subnet-served", type: "lambda" }),
      vpcEndpoint({
        id: "vpce-paid",
        vpc: "vpc-app",
        service: "s3",
        subnets: ["subnet-app"],
        privateDns: true,
        inboundResolverOnly,
      }),
      s3Endpoint("rtb-served"),
      routeTable({ id: "rtb-served", vpc: "vpc-app", subnets: ["subnet-served"], routes: [toNat, toS3Endpoint] }),
      appTable(toNat),
    ),
  ],
});

export const topology = withPrivateDns(true);
export const flipped = withPrivateDns(false);
