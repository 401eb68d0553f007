import type { Topology } from "../../support/snapshot.ts";
import {
  availabilityZones,
  endpointService,
  networkInterface,
  place,
  routeTable,
  subnet,
  vpc,
  vpcEndpoint,
  type Part,
} from "../../support/topology.ts";

/** A VPC with two zones, an endpoint in the first, and a workload in one of them. */
function app(name: string, { workloadIn, freeInB }: { workloadIn: "a" | "b"; freeInB: number }): Part[] {
  const id = `vpc-${name}`;
  return [
    vpc({ id, cidr: "10.0.0.0/16" }),
    subnet({ id: `subnet-${name}-a`, vpc: id, zone: "a", cidr: "10.0.1.0/24" }),
    subnet({ id: `subnet-${name}-b`, vpc: id, zone: "b", cidr: "10.0.2.0/24", freeAddresses: freeInB }),
    routeTable({ id: `rtb-${name}`, vpc: id, main: true }),
    networkInterface({ id: `eni-${name}`, subnet: `subnet-${name}-${workloadIn}` }),
    vpcEndpoint({ id: `vpce-${name}`, vpc: id, service: "ecr.api", subnets: [`subnet-${name}-a`], privateDns: true }),
  ];
}

export const topology: Topology = {
  places: [
    place(
      {},
      availabilityZones(["a", "b"]),
      endpointService({ service: "ecr.api" }),
      ...app("spread", { workloadIn: "b", freeInB: 200 }),
      ...app("lonely", { workloadIn: "a", freeInB: 200 }),
      ...app("full", { workloadIn: "b", freeInB: 0 }),
    ),
  ],
};
