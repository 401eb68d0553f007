import type { Topology } from "../../support/snapshot.ts";
import { networkInterface, place, route, routeTable, subnet } from "../../support/topology.ts";
import { appTable, appVpc, hub, publicTable, spoke, spokeAttachment } from "../trap-parts.ts";

const withCheck = (sourceDestCheck: boolean): Topology => ({
  places: [
    place(
      { account: spoke },
      ...appVpc,
      ...spokeAttachment("subnet-attach"),
      subnet({ id: "subnet-attach", vpc: "vpc-app", zone: "a", cidr: "10.0.2.0/28" }),
      networkInterface({ id: "eni-instance", subnet: "subnet-public", instance: "i-nat", sourceDestCheck }),
      subnet({ id: "subnet-boston", vpc: "vpc-app", zone: "us-east-1-bos-1a", cidr: "10.0.3.0/24" }),
      networkInterface({ id: "eni-boston", subnet: "subnet-boston", type: "lambda" }),
      routeTable({
        id: "rtb-boston",
        vpc: "vpc-app",
        subnets: ["subnet-boston"],
        routes: [route("0.0.0.0/0", "eni-tgw-attach-app-subnet-attach")],
      }),
      publicTable(),
      appTable(route("0.0.0.0/0", "eni-instance", { instance: "i-nat" })),
    ),
    hub({ spokeSubnets: ["subnet-attach"] }),
  ],
});

export const topology = withCheck(true);
export const flipped = withCheck(false);
