import type { Topology } from "../../support/snapshot.ts";
import { availabilityZones, endpointService, place, routeTable, subnet, vpc, vpcEndpoint, type Part } from "../../support/topology.ts";

const withSubnets = (...more: Part[]): Topology => ({
  places: [
    place(
      {},
      availabilityZones(["a", "b", "c"], ["us-east-1-bos-1a"]),
      vpc({ id: "vpc-app", cidr: "10.0.0.0/16" }),
      subnet({ id: "subnet-app", vpc: "vpc-app", zone: "a", cidr: "10.0.1.0/24" }),
      subnet({ id: "subnet-boston", vpc: "vpc-app", zone: "us-east-1-bos-1a", cidr: "10.0.2.0/24" }),
      subnet({
        id: "subnet-outpost",
        vpc: "vpc-app",
        zone: "b",
        cidr: "10.0.3.0/24",
        outpostArn: "arn:aws:outposts:us-east-1:111122223333:outpost/op-1",
      }),
      routeTable({ id: "rtb-main", vpc: "vpc-app", main: true }),
      endpointService({ service: "ecr.api" }),
      vpcEndpoint({ id: "vpce-ecr", vpc: "vpc-app", service: "ecr.api", subnets: ["subnet-app"], privateDns: true }),
      ...more,
    ),
  ],
});

export const topology = withSubnets();
export const flipped = withSubnets(subnet({ id: "subnet-c", vpc: "vpc-app", zone: "c", cidr: "10.0.4.0/24" }));
