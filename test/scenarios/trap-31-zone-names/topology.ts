import type { Topology } from "../../support/snapshot.ts";
import { availabilityZones, endpointService, item, place, routeTable, subnet, vpc, vpcEndpoint } from "../../support/topology.ts";

/** As a participant of a shared VPC joins it: the owner's names beside its own. */
const inZones = (...zones: [string, string]): Topology => ({
  places: [
    place(
      {},
      availabilityZones(),
      vpc({ id: "vpc-app", cidr: "10.0.0.0/16" }),
      item(
        "DescribeSubnets",
        ...zones.map((AvailabilityZoneId, index) => ({
          SubnetId: `subnet-${index + 1}`,
          VpcId: "vpc-app",
          OwnerId: "111122223333",
          State: "available",
          CidrBlock: `10.0.${index}.0/24`,
          AvailabilityZone: "us-east-1a",
          AvailabilityZoneId,
        })),
      ),
      subnet({ id: "subnet-3", vpc: "vpc-app", zone: "c", cidr: "10.0.3.0/24" }),
      routeTable({ id: "rtb-main", vpc: "vpc-app", main: true }),
      endpointService({ service: "ecr.api" }),
      vpcEndpoint({ id: "vpce-ecr", vpc: "vpc-app", service: "ecr.api", subnets: ["subnet-1", "subnet-2"] }),
    ),
  ],
});

export const topology = inZones("use1-az1", "use1-az2");
export const flipped = inZones("use1-az1", "use1-az1");
