import type { Topology } from "../../support/snapshot.ts";
import {
  coreNetwork,
  coreNetworkArn,
  coreNetworkAttachment,
  coreNetworkRoutes,
} from "../../support/core-network.ts";
import {
  internetGateway,
  natGateway,
  place,
  prefixLists,
  route,
  routeTable,
  subnet,
  vpc,
} from "../../support/topology.ts";
import { appTable, appVpc, network, publicTable, spoke } from "../trap-parts.ts";

const core = "core-network-1";
const arn = coreNetworkArn(network, core);

const app = place({ account: spoke }, ...appVpc, publicTable(), appTable(route("0.0.0.0/0", arn)));

/** The network account: a core network, whose segment `apps` has a way out and `isolated` has none. */
const hub = (segment: string) =>
  place(
    { account: network },
    prefixLists(),
    vpc({ id: "vpc-egress", cidr: "10.255.0.0/16" }),
    internetGateway({ id: "igw-egress", vpc: "vpc-egress" }),
    subnet({ id: "subnet-egress", vpc: "vpc-egress", zone: "a", cidr: "10.255.0.0/24" }),
    subnet({ id: "subnet-attach", vpc: "vpc-egress", zone: "a", cidr: "10.255.1.0/28" }),
    natGateway({ id: "nat-egress", vpc: "vpc-egress", subnet: "subnet-egress" }),
    routeTable({
      id: "rtb-egress",
      vpc: "vpc-egress",
      subnets: ["subnet-egress"],
      routes: [route("0.0.0.0/0", "igw-egress"), route("10.0.0.0/8", arn)],
    }),
    routeTable({
      id: "rtb-attach",
      vpc: "vpc-egress",
      subnets: ["subnet-attach"],
      routes: [route("0.0.0.0/0", "nat-egress"), route("10.0.0.0/8", arn)],
    }),
    coreNetwork({ id: core, segments: ["apps", "egress", "isolated"] }),
    coreNetworkAttachment({
      id: "attachment-app",
      coreNetwork: core,
      resource: "vpc-app",
      resourceOwner: spoke,
      segment,
      subnets: ["subnet-app"],
    }),
    coreNetworkAttachment({
      id: "attachment-egress",
      coreNetwork: core,
      resource: "vpc-egress",
      segment: "egress",
      subnets: ["subnet-attach"],
    }),
    coreNetworkRoutes(`${core}/segment/apps`, [
      { destination: "0.0.0.0/0", attachments: [{ id: "attachment-egress", resource: "vpc-egress" }] },
    ]),
    coreNetworkRoutes(`${core}/segment/egress`, [
      { destination: "10.0.0.0/16", type: "PROPAGATED", attachments: [{ id: "attachment-app", resource: "vpc-app" }] },
    ]),
    coreNetworkRoutes(`${core}/segment/isolated`, []),
  );

export const topology: Topology = { places: [app, hub("apps")] };
export const flipped: Topology = { places: [app, hub("isolated")] };
