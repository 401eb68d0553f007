import type { Topology } from "../../support/snapshot.ts";
import { place } from "../../support/topology.ts";
import { appTable, appVpc, natApp, publicTable, s3Endpoint, toNat, toS3Endpoint } from "../trap-parts.ts";

export const topology: Topology = {
  places: [place({}, ...appVpc, natApp, s3Endpoint("rtb-public"), publicTable(toS3Endpoint), appTable(toNat))],
};
export const flipped: Topology = {
  places: [place({}, ...appVpc, natApp, s3Endpoint("rtb-app"), publicTable(), appTable(toNat, toS3Endpoint))],
};
