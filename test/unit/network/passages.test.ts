import { describe, expect, test } from "vitest";
import { parseDestination } from "../../../src/network/destination.ts";
import { isPrivate } from "../../../src/network/private-subnets.ts";
import type { Path } from "../../../src/network/path.ts";
import { buildRegionNetwork } from "../../../src/network/region-network.ts";
import type { RegionNetwork } from "../../../src/network/region-network.ts";
import { tracePath } from "../../../src/network/trace.ts";
import {
  egressOnlyInternetGateway,
  gap,
  internetGateway,
  networkInterface,
  peering,
  place,
  prefixLists,
  route,
  routeTable,
  subnet,
  transitGatewayVpcAttachment,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import {
  firewallEndpoint,
  network,
  networkWithout,
  pathOf,
  plain,
  privateTable,
  reasons,
  subnetOf,
  subnetSix,
  via,
  word,
} from "./support.ts";

// What packets pass on their way, and what stops them there: appliances, NAT gateways, exits.

const toNat = route("0.0.0.0/0", "nat-1");
const here = "111122223333";
const start = ["subnet-private", "rtb-private"];

function told(path: Path): { via: string; note: string; hops: string[] } {
  const [piece] = path.pieces;
  if (piece === undefined) throw new Error("a path has at least one piece");
  return { via: word(piece.via), note: piece.note ?? reasons(piece.via), hops: piece.hops.map(({ id }) => id) };
}

function toAddresses(net: RegionNetwork, text: string): Path {
  const destination = parseDestination(text);
  if (destination === undefined || typeof destination === "string") throw new Error(text);
  return tracePath(net, subnetOf(net), destination, destination[0].family);
}

const out = (target: string) => [
  subnet({ id: "subnet-out", vpc: "vpc-1", zone: "a", cidr: "10.0.3.0/24" }),
  routeTable({ id: "rtb-out", vpc: "vpc-1", subnets: ["subnet-out"], routes: [route("0.0.0.0/0", target)] }),
];

describe("a firewall's endpoint as a target (2.19)", () => {
  const firewall = (more: Partial<Parameters<typeof vpcEndpoint>[0]> = {}) =>
    network(
      ...plain,
      ...out("nat-1"),
      vpcEndpoint({
        id: "vpce-fw",
        vpc: "vpc-1",
        service: "com.amazonaws.vpce.us-east-1.vpce-svc-1",
        type: "GatewayLoadBalancer",
        subnets: ["subnet-out"],
        name: "firewall",
        ...more,
      }),
      privateTable([route("0.0.0.0/0", "vpce-fw")]),
    );

  test("is a hop with its name, and then its subnet's table decides", () => {
    expect(told(pathOf(firewall())).hops).toEqual([
      ...start,
      "vpce-fw",
      "subnet-out",
      "rtb-out",
      "nat-1",
      "subnet-public",
      "rtb-public",
      "igw-1",
    ]);
    expect(pathOf(firewall()).pieces[0]?.hops[2]).toMatchObject({
      type: "vpc-endpoint",
      id: "vpce-fw",
      name: "firewall",
    });
  });

  test.each([
    ["pending", "unknown", `${here} DescribeVpcEndpoints: vpce-fw is pending: collect again`],
    ["pendingAcceptance", "unknown", `${here} DescribeVpcEndpoints: vpce-fw is pendingAcceptance: collect again`],
    ["rejected", "isolated", "vpce-fw is rejected"],
    ["deleted", "isolated", "vpce-fw is deleted"],
  ])("that is %s is %s (4.5)", (state, expected, note) => {
    expect(told(pathOf(firewall({ state })))).toMatchObject({ via: expected, note });
  });

  test("that names no subnet leads nobody knows where", () => {
    expect(told(pathOf(firewall({ subnets: [] })))).toMatchObject({
      via: "unknown",
      note: `${here} DescribeVpcEndpoints: vpce-fw names no subnet`,
    });
  });
});

describe("an interface as a target (2.8, 2.9)", () => {
  const toInterface = (...parts: Part[]) =>
    network(...plain, ...out("igw-1"), ...parts, privateTable([route("0.0.0.0/0", "eni-1")]));
  const appliance = (more: Partial<Parameters<typeof networkInterface>[0]> = {}) =>
    networkInterface({ id: "eni-1", subnet: "subnet-out", sourceDestCheck: false, ...more });

  test("drops with its check on, and says so", () => {
    expect(told(pathOf(toInterface(appliance({ sourceDestCheck: true })))).note).toBe(
      "the source/destination check of eni-1 is on, so it drops this traffic",
    );
  });

  test("is unknown where the answer does not say whether it checks", () => {
    const silent: Part = () => ({
      DescribeNetworkInterfaces: {
        NetworkInterfaces: [{ NetworkInterfaceId: "eni-1", SubnetId: "subnet-out", VpcId: "vpc-1" }],
      },
    });
    expect(told(pathOf(toInterface(silent))).note).toBe(
      `${here} DescribeNetworkInterfaces: the source/destination check of eni-1 is not known`,
    );
  });

  test("that is not listed is a hop all the same", () => {
    expect(told(pathOf(toInterface()))).toMatchObject({ via: "unknown", hops: [...start, "eni-1"] });
    expect(pathOf(toInterface()).pieces[0]?.hops.at(-1)?.type).toBe("network-interface");
    expect(told(pathOf(toInterface())).note).toContain("DescribeNetworkInterfaces: eni-1 is used but not listed");
  });

  test("of a NAT gateway is that NAT gateway", () => {
    const net = network(...plain, privateTable([route("0.0.0.0/0", "eni-nat-1")]));
    expect(told(pathOf(net))).toMatchObject({ via: "nat-gateway" });
    expect(told(pathOf(net)).hops.slice(0, 5)).toEqual([...start, "eni-nat-1", "nat-1", "subnet-public"]);
    const orphan = appliance({ type: "natGateway" });
    expect(told(pathOf(toInterface(orphan))).note).toBe(
      `${here} DescribeNatGateways: no NAT gateway is listed for eni-1`,
    );
    const denied = networkWithout(
      [gap("DescribeNatGateways")],
      ...plain,
      orphan,
      privateTable([route("0.0.0.0/0", "eni-1")]),
    );
    expect(told(pathOf(denied)).note).toContain("DescribeNatGateways: denied");
    expect(told(pathOf(denied)).hops).toEqual([...start, "eni-1"]);
  });

  test("of a firewall's endpoint is an inspection", () => {
    const endpoint = firewallEndpoint("vpce-fw", "subnet-out");
    const net = network(
      ...plain,
      ...out("nat-1"),
      endpoint,
      privateTable([route("0.0.0.0/0", "eni-vpce-fw-subnet-out")]),
    );
    expect(pathOf(net).pieces[0]).toMatchObject({ via: "nat-gateway", inspected: true });
    const orphan = appliance({ type: "gateway_load_balancer_endpoint" });
    expect(told(pathOf(toInterface(orphan))).note).toBe(
      `${here} DescribeVpcEndpoints: no endpoint is listed for eni-1`,
    );
    const denied = networkWithout(
      [gap("DescribeVpcEndpoints")],
      ...plain,
      orphan,
      privateTable([route("0.0.0.0/0", "eni-1")]),
    );
    expect(told(pathOf(denied)).note).toContain("DescribeVpcEndpoints: denied");
  });

  test("without an instance is the appliance itself (2.8)", () => {
    expect(pathOf(toInterface(appliance())).pieces[0]).toMatchObject({ via: "nat-instance", nat: "eni-1" });
  });

  test("an endpoint on the table behind an instance changes nothing (2.7)", () => {
    const s3 = vpcEndpoint({ id: "vpce-s3", vpc: "vpc-1", service: "s3", routeTables: ["rtb-out"] });
    const net = network(
      ...plain,
      subnet({ id: "subnet-out", vpc: "vpc-1", zone: "a", cidr: "10.0.3.0/24" }),
      routeTable({ id: "rtb-out", vpc: "vpc-1", subnets: ["subnet-out"], routes: [route("s3", "vpce-s3")] }),
      s3,
      appliance({ instance: "i-1" }),
      privateTable([route("0.0.0.0/0", "eni-1")]),
    );
    expect(pathOf(net).pieces[0]).toMatchObject({ via: "nat-instance", nat: "i-1" });
    expect(pathOf(net).pieces[0]).not.toHaveProperty("endpoint");
  });

  test("does not translate 64:ff9b::/96 as far as anybody knows (1.28)", () => {
    const net = network(
      ...plain,
      ...out("igw-1"),
      appliance({ instance: "i-1" }),
      subnetSix,
      privateTable([route("64:ff9b::/96", "eni-1")], { subnets: ["subnet-six"] }),
    );
    expect(told(pathOf(net, "s3", "ipv4", "subnet-six")).note).toBe(
      `${here} *: i-1 is an appliance, and how it forwards cannot be read from AWS`,
    );
  });
});

describe("the interface of a transit gateway as a target (2.9)", () => {
  const attached = (vpcId: string, home: string) =>
    transitGatewayVpcAttachment({
      id: `tgw-attach-${home}`,
      transitGateway: `tgw-${home}`,
      vpc: vpcId,
      subnets: [home],
    });
  const toTransit = (...parts: Part[]) =>
    network(
      ...plain,
      ...out("igw-1"),
      networkInterface({ id: "eni-1", subnet: "subnet-out", type: "transit_gateway" }),
      ...parts,
      privateTable([route("0.0.0.0/0", "eni-1")]),
    );

  test("stands for the attachment in its own VPC and subnet", () => {
    const net = toTransit(
      attached("vpc-1", "subnet-public"),
      attached("vpc-1", "subnet-out"),
      attached("vpc-2", "subnet-out-2"),
    );
    expect(told(pathOf(net)).hops.at(-1)).toBe("tgw-subnet-out");
    expect(told(pathOf(toTransit(attached("vpc-1", "subnet-public")))).note).toContain("through a transit gateway");
  });

  test("is entered in its own zone, wherever the packets come from (2.11)", () => {
    const net = network(
      ...plain.filter((_, index) => index !== 1),
      subnet({ id: "subnet-private", vpc: "vpc-1", zone: "b", cidr: "10.0.1.0/24" }),
      ...out("igw-1"),
      networkInterface({ id: "eni-1", subnet: "subnet-out", type: "transit_gateway" }),
      attached("vpc-1", "subnet-out"),
      privateTable([route("0.0.0.0/0", "eni-1")]),
    );
    // Unknown for want of the owner, and not isolated for want of zone b.
    expect(told(pathOf(net))).toMatchObject({ via: "unknown" });
  });

  test("that does not say its zone is entered from where the packets are", () => {
    const silent: Part = () => ({
      DescribeNetworkInterfaces: {
        NetworkInterfaces: [
          {
            NetworkInterfaceId: "eni-1",
            SubnetId: "subnet-out",
            VpcId: "vpc-1",
            AvailabilityZoneId: "",
            InterfaceType: "transit_gateway",
          },
        ],
      },
    });
    const toSilent = [silent, attached("vpc-1", "subnet-out"), privateTable([route("0.0.0.0/0", "eni-1")])];
    expect(told(pathOf(network(...plain, ...out("igw-1"), ...toSilent))).note).toContain("through tgw-subnet-out");
  });
});

describe("an instance as a target (1.15, 2.8)", () => {
  const toInstance: Part = () => ({
    DescribeRouteTables: {
      RouteTables: [
        {
          RouteTableId: "rtb-private",
          VpcId: "vpc-1",
          OwnerId: here,
          Associations: [{ SubnetId: "subnet-private", AssociationState: { State: "associated" } }],
          Routes: [{ DestinationCidrBlock: "0.0.0.0/0", InstanceId: "i-1", State: "active" }],
        },
      ],
    },
  });
  const byInstance = (...parts: Part[]) => network(...plain, ...out("igw-1"), ...parts, toInstance);
  const on = (id: string, home: string) =>
    networkInterface({ id, subnet: home, sourceDestCheck: false, instance: "i-1" });

  test("is entered by the first of its interfaces, whatever their order", () => {
    for (const parts of [
      [on("eni-b", "subnet-out"), on("eni-a", "subnet-public")],
      [on("eni-a", "subnet-public"), on("eni-b", "subnet-out")],
    ]) {
      expect(told(pathOf(byInstance(...parts)))).toMatchObject({
        via: "nat-instance",
        hops: [...start, "eni-a", "subnet-public", "rtb-public", "igw-1"],
      });
    }
  });

  test("leaves by whichever of its interfaces leads on, and shows the first", () => {
    const others = [on("eni-c", "subnet-out"), on("eni-b", "subnet-public")];
    for (const listed of [others, others.toReversed()]) {
      const net = byInstance(
        on("eni-a", "subnet-dead"),
        ...listed,
        subnet({ id: "subnet-dead", vpc: "vpc-1", zone: "a", cidr: "10.0.9.0/24" }),
        routeTable({ id: "rtb-dead", vpc: "vpc-1", subnets: ["subnet-dead"] }),
      );
      expect(told(pathOf(net)).hops).toEqual([...start, "eni-a", "eni-b", "subnet-public", "rtb-public", "igw-1"]);
      expect(pathOf(net).pieces[0]?.hops[3]?.type).toBe("network-interface");
    }
  });

  test.each([
    ["eni-a", "eni-b"],
    ["eni-b", "eni-a"],
  ])("a way that lives for a part of the addresses counts for that part: %s beside %s", (living, dead) => {
    const half = routeTable({
      id: "rtb-half",
      vpc: "vpc-1",
      subnets: ["subnet-half"],
      routes: [route("52.216.0.0/15", "igw-1")],
    });
    const net = byInstance(
      on(living, "subnet-half"),
      on(dead, "subnet-dead"),
      subnet({ id: "subnet-half", vpc: "vpc-1", zone: "a", cidr: "10.0.8.0/24" }),
      subnet({ id: "subnet-dead", vpc: "vpc-1", zone: "a", cidr: "10.0.9.0/24" }),
      half,
      routeTable({ id: "rtb-dead", vpc: "vpc-1", subnets: ["subnet-dead"] }),
    );
    expect(pathOf(net).pieces.map(({ via: end, ranges }) => [word(end), ranges.length])).toEqual([
      ["isolated", 6],
      ["nat-instance", 1],
    ]);
  });

  test("without any interface, or without the answer, is unknown", () => {
    expect(told(pathOf(byInstance())).note).toBe(`${here} DescribeNetworkInterfaces: no interface of i-1 is listed`);
    expect(pathOf(byInstance()).pieces[0]?.hops.at(-1)).toMatchObject({ type: "instance", id: "i-1" });
    const parts = [...plain.filter((_, index) => index !== 4), ...out("igw-1")];
    const denied = networkWithout([gap("DescribeNetworkInterfaces")], ...parts, toInstance);
    expect(told(pathOf(denied)).note).toContain("DescribeNetworkInterfaces: denied");
  });
});

describe("NAT gateways that do not forward", () => {
  const bare =
    (item: object): Part =>
    () => ({
      DescribeNatGateways: { NatGateways: [{ NatGatewayId: "nat-9", VpcId: "vpc-1", State: "available", ...item }] },
    });
  const through = (item: object) => network(...plain, bare(item), privateTable([route("0.0.0.0/0", "nat-9")]));

  test.each([
    [
      { State: "pending", SubnetId: "subnet-public" },
      "unknown",
      `${here} DescribeNatGateways: nat-9 is pending: collect again`,
    ],
    [{ State: "deleted", SubnetId: "subnet-public" }, "isolated", "nat-9 is deleted"],
    [
      { ConnectivityType: "sideways", SubnetId: "subnet-public" },
      "unknown",
      `${here} DescribeNatGateways: the connectivity type "sideways" of nat-9 is not understood`,
    ],
    [{}, "unknown", `${here} DescribeNatGateways: nat-9 names neither a subnet nor a route table`],
    [
      { ConnectivityType: "private", SubnetId: "subnet-public" },
      "isolated",
      "an internet gateway drops the traffic of a private NAT gateway",
    ],
  ])("%j end as %s (2.1, 2.3)", (item, expected, note) => {
    expect(told(pathOf(through(item)))).toMatchObject({ via: expected, note });
  });

  test("a table or subnet of theirs that is not listed is named", () => {
    expect(told(pathOf(through({ RouteTableId: "rtb-gone" }))).note).toContain("DescribeRouteTables: rtb-gone");
    expect(told(pathOf(through({ SubnetId: "subnet-gone" }))).note).toContain("DescribeSubnets: subnet-gone");
    const unlisted = network(...plain, privateTable([route("0.0.0.0/0", "nat-gone")]));
    expect(told(pathOf(unlisted))).toMatchObject({ hops: [...start, "nat-gone"] });
    expect(told(pathOf(unlisted)).note).toContain("DescribeNatGateways: nat-gone");
  });

  test("one that AWS Config has recorded without its subnet may be anything (5.15)", () => {
    const at = place({}, ...plain, bare({}), privateTable([route("0.0.0.0/0", "nat-9")]));
    const net = buildRegionNetwork({ ...at, fromConfig: ["DescribeNatGateways"] });
    expect(told(pathOf(net)).note).toContain("not recorded by AWS Config: the availability mode of nat-9");
  });

  test("IPv6 packets that are no NAT64 are dropped", () => {
    const net = network(
      ...plain.filter((_, index) => index !== 1),
      subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", ipv6Cidr: "2600:1f18:1::/64" }),
      routeTable({ id: "rtb-main", vpc: "vpc-1", main: true }),
      privateTable([route("::/0", "nat-1")]),
    );
    expect(told(pathOf(net, "s3", "ipv6")).note).toBe(
      "a NAT gateway forwards IPv6 only to IPv4 addresses (64:ff9b::/96)",
    );
  });
});

describe("exits", () => {
  const leaving = (target: string, ...parts: Part[]) =>
    network(...plain, ...parts, privateTable([route("0.0.0.0/0", target)]));

  test("a gateway that is attached elsewhere, or nowhere, is a dead end", () => {
    expect(told(pathOf(leaving("igw-2", internetGateway({ id: "igw-2", vpc: "vpc-2" }))))).toEqual({
      via: "isolated",
      note: "igw-2 is not attached to vpc-1",
      hops: [...start, "igw-2"],
    });
    expect(told(pathOf(leaving("igw-2", internetGateway({ id: "igw-2" })))).via).toBe("isolated");
    expect(pathOf(leaving("igw-2", internetGateway({ id: "igw-2" }))).pieces[0]?.hops.at(-1)?.type).toBe(
      "internet-gateway",
    );
  });

  test("an egress-only gateway of another VPC is a dead end, too", () => {
    const six = network(
      ...plain.toSpliced(
        1,
        1,
        subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", ipv6Cidr: "2600:1f18:1::/64" }),
      ),
      egressOnlyInternetGateway({ id: "eigw-2", vpc: "vpc-2" }),
      privateTable([route("::/0", "eigw-2")]),
    );
    expect(told(pathOf(six, "s3", "ipv6")).note).toBe("eigw-2 is not attached to vpc-1");
  });

  test("a gateway that is being attached is not known yet", () => {
    const attaching: Part = () => ({
      DescribeInternetGateways: {
        InternetGateways: [{ InternetGatewayId: "igw-2", Attachments: [{ VpcId: "vpc-1", State: "attaching" }] }],
      },
    });
    expect(told(pathOf(leaving("igw-2", attaching))).note).toBe(
      `${here} DescribeInternetGateways: igw-2 is being attached: collect again`,
    );
  });

  test("a gateway that is not listed is named with its API", () => {
    expect(told(pathOf(leaving("igw-9"))).note).toContain("DescribeInternetGateways: igw-9");
    const six = network(
      ...plain.filter((_, index) => index !== 1),
      subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", ipv6Cidr: "2600:1f18:1::/64" }),
      privateTable([route("::/0", "eigw-9")]),
    );
    expect(told(pathOf(six, "s3", "ipv6")).note).toContain("DescribeEgressOnlyInternetGateways: eigw-9");
  });

  test("a carrier gateway says what it is (2.33)", () => {
    expect(told(pathOf(leaving("cagw-1")))).toEqual({
      via: "internet-gateway",
      note: "leaves by a carrier gateway of a Wavelength Zone",
      hops: [...start, "cagw-1"],
    });
    expect(pathOf(leaving("cagw-1")).pieces[0]?.hops.at(-1)?.type).toBe("carrier-gateway");
  });

  test("nothing but NAT translates 64:ff9b::/96 (1.28)", () => {
    const by = (target: string) =>
      network(
        ...plain,
        egressOnlyInternetGateway({ id: "eigw-1", vpc: "vpc-1" }),
        subnetSix,
        privateTable([route("64:ff9b::/96", target)], { subnets: ["subnet-six"] }),
      );
    expect(told(pathOf(by("igw-1"), "s3", "ipv4", "subnet-six"))).toMatchObject({
      via: "isolated",
      note: "64:ff9b::/96 leads past every NAT gateway, so nothing translates it",
    });
    expect(told(pathOf(by("eigw-1"), "s3", "ipv4", "subnet-six"))).toMatchObject({
      via: "isolated",
      note: "an egress-only internet gateway does not translate 64:ff9b::/96",
    });
  });

  test("Block Public Access says which mode stopped what (2.32)", () => {
    const blocked = (blockPublicAccess: "block-bidirectional" | "block-ingress") =>
      network(
        ...plain.slice(2),
        vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
        subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", blockPublicAccess }),
        privateTable([route("0.0.0.0/0", "igw-1")]),
      );
    expect(told(pathOf(blocked("block-bidirectional"))).note).toBe(
      "VPC Block Public Access (block-bidirectional) stops internet traffic",
    );
    expect(told(pathOf(blocked("block-ingress"))).note).toBe(
      "VPC Block Public Access (block-ingress) stops traffic that no NAT gateway translates",
    );
  });

  test("without the subnet's mode the VPC's is asked, and is unknown without the VPC (2.32)", () => {
    const modeless: Part = () => ({
      DescribeSubnets: {
        Subnets: [
          {
            SubnetId: "subnet-private",
            VpcId: "vpc-1",
            OwnerId: here,
            CidrBlock: "10.0.1.0/24",
            AvailabilityZoneId: "use1-az1",
          },
        ],
      },
    });
    const rest = [...plain.slice(2), modeless, privateTable([route("0.0.0.0/0", "igw-1")])];
    const closed = vpc({ id: "vpc-1", cidr: "10.0.0.0/16", blockPublicAccess: "block-bidirectional" });
    expect(via(network(closed, ...rest))).toBe("isolated");
    expect(via(network(vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }), ...rest))).toBe("internet-gateway");
    expect(told(pathOf(networkWithout([gap("DescribeVpcs")], ...rest))).note).toContain("DescribeVpcs: denied");
    expect(told(pathOf(network(...rest))).note).toContain("DescribeVpcs: vpc-1 is used but not listed");
    // AWS Config does not record it, and an exclusion may free the subnet of its VPC's (5.15).
    const recorded = buildRegionNetwork({ ...place({}, closed, ...rest), fromConfig: ["DescribeSubnets"] });
    expect(told(pathOf(recorded)).note).toContain(
      "not recorded by AWS Config: the Block Public Access mode of subnet-private",
    );
    const strange: Part = (at) => {
      const answer = vpc({ id: "vpc-1", cidr: "10.0.0.0/16" })(at).DescribeVpcs;
      const states = { BlockPublicAccessStates: { InternetGatewayBlockMode: "block-sideways" } };
      return { DescribeVpcs: { Vpcs: (answer?.Vpcs ?? []).map((each) => ({ ...each, ...states })) } };
    };
    expect(told(pathOf(network(strange, ...rest))).note).toBe(
      `${here} DescribeVpcs: the Block Public Access mode "block-sideways" of vpc-1 is not understood`,
    );
  });
});

