import type { Topology } from "../../support/snapshot.ts";
import { place, route, routeTable, vpcEndpoint } from "../../support/topology.ts";
import { plainVpc } from "../plain-case-before/topology.ts";

const boundToOrganization = JSON.stringify({
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
      vpcEndpoint({ id: "vpce-s3", vpc: "vpc-shop", service: "s3", routeTables: ["rtb-app"], policy: boundToOrganization }),
      vpcEndpoint({ id: "vpce-ddb", vpc: "vpc-shop", service: "dynamodb", routeTables: ["rtb-app"], policy: boundToOrganization }),
      routeTable({
        id: "rtb-app",
        vpc: "vpc-shop",
        subnets: ["subnet-app"],
        routes: [route("0.0.0.0/0", "nat-shop"), route("s3", "vpce-s3"), route("dynamodb", "vpce-ddb")],
      }),
    ),
  ],
};
