import type { Topology } from "../../support/snapshot.ts";
import { place, route } from "../../support/topology.ts";
import { appTable, appVpc, hub, publicTable, spoke, spokeAttachment } from "../trap-parts.ts";

const app = place(
  { account: spoke },
  ...appVpc,
  ...spokeAttachment("subnet-app"),
  publicTable(),
  appTable(route("0.0.0.0/0", "tgw-hub")),
);

export const topology: Topology = { places: [app] };
export const flipped: Topology = { places: [app, hub()] };