describe("private ends", () => {
  test("a service's addresses in the VPC's own blocks are nobody's (2.17)", () => {
    const net = network(
      vpc({ id: "vpc-1", cidr: "52.216.0.0/15" }),
      ...plain.slice(1),
      routeTable({ id: "rtb-private", vpc: "vpc-1", subnets: ["subnet-private"], routes: [toNat] }),
    );
    const ends = pathOf(net).pieces.map(({ via: end, note }) => [word(end), note]);
    expect(ends).toContainEqual(["isolated", "the addresses lie in the CIDR blocks of vpc-1"]);
    expect(told(toAddresses(net, "52.216.0.0/15"))).toMatchObject({ via: "local", hops: [...start, "local"] });
  });

  test("a peering that is not active leads nowhere", () => {
    const between = (requesterVpc: string, accepterVpc: string, more: object = {}) =>
      network(
        ...plain,
        peering({ id: "pcx-1", requesterVpc, accepterVpc, accepterCidr: "10.9.0.0/16", ...more }),
        privateTable([route("10.9.0.0/16", "pcx-1")]),
      );
    expect(told(toAddresses(between("vpc-1", "vpc-9"), "10.9.0.0/16"))).toMatchObject({
      via: "other-vpc",
      hops: [...start, "pcx-1", "vpc-9"],
    });
    expect(told(toAddresses(between("vpc-1", "vpc-9", { state: "expired" }), "10.9.0.0/16"))).toEqual({
      via: "isolated",
      note: "pcx-1 is expired",
      hops: [...start, "pcx-1"],
    });
    // Either side may have asked for it.
    const asked = peering({ id: "pcx-1", requesterVpc: "vpc-9", requesterCidr: "10.9.0.0/16", accepterVpc: "vpc-1" });
    const accepted = network(...plain, asked, privateTable([route("10.9.0.0/16", "pcx-1")]));
    expect(told(toAddresses(accepted, "10.9.0.0/16"))).toMatchObject({
      via: "other-vpc",
      hops: [...start, "pcx-1", "vpc-9"],
    });
    const gone = network(...plain, privateTable([route("10.9.0.0/16", "pcx-1")]));
    expect(told(toAddresses(gone, "10.9.0.0/16")).note).toContain("DescribeVpcPeeringConnections: pcx-1");
  });
});

