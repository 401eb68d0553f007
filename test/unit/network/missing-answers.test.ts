import { describe, expect, test } from "vitest";
import { families } from "../../../src/network/cidr.ts";
import { forgottenEndpoints } from "../../../src/network/gateway-endpoints.ts";
import { summarizeVia, usesNat } from "../../../src/network/path.ts";
import { isPrivate } from "../../../src/network/private-subnets.ts";
import { buildRegionNetwork } from "../../../src/network/region-network.ts";
import type { RegionNetwork } from "../../../src/network/region-network.ts";
import { effectiveRouteTable } from "../../../src/network/route-table.ts";
import { services } from "../../../src/network/service-name.ts";
import { tracePath } from "../../../src/network/trace.ts";
import { isInfrastructure, workloads } from "../../../src/network/workloads.ts";
import { endpointZones } from "../../../src/network/zones.ts";
import { apiNames } from "../../../src/snapshot/apis.ts";
import type { ApiName } from "../../../src/snapshot/apis.ts";
import { isUnknown, mapKnown } from "../../../src/unknown.ts";
import {
  availabilityZones,
  dnsProfile,
  egressOnlyInternetGateway,
  endpointService,
  gap,
  hostedZone,
  internetGateway,
  managedPrefixList,
  natGateway,
  networkInterface,
  place,
  prefixLists,
  recordSets,
  route,
  routeTable,
  subnet,
  transitGateway,
  transitGatewayVpcAttachment,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { hub, hubAccount, networkAmong, spoke, spokeAccount } from "./organization.ts";
import { firewallEndpoint } from "./support.ts";

/** One of everything that a path can meet, each behind a private subnet of its own. */
const targets: Record<string, Parameters<typeof routeTable>[0]["routes"]> = {
  nat: [route("0.0.0.0/0", "nat-1"), route("::/0", "eigw-1")],
  endpoint: [route("0.0.0.0/0", "nat-1"), route("s3", "vpce-s3"), route("::/0", "igw-1")],
  leftover: [route("0.0.0.0/0", "nat-1"), route("s3", "vpce-s3"), route("52.216.0.0/15", "nat-1")],
  customer: [route("0.0.0.0/0", "igw-1"), route("pl-customer", "nat-1")],
  private: [route("0.0.0.0/0", "nat-private")],
  firewall: [route("0.0.0.0/0", "vpce-fw")],
  instance: [route("0.0.0.0/0", "eni-appliance")],
  transit: [route("0.0.0.0/0", "tgw-1")],
  local: [route("0.0.0.0/0", "eni-tgw-attach-1-subnet-public")],
  broken: [route("0.0.0.0/0", "")],
  onPremises: [route("0.0.0.0/0", "vgw-1")],
  igw: [route("0.0.0.0/0", "igw-1")],
};

const parts: Part[] = [
  vpc({ id: "vpc-1", cidr: "10.0.0.0/16", ipv6Cidr: "2600:1f18::/56" }),
  vpc({ id: "vpc-2", cidr: "10.1.0.0/16" }),
  subnet({ id: "subnet-public", vpc: "vpc-1", zone: "a", cidr: "10.0.0.0/24" }),
  routeTable({ id: "rtb-public", vpc: "vpc-1", subnets: ["subnet-public"], routes: [route("0.0.0.0/0", "igw-1")] }),
  ...Object.entries(targets).flatMap(([name, routes = []], index) => [
    subnet({
      id: `subnet-${name}`,
      vpc: "vpc-1",
      zone: "abc"[index % 3] ?? "a",
      cidr: `10.0.${index + 1}.0/24`,
      ipv6Cidr: `2600:1f18:0:${index + 1}::/64`,
    }),
    routeTable({ id: `rtb-${name}`, vpc: "vpc-1", subnets: [`subnet-${name}`], routes }),
    networkInterface({ id: `eni-${name}`, subnet: `subnet-${name}` }),
  ]),
  subnet({ id: "subnet-six", vpc: "vpc-1", zone: "a", ipv6Cidr: "2600:1f18:0:99::/64", ipv6Native: true, dns64: true }),
  routeTable({
    id: "rtb-six",
    vpc: "vpc-1",
    subnets: ["subnet-six"],
    routes: [route("64:ff9b::/96", "nat-1"), route("::/0", "eigw-1")],
  }),
  subnet({ id: "subnet-fw", vpc: "vpc-1", zone: "a", cidr: "10.0.100.0/24" }),
  routeTable({ id: "rtb-fw", vpc: "vpc-1", subnets: ["subnet-fw"], routes: [route("0.0.0.0/0", "nat-1")] }),
  firewallEndpoint("vpce-fw", "subnet-fw"),
  vpcEndpoint({ id: "vpce-s3", vpc: "vpc-1", service: "s3", routeTables: ["rtb-endpoint", "rtb-leftover"] }),
  // A second VPC whose S3 names resolve to an interface endpoint.
  subnet({ id: "subnet-dns", vpc: "vpc-2", zone: "a", cidr: "10.1.1.0/24" }),
  routeTable({ id: "rtb-dns", vpc: "vpc-2", main: true, routes: [route("0.0.0.0/0", "tgw-1")] }),
  vpcEndpoint({
    id: "vpce-i",
    vpc: "vpc-2",
    service: "s3",
    subnets: ["subnet-dns"],
    privateDns: true,
    inboundResolverOnly: false,
  }),
  vpcEndpoint({ id: "vpce-sqs", vpc: "vpc-1", service: "sqs", subnets: ["subnet-nat"] }),
  endpointService({ service: "sqs" }),
  endpointService({ service: "s3", zones: ["a"] }),
  availabilityZones(),
  natGateway({ id: "nat-1", vpc: "vpc-1", subnet: "subnet-public" }),
  natGateway({ id: "nat-private", vpc: "vpc-1", subnet: "subnet-public", connectivity: "private" }),
  networkInterface({ id: "eni-appliance", subnet: "subnet-public", sourceDestCheck: false, instance: "i-1" }),
  internetGateway({ id: "igw-1", vpc: "vpc-1" }),
  egressOnlyInternetGateway({ id: "eigw-1", vpc: "vpc-1" }),
  transitGateway({ id: "tgw-1", owner: "999988887777" }),
  transitGatewayVpcAttachment({
    id: "tgw-attach-1",
    transitGateway: "tgw-1",
    vpc: "vpc-1",
    subnets: ["subnet-public"],
  }),
  managedPrefixList({ id: "pl-customer", cidrs: ["52.216.0.0/16"] }),
  prefixLists(),
];

/** Every answer of the network, in one flat table; an unknown is `unknown`. */
function readAll(all: RegionNetwork): Map<string, unknown> {
  const facts = new Map<string, unknown>();
  const put = (name: string, value: unknown) => facts.set(name, isUnknown(value) ? "unknown" : value);
  for (const subnet of isUnknown(all.subnets) ? [] : all.subnets.values()) {
    put(
      `${subnet.id} table`,
      mapKnown(effectiveRouteTable(all, subnet), (table) => table.id),
    );
    put(`${subnet.id} private`, isPrivate(all, subnet));
    put(`${subnet.id} infrastructure`, isInfrastructure(all, subnet));
    put(
      `${subnet.id} workloads`,
      mapKnown(workloads(all, subnet), (known) => known.length),
    );
    for (const service of services) {
      put(
        `${subnet.id} forgotten ${service}`,
        mapKnown(forgottenEndpoints(all, subnet, service), (known) => known.map(({ id }) => id)),
      );
      for (const family of families) {
        const path = tracePath(all, subnet, service, family);
        put(`${subnet.id} via ${service} ${family}`, summarizeVia(path));
        put(`${subnet.id} NAT ${service} ${family}`, usesNat(path));
      }
    }
  }
  for (const endpoint of isUnknown(all.endpoints) ? [] : all.endpoints.values()) {
    const { covered, eligible, consumers, missing, applicable } = endpointZones(all, endpoint);
    for (const [name, value] of Object.entries({ covered, eligible, consumers, missing, applicable }))
      put(`${endpoint.id} ${name}`, value);
  }
  return facts;
}

describe("an answer that was not collected", () => {
  const full = readAll(buildRegionNetwork(place({}, ...parts)));

  test("is missed by this test's networks: they reach nearly every end", () => {
    const ends = new Set([...full].filter(([name]) => name.includes(" via ")).map(([, value]) => String(value)));
    expect([...ends].toSorted()).toEqual([
      "egress-only-internet-gateway",
      "gateway-endpoint",
      "interface-endpoint",
      "internet-gateway",
      "isolated",
      "mixed",
      "nat-gateway",
      "nat-instance",
      "no-addresses",
      "on-premises",
      "unknown",
    ]);
  });

  test.each(apiNames)("%s only ever turns what is known into unknown (design law 2)", (api: ApiName) => {
    const changed = [...readAll(buildRegionNetwork(place({ gaps: [gap(api)] }, ...parts)))].filter(
      ([name, value]) => value !== "unknown" && JSON.stringify(value) !== JSON.stringify(full.get(name)),
    );
    expect(changed).toEqual([]);
  });

  test.each([
    ["DescribeNatGateways", "subnet-nat via s3 ipv4"],
    ["DescribeVpcEndpoints", "subnet-endpoint via s3 ipv4"],
    ["DescribeVpcEndpoints", "subnet-nat via s3 ipv4"],
    ["DescribeRouteTables", "subnet-broken via s3 ipv4"],
    ["DescribeInternetGateways", "subnet-nat via dynamodb ipv4"],
    ["DescribeNetworkInterfaces", "subnet-instance via dynamodb ipv4"],
    ["DescribeNetworkInterfaces", "vpce-sqs covered"],
    ["GetManagedPrefixListEntries", "subnet-customer via s3 ipv4"],
    ["DescribeEgressOnlyInternetGateways", "subnet-nat via s3 ipv6"],
    ["DescribeVpcAttribute", "subnet-dns via s3 ipv4"],
  ] as const)("%s leaves %s unknown", (api, name) => {
    expect(full.get(name)).not.toBe("unknown");
    expect(readAll(buildRegionNetwork(place({ gaps: [gap(api)] }, ...parts))).get(name)).toBe("unknown");
  });
});

const s3 = "s3.us-east-1.amazonaws.com";
const alias = "vpce-central.s3.us-east-1.vpce.amazonaws.com";
const zone = (vpcId: string, name = s3): Part => hostedZone({ id: "Z1", name, vpc: vpcId, owner: hubAccount });
const zoneArn = "arn:aws:route53:::hostedzone/Z1";
const endpointArn = `arn:aws:ec2:us-east-1:${hubAccount}:vpc-endpoint/vpce-central`;
const central = (more: Partial<Parameters<typeof vpcEndpoint>[0]> = {}): Part =>
  vpcEndpoint({ id: "vpce-central", vpc: "vpc-egress", service: "s3", subnets: ["subnet-nat-a"], ...more });
const both = recordSets("Z1", { name: s3, alias }, { name: `*.${s3}`, alias });
const profiled = (...resources: string[]): Part => dnsProfile({ id: "rp-1", vpc: "vpc-1", resources });

/** What gives the spoke S3's names, and the way of its subnet in zone a. */
const names: Record<string, { here?: Part[]; there?: Part[]; endpoint?: Part; via: string }> = {
  nothing: { via: "central-nat" },
  zone: { here: [zone("vpc-1")], there: [both], via: "interface-endpoint" },
  "a zone without records": { here: [zone("vpc-1")], there: [recordSets("Z1")], via: "isolated" },
  "a zone above": { here: [zone("vpc-1", "us-east-1.amazonaws.com")], there: [both], via: "unknown" },
  "a zone for a dead endpoint": {
    here: [zone("vpc-1")],
    there: [both],
    endpoint: central({ state: "rejected" }),
    via: "isolated",
  },
  "a Profile with the zone": { here: [profiled(zoneArn)], there: [both], via: "interface-endpoint" },
  "a Profile with the endpoint": {
    here: [profiled(endpointArn)],
    endpoint: central({ privateDns: true, inboundResolverOnly: true }),
    via: "interface-endpoint",
  },
  "a Profile with both": {
    here: [profiled(endpointArn, zoneArn)],
    there: [recordSets("Z1")],
    endpoint: central({ privateDns: true, inboundResolverOnly: true }),
    via: "isolated",
  },
  "a zone, past a gateway endpoint": {
    here: [
      zone("vpc-1"),
      vpcEndpoint({ id: "vpce-own", vpc: "vpc-1", service: "s3", routeTables: ["rtb-1"] }),
      routeTable({
        id: "rtb-2",
        vpc: "vpc-1",
        subnets: ["subnet-a"],
        routes: [route("0.0.0.0/0", "tgw-1"), route("s3", "vpce-own")],
      }),
    ],
    there: [both],
    via: "interface-endpoint",
  },
};

describe.each(Object.entries(names))(
  "where S3's names come by %s (2.27, 2.28)",
  (_, { here = [], there = [], endpoint, via }) => {
    const read = (dropped?: { account: string; api: ApiName }) => {
      const gapsOf = (account: string) => (dropped?.account === account ? [gap(dropped.api)] : []);
      const more = [zone("vpc-egress"), endpoint ?? central(), ...there];
      return readAll(
        networkAmong([spoke({ more: here, gaps: gapsOf(spokeAccount) }), hub({ more, gaps: gapsOf(hubAccount) })]),
      );
    };
    const full = read();

    test(`the way is ${via}`, () => {
      expect(full.get("subnet-a via s3 ipv4")).toBe(via);
    });

    test.each([spokeAccount, hubAccount].flatMap((account) => apiNames.map((api) => [account, api] as const)))(
      "without %s's %s it is that or unknown",
      (account, api) => {
        const changed = [...read({ account, api })].filter(
          ([name, value]) => value !== "unknown" && JSON.stringify(value) !== JSON.stringify(full.get(name)),
        );
        expect(changed).toEqual([]);
      },
    );
  },
);

describe("each DNS answer", () => {
  const proven = (
    { gaps = [], hubGaps = [] }: { gaps?: ReturnType<typeof gap>[]; hubGaps?: ReturnType<typeof gap>[] },
    part: Part,
  ) =>
    readAll(
      networkAmong([
        spoke({ more: [part], gaps }),
        hub({ more: [central(), zone("vpc-egress"), both], gaps: hubGaps }),
      ]),
    ).get("subnet-a via s3 ipv4");

  test.each([
    ["ListHostedZonesByVPC", zone("vpc-1")],
    ["ListProfileAssociations", profiled(zoneArn)],
    ["ListProfileResourceAssociations", profiled(zoneArn)],
  ] as const)("%s of the VPC's account is missed", (api, part) => {
    expect([proven({}, part), proven({ gaps: [gap(api)] }, part)]).toEqual(["interface-endpoint", "unknown"]);
  });

  test.each([
    ["ListHostedZonesByVPC", profiled(zoneArn)],
    ["ListResourceRecordSets", zone("vpc-1")],
  ] as const)("%s of the zone's account is missed", (api, part) => {
    expect([proven({}, part), proven({ hubGaps: [gap(api)] }, part)]).toEqual(["interface-endpoint", "unknown"]);
  });
});
