import type { Topology } from "../../support/snapshot.ts";
import { availabilityZones, endpointService, place, routeTable, subnet, vpc, vpcEndpoint, type Part } from "../../support/topology.ts";

const zonal: Part[] = [
  availabilityZones(),
  vpc({ id: "vpc-app", cidr: "10.0.0.0/16" }),
  ...["a", "b", "c"].map((zone, index) =>
    subnet({ id: `subnet-${zone}`, vpc: "vpc-app", zone, cidr: `10.0.${index}.0/24` }),
  ),
  routeTable({ id: "rtb-main", vpc: "vpc-app", main: true }),
  endpointService({ service: "ecr.api" }),
];

const managed = (requesterManaged: boolean): Topology => ({
  places: [
    place(
      {},
      ...zonal,
      vpcEndpoint({ id: "vpce-ecr", vpc: "vpc-app", service: "ecr.api", subnets: ["subnet-a"], requesterManaged }),
    ),
  ],
});

export const topology = managed(true);
export const flipped = managed(false);
