import { apiNames, type Answers } from "../snapshot/apis.ts";
import {
  noVpcReason,
  snapshotFormat,
  snapshotVersion,
  type AccountRegion,
  type LedgerRow,
  type Manifest,
} from "../snapshot/format.ts";
import { emptyParts, type VpcParts } from "./generated-parts.ts";
import {
  isInUse,
  isSpoke,
  networkAccount,
  organizationId,
  vpcPlan,
  type GeneratedOrganization,
  type Plan,
} from "./generated-plan.ts";
import { byId, describeRegionFixtures, type RegionFixtures } from "./generated-region.ts";
import { transitAnswers } from "./generated-transit.ts";
import { addVpc } from "./generated-vpc.ts";
import { hashWords } from "./seeded.ts";
import type { SimulatedSnapshot } from "./server.ts";

export type { GeneratedOrganization } from "./generated-plan.ts";

/** The Regions that an account has without opting in, in AWS's own number of them. */
export const regionNames = [
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
] as const;

const capturedAt = "2026-11-02T06:00:00.000Z";

/**
 * A large organization that is never in memory: each place is made when it is asked for, and the same seed makes the
 * same place. It is what `collect` leaves of it: sorted, and without what is not asked for.
 */
export function generateOrganization(options: GeneratedOrganization): SimulatedSnapshot {
  const plan: Plan = {
    occupied: 0.2,
    transit: 0.05,
    ...options,
    accountIds: Array.from({ length: options.accounts }, (_, index) => String(100_000_000_000 + (index + 1) * 7919)),
    regionNames: regionNames
      .toSorted((a, b) => rank(a) - rank(b))
      .slice(0, options.regions)
      .toSorted(),
  };
  const rows = plan.accountIds.flatMap((_, index) => plan.regionNames.map((region) => ledgerRow(plan, index, region)));
  const rowOf = new Map(rows.map((row) => [`${row.account}/${row.region}`, row]));
  return {
    manifest: describeManifest(plan, rows),
    async read(account, region) {
      const row = rowOf.get(`${account}/${region}`);
      return row === undefined ? undefined : describePlace(plan, row);
    },
  };
}

/** The busiest Regions first, so that a small organization has them. */
function rank(region: string): number {
  const first = ["us-east-1", "eu-west-1", "us-west-2", "eu-central-1"].indexOf(region);
  return first === -1 ? 4 + regionNames.indexOf(region as (typeof regionNames)[number]) : first;
}

function describeManifest(plan: Plan, ledger: LedgerRow[]): Manifest {
  const [management = ""] = plan.accountIds;
  return {
    format: snapshotFormat,
    version: snapshotVersion,
    tool: { name: "vpclint", version: "generated" },
    startedAt: capturedAt,
    finishedAt: capturedAt,
    partition: "aws",
    callerAccount: management,
    organization: { id: organizationId, managementAccount: management },
    accounts: plan.accountIds.map((id, index) => ({
      id,
      name: `account-${index}`,
      state: "ACTIVE",
      path: unitOf(index),
    })),
    ledger,
  };
}

const units = ["Root/Workloads/Prod", "Root/Workloads/Dev", "Root/Sandbox", "Root/Infrastructure"] as const;

function unitOf(index: number): string {
  return index === 0
    ? "Root"
    : index === networkAccount
      ? "Root/Infrastructure"
      : (units[index % units.length] ?? "Root");
}

function ledgerRow(plan: Plan, index: number, region: string): LedgerRow {
  const account = plan.accountIds[index] ?? "";
  if (isInUse(plan, index, region)) return { account, region, collected: [...apiNames], gaps: [] };
  return {
    account,
    region,
    collected: ["DescribeVpcs", "DescribeTransitGateways", "ListCoreNetworks"],
    gaps: [{ api: "*", outcome: "skipped", reason: noVpcReason }],
  };
}

function describePlace(plan: Plan, { account, region, collected, gaps }: LedgerRow): AccountRegion {
  const index = plan.accountIds.indexOf(account);
  const answers: Answers = isInUse(plan, index, region)
    ? describeAnswers(plan, index, region)
    : { DescribeVpcs: { Vpcs: [] }, DescribeTransitGateways: { TransitGateways: [] }, ...noCoreNetworks };
  return { account, region, capturedAt: Object.fromEntries(collected.map((api) => [api, capturedAt])), answers, gaps };
}

