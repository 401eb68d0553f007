import { describe, expect, test } from "vitest";
import { parseDestination } from "../../../src/network/destination.ts";
import { summarizeVia, usesNat } from "../../../src/network/path.ts";
import type { Path } from "../../../src/network/path.ts";
import type { RegionNetwork } from "../../../src/network/region-network.ts";
import { tracePath } from "../../../src/network/trace.ts";
import {
  egressOnlyInternetGateway,
  natGateway,
  networkInterface,
  peering,
  prefixLists,
  route,
  routeTable,
  subnet,
  transitGateway,
  transitGatewayVpcAttachment,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { firewallEndpoint, network, pathOf, plain, privateTable, reasons, subnetOf, via, word } from "./support.ts";

// What a reader is told: the hops, the note of a dead end, and whose answer is missing where the end is unknown.

const toNat = route("0.0.0.0/0", "nat-1");

function told(path: Path): { via: string; note: string; hops: string[] } {
  const [piece] = path.pieces;
  if (piece === undefined) throw new Error("a path has at least one piece");
  return {
    via: word(piece.via),
    note: piece.note ?? reasons(piece.via),
    hops: piece.hops.map(({ type, id }) => `${type} ${id}`),
  };
}

function toAddresses(net: RegionNetwork, text: string, id = "subnet-private"): Path {
  const destination = parseDestination(text);
  if (destination === undefined) throw new Error(text);
  return tracePath(
    net,
    subnetOf(net, id),
    destination,
    typeof destination === "string" ? "ipv4" : destination[0].family,
  );
}

const start = ["subnet subnet-private", "route-table rtb-private"];
const here = "111122223333";

describe("a route that leads nowhere says why", () => {
  test.each([
    ["no route", [], "no route matches", []],
    [
      "a blackhole (1.11)",
      [route("0.0.0.0/0", "nat-9", { state: "blackhole" })],
      "the route 0.0.0.0/0 -> nat-9 (blackhole) drops the traffic",
      [],
    ],
    [
      "a blackhole without its target (1.11)",
      [route("0.0.0.0/0", "", { state: "blackhole" })],
      "the route 0.0.0.0/0 -> (no target) (blackhole) drops the traffic",
      [],
    ],
    [
      "a peering (2.17)",
      [route("0.0.0.0/0", "pcx-1")],
      "a VPC peering connection leads to nothing outside the peer VPC",
      ["peering-connection pcx-1"],
    ],
  ])("%s", (_, routes, note, hops) => {
    expect(told(pathOf(network(...plain, privateTable(routes))))).toEqual({
      via: "isolated",
      note,
      hops: [...start, ...hops],
    });
  });
});

describe("an end that is not known names the answer that would tell", () => {
  test.each([
    [
      "a filtered route (1.10)",
      route("0.0.0.0/0", "nat-1", { state: "filtered" }),
      "DescribeRouteTables: what AWS does with the route 0.0.0.0/0 -> nat-1 (filtered) is not documented",
      [],
    ],
    [
      "a target of the future (1.15)",
      route("0.0.0.0/0", "xgw-1"),
      "DescribeRouteTables: the route to 0.0.0.0/0 points to xgw-1, which vpclint cannot follow",
      [],
    ],
    [
      "no target at all (1.15)",
      route("0.0.0.0/0", "", { state: "active" }),
      "DescribeRouteTables: the route to 0.0.0.0/0 names no target that vpclint knows",
      [],
    ],
    [
      "an endpoint that is not listed (1.30)",
      route("s3", "vpce-9"),
      "DescribeVpcEndpoints: vpce-9 is used, but is not in the answer",
      ["vpc-endpoint vpce-9"],
    ],
  ])("%s", (_, target, reason, hops) => {
    const { via: end, note, hops: passed } = told(pathOf(network(...plain, privateTable([target]))));
    expect([end, passed]).toEqual(["unknown", [...start, ...hops]]);
    expect(note).toContain(`${here} ${reason.split(":")[0]}:`);
    if (!reason.includes("is used")) expect(note).toBe(`${here} ${reason}`);
  });
});

describe("endpoints as targets", () => {
  const endpoint = (type: string, more: Partial<Parameters<typeof vpcEndpoint>[0]> = {}) =>
    vpcEndpoint({
      id: "vpce-1",
      vpc: "vpc-1",
      service: "s3",
      type,
      name: "the-endpoint",
      routeTables: ["rtb-private"],
      ...more,
    });
  const hops = [...start, "vpc-endpoint vpce-1"];

  test("an endpoint carries its name and no note where both answers agree (1.12)", () => {
    const net = network(...plain, endpoint("Gateway"), privateTable([route("s3", "vpce-1")]));
    const [piece] = pathOf(net).pieces;
    expect(piece).toMatchObject({ via: "gateway-endpoint", endpoint: "vpce-1" });
    expect(piece).not.toHaveProperty("note");
    expect(piece?.hops.at(-1)).toMatchObject({ type: "vpc-endpoint", id: "vpce-1", name: "the-endpoint" });
  });

  test("a route of a CIDR cannot point to a gateway endpoint (1.13)", () => {
    const net = network(...plain, endpoint("Gateway"), privateTable([route("0.0.0.0/0", "vpce-1")]));
    expect(told(pathOf(net))).toEqual({
      via: "unknown",
      note: `${here} DescribeVpcEndpoints: a route to 0.0.0.0/0 cannot point to vpce-1, of type Gateway`,
      hops,
    });
  });

  test.each(["GatewayLoadBalancer", "Interface"])(
    "a route of a prefix list cannot point to an endpoint of type %s (1.13)",
    (type) => {
      const net = network(
        ...plain,
        endpoint(type, { subnets: ["subnet-public"] }),
        privateTable([route("s3", "vpce-1")]),
      );
      expect(told(pathOf(net))).toMatchObject({ via: "unknown", hops });
      expect(told(pathOf(net)).note).toContain(`cannot point to vpce-1, of type ${type}`);
    },
  );

  test("an endpoint of another service on this service's list is a contradiction (1.23)", () => {
    const net = network(...plain, endpoint("Gateway", { service: "dynamodb" }), privateTable([route("s3", "vpce-1")]));
    expect(told(pathOf(net)).note).toBe(
      `${here} DescribeVpcEndpoints: addresses of s3 are routed to vpce-1, an endpoint of dynamodb`,
    );
    // Who asks for addresses does not ask whose they are.
    expect(told(toAddresses(net, "52.216.0.0/15")).via).toBe("gateway-endpoint");
  });

  test("an endpoint that is going away while its route is active says so (1.26)", () => {
    const net = network(...plain, endpoint("Gateway", { state: "deleting" }), privateTable([route("s3", "vpce-1")]));
    expect(told(pathOf(net)).note).toBe(
      `${here} DescribeVpcEndpoints: vpce-1 is deleting although its route is active: collect again`,
    );
  });
});

describe("subnets and tables", () => {
  const six = subnet({ id: "subnet-six", vpc: "vpc-1", zone: "a", ipv6Cidr: "2600:1f18:1::/64", ipv6Native: true });

  test("a family without addresses has an end that says whose they lack", () => {
    const net = network(...plain, six, privateTable([toNat], { subnets: ["subnet-private", "subnet-six"] }));
    expect(pathOf(net, "s3", "ipv6").pieces).toEqual([
      {
        ranges: [],
        via: "no-addresses",
        note: "the subnet has no IPv6 addresses",
        inspected: false,
        hops: [{ type: "subnet", id: "subnet-private", name: "private-a", account: here, region: "us-east-1" }],
      },
    ]);
    expect(told(pathOf(net, "s3", "ipv4", "subnet-six")).note).toBe(
      "the subnet has IPv6 addresses only, and DNS64 is off",
    );
    expect(told(pathOf(net, "dynamodb", "ipv6", "subnet-six"))).toEqual({
      via: "no-addresses",
      note: "dynamodb has no addresses of this family",
      hops: ["subnet subnet-six"],
    });
  });

  test("a VPC whose main table is not listed leaves its subnets unknown (1.1)", () => {
    expect(told(pathOf(network(...plain)))).toEqual({
      via: "unknown",
      note: `${here} DescribeRouteTables: the answer holds no main route table of vpc-1`,
      hops: ["subnet subnet-private"],
    });
  });

  test("a changing association names the table and its state (1.3)", () => {
    const net = network(...plain, privateTable([toNat], { associationState: "associating" }));
    expect(told(pathOf(net)).note).toBe(
      `${here} DescribeRouteTables: the association of subnet-private with rtb-private is associating: collect again`,
    );
  });

  test("two tables that claim one subnet are a snapshot that caught a change (1.1, 1.30)", () => {
    const second = routeTable({ id: "rtb-second", vpc: "vpc-1", subnets: ["subnet-private"] });
    expect(told(pathOf(network(...plain, privateTable([toNat]), second))).note).toBe(
      `${here} DescribeRouteTables: subnet-private is associated with rtb-private and rtb-second: the snapshot caught a change`,
    );
  });

  test("subnets that share a table differ by Block Public Access (2.32)", () => {
    const net = network(
      ...plain,
      ...(["off", "block-bidirectional", "block-ingress"] as const).map((blockPublicAccess, index) =>
        subnet({
          id: `subnet-${blockPublicAccess}`,
          vpc: "vpc-1",
          zone: "a",
          cidr: `10.0.${index + 5}.0/24`,
          blockPublicAccess,
        }),
      ),
      routeTable({ id: "rtb-main", vpc: "vpc-1", main: true, routes: [route("0.0.0.0/0", "igw-1")] }),
    );
    const ends = ["off", "block-bidirectional", "block-ingress"].map((mode) =>
      via(net, "s3", "ipv4", `subnet-${mode}`),
    );
    expect(ends).toEqual(["internet-gateway", "isolated", "isolated"]);
  });

  test("subnets that share a table differ by their zone where it leads to a transit gateway (2.11)", () => {
    const net = network(
      ...plain,
      subnet({ id: "subnet-b", vpc: "vpc-1", zone: "b", cidr: "10.0.7.0/24" }),
      transitGateway({ id: "tgw-1", owner: "999988887777" }),
      transitGatewayVpcAttachment({
        id: "tgw-attach-1",
        transitGateway: "tgw-1",
        vpc: "vpc-1",
        subnets: ["subnet-public"],
      }),
      privateTable([route("0.0.0.0/0", "tgw-1"), route("198.51.100.0/24", "igw-1")], {
        subnets: ["subnet-private", "subnet-b"],
      }),
    );
    expect(via(net)).toBe("unknown");
    expect(via(net, "s3", "ipv4", "subnet-b")).toBe("isolated");
  });
});

describe("pieces", () => {
  test("stand in the order of their addresses, each with its own ranges, and those that end alike are one", () => {
    const net = network(
      ...plain,
      privateTable([
        route("172.20.0.192/26", "nat-1"),
        route("172.20.0.64/26", "pcx-1"),
        route("172.20.0.128/26", "vgw-1"),
        route("172.20.0.0/26", "vgw-1"),
      ]),
    );
    const { pieces } = toAddresses(net, "172.20.0.0/24");
    expect(pieces.map(({ ranges, via: end }) => [ranges.join(), word(end)])).toEqual([
      ["172.20.0.0/26,172.20.0.128/26", "on-premises"],
      ["172.20.0.64/26", "unknown"],
      ["172.20.0.192/26", "nat-gateway"],
    ]);
    // Both routes are evidence of the piece that they make.
    expect(pieces[0]?.hops[1]?.route).toBe(
      "172.20.0.0/26 -> vgw-1 (active), only match; 172.20.0.128/26 -> vgw-1 (active), only match",
    );
  });

  test("over IPv6 too", () => {
    const net = network(
      ...plain.filter((_, index) => index !== 1),
      subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", ipv6Cidr: "2600:1f18:1::/64" }),
      egressOnlyInternetGateway({ id: "eigw-1", vpc: "vpc-1" }),
      privateTable([
        route("2001:db8::/34", "vgw-1"),
        route("2001:db8:4000::/34", "eigw-1"),
        route("2001:db8:8000::/34", "vgw-1"),
      ]),
    );
    expect(toAddresses(net, "2001:db8::/32").pieces.map(({ ranges, via: end }) => [ranges.join(), word(end)])).toEqual([
      ["2001:db8::/34,2001:db8:8000::/34", "on-premises"],
      ["2001:db8:4000::/34", "egress-only-internet-gateway"],
      ["2001:db8:c000::/34", "isolated"],
    ]);
  });

  test("that end alike by different ways stay apart", () => {
    const net = network(
      ...plain,
      natGateway({ id: "nat-2", vpc: "vpc-1", subnet: "subnet-public" }),
      privateTable([toNat, route("52.216.0.0/15", "nat-2")]),
    );
    expect(pathOf(net).pieces.map(({ nat }) => nat)).toEqual(["nat-1", "nat-2"]);
    expect(word(usesNat(pathOf(net)))).toBe("true");
  });

  test("what goes nowhere goes through no NAT", () => {
    const closed = routeTable({ id: "rtb-nat", vpc: "vpc-1", subnets: ["subnet-nat"] });
    const net = network(
      ...plain,
      subnet({ id: "subnet-nat", vpc: "vpc-1", zone: "a", cidr: "10.0.2.0/24" }),
      natGateway({ id: "nat-2", vpc: "vpc-1", subnet: "subnet-nat" }),
      closed,
      privateTable([route("0.0.0.0/0", "nat-2")]),
    );
    expect(pathOf(net).pieces[0]).not.toHaveProperty("nat");
    expect([word(summarizeVia(pathOf(net))), word(usesNat(pathOf(net)))]).toEqual(["isolated", "false"]);
  });

  test("names are shown where there are any", () => {
    const net = network(
      ...plain,
      subnet({ id: "subnet-x", vpc: "vpc-1", zone: "a", cidr: "10.0.8.0/24", name: "" }),
      privateTable([toNat], { subnets: ["subnet-private", "subnet-x"], name: "private" }),
    );
    const [first, table, nat] = pathOf(net).pieces[0]?.hops ?? [];
    expect([first?.name, table?.name]).toEqual(["private-a", "private"]);
    expect(nat).not.toHaveProperty("name");
    expect(pathOf(net, "s3", "ipv4", "subnet-x").pieces[0]?.hops[0]).not.toHaveProperty("name");
  });
});

describe("firewalls under Block Public Access (2.32, 2.20)", () => {
  type Mode = "off" | "block-bidirectional" | "block-ingress";
  const inspected = (mode: Mode, firewalls: Mode[], ...more: Part[]) =>
    network(
      vpc({ id: "vpc-1", cidr: "10.0.0.0/16", blockPublicAccess: mode }),
      ...plain.slice(1),
      ...firewalls.flatMap((blockPublicAccess, index) => [
        subnet({
          id: `subnet-fw-${index}`,
          vpc: "vpc-1",
          zone: "a",
          cidr: `10.0.${index + 20}.0/24`,
          blockPublicAccess,
        }),
        firewallEndpoint(`vpce-fw-${index}`, `subnet-fw-${index}`),
        routeTable({
          id: `rtb-fw-${index}`,
          vpc: "vpc-1",
          subnets: [`subnet-fw-${index}`],
          routes: [
            route("0.0.0.0/0", index + 1 < firewalls.length ? `vpce-fw-${index + 1}` : "nat-1"),
            route("198.51.100.0/24", "vgw-1"),
          ],
        }),
      ]),
      privateTable([route("0.0.0.0/0", "vpce-fw-0")]),
      ...more,
    );

  test.each<[Mode[], string]>([
    [["off"], "nat-gateway"],
    [["block-ingress"], "nat-gateway"],
    [["block-bidirectional"], "isolated"],
    [["block-bidirectional", "off"], "isolated"],
    [["off", "block-bidirectional"], "isolated"],
    [["off", "block-ingress"], "nat-gateway"],
  ])("subnets of firewalls in mode %j end internet traffic as %s", (modes, expected) => {
    expect(via(inspected("off", modes))).toBe(expected);
  });

  test("say why, and leave what does not go to the internet alone", () => {
    const net = inspected("off", ["block-bidirectional"]);
    expect(told(pathOf(net)).note).toBe(
      "VPC Block Public Access (block-bidirectional) stops internet traffic that passes the firewall",
    );
    expect(told(toAddresses(net, "198.51.100.7")).via).toBe("on-premises");
  });

  test("a mode that is not understood leaves it unknown", () => {
    const net = inspected("off", ["block-sideways" as Mode]);
    expect(told(pathOf(net)).note).toContain(
      'the Block Public Access mode "block-sideways" of vpc-1 is not understood',
    );
    expect(via(inspected("off", ["block-sideways" as Mode, "block-bidirectional"]))).toBe("isolated");
    expect(via(inspected("off", ["block-sideways" as Mode, "off"]))).toBe("unknown");
  });
});

describe("addresses of VPCs", () => {
  const peer = peering({ id: "pcx-1", requesterVpc: "vpc-1", accepterVpc: "vpc-peer", accepterCidr: "10.9.0.0/16" });

  test("a peering carries the peer's own addresses and drops the others (2.17)", () => {
    const net = network(...plain, peer, privateTable([route("10.8.0.0/15", "pcx-1")]));
    expect(
      toAddresses(net, "10.8.0.0/15").pieces.map(({ ranges, via: end, note }) => [ranges.join(), word(end), note]),
    ).toEqual([
      ["10.8.0.0/16", "isolated", "a VPC peering connection leads to nothing outside the peer VPC"],
      ["10.9.0.0/16", "other-vpc", undefined],
    ]);
    expect(toAddresses(net, "10.9.0.0/16").pieces[0]?.hops.at(-1)).toMatchObject({ type: "vpc", id: "vpc-peer" });
  });

  test("a replaced local route is followed, and comes to the VPC all the same (1.16)", () => {
    const net = network(
      ...plain,
      networkInterface({ id: "eni-fw", subnet: "subnet-public", sourceDestCheck: false, instance: "i-1" }),
      privateTable([route("10.0.0.0/24", "eni-fw")]),
    );
    expect(told(toAddresses(net, "10.0.0.0/24")).hops).toContain("network-interface eni-fw");
    expect(told(toAddresses(net, "10.0.0.0/24")).via).toBe("local");
  });
});

describe("default routes over IPv6 (1.20)", () => {
  const withRoutes = (...routes: ReturnType<typeof route>[]) =>
    network(
      ...plain.filter((_, index) => index !== 1),
      subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", ipv6Cidr: "2600:1f18:1::/64" }),
      egressOnlyInternetGateway({ id: "eigw-1", vpc: "vpc-1" }),
      privateTable([toNat, ...routes]),
      prefixLists(),
    );

  test("all of the unicast space counts as one, a part of it does not", () => {
    expect(via(withRoutes(route("2000::/3", "eigw-1")), "s3", "ipv6")).toBe("egress-only-internet-gateway");
    expect(via(withRoutes(route("2600::/12", "eigw-1")), "s3", "ipv6")).toBe("isolated");
  });
});