describe("a participant of a shared subnet (3.4, 3.5)", () => {
  const owner = "999988887777";
  const shared = (...routes: ReturnType<typeof route>[]) =>
    network(
      vpc({ id: "vpc-1", cidr: "10.0.0.0/16", owner }),
      subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", owner }),
      privateTable(routes, { owner }),
      prefixLists({ ipv6: true }),
    );

  test("learns from a route of a gateway endpoint which one it is, and for which service", () => {
    const both = shared(route("s3", "vpce-s3"), toNat);
    expect(pathOf(both).pieces).toMatchObject([{ via: "gateway-endpoint", endpoint: "vpce-s3" }]);
    expect(via(both, "dynamodb")).toBe("unknown");
    expect(told(toAddresses(both, "52.216.0.0/15")).via).toBe("gateway-endpoint");
    expect(told(toAddresses(both, "198.51.100.0/24")).via).toBe("unknown");
  });

  test("learns nothing from the list with another target, or from another list with an endpoint", () => {
    expect(via(shared(route("s3", "nat-1")))).toBe("unknown");
    expect(via(shared(route("pl-own", "vpce-1"), toNat))).toBe("unknown");
    expect(via(shared(route("0.0.0.0/0", "vpce-fw")))).toBe("unknown");
  });
});

