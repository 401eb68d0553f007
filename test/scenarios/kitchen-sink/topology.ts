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
  securityGroup,
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

/** Each mistake about what an endpoint or a NAT gateway is for, once. */
const paidForNothing = place(
  { account: shop, region: "eu-west-1" },
  availabilityZones(),
  prefixLists(),
  vpc({ id: "vpc-idle", name: "idle", cidr: "10.30.0.0/16" }),
  subnet({ id: "subnet-idle-public-a", name: "idle-public-a", vpc: "vpc-idle", zone: "a", cidr: "10.30.0.0/24" }),
  subnet({ id: "subnet-idle-b", name: "idle-b", vpc: "vpc-idle", zone: "b", cidr: "10.30.1.0/24" }),
  internetGateway({ id: "igw-idle", vpc: "vpc-idle" }),
  networkInterface({ id: "eni-idle", subnet: "subnet-idle-b", type: "lambda" }),
  // The only NAT gateway in use is in another zone; the other one is not in use.
  natGateway({ id: "nat-idle", vpc: "vpc-idle", subnet: "subnet-idle-public-a" }),
  natGateway({ id: "nat-spare", vpc: "vpc-idle", subnet: "subnet-idle-public-a" }),
  routeTable({
    id: "rtb-idle-public",
    vpc: "vpc-idle",
    subnets: ["subnet-idle-public-a"],
    routes: [route("0.0.0.0/0", "igw-idle")],
  }),
  routeTable({ id: "rtb-idle", vpc: "vpc-idle", main: true, routes: [route("0.0.0.0/0", "nat-idle")] }),
  vpcEndpoint({ id: "vpce-idle-ddb", vpc: "vpc-idle", service: "dynamodb", policy: boundToOrganization() }),
  ...["s3", "sqs", "kms"].map((service) => endpointService({ service })),
  // S3's own traffic is paid by the gigabyte; nobody may come to one of the others, and nobody finds the other.
  vpcEndpoint({
    id: "vpce-idle-s3",
    vpc: "vpc-idle",
    service: "s3",
    subnets: ["subnet-idle-b"],
    privateDns: true,
    inboundResolverOnly: false,
    securityGroups: ["sg-idle-open"],
    policy: boundToOrganization(),
  }),
  vpcEndpoint({
    id: "vpce-idle-sqs",
    vpc: "vpc-idle",
    service: "sqs",
    subnets: ["subnet-idle-b"],
    privateDns: true,
    securityGroups: ["sg-idle-default"],
    policy: boundToOrganization(),
  }),
  vpcEndpoint({
    id: "vpce-idle-kms",
    vpc: "vpc-idle",
    service: "kms",
    subnets: ["subnet-idle-b"],
    privateDns: false,
    securityGroups: ["sg-idle-open"],
    policy: boundToOrganization(),
  }),
  securityGroup({
    id: "sg-idle-open",
    vpc: "vpc-idle",
    ingress: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.30.0.0/16" }] }],
  }),
  securityGroup({ id: "sg-idle-default", name: "default", vpc: "vpc-idle" }),
);

/** Each mistake in the policy of an endpoint that does not simply open it, once. */
const strangePolicies = place(
  { account: shop, region: "eu-north-1" },
  availabilityZones(),
  prefixLists(),
  vpc({ id: "vpc-odd", name: "odd", cidr: "10.50.0.0/16" }),
  ...["a", "b"].map((zone, at) =>
    subnet({ id: `subnet-odd-${zone}`, vpc: "vpc-odd", zone, cidr: `10.50.${at}.0/24` }),
  ),
  routeTable({ id: "rtb-odd", vpc: "vpc-odd", main: true, routes: [] }),
  securityGroup({
    id: "sg-odd",
    vpc: "vpc-odd",
    ingress: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.50.0.0/16" }] }],
  }),
  ...Object.entries(oddPolicies()).flatMap(([service, policy]) => [
    endpointService({ service }),
    vpcEndpoint({
      id: `vpce-odd-${service}`,
      vpc: "vpc-odd",
      service,
      subnets: ["subnet-odd-a", "subnet-odd-b"],
      privateDns: true,
      securityGroups: ["sg-odd"],
      policy,
    }),
  ]),
);

function oddPolicies(): Record<string, string> {
  const all = { Principal: "*", Action: "*", Resource: "*" };
  const statement = (content: object): string => JSON.stringify({ Version: "2012-10-17", Statement: [content] });
  const organization = "o-k1tch3ns1nk";
  const isOurs = { "aws:PrincipalOrgID": organization, "aws:ResourceOrgID": organization };
  return {
    kms: statement({ Effect: "Deny", ...all }),
    sns: '{ "Statement": [',
    // Every request passes the endpoint that it passes.
    ssm: statement({
      Effect: "Allow",
      ...all,
      Action: "ssm:GetParameter",
      Condition: { StringEquals: { ...isOurs, "aws:SourceVpce": "vpce-odd-ssm" } },
    }),
  };
}

function boundToOrganization(): string {
  const organization = "o-k1tch3ns1nk";
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "*",
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
  places: [place({ account: management }), shopNetwork, paidForNothing, strangePolicies, platformServices],
};