function describeAnswers(plan: Plan, index: number, region: string): Answers {
  const fixtures = describeRegionFixtures(region);
  const parts = emptyParts();
  const first = vpcPlan(plan, index, { region, fixtures });
  addVpc(parts, first);
  const more = isSpoke(plan, index, region) ? 0 : hashWords(plan.seed, "VPCs", index, region) % 4 === 0 ? 1 : 0;
  for (let number = 0; number < more; number++) {
    addVpc(parts, {
      ...first,
      name: `extra-${number}`,
      network: [172, 16 + number, 0],
      transitGateway: undefined,
      behindTransitGateway: [],
    });
  }
  return { ...answersOf(parts, fixtures), ...transitAnswers(plan, index, { region, fixtures }) };
}

function answersOf(parts: VpcParts, fixtures: RegionFixtures): Answers {
  const withInterfaces = parts.endpoints.filter((endpoint) => endpoint.VpcEndpointType === "Interface");
  const dnsVpcs = [...new Set(withInterfaces.map((endpoint) => endpoint.VpcId ?? ""))].toSorted();
  return {
    DescribeVpcs: { Vpcs: byId(parts.vpcs, (item) => item.VpcId ?? "") },
    DescribeSubnets: { Subnets: byId(parts.subnets, (item) => item.SubnetId ?? "") },
    DescribeRouteTables: { RouteTables: byId(parts.routeTables, (item) => item.RouteTableId ?? "") },
    DescribeInternetGateways: {
      InternetGateways: byId(parts.internetGateways, (item) => item.InternetGatewayId ?? ""),
    },
    DescribeEgressOnlyInternetGateways: { EgressOnlyInternetGateways: [] },
    DescribeNatGateways: { NatGateways: byId(parts.natGateways, (item) => item.NatGatewayId ?? "") },
    DescribeVpcEndpoints: { VpcEndpoints: byId(parts.endpoints, (item) => item.VpcEndpointId ?? "") },
    DescribeVpcEndpointServices: { ServiceDetails: fixtures.services },
    DescribeVpcEndpointServiceConfigurations: { ServiceConfigurations: [] },
    DescribeVpcEndpointServicePermissions: {},
    DescribeNetworkInterfaces: { NetworkInterfaces: byId(parts.interfaces, (item) => item.NetworkInterfaceId ?? "") },
    DescribePrefixLists: { PrefixLists: fixtures.prefixLists },
    DescribeManagedPrefixLists: { PrefixLists: fixtures.managedPrefixLists },
    GetManagedPrefixListEntries: {},
    DescribeAvailabilityZones: { AvailabilityZones: fixtures.zones },
    DescribeVpcPeeringConnections: { VpcPeeringConnections: [] },
    DescribeVpnGateways: { VpnGateways: [] },
    DescribeSecurityGroups: { SecurityGroups: byId(parts.securityGroups, (item) => item.GroupId ?? "") },
    ...dnsAnswers(parts),
    DescribeVpcAttribute: Object.fromEntries(
      dnsVpcs.map((VpcId) => [
        VpcId,
        { VpcId, EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: true } },
      ]),
    ),
    ...noCoreNetworks,
    GetCoreNetwork: {},
    ListAttachments: {},
    GetVpcAttachment: {},
    GetNetworkRoutes: {},
  };
}

const noCoreNetworks = { ListCoreNetworks: { CoreNetworks: [] } } satisfies Answers;

/** No zone and no Profile, told of the VPCs that a scan asks about: those that a transit gateway connects. */
function dnsAnswers({ routeTables }: VpcParts): Answers {
  const connected = routeTables.filter(({ Routes = [] }) =>
    Routes.some(({ TransitGatewayId, State }) => TransitGatewayId !== undefined && State === "active"),
  );
  const vpcs = [...new Set(connected.map(({ VpcId = "" }) => VpcId))].toSorted();
  return {
    ListHostedZonesByVPC: Object.fromEntries(vpcs.map((vpc) => [vpc, { HostedZoneSummaries: [] }])),
    ListProfileAssociations: { ProfileAssociations: [] },
    ListProfileResourceAssociations: {},
    ListResourceRecordSets: {},
  };
}
