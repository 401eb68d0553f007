import type { Topology } from "../../support/snapshot.ts";
import { availabilityZones, internetGateway, networkInterface, place, prefixLists, subnet, vpc } from "../../support/topology.ts";
import { appTable, natApp, publicTable, toNat } from "../trap-parts.ts";

const withMode = (blockPublicAccess: "block-bidirectional" | "block-ingress"): Topology => ({
  places: [
    place(
      {},
      availabilityZones(),
      prefixLists(),
      vpc({ id: "vpc-app", cidr: "10.0.0.0/16", blockPublicAccess }),
      internetGateway({ id: "igw-app", vpc: "vpc-app" }),
      subnet({ id: "subnet-public", vpc: "vpc-app", zone: "a", cidr: "10.0.0.0/24", blockPublicAccess }),
      subnet({ id: "subnet-app", vpc: "vpc-app", zone: "a", cidr: "10.0.1.0/24", blockPublicAccess }),
      networkInterface({ id: "eni-app", subnet: "subnet-app", type: "lambda" }),
      natApp,
      publicTable(),
      appTable(toNat),
    ),
  ],
});

export const topology = withMode("block-bidirectional");
export const flipped = withMode("block-ingress");
