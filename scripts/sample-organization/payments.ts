import { route, vpcEndpoint } from "../../test/support/topology.ts";
import type { Part } from "../../test/support/topology.ts";
import { accountIds } from "./account.ts";
import type { SampleAccount } from "./account.ts";
import { settlementVpc } from "./central-s3.ts";
import { endpointSecurityGroup, instances, privateTier, publicTier, regionBasics } from "./network-plan.ts";
import type { Plan } from "./network-plan.ts";
import { organizationOnly } from "./policies.ts";

/** A well-run account: nothing to report. */
export function payments(): SampleAccount {
  return {
    account: { id: accountIds.payments, name: "payments-prod", state: "ACTIVE", path: "Root/Workloads/Prod" },
    regions: {
      "us-east-1": {
        parts: [
          ...wellRun({ key: "pay", name: "payments", base: "10.30", zones: ["a", "b", "c"] }),
          ...settlementVpc(),
        ],
      },
      "eu-west-1": { parts: wellRun({ key: "pay-eu", name: "payments-eu", base: "10.31", zones: ["a", "b"] }) },
    },
  };
}

function wellRun(some: Omit<Plan, "natZones">): Part[] {
  const plan: Plan = { ...some, natZones: some.zones, tags: { team: "payments", environment: "prod" } };
  const { key, zones } = plan;
  const privateSubnets = zones.map((zone) => `subnet-${key}-private-${zone}`);
  const gateways = ["s3", "dynamodb"] as const;
  const interfaces = {
    "ecr.api": "ecr:*",
    "ecr.dkr": "ecr:*",
    kms: "kms:*",
    secretsmanager: "secretsmanager:*",
    sts: "sts:*",
    // Not offered in zone c, so that its absence there is no gap (4.10).
    textract: "textract:*",
  };
  const zonesOf = (service: string) => zones.filter((zone) => service !== "textract" || zone !== "c");
  return [
    ...regionBasics(),
    ...publicTier(plan),
    ...privateTier(plan, (zone) => [
      route("0.0.0.0/0", `nat-${key}-${zone}`),
      ...gateways.map((service) => route(service, `vpce-${key}-${service}`)),
    ]),
    instances(`${key}-api`, privateSubnets),
    endpointSecurityGroup(plan),
    ...gateways.map((service) =>
      vpcEndpoint({
        id: `vpce-${key}-${service}`,
        name: `${plan.name}-${service}`,
        vpc: `vpc-${key}`,
        service,
        routeTables: zones.map((zone) => `rtb-${key}-private-${zone}`),
        policy: organizationOnly(`${service}:*`),
      }),
    ),
    ...Object.entries(interfaces).map(([service, actions]) =>
      vpcEndpoint({
        id: `vpce-${key}-${service.replace(".", "-")}`,
        name: `${plan.name}-${service}`,
        vpc: `vpc-${key}`,
        service,
        subnets: zonesOf(service).map((zone) => `subnet-${key}-private-${zone}`),
        privateDns: true,
        securityGroups: [`sg-${key}-endpoints`],
        policy: organizationOnly(actions),
      }),
    ),
  ];
}
