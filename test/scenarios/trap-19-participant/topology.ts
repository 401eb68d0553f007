import type { Topology } from "../../support/snapshot.ts";
import { networkInterface, place, prefixLists, routeTable, subnet, vpc } from "../../support/topology.ts";
import { appTable, appVpc, natApp, network, publicTable, spoke, toNat } from "../trap-parts.ts";

const participant = place(
  { account: network },
  prefixLists(),
  vpc({ id: "vpc-app", cidr: "10.0.0.0/16", owner: spoke }),
  subnet({ id: "subnet-app", vpc: "vpc-app", zone: "a", cidr: "10.0.1.0/24", owner: spoke }),
  networkInterface({ id: "eni-guest", subnet: "subnet-app", type: "lambda" }),
  routeTable({ id: "rtb-app", vpc: "vpc-app", subnets: ["subnet-app"], routes: [toNat], owner: spoke }),
);

export const topology: Topology = {
  places: [place({ account: spoke }, ...appVpc, natApp, publicTable(), appTable(toNat)), participant],
};
export const flipped: Topology = { places: [participant] };
