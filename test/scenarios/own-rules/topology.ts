import type { Topology } from "../../support/snapshot.ts";
import { availabilityZones, endpointService, networkInterface, place, route, routeTable, subnet, vpc, vpcEndpoint } from "../../support/topology.ts";
import { plainVpc } from "../plain-case-before/topology.ts";

const ownAccount = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: "*",
      Action: "*",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:ResourceOrgID": "o-a1b2c3d4e5" } },
    },
  ],
});

export const topology: Topology = {
  organization: { id: "o-a1b2c3d4e5", managementAccount: "111122223333" },
  places: [
    place(
      {},
      ...plainVpc,
      availabilityZones(),
      routeTable({ id: "rtb-app", vpc: "vpc-shop", main: true, subnets: ["subnet-app"], routes: [route("0.0.0.0/0", "nat-shop")] }),
      subnet({ id: "subnet-app-b", name: "app-b", vpc: "vpc-shop", zone: "b", cidr: "10.0.2.0/24" }),
      networkInterface({ id: "eni-web-b", subnet: "subnet-app-b", instance: "i-web-b" }),
      subnet({ id: "subnet-app-c", name: "app-c", vpc: "vpc-shop", zone: "c", cidr: "10.0.3.0/24" }),
      endpointService({ service: "sqs" }),
      vpcEndpoint({ id: "vpce-sqs", vpc: "vpc-shop", service: "sqs", subnets: ["subnet-app", "subnet-app-b"], policy: ownAccount }),
      vpc({ id: "vpc-default", cidr: "172.31.0.0/16", isDefault: true }),
    ),
  ],
};
