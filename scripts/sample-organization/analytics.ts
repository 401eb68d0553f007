import {
  egressOnlyInternetGateway,
  internetGateway,
  natGateway,
  networkInterface,
  prefixLists,
  availabilityZones,
  endpointService,
  route,
  routeTable,
  securityGroup,
  subnet,
  vpc,
  vpcEndpoint,
} from "../../test/support/topology.ts";
import type { Part } from "../../test/support/topology.ts";
import { accountIds, optInRegion } from "./account.ts";
import type { SampleAccount } from "./account.ts";
import { reportsVpc } from "./central-s3.ts";
import {
  dataCentreList,
  endpointSecurityGroup,
  instances,
  lambda,
  privateTier,
  publicTier,
  regionBasics,
} from "./network-plan.ts";
import type { Plan } from "./network-plan.ts";
import { organizationOnly } from "./policies.ts";

/** The data platform: it moves the most bytes, by every kind of way that there is. */
export function analytics(): SampleAccount {
  return {
    account: { id: accountIds.analytics, name: "analytics-prod", state: "ACTIVE", path: "Root/Workloads/Prod" },
    regions: {
      "us-east-1": {
        parts: [...regionBasics(), dataCentreList("lake"), ...lake(), ...legacy(), ...notebooks(), ...reportsVpc()],
      },
      "eu-west-1": { parts: [...regionBasics(), ...warehouse()] },
      "ap-southeast-2": { parts: dualStack() },
      // Opted into for a project that never came: enabled, and without a VPC.
      [optInRegion]: { parts: [] },
    },
  };
}

/** A static route of a migration is still there: it is more specific than the endpoint's for its part (1.6). */
function lake(): Part[] {
  const plan: Plan = { key: "lake", name: "data-lake", base: "10.40", zones: ["a", "b"], natZones: ["a"] };
  return [
    ...publicTier(plan),
    ...privateTier(plan, (zone) => [
      route("0.0.0.0/0", "nat-lake-a"),
      route("s3", "vpce-lake-s3"),
      route("dynamodb", "vpce-lake-dynamodb"),
      ...(zone === "b" ? [route("52.216.0.0/15", "nat-lake-a")] : []),
    ]),
    instances("lake-spark", ["subnet-lake-private-a", "subnet-lake-private-b"]),
    lambda("lake-compactor", ["subnet-lake-private-a", "subnet-lake-private-b"]),
    ...(["s3", "dynamodb"] as const).map((service) =>
      vpcEndpoint({
        id: `vpce-lake-${service}`,
        name: `data-lake-${service}`,
        vpc: "vpc-lake",
        service,
        routeTables: ["rtb-lake-private-a", "rtb-lake-private-b"],
        policy: organizationOnly(`${service}:*`),
      }),
    ),
  ];
}

/**
 * Older than NAT gateways: an instance that does not check whose packets it forwards (2.8). A NAT gateway and a gateway
 * endpoint were made for its end, and then nothing was routed to either.
 */
function legacy(): Part[] {
  const plan: Plan = { key: "legacy", name: "legacy-hadoop", base: "10.41", zones: ["a"], natZones: ["a"] };
  return [
    ...publicTier(plan),
    ...privateTier(plan, () => [route("0.0.0.0/0", "eni-legacy-nat", { instance: "i-legacy-nat" })]),
    networkInterface({
      id: "eni-legacy-nat",
      name: "legacy-nat",
      subnet: "subnet-legacy-public-a",
      instance: "i-legacy-nat",
      sourceDestCheck: false,
    }),
    instances("legacy-hadoop", ["subnet-legacy-private-a", "subnet-legacy-private-a"]),
    vpcEndpoint({
      id: "vpce-legacy-s3",
      name: "legacy-s3",
      vpc: "vpc-legacy",
      service: "s3",
      policy: organizationOnly("s3:*"),
    }),
  ];
}

/**
 * What a console's first choices make: S3 by an interface endpoint for the whole VPC, which is paid by the gigabyte
 * (2.24), one endpoint that nobody may reach (4.18), and one that nobody finds, as its private DNS is off.
 */
