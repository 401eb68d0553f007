import type { Topology } from "../../support/snapshot.ts";
import { place } from "../../support/topology.ts";
import { appTable, appVpc, natApp, publicTable, s3Endpoint, toNat, toS3Endpoint } from "../trap-parts.ts";

export const topology: Topology = {
  places: [place({}, ...appVpc, natApp, publicTable(), s3Endpoint("rtb-app"), appTable(toNat, toS3Endpoint))],
};
export const flipped: Topology = {
  places: [place({}, ...appVpc, natApp, publicTable(), s3Endpoint("rtb-app"), appTable(toS3Endpoint))],
};
