import { coreNetworkArn, wholeCoreNetwork } from "../../test/support/core-network.ts";
import { route, routeTable, subnet, vpc } from "../../test/support/topology.ts";
import type { Part } from "../../test/support/topology.ts";
import { accountIds } from "./account.ts";
import { instances } from "./network-plan.ts";

const id = "core-network-wan";
const [egress, tills] = ["attachment-egress", "attachment-tills"];
const region = "us-east-1";
const spokeCidr = "10.50.0.0/24";

/** The network account's beginning of a wide-area network: shared with the shop, which has the first VPC in it. */
export function wideAreaNetwork(): Part {
  return wholeCoreNetwork({
    id,
    name: "wan",
    owner: accountIds.network,
    edges: [region],
    segments: {
      prod: [
        { destination: "0.0.0.0/0", attachment: egress },
        { destination: "10.0.0.0/16", attachment: egress, type: "PROPAGATED" },
        { destination: spokeCidr, attachment: tills, type: "PROPAGATED" },
      ],
    },
    attachments: [
      {
        id: egress,
        name: "egress",
        vpc: "vpc-egress",
        subnets: ["subnet-egress-tgw-a", "subnet-egress-tgw-b"],
        segment: "prod",
        region,
      },
      {
        id: tills,
        name: "tills",
        vpc: "vpc-tills",
        owner: accountIds.shopProd,
        subnets: ["subnet-tills-a"],
        segment: "prod",
        region,
      },
    ],
  });
}

/** For answers to the tills: a VPC without such a route is of no use to who comes by the core network. */
export const backToTills = route(spokeCidr, coreNetworkArn(accountIds.network, id));

/** What the tills of the stores talk to: no way out but through the core network. */
export function tillsVpc(): Part[] {
  return [
    vpc({ id: "vpc-tills", name: "tills", cidr: spokeCidr }),
    subnet({ id: "subnet-tills-a", name: "tills-a", vpc: "vpc-tills", zone: "a", cidr: "10.50.0.0/25" }),
    routeTable({
      id: "rtb-tills-main",
      name: "tills-main",
      vpc: "vpc-tills",
      main: true,
      routes: [route("0.0.0.0/0", coreNetworkArn(accountIds.network, id))],
    }),
    instances("tills-gateway", ["subnet-tills-a"]),
  ];
}
