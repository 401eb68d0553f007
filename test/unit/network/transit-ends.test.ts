import { describe, expect, test } from "vitest";
import type { Path } from "../../../src/network/path.ts";
import { tracePath } from "../../../src/network/trace.ts";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import { place, prefixLists, route, routeTable, subnet, vpc, vpcEndpoint } from "../../support/topology.ts";
import { hub, hubAccount, networkAmong, pathAmong, spoke, spokeAccount } from "./organization.ts";
import { firewallEndpoint, network, pathOf, plain, privateTable, reasons, subnetOf, via, word } from "./support.ts";

// What a reader is told where a way through a transit gateway, or by private DNS, ends or cannot be told.

function told({ pieces: [piece] }: Path): { via: string; note: string; last: string } {
  if (piece === undefined) throw new Error("a path has at least one piece");
  const { type = "", id = "" } = piece.hops.at(-1) ?? {};
  return { via: word(piece.via), note: piece.note ?? reasons(piece.via), last: `${type} ${id}` };
}

const toEgress = { destination: "0.0.0.0/0", attachment: "tgw-attach-egress", vpc: "vpc-egress" };
const among = (hubPlace: AccountRegion) => told(pathAmong([spoke(), hubPlace]));
const unknownOf = (api: string, reason: string) => ({ via: "unknown", note: `${hubAccount} ${api}: ${reason}` });

