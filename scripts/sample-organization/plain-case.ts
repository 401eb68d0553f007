import { networkInterface, route, routeTable, subnet, vpcEndpoint } from "../../test/support/topology.ts";
import type { Part } from "../../test/support/topology.ts";
import { accountIds } from "./account.ts";
import type { SampleAccount } from "./account.ts";
import { instances, publicTier, regionBasics } from "./network-plan.ts";
import type { Plan, Routes } from "./network-plan.ts";
import { organizationOnly } from "./policies.ts";

/**
 * The plain case, twice: a VPC with a public subnet, a bastion host in it, and a private subnet behind a NAT gateway.
 * In us-east-1 as it was found; in eu-west-1 after an S3 gateway endpoint was attached to the private route table.
 */
export function plainCase(): SampleAccount {
  return {
    account: { id: accountIds.plainCase, name: "plain-case", state: "ACTIVE", path: "Root/Workloads/Dev" },
    regions: { "us-east-1": { parts: before() }, "eu-west-1": { parts: after() } },
  };
}

const plan = (key: string): Plan => ({ key, name: "plain", base: "10.60", zones: ["a"], natZones: ["a"] });

function before(): Part[] {
  return bastionVpc(plan("plain-before"), [route("0.0.0.0/0", "nat-plain-before-a")]);
}

function after(): Part[] {
  const key = "plain-after";
  const routes = [route("0.0.0.0/0", `nat-${key}-a`), route("s3", `vpce-${key}-s3`)];
  return [
    ...bastionVpc(plan(key), routes),
    vpcEndpoint({
      id: `vpce-${key}-s3`,
      name: "s3",
      vpc: `vpc-${key}`,
      service: "s3",
      routeTables: [`rtb-${key}-private`],
      policy: organizationOnly("s3:*"),
    }),
  ];
}

function bastionVpc(of: Plan, routes: Routes): Part[] {
  const { key } = of;
  return [
    ...regionBasics(),
    ...publicTier(of),
    routeTable({ id: `rtb-${key}-main`, name: "plain-main", vpc: `vpc-${key}`, main: true }),
    subnet({ id: `subnet-${key}-private`, name: "plain-private", vpc: `vpc-${key}`, zone: "a", cidr: "10.60.16.0/20" }),
    routeTable({
      id: `rtb-${key}-private`,
      name: "plain-private",
      vpc: `vpc-${key}`,
      subnets: [`subnet-${key}-private`],
      routes,
    }),
    networkInterface({
      id: `eni-${key}-bastion`,
      name: "bastion",
      subnet: `subnet-${key}-public-a`,
      instance: `i-${key}-bastion`,
    }),
    instances(`${key}-app`, [`subnet-${key}-private`, `subnet-${key}-private`]),
  ];
}
