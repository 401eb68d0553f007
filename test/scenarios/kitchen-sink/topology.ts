import type { Topology } from "../../support/snapshot.ts";
import {
  availabilityZones,
  endpointService,
  internetGateway,
  item,
  natGateway,
  networkInterface,
  place,
  prefixLists,
  route,
  routeTable,
  subnet,
  vpc,
  vpcEndpoint,
  also,
} from "../../support/topology.ts";

const management = "111122223333";
const shop = "222233334444";
const platform = "333344445555";

/** A web shop: each mistake that a built-in rule knows about endpoints and routes, once. */
const shopNetwork = place(
  { account: shop },
  availabilityZones(),
  prefixLists(),
  vpc({ id: "vpc-shop", name: "shop", cidr: "10.20.0.0/16" }),
  subnet({ id: "subnet-public-a", name: "public-a", vpc: "vpc-shop", zone: "a", cidr: "10.20.0.0/24" }),
  subnet({ id: "subnet-app-a", name: "app-a", vpc: "vpc-shop", zone: "a", cidr: "10.20.1.0/24" }),
  subnet({ id: "subnet-data-b", name: "data-b", vpc: "vpc-shop", zone: "b", cidr: "10.20.2.0/24" }),
  internetGateway({ id: "igw-shop", vpc: "vpc-shop" }),
  natGateway({ id: "nat-shop", name: "shop-nat", vpc: "vpc-shop", subnet: "subnet-public-a" }),
  networkInterface({ id: "eni-web", subnet: "subnet-app-a", instance: "i-web" }),
  networkInterface({ id: "eni-etl", subnet: "subnet-data-b", type: "lambda" }),
  routeTable({ id: "rtb-public", vpc: "vpc-shop", subnets: ["subnet-public-a"], routes: [route("0.0.0.0/0", "igw-shop")] }),
  // S3 leaves by the endpoint; for DynamoDB there is none.
  vpcEndpoint({ id: "vpce-s3", name: "shop-s3", vpc: "vpc-shop", service: "s3", routeTables: ["rtb-app"] }),
  routeTable({
    id: "rtb-app",
    name: "app",
    vpc: "vpc-shop",
    subnets: ["subnet-app-a"],
    routes: [route("0.0.0.0/0", "nat-shop"), route("s3", "vpce-s3")],
  }),
  // This table was forgotten; and a peering connection was deleted under it.
  routeTable({
    id: "rtb-data",
    name: "data",
    vpc: "vpc-shop",
    subnets: ["subnet-data-b"],
    routes: [route("0.0.0.0/0", "nat-shop"), route("10.99.0.0/16", "pcx-gone", { state: "blackhole" })],
  }),
  // In one zone, with workloads in two.
  endpointService({ service: "ecr.api" }),
  vpcEndpoint({
    id: "vpce-ecr",
    name: "shop-ecr",
    vpc: "vpc-shop",
    service: "ecr.api",
    subnets: ["subnet-app-a"],
    privateDns: true,
    policy: boundToOrganization(),
  }),
  vpcEndpoint({
    id: "vpce-billing",
    name: "billing-partner",
    vpc: "vpc-shop",
    service: "com.amazonaws.vpce.us-east-1.vpce-svc-0billing",
    subnets: ["subnet-app-a"],
    state: "pendingAcceptance",
    interfaceStatus: null,
  }),
);

function boundToOrganization(): string {
  const organization = "o-k1tch3ns1nk";
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "ecr:*",
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalOrgID": organization, "aws:ResourceOrgID": organization } },
      },
    ],
  });
}

/** The platform team provides a service to everybody who asks. */
const platformServices = place(
  { account: platform, region: "eu-west-1" },
  item("DescribeVpcEndpointServiceConfigurations", {
    ServiceId: "vpce-svc-0login",
    ServiceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-0login",
    ServiceType: [{ ServiceType: "Interface" }],
    ServiceState: "Available",
    AcceptanceRequired: false,
    AvailabilityZones: ["eu-west-1a", "eu-west-1b"],
    Tags: [{ Key: "Name", Value: "login" }],
  }),
  also({
    DescribeVpcEndpointServicePermissions: {
      "vpce-svc-0login": { AllowedPrincipals: [{ PrincipalType: "All", Principal: "*", ServiceId: "vpce-svc-0login" }] },
    },
  }),
);

export const topology: Topology = {
  organization: { id: "o-k1tch3ns1nk", managementAccount: management },
  accounts: [
    { id: management, name: "management", state: "ACTIVE", path: "Root" },
    { id: shop, name: "shop", state: "ACTIVE", path: "Root/Workloads" },
    { id: platform, name: "platform", state: "ACTIVE", path: "Root/Infrastructure" },
  ],
  places: [place({ account: management }), shopNetwork, platformServices],
};
