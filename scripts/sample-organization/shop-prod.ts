import { natGateway, route, vpcEndpoint } from "../../test/support/topology.ts";
import type { Part } from "../../test/support/topology.ts";
import { gap } from "../../test/support/topology.ts";
import { accountIds } from "./account.ts";
import type { SampleAccount } from "./account.ts";
import { tillsVpc, wideAreaNetwork } from "./cloud-wan.ts";
import { endpointSecurityGroup, instances, lambda, privateTier, publicTier, regionBasics } from "./network-plan.ts";
import type { Plan } from "./network-plan.ts";
import { anyCaller, anyResource, organizationOnly } from "./policies.ts";

/** The shop: grown, mostly right, and wrong in the ways that a review of one VPC at a time does not see. */
export function shopProd(): SampleAccount {
  return {
    account: { id: accountIds.shopProd, name: "shop-prod", state: "ACTIVE", path: "Root/Workloads/Prod" },
    regions: {
      "us-east-1": { parts: [...regionBasics(), ...storefront(), ...storefrontEndpoints(), ...batch(), ...tillsVpc()] },
      "eu-west-1": {
        parts: europe(),
        gaps: [
          gap("DescribeNatGateways", "denied", "UnauthorizedOperation: explicit deny in a service control policy"),
        ],
      },
    },
    everywhere: [wideAreaNetwork()],
  };
}

const store: Plan = {
  key: "store",
  name: "storefront",
  base: "10.20",
  zones: ["a", "b", "c"],
  natZones: ["a", "b", "c"],
  tags: { team: "shop", environment: "prod" },
};
const storeSubnets = (...zones: string[]): string[] => zones.map((zone) => `subnet-store-private-${zone}`);

/** The S3 endpoint is on the tables of zones a and b; the table of zone c came later and was forgotten. */
function storefront(): Part[] {
  return [
    ...publicTier(store),
    ...privateTier(store, (zone) => [
      route("0.0.0.0/0", `nat-store-${zone}`),
      ...(zone === "c" ? [] : [route("s3", "vpce-store-s3")]),
    ]),
    instances("store-web", [...storeSubnets("a", "b", "c"), ...storeSubnets("a", "b", "c")]),
    lambda("order-mailer", storeSubnets("a", "b")),
    vpcEndpoint({
      id: "vpce-store-s3",
      name: "storefront-s3",
      vpc: "vpc-store",
      service: "s3",
      routeTables: ["rtb-store-private-a", "rtb-store-private-b"],
      policy: anyResource("s3:*"),
    }),
  ];
}

function storefrontEndpoints(): Part[] {
  const common = { vpc: "vpc-store", privateDns: true, securityGroups: ["sg-store-endpoints"] };
  const inZones = (service: string, zones: string[], policy?: string): Part =>
    vpcEndpoint({
      ...common,
      id: `vpce-store-${service.replace(".", "-")}`,
      name: `storefront-${service}`,
      service,
      subnets: storeSubnets(...zones),
      ...(policy === undefined ? {} : { policy }),
    });
  return [
    endpointSecurityGroup(store),
    inZones("ecr.api", ["a", "b", "c"], organizationOnly("ecr:*")),
    inZones("ecr.dkr", ["a", "b", "c"], organizationOnly("ecr:*")),
    // Every secret of the shop is read through one zone.
    inZones("secretsmanager", ["a"], organizationOnly("secretsmanager:*")),
    // Two zones are enough to survive one, but the web servers of zone c reach them across zones.
    inZones("kms", ["a", "b"], organizationOnly("kms:*")),
    inZones("sqs", ["a", "b", "c"], anyCaller("sqs:*")),
    // Made in the console, which leaves the policy that admits everything.
    inZones("logs", ["a", "b", "c"]),
  ];
}

/** Nightly jobs in a VPC of their own; its owner writes tags that no report may take for markup, code or a formula. */
function batch(): Part[] {
  const plan: Plan = {
    key: "batch",
    name: `<script>alert("batch")</script>`,
    base: "10.21",
    zones: ["a", "b"],
    natZones: ["a"],
    tags: { note: "first line\nsecond line", formula: `=cmd|' /C calc'!A0`, link: "[click](javascript:alert(1))" },
  };
  return [
    ...publicTier(plan),
    ...privateTier(plan, () => [route("0.0.0.0/0", "nat-batch-a"), route("dynamodb", "vpce-batch-dynamodb")]),
    instances("batch-worker", ["subnet-batch-private-a", "subnet-batch-private-b"]),
    vpcEndpoint({
      id: "vpce-batch-dynamodb",
      name: "batch-dynamodb",
      vpc: "vpc-batch",
      service: "dynamodb",
      routeTables: ["rtb-batch-private-a", "rtb-batch-private-b"],
      policy: organizationOnly("dynamodb:*"),
    }),
    // Deleted ones stay listed for about an hour.
    natGateway({
      id: "nat-batch-old",
      name: "batch-old",
      vpc: "vpc-batch",
      subnet: "subnet-batch-public-b",
      state: "deleted",
    }),
  ];
}

/** A service control policy keeps the scanner from DescribeNatGateways here: what goes there cannot be judged. */
function europe(): Part[] {
  const plan: Plan = { key: "store-eu", name: "storefront-eu", base: "10.22", zones: ["a", "b"], natZones: ["a", "b"] };
  return [
    ...regionBasics(),
    ...publicTier(plan),
    ...privateTier(plan, (zone) => [route("0.0.0.0/0", `nat-store-eu-${zone}`)]),
    instances("store-eu-web", ["subnet-store-eu-private-a", "subnet-store-eu-private-b"]),
  ];
}