describe("private, at its edges (3.1, 3.2)", () => {
  const isPrivateWith = (six: boolean, ...routes: ReturnType<typeof route>[]) => {
    const own = six
      ? subnet({ id: "subnet-x", vpc: "vpc-1", zone: "a", ipv6Cidr: "2600:1f18:1::/64", ipv6Native: true })
      : subnet({ id: "subnet-x", vpc: "vpc-1", zone: "a", cidr: "10.0.7.0/24" });
    const net = network(...plain, own, privateTable(routes, { subnets: ["subnet-x"] }), prefixLists({ ipv6: true }));
    return word(isPrivate(net, subnetOf(net, "subnet-x")));
  };

  test("where endpoints take all of a service, the default route tells, in either family", () => {
    const endpoints = [route("s3", "vpce-s3"), route("dynamodb", "vpce-d")];
    expect(isPrivateWith(false, ...endpoints, route("0.0.0.0/0", "igw-1"))).toBe("false");
    expect(isPrivateWith(false, ...endpoints, route("198.51.100.0/24", "igw-1"))).toBe("true");
    expect(isPrivateWith(false, ...endpoints, route("0.0.0.0/0", "nat-1"), route("198.51.100.7/32", "igw-1"))).toBe(
      "true",
    );
    expect(isPrivateWith(true, route("s3-ipv6", "vpce-s3"), route("::/0", "igw-1"))).toBe("false");
    expect(isPrivateWith(true, route("s3-ipv6", "vpce-s3"), route("2001:db8::/32", "igw-1"))).toBe("true");
  });

  test("a list that leads to an internet gateway is no endpoint's", () => {
    expect(isPrivateWith(false, route("s3", "igw-1"), route("dynamodb", "igw-1"), toNat)).toBe("false");
    expect(isPrivateWith(false, route("s3", "igw-1"), toNat)).toBe("true");
  });

  test("a part that goes nowhere makes it private", () => {
    expect(isPrivateWith(false, route("52.216.0.0/15", "igw-1"))).toBe("true");
    // Of half a default route, the other half decides nothing.
    const endpoints = [route("s3", "vpce-s3"), route("dynamodb", "vpce-d")];
    expect(isPrivateWith(false, ...endpoints, route("0.0.0.0/1", "igw-1"))).toBe("false");
  });

  test("a part that goes by a firewall makes it private: that is no gateway endpoint (1.13)", () => {
    expect(isPrivateWith(false, route("0.0.0.0/0", "igw-1"), route("52.216.0.0/15", "vpce-fw"))).toBe("true");
  });
});
