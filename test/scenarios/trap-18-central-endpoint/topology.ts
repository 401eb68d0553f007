import type { Topology } from "../../support/snapshot.ts";
import { place, route, vpcEndpoint, type Part } from "../../support/topology.ts";
import { appTable, appVpc, hub, publicTable, spoke, spokeAttachment } from "../trap-parts.ts";

const app = place(
  { account: spoke },
  ...appVpc,
  ...spokeAttachment("subnet-app"),
  publicTable(),
  appTable(route("0.0.0.0/0", "tgw-hub")),
);
const central: Part = vpcEndpoint({ id: "vpce-central", vpc: "vpc-egress", service: "s3", subnets: ["subnet-egress"] });

export const topology: Topology = { places: [app, hub({ more: [central] })] };
export const flipped: Topology = { places: [app, hub()] };
