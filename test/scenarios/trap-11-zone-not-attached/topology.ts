import type { Topology } from "../../support/snapshot.ts";
import { networkInterface, place, route, routeTable, subnet } from "../../support/topology.ts";
import { appTable, appVpc, hub, publicTable, spoke, spokeAttachment } from "../trap-parts.ts";

const withAttachmentIn = (...subnets: string[]): Topology => ({
  places: [
    place(
      { account: spoke },
      ...appVpc,
      ...spokeAttachment(...subnets),
      subnet({ id: "subnet-c", vpc: "vpc-app", zone: "c", cidr: "10.0.3.0/24" }),
      subnet({ id: "subnet-attach-c", vpc: "vpc-app", zone: "c", cidr: "10.0.4.0/28" }),
      networkInterface({ id: "eni-c", subnet: "subnet-c", type: "lambda" }),
      publicTable(),
      appTable(),
      routeTable({ id: "rtb-main", vpc: "vpc-app", main: true }),
      routeTable({ id: "rtb-c", vpc: "vpc-app", subnets: ["subnet-c"], routes: [route("0.0.0.0/0", "tgw-hub")] }),
    ),
    hub({ spokeSubnets: subnets }),
  ],
});

export const topology = withAttachmentIn("subnet-app");
export const flipped = withAttachmentIn("subnet-app", "subnet-attach-c");
