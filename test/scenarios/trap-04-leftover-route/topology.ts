import type { Topology } from "../../support/snapshot.ts";
import { place, route } from "../../support/topology.ts";
import { appTable, appVpc, natApp, publicTable, s3Endpoint, toNat, toS3Endpoint } from "../trap-parts.ts";

export const topology: Topology = {
  places: [
    place(
      {},
      ...appVpc,
      natApp,
      publicTable(),
      s3Endpoint("rtb-app"),
      appTable(toNat, toS3Endpoint, route("52.216.0.0/15", "nat-app")),
    ),
  ],
};
export const flipped: Topology = {
  places: [place({}, ...appVpc, natApp, publicTable(), s3Endpoint("rtb-app"), appTable(toNat, toS3Endpoint))],
};
