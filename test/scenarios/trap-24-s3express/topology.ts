import type { Topology } from "../../support/snapshot.ts";
import { also, place, route, vpcEndpoint, type Part } from "../../support/topology.ts";
import { appTable, appVpc, natApp, publicTable, s3Endpoint, toNat, toS3Endpoint } from "../trap-parts.ts";

const express: Part = also({
  DescribePrefixLists: {
    PrefixLists: [
      { PrefixListId: "pl-express", PrefixListName: "com.amazonaws.us-east-1.s3express", Cidrs: ["18.88.0.0/18"] },
    ],
  },
});

export const topology: Topology = {
  places: [
    place(
      {},
      ...appVpc,
      express,
      natApp,
      publicTable(),
      vpcEndpoint({ id: "vpce-express", vpc: "vpc-app", service: "s3express", routeTables: ["rtb-app"] }),
      appTable(toNat, route("pl-express", "vpce-express")),
    ),
  ],
};
export const flipped: Topology = {
  places: [place({}, ...appVpc, express, natApp, publicTable(), s3Endpoint("rtb-app"), appTable(toNat, toS3Endpoint))],
};
