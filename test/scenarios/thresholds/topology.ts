import type { Topology } from "../../support/snapshot.ts";
import { availabilityZones, endpointService, networkInterface, place, route, routeTable, subnet, vpcEndpoint } from "../../support/topology.ts";
import { plainVpc } from "../plain-case-before/topology.ts";

export const topology: Topology = {
  places: [
    place(
      {},
      ...plainVpc,
      availabilityZones(),
      routeTable({ id: "rtb-app", vpc: "vpc-shop", main: true, subnets: ["subnet-app"], routes: [route("0.0.0.0/0", "nat-shop")] }),
      subnet({ id: "subnet-app-b", name: "app-b", vpc: "vpc-shop", zone: "b", cidr: "10.0.2.0/24" }),
      networkInterface({ id: "eni-web-b", subnet: "subnet-app-b", instance: "i-web-b" }),
      subnet({ id: "subnet-app-c", name: "app-c", vpc: "vpc-shop", zone: "c", cidr: "10.0.3.0/24" }),
      networkInterface({ id: "eni-web-c", subnet: "subnet-app-c", instance: "i-web-c" }),
      // low: workloads in zone c, interfaces in a and b; high: the partner never accepted the second endpoint
      endpointService({ service: "sqs" }),
      vpcEndpoint({ id: "vpce-sqs", vpc: "vpc-shop", service: "sqs", subnets: ["subnet-app", "subnet-app-b"], policy: denyEverything() }),
      vpcEndpoint({
        id: "vpce-partner",
        vpc: "vpc-shop",
        service: "com.amazonaws.vpce.us-east-1.vpce-svc-0partner",
        subnets: ["subnet-app"],
        state: "pendingAcceptance",
      }),
    ),
  ],
};

function denyEverything(): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }],
  });
}
