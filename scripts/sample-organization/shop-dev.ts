import { networkInterface, route, routeTable, subnet, vpc, vpcEndpoint } from "../../test/support/topology.ts";
import type { Part } from "../../test/support/topology.ts";
import { accountIds } from "./account.ts";
import type { SampleAccount } from "./account.ts";
import { endpointSecurityGroup, instances, privateTier, publicTier, regionBasics } from "./network-plan.ts";
import type { Plan } from "./network-plan.ts";
import { denyEverything, organizationOnly, saidTwice } from "./policies.ts";

/** The shop's development: half-finished things, and a part in the network account's shared VPC. */
export function shopDev(): SampleAccount {
  return {
    account: { id: accountIds.shopDev, name: "shop-dev", state: "ACTIVE", path: "Root/Workloads/Dev" },
    regions: { "us-east-1": { parts: [...regionBasics(), ...workbench(), ...deadEndpoints(), ...participant()] } },
  };
}

const plan: Plan = {
  key: "bench",
  name: "workbench",
  base: "10.70",
  zones: ["a", "b"],
  natZones: ["a"],
  tags: { team: "shop", environment: "dev" },
};

/** The NAT gateway of zone b was deleted to save money; its route stayed behind as a blackhole (1.11). */
function workbench(): Part[] {
  return [
    ...publicTier(plan),
    ...privateTier(plan, (zone) => [
      zone === "a" ? route("0.0.0.0/0", "nat-bench-a") : route("0.0.0.0/0", "nat-bench-b", { state: "blackhole" }),
      route("s3", "vpce-bench-s3"),
      // Peered with a partner once.
      ...(zone === "a" ? [route("172.20.0.0/16", "pcx-bench-partner", { state: "blackhole" })] : []),
    ]),
    instances("bench", ["subnet-bench-private-a", "subnet-bench-private-b"]),
    vpcEndpoint({
      id: "vpce-bench-s3",
      name: "workbench-s3",
      vpc: "vpc-bench",
      service: "s3",
      routeTables: ["rtb-bench-private-a", "rtb-bench-private-b"],
    }),
  ];
}

/** Endpoints to other companies' services, none of which carries anything, and one that AWS manages itself (4.14). */
function deadEndpoints(): Part[] {
  const subnets = ["subnet-bench-private-a", "subnet-bench-private-b"];
  const states = ["rejected", "expired", "failed", "pendingAcceptance"];
  return [
    endpointSecurityGroup(plan),
    ...states.map((state) =>
      vpcEndpoint({
        id: `vpce-bench-${state.toLowerCase()}`,
        name: `partner-${state}`,
        vpc: "vpc-bench",
        service: `com.amazonaws.vpce.us-east-1.vpce-svc-partner-${state.toLowerCase()}`,
        subnets,
        state,
        interfaceStatus: null,
        securityGroups: ["sg-bench-endpoints"],
      }),
    ),
    vpcEndpoint({
      id: "vpce-bench-managed",
      name: "redshift-managed",
      vpc: "vpc-bench",
      service: "com.amazonaws.vpce.us-east-1.vpce-svc-redshift",
      subnets: ["subnet-bench-private-a"],
      requesterManaged: true,
      securityGroups: ["sg-bench-endpoints"],
    }),
    vpcEndpoint({
      id: "vpce-bench-ssm",
      name: "workbench-ssm",
      vpc: "vpc-bench",
      service: "ssm",
      subnets,
      privateDns: true,
      securityGroups: ["sg-bench-endpoints"],
      policy: organizationOnly("ssm:*"),
    }),
    ...[
      { name: "workbench-ssm-closed", id: "vpce-bench-closed", policy: denyEverything },
      { name: "workbench-ssm-torn", id: "vpce-bench-torn", policy: saidTwice },
    ].map((odd) =>
      vpcEndpoint({
        ...odd,
        vpc: "vpc-bench",
        service: "ssm",
        subnets,
        privateDns: true,
        securityGroups: ["sg-bench-endpoints"],
      }),
    ),
  ];
}

/** What a participant sees of a shared VPC: subnets and tables, but neither NAT gateways nor endpoints (3.4). */
function participant(): Part[] {
  const owner = accountIds.network;
  const common = { owner, vpc: "vpc-commons" };
  return [
    vpc({ id: "vpc-commons", owner, name: "commons", cidr: "10.8.0.0/16" }),
    ...["a", "b"].flatMap((zone, index) => [
      subnet({
        ...common,
        id: `subnet-commons-private-${zone}`,
        name: `commons-private-${zone}`,
        zone,
        cidr: `10.8.${16 * (index + 1)}.0/20`,
        freeAddresses: 4_012,
      }),
      routeTable({
        ...common,
        id: `rtb-commons-private-${zone}`,
        name: `commons-private-${zone}`,
        subnets: [`subnet-commons-private-${zone}`],
        routes: [
          route("0.0.0.0/0", `nat-commons-${zone}`),
          route("s3", "vpce-commons-s3"),
          route("dynamodb", "vpce-commons-dynamodb"),
        ],
      }),
      networkInterface({
        id: `eni-commons-preview-${index}`,
        name: `commons-preview-${index + 1}`,
        subnet: `subnet-commons-private-${zone}`,
        instance: `i-commons-preview-${index}`,
      }),
    ]),
  ];
}
