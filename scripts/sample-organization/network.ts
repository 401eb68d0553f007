import {
  route,
  routeTable,
  subnet,
  transitGateway,
  transitGatewayRouteTable,
  transitGatewayVpcAttachment,
  vpcEndpoint,
} from "../../test/support/topology.ts";
import type { Part } from "../../test/support/topology.ts";
import { accountIds } from "./account.ts";
import type { SampleAccount } from "./account.ts";
import { attachmentOf, centralEndpoint, reports, settlement, spokeAttachment } from "./central-s3.ts";
import { backToTills, wideAreaNetwork } from "./cloud-wan.ts";
import { instances, privateTier, publicTier, regionBasics } from "./network-plan.ts";
import type { Plan } from "./network-plan.ts";
import { organizationOnly } from "./policies.ts";

/** The network account: the transit gateway, the core network, the central ways to the internet and to S3, and a VPC whose subnets it shares. */
export function network(): SampleAccount {
  return {
    account: { id: accountIds.network, name: "network", state: "ACTIVE", path: "Root/Infrastructure/Network" },
    regions: {
      "us-east-1": { parts: [...regionBasics(), ...egress(), ...centralEndpoint(), ...hub(), ...sharedVpc()] },
    },
    everywhere: [wideAreaNetwork()],
  };
}

/** Central egress. The S3 endpoint on the attachment's tables serves no spoke: its traffic comes through a gateway (2.15). */
function egress(): Part[] {
  const zones = ["a", "b"];
  const plan: Plan = {
    key: "egress",
    name: "egress",
    base: "10.0",
    zones,
    natZones: zones,
    publicRoutes: [route("10.0.0.0/8", "tgw-hub"), backToTills],
  };
  const attached = plan.zones.map((zone) => `subnet-egress-tgw-${zone}`);
  return [
    ...publicTier(plan),
    routeTable({ id: "rtb-egress-main", name: "egress-main", vpc: "vpc-egress", main: true }),
    ...plan.zones.flatMap((zone, index) => [
      subnet({
        id: `subnet-egress-tgw-${zone}`,
        name: `egress-tgw-${zone}`,
        vpc: "vpc-egress",
        zone,
        cidr: `10.0.255.${16 * index}/28`,
      }),
      routeTable({
        id: `rtb-egress-tgw-${zone}`,
        name: `egress-tgw-${zone}`,
        vpc: "vpc-egress",
        subnets: [`subnet-egress-tgw-${zone}`],
        routes: [route("0.0.0.0/0", `nat-egress-${zone}`), route("s3", "vpce-egress-s3")],
      }),
    ]),
    vpcEndpoint({
      id: "vpce-egress-s3",
      name: "egress-s3",
      vpc: "vpc-egress",
      service: "s3",
      routeTables: ["rtb-egress-tgw-a", "rtb-egress-tgw-b"],
      policy: organizationOnly("s3:*"),
    }),
    transitGatewayVpcAttachment({
      id: "tgw-attach-egress",
      name: "egress",
      transitGateway: "tgw-hub",
      vpc: "vpc-egress",
      subnets: attached,
    }),
  ];
}

function hub(): Part[] {
  const spokes = [
    { attachment: "tgw-attach-services", vpc: "vpc-services", destination: "10.4.0.0/16" },
    ...[settlement, reports].map((spoke) => ({
      attachment: attachmentOf(spoke),
      vpc: `vpc-${spoke.key}`,
      destination: `${spoke.base}.0.0/16`,
    })),
  ];
  return [
    transitGateway({ id: "tgw-hub", name: "hub" }),
    transitGatewayVpcAttachment({
      id: "tgw-attach-services",
      name: "shared-services",
      transitGateway: "tgw-hub",
      vpc: "vpc-services",
      vpcOwner: accountIds.sharedServices,
      subnets: ["subnet-services-private-a", "subnet-services-private-b"],
    }),
    spokeAttachment(settlement, accountIds.payments),
    spokeAttachment(reports, accountIds.analytics),
    transitGatewayRouteTable({
      id: "tgw-rtb-spokes",
      name: "spokes",
      transitGateway: "tgw-hub",
      associations: spokes.map(({ attachment, vpc }) => ({ attachment, vpc })),
      routes: [
        { destination: "0.0.0.0/0", attachment: "tgw-attach-egress", vpc: "vpc-egress" },
        { destination: "10.1.0.0/16", attachment: "tgw-attach-ends", vpc: "vpc-ends", type: "propagated" },
      ],
    }),
    transitGatewayRouteTable({
      id: "tgw-rtb-egress",
      name: "egress",
      transitGateway: "tgw-hub",
      associations: [
        { attachment: "tgw-attach-egress", vpc: "vpc-egress" },
        { attachment: "tgw-attach-ends", vpc: "vpc-ends" },
      ],
      routes: [
        ...spokes.map((spoke) => ({ ...spoke, type: "propagated" })),
        // A spoke that is gone.
        { destination: "10.5.0.0/16", attachment: "" },
      ],
    }),
  ];
}

/** Owned here, used by shop-dev: judged here alone (3.4). The owner sees the participant's interfaces (3.6). */
function sharedVpc(): Part[] {
  const plan: Plan = { key: "commons", name: "commons", base: "10.8", zones: ["a", "b"], natZones: ["a", "b"] };
  const subnets = ["subnet-commons-private-a", "subnet-commons-private-b"];
  return [
    ...publicTier(plan),
    ...privateTier(plan, (zone) => [
      route("0.0.0.0/0", `nat-commons-${zone}`),
      route("s3", "vpce-commons-s3"),
      route("dynamodb", "vpce-commons-dynamodb"),
    ]),
    ...(["s3", "dynamodb"] as const).map((service) =>
      vpcEndpoint({
        id: `vpce-commons-${service}`,
        name: `commons-${service}`,
        vpc: "vpc-commons",
        service,
        routeTables: ["rtb-commons-private-a", "rtb-commons-private-b"],
        policy: organizationOnly(`${service}:*`),
      }),
    ),
    instances("commons-preview", subnets, accountIds.shopDev),
  ];
}