describe("in the transit gateway", () => {
  test.each([
    [
      "associating",
      unknownOf(
        "GetTransitGatewayRouteTableAssociations",
        "tgw-attach-spoke is associating with tgw-rtb-spokes: collect again",
      ),
    ],
    [
      "disassociating",
      unknownOf(
        "GetTransitGatewayRouteTableAssociations",
        "tgw-attach-spoke is disassociating with tgw-rtb-spokes: collect again",
      ),
    ],
    ["disassociated", { via: "isolated", note: "tgw-attach-spoke is associated with no route table of tgw-1" }],
  ])("an attachment that is %s (2.12)", (associationState, expected) => {
    expect(among(hub({ associationState }))).toMatchObject({ ...expected, last: "transit-gateway tgw-1" });
  });

  const table = "transit-gateway-route-table tgw-rtb-spokes";

  test("a table without a route for the packets drops them", () => {
    expect(among(hub({ transit: [{ ...toEgress, destination: "198.51.100.0/24" }] }))).toEqual({
      via: "isolated",
      note: "tgw-rtb-spokes has no route",
      last: table,
    });
    const [piece] = pathAmong([spoke(), hub({ transit: [] })]).pieces;
    expect(piece?.hops.at(-1)?.route).toBe("no route matches");
  });

  test.each([
    [
      { ...toEgress, attachment: "" },
      { via: "isolated", note: "the route 0.0.0.0/0 -> (no attachment) (blackhole, static) drops the traffic" },
    ],
    [
      { ...toEgress, state: "pending" },
      unknownOf(
        "SearchTransitGatewayRoutes",
        "the route 0.0.0.0/0 -> tgw-attach-egress (pending, static) is changing: collect again",
      ),
    ],
    [
      { ...toEgress, attachment: "", state: "active" },
      unknownOf(
        "SearchTransitGatewayRoutes",
        "the route 0.0.0.0/0 -> (no attachment) (active, static) names no attachment",
      ),
    ],
  ])("a route %j (2.12)", (only, expected) => {
    expect(among(hub({ transit: [only] }))).toEqual({ ...expected, last: table });
  });

  test("a deleted route takes nothing (2.12)", () => {
    expect(among(hub({ transit: [{ ...toEgress, state: "deleted" }] })).note).toBe("tgw-rtb-spokes has no route");
  });

  test.each(["vpn", "vpn-concentrator", "direct-connect-gateway", "connect", "client-vpn"])(
    "an attachment of type %s leads on premises (2.12, 2.18)",
    (kind) => {
      expect(among(hub({ transit: [{ ...toEgress, attachment: "tgw-attach-out", kind, vpc: "out-1" }] }))).toEqual({
        via: "on-premises",
        note: "",
        last: "transit-gateway-attachment tgw-attach-out",
      });
    },
  );

  test("a firewall's own attachment cannot be followed (2.12)", () => {
    const out = { ...toEgress, attachment: "tgw-attach-fw", kind: "network-function", vpc: "fw-1" };
    expect(among(hub({ transit: [out] }))).toEqual({
      ...unknownOf("*", "tgw-attach-fw is an attachment of type network-function, whose routing cannot be read"),
      last: "transit-gateway-attachment tgw-attach-fw",
    });
  });

  test("two routes that one rank does not tell apart are nobody's guess (2.13)", () => {
    const vpn = { ...toEgress, attachment: "tgw-attach-vpn", kind: "vpn", vpc: "vpn-1" };
    const { note, via: end } = among(hub({ transit: [toEgress, vpn] }));
    expect([end, note]).toEqual([
      "unknown",
      `${hubAccount} SearchTransitGatewayRoutes: tgw-rtb-spokes: AWS does not say which of 0.0.0.0/0 -> tgw-attach-egress (active, static) and 0.0.0.0/0 -> tgw-attach-vpn (active, static) wins`,
    ]);
  });

  test.each([
    ["a static route", "a route propagated by vpc", "static", "propagated", "vpc"],
    ["a route propagated by vpc", "a route propagated by vpn", "propagated", "propagated", "vpn"],
    ["a route propagated by vpc", "a route propagated by connect", "propagated", "propagated", "connect"],
    [
      "a route propagated by vpc",
      "a route propagated by direct-connect-gateway",
      "propagated",
      "propagated",
      "direct-connect-gateway",
    ],
    ["a route propagated by vpc", "a route propagated by other", "propagated", "propagated", "peering"],
  ])("%s wins over %s (2.13)", (winner, loser, type, otherType, kind) => {
    const second = { ...toEgress, attachment: "tgw-attach-second", vpc: "second", type: otherType, kind };
    const [piece] = pathAmong([spoke(), hub({ transit: [second, { ...toEgress, type }] })]).pieces;
    const chosen = piece?.hops.find((hop) => hop.type === "transit-gateway-route-table")?.route;
    expect(chosen).toBe(`0.0.0.0/0 -> tgw-attach-egress (active, ${type}), ${winner} wins over ${loser}`);
    expect(word(piece?.via ?? "")).toBe("central-nat");
  });

  test("a reference to a prefix list loses to a static route and wins over a propagated one (2.13)", () => {
    const reference = { ...toEgress, prefixList: "pl-1" };
    const chosen = (transit: NonNullable<Parameters<typeof hub>[0]>["transit"]) =>
      pathAmong([spoke(), hub({ transit: transit ?? [] })]).pieces[0]?.hops.find(
        (hop) => hop.type === "transit-gateway-route-table",
      )?.route;
    const vpn = { ...toEgress, attachment: "tgw-attach-vpn", kind: "vpn", vpc: "vpn-1" };
    expect(chosen([{ ...vpn, type: "propagated" }, reference])).toContain(
      "a prefix list wins over a route propagated by vpn",
    );
    expect(chosen([reference, vpn])).toContain("a static route wins over a prefix list");
  });

  test("the longest prefix wins whatever it is made by (2.13)", () => {
    const longer = { ...toEgress, destination: "52.0.0.0/8", type: "propagated" };
    const vpn = { ...toEgress, attachment: "tgw-attach-vpn", kind: "vpn", vpc: "vpn-1" };
    const { pieces } = pathAmong([spoke(), hub({ transit: [vpn, longer] })]);
    expect(pieces.map(({ via: end, ranges }) => [word(end), ranges.length])).toEqual([
      ["on-premises", 6],
      ["central-nat", 1],
    ]);
    expect(pieces[1]?.hops.find((hop) => hop.type === "transit-gateway-route-table")?.route).toContain(
      "longest prefix",
    );
  });

  test("a core network is unknown by its account, the API that would tell and its name (2.10)", () => {
    const arn = "arn:aws:networkmanager::333344445555:core-network/core-network-1";
    expect(told(pathOf(network(...plain, privateTable([route("0.0.0.0/0", arn)]))))).toEqual({
      via: "unknown",
      note: `333344445555 GetNetworkRoutes: traffic leaves 111122223333/us-east-1 through the core network ${arn}, whose routes are not collected`,
      last: `core-network ${arn}`,
    });
  });
});

