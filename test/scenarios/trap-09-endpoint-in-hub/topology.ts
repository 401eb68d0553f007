import type { Topology } from "../../support/snapshot.ts";
import { place, route, vpcEndpoint } from "../../support/topology.ts";
import { appTable, appVpc, hub, publicTable, s3Endpoint, spoke, spokeAttachment, toS3Endpoint } from "../trap-parts.ts";

const toHub = route("0.0.0.0/0", "tgw-hub");
const egress = hub({
  attachmentRoutes: [route("s3", "vpce-egress")],
  more: [vpcEndpoint({ id: "vpce-egress", vpc: "vpc-egress", service: "s3", routeTables: ["rtb-attach"] })],
});

export const topology: Topology = {
  places: [place({ account: spoke }, ...appVpc, ...spokeAttachment("subnet-app"), publicTable(), appTable(toHub)), egress],
};
export const flipped: Topology = {
  places: [
    place(
      { account: spoke },
      ...appVpc,
      ...spokeAttachment("subnet-app"),
      publicTable(),
      s3Endpoint("rtb-app"),
      appTable(toHub, toS3Endpoint),
    ),
    egress,
  ],
};
