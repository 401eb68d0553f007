import { describe, expect, test } from "vitest";
import { summarizeVia, usesNat } from "../../../src/network/path.ts";
import { isUnknown } from "../../../src/unknown.ts";
import {
  egressOnlyInternetGateway,
  gap,
  internetGateway,
  natGateway,
  networkInterface,
  prefixLists,
  route,
  routeTable,
  subnet,
  transitGateway,
  transitGatewayVpcAttachment,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import { network, networkWithout, pathOf, plain, privateTable, reasons, via, word } from "./support.ts";

const toNat = route("0.0.0.0/0", "nat-1");
const toEndpoint = route("s3", "vpce-s3");
const s3Gateway = vpcEndpoint({ id: "vpce-s3", vpc: "vpc-1", service: "s3", routeTables: ["rtb-private"] });

describe("traps of aws-semantics 8", () => {
  test("1: a subnet without an association follows the main table (1.1)", () => {
    const main = routeTable({ id: "rtb-main", vpc: "vpc-1", main: true, routes: [toNat] });
    const custom = privateTable([toNat, toEndpoint], { subnets: [] });
    expect(via(network(...plain, main, custom, s3Gateway))).toBe("nat-gateway");
    expect(via(network(...plain, main, privateTable([toNat, toEndpoint]), s3Gateway))).toBe("gateway-endpoint");
  });

  test("2, 3: an endpoint on other tables of the VPC does not help (1.27, 2.7)", () => {
    const elsewhere = vpcEndpoint({ id: "vpce-s3", vpc: "vpc-1", service: "s3", routeTables: ["rtb-public"] });
    const natTable = routeTable({
      id: "rtb-public",
      vpc: "vpc-1",
      subnets: ["subnet-public"],
      routes: [route("0.0.0.0/0", "igw-1"), toEndpoint],
    });
    const others = plain.filter((_, index) => index !== 3);
    const net = network(...others, natTable, privateTable([toNat]), elsewhere);
    expect(via(net)).toBe("nat-gateway");
    expect(pathOf(net).pieces[0]).toMatchObject({ nat: "nat-1", note: expect.stringContaining("behind nat-1") });
    expect(pathOf(net).pieces[0]).not.toHaveProperty("endpoint");
    expect(via(net, "s3", "ipv4", "subnet-public")).toBe("gateway-endpoint");
  });

  test("4: a leftover static route takes its part of S3 to NAT, and the pieces name the CIDRs (1.6)", () => {
    const net = network(...plain, privateTable([toNat, toEndpoint, route("52.216.0.0/15", "nat-1")]), s3Gateway);
    expect(via(net)).toBe("mixed");
    expect(word(usesNat(pathOf(net)))).toBe("true");
    expect(pathOf(net).pieces.map((piece) => [piece.via, piece.ranges])).toEqual([
      [
        "gateway-endpoint",
        ["3.5.0.0/19", "16.15.176.0/20", "16.182.0.0/16", "18.34.0.0/19", "18.34.232.0/21", "54.231.0.0/16"],
      ],
      ["nat-gateway", ["52.216.0.0/15"]],
    ]);
    const shorter = network(...plain, privateTable([toNat, toEndpoint, route("52.0.0.0/8", "nat-1")]), s3Gateway);
    expect(via(shorter)).toBe("gateway-endpoint");
  });

  test("5: a blackhole drops, it does not fall through (1.11)", () => {
    expect(via(network(...plain, privateTable([route("0.0.0.0/0", "nat-1", { state: "blackhole" })])))).toBe(
      "isolated",
    );
    expect(via(network(...plain, privateTable([route("0.0.0.0/0", "")])))).toBe("isolated");
    const hole = route("0.0.0.0/1", "nat-9", { state: "blackhole" });
    expect(via(network(...plain, privateTable([toNat, hole])))).toBe("isolated");
    expect(via(network(...plain, privateTable([toNat])))).toBe("nat-gateway");
  });

  test("6: an internet gateway drops the traffic of a private NAT gateway (2.3)", () => {
    const second = (connectivity: "public" | "private") =>
      natGateway({ id: "nat-2", vpc: "vpc-1", subnet: "subnet-public", connectivity });
    const table = privateTable([route("0.0.0.0/0", "nat-2")]);
    expect(via(network(...plain, second("private"), table))).toBe("isolated");
    expect(via(network(...plain, second("public"), table))).toBe("nat-gateway");
  });

  test("7: a private NAT gateway is followed to the transit gateway behind it (2.3)", () => {
    const net = network(
      ...plain,
      subnet({ id: "subnet-nat", vpc: "vpc-1", zone: "a", cidr: "10.0.2.0/24" }),
      natGateway({ id: "nat-2", vpc: "vpc-1", subnet: "subnet-nat", connectivity: "private" }),
      routeTable({ id: "rtb-nat", vpc: "vpc-1", subnets: ["subnet-nat"], routes: [route("0.0.0.0/0", "tgw-1")] }),
      privateTable([route("0.0.0.0/0", "nat-2")]),
    );
    expect(via(net)).toBe("unknown");
    expect(pathOf(net).pieces[0]).toMatchObject({ nat: "nat-2" });
    expect(pathOf(net).pieces[0]?.hops.map(({ id }) => id)).toEqual([
      "subnet-private",
      "rtb-private",
      "nat-2",
      "subnet-nat",
      "rtb-nat",
      "tgw-1",
    ]);
  });

  test("8: a regional NAT gateway forwards by its own table (2.4)", () => {
    const regional = (target: string) =>
      network(
        ...plain,
        natGateway({ id: "nat-r", vpc: "vpc-1", routeTable: "rtb-nat" }),
        routeTable({ id: "rtb-nat", vpc: "vpc-1", routes: [route("0.0.0.0/0", target)] }),
        privateTable([route("0.0.0.0/0", "nat-r")]),
      );
    expect(via(regional("igw-1"))).toBe("nat-gateway");
    expect(via(regional(""))).toBe("isolated");
  });

  test("10: the way through a transit gateway is unknown, and the need names its owner (2.10, 2.14)", () => {
    const table = privateTable([route("0.0.0.0/0", "tgw-1")]);
    const net = network(...plain, table, transitGateway({ id: "tgw-1", owner: "999988887777" }));
    expect(reasons(summarizeVia(pathOf(net)))).toBe(
      "999988887777 SearchTransitGatewayRoutes: traffic leaves 111122223333/us-east-1 through tgw-1, and its owner is not in the snapshot",
    );
    expect(reasons(summarizeVia(pathOf(network(...plain, table))))).toContain("* SearchTransitGatewayRoutes");
    expect(word(usesNat(pathOf(net)))).toBe("unknown");
  });

  test("12: a peering leads to no service (2.17)", () => {
    expect(via(network(...plain, privateTable([route("0.0.0.0/0", "pcx-1")])))).toBe("isolated");
  });

  test("13: a firewall endpoint is followed to the NAT gateway behind it (1.13, 2.19)", () => {
    const firewall = (type: string) =>
      network(
        ...plain,
        subnet({ id: "subnet-fw", vpc: "vpc-1", zone: "a", cidr: "10.0.2.0/24" }),
        vpcEndpoint({
          id: "vpce-fw",
          vpc: "vpc-1",
          service: "com.amazonaws.vpce.us-east-1.vpce-svc-1",
          type,
          subnets: ["subnet-fw"],
        }),
        routeTable({ id: "rtb-fw", vpc: "vpc-1", subnets: ["subnet-fw"], routes: [toNat] }),
        privateTable([route("0.0.0.0/0", "vpce-fw")]),
      );
    expect(via(firewall("GatewayLoadBalancer"))).toBe("nat-gateway");
    expect(via(firewall("gatewayloadbalancer"))).toBe("nat-gateway");
    expect(pathOf(firewall("GatewayLoadBalancer")).pieces[0]).toMatchObject({ inspected: true, nat: "nat-1" });
    expect(via(firewall("Interface"))).toBe("unknown");
  });

  test("14: a DynamoDB interface endpoint moves nothing (2.26)", () => {
    const endpoint = (service: string) =>
      vpcEndpoint({
        id: "vpce-i",
        vpc: "vpc-1",
        service,
        subnets: ["subnet-private"],
        privateDns: true,
        inboundResolverOnly: false,
      });
    expect(via(network(...plain, privateTable([toNat]), endpoint("dynamodb")), "dynamodb")).toBe("nat-gateway");
    const gateway = vpcEndpoint({ id: "vpce-d", vpc: "vpc-1", service: "dynamodb", routeTables: ["rtb-private"] });
    expect(via(network(...plain, privateTable([toNat, route("dynamodb", "vpce-d")]), gateway), "dynamodb")).toBe(
      "gateway-endpoint",
    );
  });

  test("20: in an IPv6-only subnet with DNS64 the IPv4 names go by 64:ff9b::/96 (1.28)", () => {
    const sixOnly = (dns64: boolean, ...more: ReturnType<typeof route>[]) =>
      network(
        ...plain,
        s3Gateway,
        subnet({ id: "subnet-six", vpc: "vpc-1", zone: "a", ipv6Cidr: "2600:1f18:1::/64", ipv6Native: true, dns64 }),
        egressOnlyInternetGateway({ id: "eigw-1", vpc: "vpc-1" }),
        privateTable([toEndpoint, ...more], { subnets: ["subnet-six"] }),
      );
    const nat64 = route("64:ff9b::/96", "nat-1");
    expect(via(sixOnly(true, nat64), "s3", "ipv4", "subnet-six")).toBe("nat-gateway");
    expect(pathOf(sixOnly(true, nat64), "s3", "ipv4", "subnet-six").pieces[0]?.ranges).toContain("52.216.0.0/15");
    expect(via(sixOnly(false, nat64), "s3", "ipv4", "subnet-six")).toBe("no-addresses");
    expect(via(sixOnly(true, route("::/0", "eigw-1")), "s3", "ipv4", "subnet-six")).toBe("isolated");
    expect(via(sixOnly(true), "s3", "ipv4", "subnet-six")).toBe("isolated");
  });

  const dualStack = (...more: ReturnType<typeof route>[]) => [
    ...plain.filter((_, index) => index !== 1),
    subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", ipv6Cidr: "2600:1f18:1::/64" }),
    egressOnlyInternetGateway({ id: "eigw-1", vpc: "vpc-1" }),
    privateTable(more),
  ];

  test("21: ::/0 to an internet gateway does not change the IPv4 path (3.2)", () => {
    const net = network(...dualStack(toNat, route("::/0", "igw-1")));
    expect([via(net), via(net, "s3", "ipv6")]).toEqual(["nat-gateway", "internet-gateway"]);
  });

  test("22: an ipv4 endpoint leaves IPv6 to the egress-only gateway (1.20, 2.30)", () => {
    const net = network(...dualStack(toNat, toEndpoint, route("::/0", "eigw-1")), s3Gateway);
    expect([via(net), via(net, "s3", "ipv6")]).toEqual(["gateway-endpoint", "egress-only-internet-gateway"]);
    expect(pathOf(net, "s3", "ipv6").pieces[0]?.ranges).toEqual(["::/0"]);
  });

  test("23: Block Public Access in both directions stops NAT; on ingress alone it stops the plain internet gateway (2.32)", () => {
    const blocked = (mode: "off" | "block-bidirectional" | "block-ingress") =>
      network(
        ...plain.filter((_, index) => index !== 2),
        subnet({ id: "subnet-public", vpc: "vpc-1", zone: "a", cidr: "10.0.0.0/24", blockPublicAccess: mode }),
        privateTable([toNat]),
      );
    const both = (mode: Parameters<typeof blocked>[0]) => [
      via(blocked(mode)),
      via(blocked(mode), "s3", "ipv4", "subnet-public"),
    ];
    expect(both("off")).toEqual(["nat-gateway", "internet-gateway"]);
    expect(both("block-ingress")).toEqual(["nat-gateway", "isolated"]);
    expect(both("block-bidirectional")).toEqual(["isolated", "isolated"]);
  });

  test("24: s3express is not s3 (1.23)", () => {
    const express = vpcEndpoint({ id: "vpce-x", vpc: "vpc-1", service: "s3express", routeTables: ["rtb-private"] });
    const list = prefixListOf("com.amazonaws.us-east-1.s3express", ["18.97.0.0/16"]);
    expect(via(network(...plain, list, privateTable([toNat, route("pl-x", "vpce-x")]), express))).toBe("nat-gateway");
  });

  test("25: the source/destination check and the type of an interface decide (2.8, 2.9)", () => {
    const appliance = (sourceDestCheck: boolean, type = "interface") =>
      network(
        ...plain,
        networkInterface({ id: "eni-1", subnet: "subnet-public", sourceDestCheck, type, instance: "i-1" }),
        privateTable([route("0.0.0.0/0", "eni-1")]),
      );
    expect(via(appliance(true))).toBe("isolated");
    expect(via(appliance(false))).toBe("nat-instance");
    expect(pathOf(appliance(false)).pieces[0]?.nat).toBe("i-1");
    expect(via(appliance(false, "transit_gateway"))).toBe("unknown");
    expect(reasons(summarizeVia(pathOf(appliance(false, "transit_gateway"))))).toContain("transit gateway");
  });

  test("34: states compare without case (1.26, 4.6)", () => {
    const shouting = vpcEndpoint({
      id: "vpce-s3",
      vpc: "vpc-1",
      service: "s3",
      routeTables: ["rtb-private"],
      state: "Available",
    });
    expect(via(network(...plain, privateTable([toNat, toEndpoint]), shouting))).toBe("gateway-endpoint");
  });
});

function prefixListOf(name: string, cidrs: string[]) {
  return () => ({
    DescribePrefixLists: { PrefixLists: [{ PrefixListId: "pl-x", PrefixListName: name, Cidrs: cidrs }] },
  });
}

describe("gateway endpoints", () => {
  test.each([
    ["pending", "unknown"],
    ["deleting", "unknown"],
    ["available", "gateway-endpoint"],
    ["Sparkling", "unknown"],
  ])("an active route to an endpoint that is %s is %s (1.26)", (state, expected) => {
    const endpoint = vpcEndpoint({ id: "vpce-s3", vpc: "vpc-1", service: "s3", routeTables: ["rtb-private"], state });
    expect(via(network(...plain, privateTable([toNat, toEndpoint]), endpoint))).toBe(expected);
  });

  test("the table decides, and a disagreement with RouteTableIds is noted (1.12)", () => {
    const endpoint = vpcEndpoint({ id: "vpce-s3", vpc: "vpc-1", service: "s3", routeTables: [] });
    const [piece] = pathOf(network(...plain, privateTable([toEndpoint]), endpoint)).pieces;
    expect(piece).toMatchObject({
      via: "gateway-endpoint",
      endpoint: "vpce-s3",
      note: expect.stringContaining("rtb-private"),
    });
  });

  test("an endpoint without a type is a gateway endpoint", () => {
    const untyped = () => ({
      DescribeVpcEndpoints: {
        VpcEndpoints: [
          {
            VpcEndpointId: "vpce-s3",
            VpcId: "vpc-1",
            ServiceName: "com.amazonaws.us-east-1.s3",
            State: "available",
            RouteTableIds: ["rtb-private"],
          },
        ],
      },
    });
    expect(via(network(...plain, privateTable([toEndpoint]), untyped))).toBe("gateway-endpoint");
  });

  test("prefix-list ids are resolved by name in their Region, from entries where DescribePrefixLists has no CIDRs (1.17)", () => {
    const withoutCidrs = [...plain.slice(0, -1), prefixLists({ cidrs: "entries" })];
    expect(via(network(...withoutCidrs, privateTable([toNat, toEndpoint]), s3Gateway))).toBe("gateway-endpoint");
  });

  test("S3's own IPv6 list is known by its name or by the endpoint that routes name it for (1.20)", () => {
    const six = subnet({
      id: "subnet-private",
      vpc: "vpc-1",
      zone: "a",
      cidr: "10.0.1.0/24",
      ipv6Cidr: "2600:1f18:1::/64",
    });
    const rest = plain.filter((_, index) => index !== 1 && index !== 6);
    const table = privateTable([route("s3-ipv6", "vpce-s3"), route("::/0", "eigw-1")]);
    const eigw = egressOnlyInternetGateway({ id: "eigw-1", vpc: "vpc-1" });
    expect(via(network(...rest, six, table, eigw, s3Gateway, prefixLists({ ipv6: true })), "s3", "ipv6")).toBe(
      "gateway-endpoint",
    );
    const renamed = prefixListOf("com.amazonaws.us-east-1.s3-over-six", ["2600:1fa0:8000::/39"]);
    const byEndpoint = privateTable([route("pl-x", "vpce-s3"), route("::/0", "eigw-1")]);
    expect(via(network(...rest, six, byEndpoint, eigw, s3Gateway, prefixLists(), renamed), "s3", "ipv6")).toBe(
      "gateway-endpoint",
    );
  });
});

describe("NAT gateways", () => {
  test.each([
    ["deleted", "isolated"],
    ["failed", "isolated"],
    ["deleting", "isolated"],
    ["pending", "unknown"],
    ["AVAILABLE", "nat-gateway"],
  ])("a NAT gateway that is %s makes the path %s (2.1)", (state, expected) => {
    const nat = natGateway({ id: "nat-2", vpc: "vpc-1", subnet: "subnet-public", state });
    expect(via(network(...plain, nat, privateTable([route("0.0.0.0/0", "nat-2")])))).toBe(expected);
  });

  test("a NAT gateway whose subnet has no live way out is a dead end (2.2)", () => {
    const detached = plain.filter((_, index) => index !== 5);
    expect(via(network(...detached, internetGateway({ id: "igw-1" }), privateTable([toNat])))).toBe("isolated");
    expect(via(network(...plain, privateTable([toNat])))).toBe("nat-gateway");
  });

  test("a NAT gateway in the subnet that it serves is a loop (2.6)", () => {
    const nat = natGateway({ id: "nat-2", vpc: "vpc-1", subnet: "subnet-private" });
    const net = network(...plain, nat, privateTable([route("0.0.0.0/0", "nat-2")]));
    expect(pathOf(net).pieces[0]).toMatchObject({ via: "isolated", note: expect.stringContaining("loop") });
  });

  test("a NAT gateway forwards no IPv6 but 64:ff9b::/96", () => {
    const six = subnet({
      id: "subnet-six",
      vpc: "vpc-1",
      zone: "a",
      cidr: "10.0.9.0/24",
      ipv6Cidr: "2600:1f18:1::/64",
    });
    const net = network(...plain, six, privateTable([route("::/0", "nat-1")], { subnets: ["subnet-six"] }));
    expect(via(net, "s3", "ipv6", "subnet-six")).toBe("isolated");
  });
});

describe("appliances", () => {
  const two = (untrusted: string) =>
    network(
      ...plain,
      subnet({ id: "subnet-out", vpc: "vpc-1", zone: "a", cidr: "10.0.3.0/24" }),
      routeTable({ id: "rtb-out", vpc: "vpc-1", subnets: ["subnet-out"], routes: [route("0.0.0.0/0", untrusted)] }),
      networkInterface({ id: "eni-in", subnet: "subnet-private", sourceDestCheck: false, instance: "i-1" }),
      networkInterface({ id: "eni-out", subnet: "subnet-out", sourceDestCheck: false, instance: "i-1" }),
      privateTable([route("0.0.0.0/0", "eni-in", { instance: "i-1" })]),
    );

  test("a multi-homed instance leaves by its other interface (2.8)", () => {
    expect(via(two("igw-1"))).toBe("nat-instance");
    expect(via(two(""))).toBe("isolated");
  });

  test("an instance that sends on to a NAT gateway inspects (2.8)", () => {
    expect(pathOf(two("nat-1")).pieces[0]).toMatchObject({ via: "nat-gateway", nat: "nat-1", inspected: true });
  });

  test("interfaces that lead to different ends leave it unknown", () => {
    const net = network(
      ...plain,
      networkInterface({ id: "eni-in", subnet: "subnet-public", sourceDestCheck: false, instance: "i-1" }),
      subnet({ id: "subnet-out", vpc: "vpc-1", zone: "a", cidr: "10.0.3.0/24" }),
      routeTable({ id: "rtb-out", vpc: "vpc-1", subnets: ["subnet-out"], routes: [route("0.0.0.0/0", "vgw-1")] }),
      networkInterface({ id: "eni-out", subnet: "subnet-out", sourceDestCheck: false, instance: "i-1" }),
      privateTable([route("0.0.0.0/0", "eni-in")]),
    );
    expect(reasons(summarizeVia(pathOf(net)))).toContain("i-1 is an appliance");
  });

  test("the interface of a transit gateway names it (2.9)", () => {
    const net = network(
      ...plain,
      transitGateway({ id: "tgw-1", owner: "999988887777" }),
      transitGatewayVpcAttachment({
        id: "tgw-attach-1",
        transitGateway: "tgw-1",
        vpc: "vpc-1",
        subnets: ["subnet-public"],
      }),
      privateTable([route("0.0.0.0/0", "eni-tgw-attach-1-subnet-public")]),
    );
    expect(reasons(summarizeVia(pathOf(net)))).toContain(
      "999988887777 SearchTransitGatewayRoutes: traffic leaves 111122223333/us-east-1 through tgw-1",
    );
  });
});

describe("other targets", () => {
  test.each([
    ["vgw-1", "on-premises"],
    ["lgw-1", "on-premises"],
    ["cagw-1", "internet-gateway"],
    ["pcx-1", "isolated"],
    ["arn:aws:networkmanager::999988887777:core-network/core-network-1", "unknown"],
    ["arn:aws:odb:us-east-1:111122223333:odb-network/odbnet-1", "unknown"],
    ["VpcLattice", "unknown"],
    ["xgw-of-the-future", "unknown"],
  ])("0.0.0.0/0 to %s is %s (1.15, 2.17, 2.18, 2.33)", (target, expected) => {
    expect(via(network(...plain, privateTable([route("0.0.0.0/0", target)])))).toBe(expected);
  });

  test("an active route without any known target is unknown, not absent (1.15)", () => {
    expect(via(network(...plain, privateTable([route("0.0.0.0/0", "", { state: "active" })])))).toBe("unknown");
  });

  test("no route at all is isolated", () => {
    expect(via(network(...plain, privateTable()))).toBe("isolated");
  });

  test.each(["filtered", "shiny"])("a route that is %s leaves its addresses unknown (1.10)", (state) => {
    expect(via(network(...plain, privateTable([route("0.0.0.0/0", "nat-1", { state })])))).toBe("unknown");
  });

  test("DynamoDB has no IPv6 addresses to us (1.21), and a subnet without IPv6 sends none", () => {
    const net = network(...plain, privateTable([toNat]));
    expect(via(net, "s3", "ipv6")).toBe("no-addresses");
    const six = subnet({
      id: "subnet-six",
      vpc: "vpc-1",
      zone: "a",
      cidr: "10.0.9.0/24",
      ipv6Cidr: "2600:1f18:1::/64",
    });
    expect(
      via(network(...plain, six, privateTable([toNat], { subnets: ["subnet-six"] })), "dynamodb", "ipv6", "subnet-six"),
    ).toBe("no-addresses");
  });
});

describe("evidence", () => {
  test("every hop is recorded, with the chosen route and why it won", () => {
    expect(pathOf(network(...plain, privateTable([toNat]))).pieces).toEqual([
      {
        ranges: [
          "3.5.0.0/19",
          "16.15.176.0/20",
          "16.182.0.0/16",
          "18.34.0.0/19",
          "18.34.232.0/21",
          "52.216.0.0/15",
          "54.231.0.0/16",
        ],
        via: "nat-gateway",
        nat: "nat-1",
        inspected: false,
        hops: [
          { type: "subnet", id: "subnet-private", name: "private-a", account: "111122223333", region: "us-east-1" },
          {
            type: "route-table",
            id: "rtb-private",
            account: "111122223333",
            region: "us-east-1",
            route: "0.0.0.0/0 -> nat-1 (active), only match",
          },
          { type: "nat-gateway", id: "nat-1", account: "111122223333", region: "us-east-1" },
          { type: "subnet", id: "subnet-public", account: "111122223333", region: "us-east-1" },
          {
            type: "route-table",
            id: "rtb-public",
            account: "111122223333",
            region: "us-east-1",
            route: "0.0.0.0/0 -> igw-1 (active), only match",
          },
          { type: "internet-gateway", id: "igw-1", account: "111122223333", region: "us-east-1" },
        ],
      },
    ]);
  });

  test("an address that no route holds says so, and a table of the own VPC has nothing to note", () => {
    expect(pathOf(network(...plain, privateTable())).pieces[0]?.hops[1]?.route).toBe("no route matches");
    const [piece] = pathOf(network(...plain, privateTable([toEndpoint]), s3Gateway)).pieces;
    expect(piece?.hops[1]).not.toHaveProperty("note");
  });

  test("two routes with one end are one piece that shows both", () => {
    const { pieces } = pathOf(network(...plain, privateTable([toNat, route("52.216.0.0/15", "nat-1")])));
    expect(pieces).toHaveLength(1);
    expect(pieces[0]?.hops[1]?.route).toBe(
      "0.0.0.0/0 -> nat-1 (active), only match; 52.216.0.0/15 -> nat-1 (active), longest prefix",
    );
  });
});

describe("what was not collected", () => {
  test.each([
    "DescribeRouteTables",
    "DescribeNatGateways",
    "DescribeInternetGateways",
    "DescribeVpcEndpoints",
    "DescribePrefixLists",
  ] as const)("without %s the S3 path through NAT is unknown and names it", (api) => {
    const parts = [...plain.slice(0, -1), prefixLists({ cidrs: "described" })];
    const gaps = api === "DescribePrefixLists" ? [gap(api), gap("GetManagedPrefixListEntries")] : [gap(api)];
    const whole = summarizeVia(pathOf(networkWithout(gaps, ...parts, privateTable([toNat]))));
    expect(isUnknown(whole)).toBe(true);
    expect(reasons(whole)).toContain(api === "DescribePrefixLists" ? "GetManagedPrefixListEntries" : `${api}: denied`);
  });

  test("an id that is used but not listed is unknown: the snapshot is not one point in time (1.30)", () => {
    expect(via(network(...plain, privateTable([route("0.0.0.0/0", "nat-gone")])))).toBe("unknown");
    expect(via(network(...plain, privateTable([route("0.0.0.0/0", "igw-gone")])))).toBe("unknown");
    expect(via(network(...plain, privateTable([toEndpoint])))).toBe("unknown");
  });

  test("a piece that is known to use NAT is known whatever the others are", () => {
    const net = network(...plain, privateTable([toNat, route("52.216.0.0/15", "tgw-1")]));
    expect([word(summarizeVia(pathOf(net))), word(usesNat(pathOf(net)))]).toEqual(["unknown", "true"]);
  });
});

describe("shared subnets (3.4, 3.5)", () => {
  const parts = (...routes: ReturnType<typeof route>[]) => [
    vpc({ id: "vpc-1", cidr: "10.0.0.0/16", owner: "999988887777" }),
    subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", owner: "999988887777" }),
    privateTable(routes, { owner: "999988887777" }),
    prefixLists(),
  ];
  const shared = (...routes: ReturnType<typeof route>[]) => network(...parts(...routes));

  test("19: the endpoint's route tells a participant enough, nothing else does", () => {
    expect(via(shared(toNat, toEndpoint))).toBe("gateway-endpoint");
    expect(via(shared(toNat))).toBe("unknown");
    expect(via(shared())).toBe("unknown");
    expect(via(shared(toNat, route("s3", "vpce-s3", { state: "blackhole" })))).toBe("unknown");
    expect(reasons(summarizeVia(pathOf(shared(toNat))))).toContain(
      "999988887777 *: subnet-private is shared by 999988887777",
    );
  });

  test("an answer that names no owner is the account's own", () => {
    const ownerless = subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", owner: "" });
    expect(via(network(...plain.toSpliced(1, 1, ownerless), privateTable([toNat])))).toBe("nat-gateway");
  });

  test("the endpoint of another service's list tells a participant nothing", () => {
    const list = prefixListOf("com.amazonaws.us-east-1.dynamodb", ["52.216.0.0/16"]);
    expect(via(network(...parts(toEndpoint, route("pl-x", "vpce-d")), list))).toBe("unknown");
  });
});
