import { describe, expect, test } from "vitest";
import { summarizeVia } from "../../../src/network/path.ts";
import type { Gap } from "../../../src/snapshot/format.ts";
import {
  dnsProfile,
  gap,
  hostedZone,
  networkInterface,
  recordSets,
  route,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { hub, hubAccount, pathAmong, spoke } from "./organization.ts";
import { reasons, word } from "./support.ts";

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
}

/** A spoke whose default route leads to the central NAT, and the hub with the endpoint and the zone's records. */
function pathWith({
  there = [endpoint(), both],
  here = [zone("vpc-1", { owner: hubAccount })],
  gaps = [],
  hubGaps = [],
  routes,
}: Setup = {}) {
  const owner = hub({ more: [zone("vpc-egress"), ...there], gaps: hubGaps });
  return pathAmong([spoke({ more: here, gaps, ...(routes === undefined ? {} : { routes }) }), owner]);
}
const viaWith = (setup: Setup = {}) => word(summarizeVia(pathWith(setup)));
const whyWith = (setup: Setup) => reasons(summarizeVia(pathWith(setup)));

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
    expect(viaWith({ here: profile([endpointArn]), there: [endpoint({ privateDns: true })] })).toBe(
      "interface-endpoint",
    );
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
