import { describe, expect, test } from "vitest";
import { summarizeVia } from "../../../src/network/path.ts";
import type { Gap } from "../../../src/snapshot/format.ts";
import {
  dnsProfile,
  gap,
  hostedZone,
  networkInterface,
  peering,
  recordSets,
  route,
  routeTable,
  subnet,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { hub, hubAccount, pathAmong, spoke } from "./organization.ts";
import { firewallEndpoint, network, pathOf, plain, privateTable, reasons, via, word } from "./support.ts";

const s3 = "s3.us-east-1.amazonaws.com";
const alias = "vpce-central.s3.us-east-1.vpce.amazonaws.com";
const zone = (vpcId: string, more: { owner?: string; service?: string; name?: string } = {}): Part =>
  hostedZone({ id: "Z1", name: s3, vpc: vpcId, ...more });
const endpoint = (more: Partial<Parameters<typeof vpcEndpoint>[0]> = {}): Part =>
  vpcEndpoint({ id: "vpce-central", vpc: "vpc-egress", service: "s3", subnets: ["subnet-nat-a"], ...more });
const both = recordSets("Z1", { name: s3, alias }, { name: `*.${s3}`, alias: `*.${alias}` });

interface Setup {
  there?: Part[];
  here?: Part[];
  gaps?: Gap[];
  hubGaps?: Gap[];
  routes?: ReturnType<typeof route>[];
  question?: Parameters<typeof pathAmong>[1];
}

/** A spoke whose default route leads to the central NAT, and the hub with the endpoint and the zone's records. */
function pathWith({
  there = [endpoint(), both],
  here = [zone("vpc-1", { owner: hubAccount })],
  gaps = [],
  hubGaps = [],
  routes,
  question = {},
}: Setup = {}) {
  const owner = hub({ more: [zone("vpc-egress"), ...there], gaps: hubGaps });
  return pathAmong([spoke({ more: here, gaps, ...(routes === undefined ? {} : { routes }) }), owner], question);
}
const viaWith = (setup: Setup = {}) => word(summarizeVia(pathWith(setup)));
const whyWith = (setup: Setup) => reasons(summarizeVia(pathWith(setup)));

/** The one piece: what it is, what is said of it, and which hops show it. */
function toldWith(setup: Setup) {
  const [piece, ...others] = pathWith(setup).pieces;
  if (piece === undefined || others.length > 0) throw new Error("not one piece");
  const { via: end, ranges, inspected, note, hops } = piece;
  return { via: word(end), note: note ?? reasons(end), ranges, inspected, hops: hops.map(({ id }) => id) };
}

const unrouted = { ranges: [], inspected: false };

describe("a hosted zone for S3's name", () => {
  test("trap 18: leads to the central endpoint, with the zone, its records and the route as hops (2.27, 2.28)", () => {
    const [piece, ...others] = pathWith().pieces;
    expect(others).toEqual([]);
    expect(piece).toMatchObject({ via: "interface-endpoint", endpoint: "vpce-central" });
    expect(piece?.hops.map(({ type }) => type)).toEqual([
      "subnet",
      "hosted-zone",
      "route-table",
      "transit-gateway",
      "transit-gateway-route-table",
      "transit-gateway-attachment",
      "vpc",
      "vpc-endpoint",
    ]);
    expect(piece?.hops[1]).toMatchObject({
      id: "Z1",
      name: s3,
      account: hubAccount,
      note: expect.stringContaining(alias),
    });
    expect(piece?.hops.at(-1)).toMatchObject({ id: "vpce-central", account: hubAccount });
    // The routed way is kept for the names that the zone does not hold (2.25).
    expect(piece?.note).toContain("follow the routes: central-nat nat-a");
  });

  test("answers that were collected and hold no zone leave NAT as it is (2.28)", () => {
    expect(viaWith({ here: [] })).toBe("central-nat");
    expect(viaWith({ here: [zone("vpc-1", { name: "example.com" })] })).toBe("central-nat");
    // The zones of private DNS are a service's own.
    expect(viaWith({ here: [zone("vpc-1", { service: "vpce.amazonaws.com" })] })).toBe("central-nat");
  });

  test.each([
    [{ gaps: [gap("ListHostedZonesByVPC")] }, "ListHostedZonesByVPC: denied"],
    [{ gaps: [gap("DescribeVpcAttribute")] }, "DescribeVpcAttribute: denied"],
    [{ hubGaps: [gap("ListResourceRecordSets")] }, `${hubAccount} ListResourceRecordSets: the records`],
    [{ hubGaps: [gap("DescribeVpcEndpoints")] }, "no S3 interface endpoint in the snapshot"],
    [{ hubGaps: [gap("DescribeSubnets")] }, "DescribeSubnets"],
    [{ hubGaps: [gap("SearchTransitGatewayRoutes")] }, "SearchTransitGatewayRoutes"],
  ])("without an answer it is unknown, by name (2.28): %j", (setup: Setup, reason) => {
    expect(whyWith(setup)).toContain(reason);
  });

  test("a zone above S3's name is not followed (2.28)", () => {
    expect(whyWith({ here: [zone("vpc-1", { name: "us-east-1.amazonaws.com" })] })).toContain("holds S3's names too");
  });

  test.each([[{ dnsSupport: false }], [{ dnsHostnames: false }]])("has no effect with the VPC's %j (2.22)", (off) => {
    const here = [zone("vpc-1", { owner: hubAccount }), vpc({ id: "vpc-1", cidr: "10.0.0.0/16", ...off })];
    expect(viaWith({ here })).toBe("central-nat");
  });

  test("without a record, names do not resolve: they do not fall through to public ones (2.28)", () => {
    const path = pathWith({ there: [endpoint(), recordSets("Z1", { name: `logs.${s3}`, alias })] });
    expect(path.pieces[0]).toMatchObject({ via: "isolated", note: expect.stringContaining("do not resolve") });
    const bucketsOnly = pathWith({
      there: [endpoint(), recordSets("Z1", { name: `*.${s3}`, type: "CNAME", values: [alias] })],
    });
    expect(bucketsOnly.pieces[0]).toMatchObject({
      via: "interface-endpoint",
      note: expect.stringContaining(`; ${s3} does not resolve`),
    });
  });

  test("may hold the addresses of the endpoint's interfaces (2.28)", () => {
    const eni = networkInterface({ id: "eni-vpce-central-subnet-nat-a", subnet: "subnet-nat-a", type: "vpc_endpoint" });
    const withAddress: Part = (at) => {
      const answers = eni(at);
      for (const each of answers.DescribeNetworkInterfaces?.NetworkInterfaces ?? [])
        each.PrivateIpAddress = "10.100.10.5";
      return answers;
    };
    const records = (value: string) =>
      recordSets("Z1", { name: s3, values: [value] }, { name: `*.${s3}`, values: [value] });
    expect(viaWith({ there: [endpoint(), withAddress, records("10.100.10.5")] })).toBe("interface-endpoint");
    expect(viaWith({ there: [endpoint(), withAddress, records("10.100.10.6")] })).toBe("unknown");
  });

  test("weighted records that lead to two endpoints are unknown (2.28)", () => {
    const other = endpoint({ id: "vpce-other" });
    const records = recordSets(
      "Z1",
      { name: `*.${s3}`, alias, setIdentifier: "a" },
      { name: `*.${s3}`, alias: alias.replace("central", "other"), setIdentifier: "b" },
    );
    expect(viaWith({ there: [endpoint(), other, records] })).toBe("unknown");
  });

  test.each([
    ["available", "interface-endpoint"],
    ["pending", "unknown"],
    ["rejected", "isolated"],
    ["deleted", "isolated"],
  ])("an endpoint that is %s makes the path %s: no names fall back (2.28, 4.5)", (state, expected) => {
    expect(viaWith({ there: [endpoint({ state }), both] })).toBe(expected);
  });

  test("shows how far the names were followed, and no record where there is none (2.28)", () => {
    const unread = pathWith({ hubGaps: [gap("ListResourceRecordSets")] }).pieces[0];
    expect(unread?.hops.map(({ id }) => id)).toEqual(["subnet-a", "Z1"]);
    expect(unread?.hops[1]).not.toHaveProperty("note");
    const empty = { there: [endpoint(), recordSets("Z1", { name: `logs.${s3}`, alias })] };
    expect(toldWith(empty)).toEqual({
      via: "isolated",
      note: `the hosted zone Z1 has no records for ${s3} and *.${s3}: they do not resolve`,
      ...unrouted,
      hops: ["subnet-a", "Z1"],
    });
    expect(pathWith(empty).pieces[0]?.hops[1]).not.toHaveProperty("note");
    expect(pathWith().pieces[0]?.hops[1]?.note).toBe(`*.${s3} -> *.${alias}; ${s3} -> ${alias}`);
    expect(pathWith().pieces[0]?.note).toMatch(/^by the hosted zone Z1; s3\.amazonaws\.com, /);
    expect(pathWith().pieces[0]?.ranges).toEqual([]);
  });

  test("shows the endpoint that does not answer, or whose subnets are not known (4.5)", () => {
    const hops = ["subnet-a", "Z1", "vpce-central"];
    expect(toldWith({ there: [endpoint({ state: "rejected" }), both] })).toEqual({
      via: "isolated",
      note: "by the hosted zone Z1 S3's names lead to vpce-central, which is rejected",
      ...unrouted,
      hops,
    });
    expect(toldWith({ there: [endpoint({ state: "pending" }), both] })).toEqual({
      via: "unknown",
      note: `${hubAccount} DescribeVpcEndpoints: vpce-central is pending: collect again`,
      ...unrouted,
      hops,
    });
    expect(toldWith({ hubGaps: [gap("DescribeSubnets")] })).toMatchObject({ via: "unknown", hops });
    expect(toldWith({ there: [endpoint({ subnets: ["subnet-gone"] }), both] })).toEqual({
      via: "unknown",
      note: `${hubAccount} DescribeSubnets: the subnets of vpce-central are not listed: the snapshot caught a change`,
      ...unrouted,
      hops,
    });
  });

  test("shows the way that ends before the endpoint, or nobody knows where", () => {
    const hops = ["subnet-a", "Z1", "rtb-1"];
    expect(toldWith({ routes: [route("10.200.0.0/16", "tgw-1")] })).toEqual({
      via: "isolated",
      note: "by the hosted zone Z1 S3's names lead to vpce-central, which the routes do not reach",
      ...unrouted,
      hops,
    });
    const untold = toldWith({ routes: [route("0.0.0.0/0", "xgw-1")] });
    expect(untold).toMatchObject({ via: "unknown", hops });
    // Another VPC that has the same addresses is not the endpoint's.
    const peered = peering({
      id: "pcx-1",
      requesterVpc: "vpc-1",
      accepterVpc: "vpc-double",
      accepterCidr: "10.100.0.0/16",
    });
    const routes = [route("0.0.0.0/0", "tgw-1"), route("10.100.0.0/16", "pcx-1")];
    expect(viaWith({ here: [zone("vpc-1", { owner: hubAccount }), peered], routes })).toBe("isolated");
  });

  test("an endpoint with two subnets has to be reached in both, and is inspected where either way is (2.19)", () => {
    const there = [endpoint({ subnets: ["subnet-nat-a", "subnet-nat-b"] }), both];
    expect(whyWith({ there, routes: [route("10.100.10.0/24", "tgw-1")] })).toContain(
      "DescribeRouteTables: the routes reach vpce-central in some of its subnets, and not in all",
    );
    const firewall = [
      subnet({ id: "subnet-fw", vpc: "vpc-1", zone: "a", cidr: "10.0.9.0/24" }),
      routeTable({ id: "rtb-fw", vpc: "vpc-1", subnets: ["subnet-fw"], routes: [route("0.0.0.0/0", "tgw-1")] }),
      firewallEndpoint("vpce-fw", "subnet-fw"),
    ];
    const here = [zone("vpc-1", { owner: hubAccount }), ...firewall];
    const routes = [route("0.0.0.0/0", "tgw-1"), route("10.100.10.0/24", "vpce-fw")];
    expect(toldWith({ there, here, routes })).toMatchObject({ via: "interface-endpoint", inspected: true });
    expect(toldWith({ there, here })).toMatchObject({ via: "interface-endpoint", inspected: false });
  });

  test("may lead to an endpoint of the VPC itself", () => {
    const own = vpcEndpoint({ id: "vpce-own", vpc: "vpc-1", service: "s3", subnets: ["subnet-b"] });
    const records = recordSets("Z1", { name: `*.${s3}`, alias: alias.replace("central", "own") });
    expect(toldWith({ there: [records], here: [zone("vpc-1", { owner: hubAccount }), own] })).toMatchObject({
      via: "interface-endpoint",
      hops: ["subnet-a", "Z1", "rtb-1", "local", "vpce-own"],
    });
  });

  test("gives nothing to IPv6, and nobody knows what to a subnet without IPv4", () => {
    const six = [
      subnet({ id: "subnet-dual", vpc: "vpc-1", zone: "a", cidr: "10.0.8.0/24", ipv6Cidr: "2600:1f18:1::/64" }),
      subnet({
        id: "subnet-six",
        vpc: "vpc-1",
        zone: "a",
        ipv6Cidr: "2600:1f18:2::/64",
        ipv6Native: true,
        dns64: true,
      }),
    ];
    const here = [zone("vpc-1", { owner: hubAccount }), ...six];
    expect(viaWith({ here, question: { from: "subnet-dual", family: "ipv6" } })).toBe("isolated");
    expect(viaWith({ here, question: { from: "subnet-dual" } })).toBe("interface-endpoint");
    expect(toldWith({ here, question: { from: "subnet-six" } })).toEqual({
      via: "unknown",
      note: "111122223333 ListHostedZonesByVPC: Z1 gives S3's names to an endpoint, and subnet-six has no IPv4",
      ...unrouted,
      hops: ["subnet-six"],
    });
    const profile = dnsProfile({
      id: "rp-1",
      vpc: "vpc-1",
      resources: [`arn:aws:ec2:us-east-1:${hubAccount}:vpc-endpoint/vpce-central`],
    });
    const there = [endpoint({ privateDns: true })];
    expect(toldWith({ there, here: [profile, ...six], question: { from: "subnet-six" } })).toMatchObject({
      note: "111122223333 ListHostedZonesByVPC: rp-1 gives S3's names to an endpoint, and subnet-six has no IPv4",
      hops: ["subnet-six", "rp-1"],
    });
  });

  test("is not followed without the organization that its records are in", () => {
    expect(via(network(...plain, zone("vpc-1"), privateTable([route("0.0.0.0/0", "nat-1")])))).toBe("nat-gateway");
    expect(pathOf(network(...plain, zone("vpc-1"), privateTable())).pieces[0]?.via).toBe("isolated");
  });

  test("an endpoint that the routes do not reach is no pass (2.28)", () => {
    const path = pathWith({ routes: [route("10.200.0.0/16", "tgw-1")] });
    expect(path.pieces[0]).toMatchObject({ via: "isolated", note: expect.stringContaining("do not reach") });
  });
});

describe("a Route 53 Profile", () => {
  const arn = "arn:aws:route53:::hostedzone/Z1";
  const endpointArn = `arn:aws:ec2:us-east-1:${hubAccount}:vpc-endpoint/vpce-central`;
  const profile = (resources?: string[], status?: string): Part[] => [
    dnsProfile({
      id: "rp-1",
      vpc: "vpc-1",
      ...(resources === undefined ? {} : { resources }),
      ...(status === undefined ? {} : { status }),
    }),
  ];

  test("brings the zone, or the endpoint itself, to the VPC (2.27, 2.28)", () => {
    const path = pathWith({ here: profile([arn]) });
    expect(path.pieces[0]).toMatchObject({ via: "interface-endpoint", endpoint: "vpce-central" });
    expect(path.pieces[0]?.hops.map(({ type }) => type)).toContain("route53-profile");
    const direct = toldWith({ here: profile([endpointArn]), there: [endpoint({ privateDns: true })] });
    expect(direct).toMatchObject({ via: "interface-endpoint", note: expect.stringMatching(/^by the Profile rp-1; /) });
    expect(direct.hops.slice(0, 3)).toEqual(["subnet-a", "rp-1", "rtb-1"]);
    // Which names AWS gives then is not documented.
    expect(viaWith({ here: profile([endpointArn]) })).toBe("unknown");
  });

  test("that holds nothing of S3, or failed, leaves NAT as it is (2.28)", () => {
    expect(viaWith({ here: profile([]) })).toBe("central-nat");
    expect(viaWith({ here: profile([arn], "FAILED") })).toBe("central-nat");
    expect(viaWith({ here: profile(["arn:aws:route53resolver:us-east-1:1:resolver-rule/rslvr-rr-1"]) })).toBe(
      "central-nat",
    );
  });

  test("is unknown where what it holds is not known, and the organization has a central endpoint (2.28)", () => {
    expect(viaWith({ here: profile() })).toBe("unknown");
    expect(viaWith({ here: profile(["arn:aws:route53:::hostedzone/Z9"]) })).toBe("unknown");
    expect(viaWith({ here: profile([arn], "CREATING") })).toBe("unknown");
    expect(viaWith({ here: profile([arn]), gaps: [gap("ListProfileAssociations")] })).toBe("unknown");
    expect(viaWith({ here: profile(), there: [] })).toBe("central-nat");
  });
});