function notebooks(): Part[] {
  const plan: Plan = { key: "note", name: "notebooks", base: "10.44", zones: ["a", "b"], natZones: ["a", "b"] };
  const subnets = ["subnet-note-private-a", "subnet-note-private-b"];
  const endpoint = (
    service: string,
    more: { privateDns: boolean; inboundResolverOnly?: boolean; group: string },
  ): Part =>
    vpcEndpoint({
      id: `vpce-note-${service}`,
      name: `notebooks-${service}`,
      vpc: "vpc-note",
      service,
      subnets,
      policy: organizationOnly(`${service}:*`),
      securityGroups: [more.group],
      ...more,
    });
  return [
    ...publicTier(plan),
    ...privateTier(plan, (zone) => [route("0.0.0.0/0", `nat-note-${zone}`), route("dynamodb", "vpce-note-dynamodb")]),
    lambda("notebooks", subnets),
    endpointSecurityGroup(plan),
    securityGroup({ id: "sg-note-default", name: "default", vpc: "vpc-note" }),
    vpcEndpoint({
      id: "vpce-note-dynamodb",
      name: "notebooks-dynamodb",
      vpc: "vpc-note",
      service: "dynamodb",
      routeTables: ["rtb-note-private-a", "rtb-note-private-b"],
      policy: organizationOnly("dynamodb:*"),
    }),
    endpoint("s3", { privateDns: true, inboundResolverOnly: false, group: "sg-note-endpoints" }),
    endpoint("sqs", { privateDns: true, group: "sg-note-default" }),
    endpoint("kms", { privateDns: false, group: "sg-note-endpoints" }),
  ];
}

/**
 * One regional NAT gateway for all zones (2.4), and interface endpoints that do not help: the one of S3 without private
 * DNS (2.22), the one of DynamoDB because it can have none (2.26).
 */
function warehouse(): Part[] {
  const plan: Plan = { key: "wh", name: "warehouse", base: "10.42", zones: ["a", "b"], natZones: [] };
  const subnets = ["subnet-wh-private-a", "subnet-wh-private-b"];
  return [
    ...publicTier(plan),
    natGateway({ id: "nat-wh-regional", name: "warehouse", vpc: "vpc-wh", routeTable: "rtb-wh-nat" }),
    routeTable({ id: "rtb-wh-nat", name: "warehouse-nat", vpc: "vpc-wh", routes: [route("0.0.0.0/0", "igw-wh")] }),
    ...privateTier(plan, () => [route("0.0.0.0/0", "nat-wh-regional")]),
    instances("wh-loader", subnets),
    endpointSecurityGroup(plan),
    ...(["s3", "dynamodb"] as const).map((service) =>
      vpcEndpoint({
        id: `vpce-wh-${service}`,
        name: `warehouse-${service}`,
        vpc: "vpc-wh",
        service,
        subnets,
        privateDns: false,
        securityGroups: ["sg-wh-endpoints"],
        policy: organizationOnly(`${service}:*`),
      }),
    ),
  ];
}

/** Dual stack: IPv4 over the gateway endpoint, IPv6 by an egress-only gateway, at no charge for either (2.30). */
function dualStack(): Part[] {
  const routes = [route("s3", "vpce-six-s3"), route("::/0", "eigw-six")];
  const table = "rtb-six-private";
  return [
    availabilityZones(),
    prefixLists({ ipv6: true }),
    endpointService({ service: "s3", types: ["Gateway", "Interface"] }),
    endpointService({ service: "dynamodb", types: ["Gateway", "Interface"] }),
    vpc({ id: "vpc-six", name: "ingest", cidr: "10.43.0.0/16", ipv6Cidr: "2406:da1c:1000::/56" }),
    internetGateway({ id: "igw-six", name: "ingest", vpc: "vpc-six" }),
    egressOnlyInternetGateway({ id: "eigw-six", name: "ingest", vpc: "vpc-six" }),
    routeTable({ id: "rtb-six-main", name: "ingest-main", vpc: "vpc-six", main: true }),
    ...["a", "b"].map((zone, index) =>
      subnet({
        id: `subnet-six-${zone}`,
        name: `ingest-private-${zone}`,
        vpc: "vpc-six",
        zone,
        cidr: `10.43.${index}.0/24`,
        ipv6Cidr: `2406:da1c:1000:${index}::/64`,
      }),
    ),
    routeTable({
      id: table,
      name: "ingest-private",
      vpc: "vpc-six",
      subnets: ["subnet-six-a", "subnet-six-b"],
      routes,
    }),
    vpcEndpoint({
      id: "vpce-six-s3",
      name: "ingest-s3",
      vpc: "vpc-six",
      service: "s3",
      routeTables: [table],
      policy: organizationOnly("s3:*"),
    }),
    instances("ingest", ["subnet-six-a", "subnet-six-b"]),
  ];
}
