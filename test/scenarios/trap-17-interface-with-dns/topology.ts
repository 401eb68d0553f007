import type { Topology } from "../../support/snapshot.ts";
import { place, vpcEndpoint } from "../../support/topology.ts";
import { appTable, appVpc, natApp, publicTable, toNat } from "../trap-parts.ts";

const withPrivateDns = (privateDns: { privateDns: boolean; inboundResolverOnly?: boolean }): Topology => ({
  places: [
    place(
      {},
      ...appVpc,
      natApp,
      publicTable(),
      vpcEndpoint({ id: "vpce-paid", vpc: "vpc-app", service: "s3", subnets: ["subnet-app"], ...privateDns }),
      appTable(toNat),
    ),
  ],
});

export const topology = withPrivateDns({ privateDns: true, inboundResolverOnly: false });
export const flipped = withPrivateDns({ privateDns: true, inboundResolverOnly: true });
