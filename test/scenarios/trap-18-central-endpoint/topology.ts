import type { Topology } from "../../support/snapshot.ts";
import { hostedZone, place, recordSets, route, vpcEndpoint, type Part } from "../../support/topology.ts";
import { appTable, appVpc, hub, network, publicTable, spoke, spokeAttachment } from "../trap-parts.ts";

const s3 = "s3.us-east-1.amazonaws.com";
const zone = (vpc: string): Part => hostedZone({ id: "ZS3CENTRAL", name: s3, vpc, owner: network });

const appWith = (...more: Part[]) =>
  place(
    { account: spoke },
    ...appVpc,
    ...spokeAttachment("subnet-app"),
    publicTable(),
    appTable(route("0.0.0.0/0", "tgw-hub")),
    ...more,
  );

const alias = "vpce-central.s3.us-east-1.vpce.amazonaws.com";
const central: Part[] = [
  vpcEndpoint({ id: "vpce-central", vpc: "vpc-egress", service: "s3", subnets: ["subnet-egress"] }),
  zone("vpc-egress"),
  recordSets("ZS3CENTRAL", { name: s3, alias }, { name: `*.${s3}`, alias }),
];

export const topology: Topology = { places: [appWith(zone("vpc-app")), hub({ more: central })] };
/** The zone is no longer associated with the spoke. */
export const flipped: Topology = { places: [appWith(), hub({ more: central })] };
