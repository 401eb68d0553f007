import type { Topology } from "../../support/snapshot.ts";
import { gap, place } from "../../support/topology.ts";
import { appTable, appVpc, natApp, publicTable, s3Endpoint, spoke, toNat, toS3Endpoint } from "../trap-parts.ts";

const app = place({}, ...appVpc, natApp, publicTable(), s3Endpoint("rtb-app"), appTable(toNat, toS3Endpoint));
const left: Topology["rows"] = [
  { account: "333344445555", region: "*", collected: [], gaps: [gap("*", "skipped", "the account is CLOSED")] },
  { account: spoke, region: "ap-east-1", collected: [], gaps: [gap("*", "not-enabled", "the Region is not enabled")] },
];
const denied = { account: spoke, region: "eu-west-1", collected: [], gaps: [gap("*", "denied", "explicit deny in a service control policy")] };

export const topology: Topology = { places: [app], rows: [...left, denied] };
export const flipped: Topology = { places: [app, place({ region: "eu-west-1" })], rows: left };
