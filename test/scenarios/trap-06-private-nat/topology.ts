import type { Topology } from "../../support/snapshot.ts";
import { natGateway, place } from "../../support/topology.ts";
import { appTable, appVpc, publicTable, toNat } from "../trap-parts.ts";

const withNat = (connectivity: "public" | "private"): Topology => ({
  places: [
    place(
      {},
      ...appVpc,
      natGateway({ id: "nat-app", vpc: "vpc-app", subnet: "subnet-public", connectivity }),
      publicTable(),
      appTable(toNat),
    ),
  ],
});

export const topology = withNat("private");
export const flipped = withNat("public");