describe("in the VPC behind it", () => {
  test("addresses of the VPC are its own", () => {
    const path = pathAmong([spoke({ routes: [route("10.0.0.0/8", "tgw-1")] }), hub()], { to: "10.100.7.0/24" });
    expect(told(path)).toEqual({ via: "other-vpc", note: "", last: "vpc vpc-egress" });
    expect(path.pieces[0]?.hops.at(-1)).toMatchObject({ account: hubAccount, region: "us-east-1" });
  });

  test("an internet gateway has nothing for packets that no NAT gave an address (2.15)", () => {
    const direct = [route("0.0.0.0/0", "igw-1")];
    expect(among(hub({ attachmentRoutes: { a: direct, b: direct } }))).toEqual({
      via: "isolated",
      note: "nothing in vpc-egress translates packets from other VPCs, so its internet gateway drops them",
      last: "internet-gateway igw-1",
    });
  });

  test("a firewall of the spoke stops its packets at the spoke's own gateways, not at the hub's (2.32)", () => {
    const inspected = spoke({
      routes: [route("0.0.0.0/0", "vpce-fw")],
      more: [
        subnet({
          id: "subnet-fw",
          vpc: "vpc-1",
          zone: "a",
          cidr: "10.0.9.0/24",
          blockPublicAccess: "block-bidirectional",
        }),
        firewallEndpoint("vpce-fw", "subnet-fw"),
        routeTable({ id: "rtb-fw", vpc: "vpc-1", subnets: ["subnet-fw"], routes: [route("0.0.0.0/0", "tgw-1")] }),
      ],
    });
    expect(told(pathAmong([inspected, hub()])).via).toBe("central-nat");
    expect(told(pathAmong([inspected, hub({ blockPublicAccess: "block-bidirectional" })])).via).toBe("isolated");
  });

  test("zones that differ leave it open only where the zone is not known", () => {
    const reason = "tgw-attach-egress may deliver in several zones, whose routes lead to different ends";
    const closed = { b: [route("0.0.0.0/0", "")] };
    expect(among(hub({ applianceMode: true, attachmentRoutes: closed }))).toMatchObject(unknownOf("*", reason));
    expect(among(hub({ attachmentRoutes: closed })).via).toBe("central-nat");
  });
});

describe("private DNS of S3 (2.22 to 2.25)", () => {
  const s3 = (more: Partial<Parameters<typeof vpcEndpoint>[0]> = {}) =>
    vpcEndpoint({
      id: "vpce-i",
      vpc: "vpc-1",
      service: "s3",
      subnets: ["subnet-private"],
      privateDns: true,
      inboundResolverOnly: false,
      name: "s3-interface",
      ...more,
    });
  const routes = [route("0.0.0.0/0", "nat-1"), route("52.216.0.0/15", "nat-1"), route("54.231.0.0/16", "vgw-1")];

  test("names the ways that the other names keep, each once", () => {
    const [piece] = pathOf(network(...plain, s3(), privateTable(routes))).pieces;
    expect(piece).toMatchObject({
      ranges: [],
      inspected: false,
      note: "by private DNS; s3.amazonaws.com, website and dash-Region names follow the routes: nat-gateway nat-1, on-premises",
    });
    expect(piece?.hops.at(-1)).toEqual({
      type: "vpc-endpoint",
      id: "vpce-i",
      name: "s3-interface",
      account: spokeAccount,
      region: "us-east-1",
    });
  });

  test("an unknown way is said to be unknown", () => {
    const [piece] = pathOf(network(...plain, s3(), privateTable([route("0.0.0.0/0", "xgw-1")]))).pieces;
    expect(piece?.note).toMatch(/follow the routes: unknown$/);
  });

  test("is unknown where the VPC's attributes were not asked, beside what else is", () => {
    const unasked = () => ({ DescribeVpcAttribute: {} });
    const bare = place(
      {},
      vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
      ...plain.slice(1),
      s3(),
      privateTable([route("0.0.0.0/0", "nat-1")]),
      prefixLists(),
    );
    const net = networkAmong([{ ...bare, answers: { ...bare.answers, ...unasked() } }]);
    const path = tracePath(net, subnetOf(net), "s3", "ipv4");
    expect(told(path).note).toContain("DescribeVpcAttribute: the DNS attributes of vpc-1 are not in the snapshot");
    expect(told(path).last).toBe("internet-gateway igw-1");
  });

  test("is unknown where the answer does not say whom it answers, or the endpoint changes", () => {
    const silent = () => ({
      DescribeVpcEndpoints: {
        VpcEndpoints: [
          {
            VpcEndpointId: "vpce-i",
            VpcEndpointType: "Interface",
            VpcId: "vpc-1",
            ServiceName: "com.amazonaws.us-east-1.s3",
            State: "available",
            PrivateDnsEnabled: true,
            IpAddressType: "ipv4",
          },
        ],
      },
    });
    const path = pathOf(network(...plain, silent, privateTable(routes)));
    expect(told(path).note).toContain(
      "DescribeVpcEndpoints: whether the private DNS of vpce-i is for the inbound resolver only is not in the answer",
    );
    const changing = pathOf(network(...plain, s3({ state: "pending" }), privateTable(routes)));
    expect(told(changing).note).toContain("DescribeVpcEndpoints: vpce-i is pending: collect again");
  });

  test("one that answers is enough, and the first by id is shown", () => {
    const two = network(
      ...plain,
      s3({ id: "vpce-z" }),
      s3({ id: "vpce-b" }),
      s3({ id: "vpce-a", inboundResolverOnly: true }),
      privateTable(routes),
    );
    expect(pathOf(two).pieces[0]).toMatchObject({ via: "interface-endpoint", endpoint: "vpce-b" });
    expect(via(network(...plain, s3({ state: "failed" }), privateTable([route("0.0.0.0/0", "nat-1")])))).toBe(
      "nat-gateway",
    );
  });
});
