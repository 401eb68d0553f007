import type { Topology } from "../../support/snapshot.ts";
import { place, route, routeTable, subnet, vpcEndpoint, type Part } from "../../support/topology.ts";
import { appTable, appVpc, natApp, publicTable, s3Endpoint, toNat, toS3Endpoint } from "../trap-parts.ts";

const dynamodb: Part = vpcEndpoint({ id: "vpce-ddb", vpc: "vpc-app", service: "dynamodb", routeTables: ["rtb-app"] });
const zonal: Part[] = [
  ...["b", "c"].map((zone, index) =>
    subnet({ id: `subnet-${zone}`, vpc: "vpc-app", zone, cidr: `10.0.1${index}.0/24` }),
  ),
  vpcEndpoint({ id: "vpce-paid", vpc: "vpc-app", service: "dynamodb", subnets: ["subnet-app", "subnet-b", "subnet-c"] }),
  routeTable({ id: "rtb-main", vpc: "vpc-app", main: true }),
];

export const topology: Topology = {
  places: [place({}, ...appVpc, ...zonal, natApp, publicTable(), s3Endpoint("rtb-app"), appTable(toNat, toS3Endpoint))],
};
export const flipped: Topology = {
  places: [
    place(
      {},
      ...appVpc,
      ...zonal,
      natApp,
      publicTable(),
      s3Endpoint("rtb-app"),
      dynamodb,
      appTable(toNat, toS3Endpoint, route("dynamodb", "vpce-ddb")),
    ),
  ],
};
