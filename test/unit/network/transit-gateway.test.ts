import { describe, expect, test } from "vitest";
import { summarizeVia, usesNat } from "../../../src/network/path.ts";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import {
  egressOnlyInternetGateway,
  gap,
  internetGateway,
  managedPrefixList,
  natGateway,
  networkInterface,
  peering,
  place,
  prefixLists,
  route,
  routeTable,
  subnet,
  transitGateway,
  transitGatewayAttachment,
  transitGatewayRouteTable,
  transitGatewayVpcAttachment,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import { hub, hubAccount, networkAmong, pathAmong, spoke, spokeAccount } from "./organization.ts";
import { reasons, subnetSix, word } from "./support.ts";

function via(places: readonly AccountRegion[], question: Parameters<typeof pathAmong>[1] = {}): string {
  return word(summarizeVia(pathAmong(places, question)));
}

function why(places: readonly AccountRegion[], question: Parameters<typeof pathAmong>[1] = {}): string {
  const path = pathAmong(places, question);
  return [reasons(summarizeVia(path)), ...path.pieces.map(({ note = "" }) => note)].join("\n");
}

const toEgress = { destination: "0.0.0.0/0", attachment: "tgw-attach-egress", vpc: "vpc-egress" };

describe("central NAT behind a transit gateway", () => {
  test("is followed hop by hop over accounts, and each hop says why (2.10)", () => {
    const [piece, ...others] = pathAmong([spoke(), hub()]).pieces;
    expect(others).toEqual([]);
    expect(piece).toMatchObject({ via: "central-nat", nat: "nat-a", inspected: false });
    expect(piece?.hops.map(({ account, type, id, route: chosen }) => [account, type, id, chosen])).toEqual([
      [spokeAccount, "subnet", "subnet-a", undefined],
      [spokeAccount, "route-table", "rtb-1", "0.0.0.0/0 -> tgw-1 (active), only match"],
      [hubAccount, "transit-gateway", "tgw-1", undefined],
      [
        hubAccount,
        "transit-gateway-route-table",
        "tgw-rtb-spokes",
        "0.0.0.0/0 -> tgw-attach-egress (active, static), only match",
      ],
      [hubAccount, "transit-gateway-attachment", "tgw-attach-egress", undefined],
      [hubAccount, "subnet", "subnet-tgw-a", undefined],
      [hubAccount, "route-table", "rtb-tgw-a", "0.0.0.0/0 -> nat-a (active), only match"],
      [hubAccount, "nat-gateway", "nat-a", undefined],
      [hubAccount, "subnet", "subnet-nat-a", undefined],
      [hubAccount, "route-table", "rtb-public", "0.0.0.0/0 -> igw-1 (active), only match"],
      [hubAccount, "internet-gateway", "igw-1", undefined],
    ]);
    expect(word(usesNat(pathAmong([spoke(), hub()])))).toBe("true");
  });

  test("trap 9: a gateway endpoint in the egress VPC clears no spoke (2.15), one in the spoke does (2.16)", () => {
    const endpoint = vpcEndpoint({ id: "vpce-hub", vpc: "vpc-egress", service: "s3", routeTables: ["rtb-tgw-a"] });
    const attachmentRoutes = { a: [route("0.0.0.0/0", "nat-a"), route("s3", "vpce-hub")] };
    const [piece] = pathAmong([spoke(), hub({ attachmentRoutes, more: [endpoint] })]).pieces;
    expect(piece).toMatchObject({ via: "central-nat" });
    expect(piece).not.toHaveProperty("endpoint");
    expect(piece?.hops.find(({ id }) => id === "rtb-tgw-a")?.note).toContain(
      "vpce-hub serves no traffic from other VPCs",
    );
    const own = vpcEndpoint({ id: "vpce-own", vpc: "vpc-1", service: "s3", routeTables: ["rtb-1"] });
    const routes = [route("0.0.0.0/0", "tgw-1"), route("s3", "vpce-own")];
    expect(via([spoke({ routes, more: [own] }), hub()])).toBe("gateway-endpoint");
    expect(via([spoke({ routes, more: [own] }), hub()], { to: "dynamodb" })).toBe("central-nat");
  });

  test("an endpoint route behind the central NAT gateway changes nothing (2.7)", () => {
    const endpoint = vpcEndpoint({ id: "vpce-hub", vpc: "vpc-egress", service: "s3", routeTables: ["rtb-public"] });
    const publicRoutes = [route("0.0.0.0/0", "igw-1"), route("s3", "vpce-hub")];
    expect(via([spoke(), hub({ publicRoutes, more: [endpoint] })])).toBe("central-nat");
  });

  test("trap 10: without its owner the way through a transit gateway is unknown, and the owner is named (2.10, 2.14)", () => {
    expect(why([spoke()])).toContain(
      `${hubAccount} SearchTransitGatewayRoutes: traffic leaves ${spokeAccount}/us-east-1 through tgw-1, and its owner is not in the snapshot`,
    );
  });

  test("a member's own answers about a shared transit gateway are not taken for its owner's (2.14)", () => {
    const table = transitGatewayRouteTable({
      id: "tgw-rtb-member",
      transitGateway: "tgw-1",
      associations: [{ attachment: "tgw-attach-spoke", vpc: "vpc-1" }],
      routes: [{ ...toEgress, attachment: "" }],
    });
    expect(via([spoke({ more: [table] })])).toBe("unknown");
    expect(via([spoke({ more: [table] }), hub()])).toBe("central-nat");
  });

  test("trap 11: a zone without an attachment subnet cannot reach the transit gateway (2.11)", () => {
    expect(["a", "b", "c"].map((zone) => via([spoke(), hub()], { from: `subnet-${zone}` }))).toEqual([
      "central-nat",
      "central-nat",
      "isolated",
    ]);
    expect(why([spoke(), hub()], { from: "subnet-c" })).toContain("tgw-attach-spoke has no subnet in use1-az3");
    // Known without the owner.
    expect(via([spoke()], { from: "subnet-c" })).toBe("isolated");
  });

  test("the transit gateway keeps to the zone of the source, and each zone's table decides (2.11)", () => {
    const attachmentRoutes = { b: [route("0.0.0.0/0", "")] };
    expect(via([spoke(), hub({ attachmentRoutes })], { from: "subnet-a" })).toBe("central-nat");
    expect(via([spoke(), hub({ attachmentRoutes })], { from: "subnet-b" })).toBe("isolated");
    expect(pathAmong([spoke(), hub()], { from: "subnet-b" }).pieces[0]).toMatchObject({ nat: "nat-b" });
  });

  test("in appliance mode any zone may be chosen, so all of them must agree", () => {
    expect(via([spoke(), hub({ applianceMode: true })])).toBe("central-nat");
    const attachmentRoutes = { b: [route("0.0.0.0/0", "")] };
    expect(why([spoke(), hub({ applianceMode: true, attachmentRoutes })])).toContain("may deliver in several zones");
  });

  test("trap 7: a private NAT gateway is followed to the central one, which translates once more (2.3, 2.10)", () => {
    const more = [
      subnet({ id: "subnet-pn", vpc: "vpc-1", zone: "b", cidr: "10.0.9.0/24" }),
      natGateway({ id: "nat-private", vpc: "vpc-1", subnet: "subnet-pn", connectivity: "private" }),
      routeTable({ id: "rtb-pn", vpc: "vpc-1", subnets: ["subnet-pn"], routes: [route("0.0.0.0/0", "tgw-1")] }),
    ];
    const home = spoke({ routes: [route("0.0.0.0/0", "nat-private")], more });
    expect(pathAmong([home, hub()]).pieces[0]).toMatchObject({ via: "central-nat", nat: "nat-private" });
    // Without a NAT gateway of its own, the egress VPC's internet gateway drops them.
    const direct = { a: [route("0.0.0.0/0", "igw-1")], b: [route("0.0.0.0/0", "igw-1")] };
    expect(via([home, hub({ attachmentRoutes: direct })])).toBe("isolated");
    expect(via([spoke(), hub({ attachmentRoutes: direct })])).toBe("isolated");
  });

  test.each([
    ["off", "central-nat"],
    ["block-ingress", "central-nat"],
    ["block-bidirectional", "isolated"],
  ] as const)("the egress VPC's Block Public Access decides: %s is %s (2.32)", (blockPublicAccess, expected) => {
    expect(via([spoke(), hub({ blockPublicAccess })])).toBe(expected);
  });

  test("the owner's gaps leave it unknown, each by its own API", () => {
    const apis = [
      "SearchTransitGatewayRoutes",
      "GetTransitGatewayRouteTableAssociations",
      "DescribeTransitGatewayRouteTables",
      "DescribeRouteTables",
      "DescribeSubnets",
      "DescribeNatGateways",
      "DescribeInternetGateways",
      "DescribeVpcs",
    ] as const;
    for (const api of apis) expect(why([spoke(), hub({ gaps: [gap(api)] })])).toContain(`${hubAccount} ${api}: denied`);
    expect(via([spoke(), hub({ gaps: [gap("DescribeTransitGatewayAttachments")] })])).toBe("central-nat");
    const blind = spoke({ gaps: [gap("DescribeTransitGatewayVpcAttachments")] });
    expect(why([blind, hub()])).toContain("DescribeTransitGatewayVpcAttachments: denied");
    expect(via([spoke(), hub({ gaps: [gap("DescribeTransitGateways")] })])).toBe("unknown");
    expect(why([spoke(), hub({ gaps: [gap("DescribeTransitGatewayVpcAttachments")] })])).toContain("vpc-egress");
  });

  test("routes that were cut short are no routes: that table's answer is missing and named", () => {
    const partial = hub({ gaps: [] });
    const truncated: AccountRegion = {
      ...partial,
      answers: { ...partial.answers, SearchTransitGatewayRoutes: {} },
      gaps: [gap("SearchTransitGatewayRoutes", "failed", "tgw-rtb-spokes: truncated: AWS has more routes")],
    };
    expect(why([spoke(), truncated])).toContain("SearchTransitGatewayRoutes: failed: tgw-rtb-spokes: truncated");
  });
});

describe("the attachment and its association", () => {
  test.each([
    ["associated", "central-nat"],
    ["associating", "unknown"],
    ["disassociating", "unknown"],
    ["disassociated", "isolated"],
  ])("an association that is %s makes it %s (2.10)", (associationState, expected) => {
    expect(via([spoke(), hub({ associationState })])).toBe(expected);
  });

  test.each([
    ["available", "central-nat"],
    ["modifying", "central-nat"],
    ["pending", "unknown"],
    ["deleted", "unknown"],
  ])("an attachment of the source that is %s makes it %s (2.12)", (state, expected) => {
    const home = spoke();
    const [attachment] = home.answers.DescribeTransitGatewayVpcAttachments?.TransitGatewayVpcAttachments ?? [];
    if (attachment !== undefined) attachment.State = state;
    expect(via([home, hub()])).toBe(expected);
  });

  test("a route to an attachment that is not available is a change that the snapshot caught (2.12)", () => {
    const far = hub();
    const [attachment] = far.answers.DescribeTransitGatewayVpcAttachments?.TransitGatewayVpcAttachments ?? [];
    if (attachment !== undefined) attachment.State = "deleting";
    expect(why([spoke(), far])).toContain("tgw-attach-egress is deleting although a route leads to it");
  });

  test("the owner of the VPC behind an attachment is named where it is not in the snapshot", () => {
    const transit = [{ destination: "0.0.0.0/0", attachment: "tgw-attach-other", vpc: "vpc-other" }];
    const more = [
      transitGatewayVpcAttachment({
        id: "tgw-attach-other",
        transitGateway: "tgw-1",
        vpc: "vpc-other",
        vpcOwner: "555566667777",
        subnets: ["subnet-other"],
      }),
    ];
    expect(why([spoke(), hub({ transit, more })])).toContain(
      "555566667777 DescribeRouteTables: traffic goes on in vpc-other",
    );
  });
});

describe("routes of a transit gateway", () => {
  const answer = (
    transit: NonNullable<Parameters<typeof hub>[0]>["transit"],
    more = [] as Parameters<typeof place>[1][],
  ) => via([spoke(), hub({ transit: transit ?? [], more })]);

  test("the longest prefix wins, a blackhole drops, and no route goes nowhere (2.13)", () => {
    expect(answer([toEgress, { destination: "52.216.0.0/15", attachment: "" }])).toBe("mixed");
    expect(answer([{ destination: "0.0.0.0/0", attachment: "" }])).toBe("isolated");
    expect(answer([])).toBe("isolated");
    expect(answer([{ destination: "10.0.0.0/8", attachment: "tgw-attach-egress" }])).toBe("isolated");
  });

  const onPremises = (kind: string, type: string) => ({
    destination: "0.0.0.0/0",
    attachment: `tgw-attach-${kind}`,
    kind,
    type,
  });
  test.each([
    ["static over a prefix list", [toEgress, { ...onPremises("vpn", "static"), prefixList: "pl-all" }], "central-nat"],
    [
      "a prefix list over propagated",
      [
        { ...toEgress, type: "propagated" },
        { ...onPremises("vpn", "static"), prefixList: "pl-all" },
      ],
      "on-premises",
    ],
    [
      "a VPC over Direct Connect",
      [onPremises("direct-connect-gateway", "propagated"), { ...toEgress, type: "propagated" }],
      "central-nat",
    ],
    ["a VPC over VPN", [onPremises("vpn", "propagated"), { ...toEgress, type: "propagated" }], "central-nat"],
    [
      "Direct Connect over VPN",
      [onPremises("vpn", "propagated"), onPremises("direct-connect-gateway", "propagated")],
      "on-premises",
    ],
  ])("at equal length: %s (2.13)", (_, transit, expected) => {
    expect(answer(transit)).toBe(expected);
    expect(answer(transit.toReversed())).toBe(expected);
  });

  test("Direct Connect wins over Connect, and Connect over VPN, and the hop says so (2.13)", () => {
    const chosen = (...kinds: string[]) =>
      pathAmong([spoke(), hub({ transit: kinds.map((kind) => onPremises(kind, "propagated")) })]).pieces[0]?.hops[3]
        ?.route;
    expect(chosen("connect", "direct-connect-gateway")).toContain(
      "propagated by direct-connect-gateway wins over a route propagated by connect",
    );
    expect(chosen("vpn", "connect")).toContain("propagated by connect wins over a route propagated by vpn");
  });

  test("two routes of one rank to different attachments are unknown", () => {
    const transit = [toEgress, { ...onPremises("vpn", "static") }];
    expect(why([spoke(), hub({ transit })])).toContain("AWS does not say which of");
  });

  test("a reference to a prefix list is read from the list, and unknown without its entries (2.12)", () => {
    const transit = [{ destination: "pl-egress", attachment: "tgw-attach-egress", vpc: "vpc-egress" }];
    const list = managedPrefixList({ id: "pl-egress", cidrs: ["0.0.0.0/1", "128.0.0.0/1"] });
    expect(answer(transit, [list])).toBe("central-nat");
    expect(answer(transit)).toBe("unknown");
    expect(answer([{ destination: "not a CIDR", attachment: "tgw-attach-egress" }, toEgress])).toBe("unknown");
  });

  test.each([
    ["vpn", "on-premises"],
    ["direct-connect-gateway", "on-premises"],
    ["connect", "on-premises"],
    ["vpn-concentrator", "on-premises"],
    ["client-vpn", "on-premises"],
    ["network-function", "unknown"],
    ["of-the-future", "unknown"],
  ])("an attachment of type %s makes it %s (2.12, 2.18)", (kind, expected) => {
    expect(answer([onPremises(kind, "static")])).toBe(expected);
  });

  test.each([
    ["pending", "unknown"],
    ["deleting", "unknown"],
    ["deleted", "isolated"],
    ["ACTIVE", "central-nat"],
  ])("a route that is %s makes it %s (2.12)", (state, expected) => {
    expect(answer([{ ...toEgress, state }])).toBe(expected);
  });

  test("traffic that is spread over attachments is known where all of them end alike", () => {
    const far = (second: string) => {
      const at = hub({ transit: [onPremises("vpn", "propagated")] });
      at.answers.SearchTransitGatewayRoutes?.["tgw-rtb-spokes"]?.Routes[0]?.TransitGatewayAttachments?.push({
        TransitGatewayAttachmentId: "tgw-attach-2",
        ResourceType: second,
      });
      return at;
    };
    expect(via([spoke(), far("vpn")])).toBe("on-premises");
    expect(via([spoke(), far("network-function")])).toBe("unknown");
  });
});

describe("longer ways", () => {
  const inspection = (routes: ReturnType<typeof route>[]) => [
    vpc({ id: "vpc-fw", cidr: "10.101.0.0/16" }),
    subnet({ id: "subnet-fw-tgw", vpc: "vpc-fw", zone: "a", cidr: "10.101.0.0/24" }),
    subnet({ id: "subnet-fw", vpc: "vpc-fw", zone: "a", cidr: "10.101.1.0/24" }),
    vpcEndpoint({
      id: "vpce-fw",
      vpc: "vpc-fw",
      service: "com.amazonaws.vpce.us-east-1.vpce-svc-1",
      type: "GatewayLoadBalancer",
      subnets: ["subnet-fw"],
    }),
    routeTable({
      id: "rtb-fw-tgw",
      vpc: "vpc-fw",
      subnets: ["subnet-fw-tgw"],
      routes: [route("0.0.0.0/0", "vpce-fw")],
    }),
    routeTable({ id: "rtb-fw", vpc: "vpc-fw", subnets: ["subnet-fw"], routes }),
    transitGatewayVpcAttachment({
      id: "tgw-attach-fw",
      transitGateway: "tgw-1",
      vpc: "vpc-fw",
      subnets: ["subnet-fw-tgw"],
      applianceMode: true,
    }),
    transitGatewayRouteTable({
      id: "tgw-rtb-fw",
      transitGateway: "tgw-1",
      associations: [{ attachment: "tgw-attach-fw", vpc: "vpc-fw" }],
      routes: [toEgress],
    }),
  ];
  const toInspection = [{ destination: "0.0.0.0/0", attachment: "tgw-attach-fw", vpc: "vpc-fw" }];

  test("an inspection VPC is followed on to the egress VPC and marked (2.19, 2.20)", () => {
    const places = [spoke(), hub({ transit: toInspection, more: inspection([route("0.0.0.0/0", "tgw-1")]) })];
    expect(pathAmong(places).pieces).toMatchObject([{ via: "central-nat", nat: "nat-a", inspected: true }]);
    expect(via([spoke(), hub({ transit: toInspection, more: inspection([]) })])).toBe("isolated");
  });

  test("a way that comes back to the same table in the same zone is a loop", () => {
    const back = inspection([route("0.0.0.0/0", "tgw-1")]).slice(0, -1);
    const loop = transitGatewayRouteTable({
      id: "tgw-rtb-fw",
      transitGateway: "tgw-1",
      associations: [{ attachment: "tgw-attach-fw", vpc: "vpc-fw" }],
      routes: toInspection,
    });
    expect(why([spoke(), hub({ transit: toInspection, more: [...back, loop] })])).toContain("a loop");
  });

  test("a peered transit gateway is followed by its own tables, whatever its Region", () => {
    const exit = { destination: "0.0.0.0/0", attachment: "tgw-attach-peer", kind: "peering", vpc: "tgw-2" };
    const peer = (account: string) => ({ id: "tgw-attach-peer", type: "peering", resourceOwner: account });
    const near = place(
      { account: hubAccount },
      transitGateway({ id: "tgw-1" }),
      transitGatewayAttachment({ ...peer("555566667777"), transitGateway: "tgw-1", resource: "tgw-2" }),
      transitGatewayRouteTable({
        id: "tgw-rtb-near",
        transitGateway: "tgw-1",
        associations: [{ attachment: "tgw-attach-spoke", vpc: "vpc-1" }],
        routes: [exit],
      }),
    );
    const far = (resource: string) =>
      place(
        { account: "555566667777", region: "eu-west-1" },
        vpc({ id: "vpc-far", cidr: "10.200.0.0/16" }),
        subnet({ id: "subnet-far", vpc: "vpc-far", zone: "a", cidr: "10.200.0.0/24" }),
        subnet({ id: "subnet-far-nat", vpc: "vpc-far", zone: "a", cidr: "10.200.1.0/24" }),
        natGateway({ id: "nat-far", vpc: "vpc-far", subnet: "subnet-far-nat" }),
        internetGateway({ id: "igw-far", vpc: "vpc-far" }),
        routeTable({ id: "rtb-far", vpc: "vpc-far", main: true, routes: [route("0.0.0.0/0", "nat-far")] }),
        routeTable({
          id: "rtb-far-nat",
          vpc: "vpc-far",
          subnets: ["subnet-far-nat"],
          routes: [route("0.0.0.0/0", "igw-far")],
        }),
        transitGateway({ id: "tgw-2" }),
        transitGatewayAttachment({ ...peer(hubAccount), transitGateway: "tgw-2", resource }),
        transitGatewayVpcAttachment({
          id: "tgw-attach-far",
          transitGateway: "tgw-2",
          vpc: "vpc-far",
          subnets: ["subnet-far"],
        }),
        transitGatewayRouteTable({
          id: "tgw-rtb-far",
          transitGateway: "tgw-2",
          associations: [{ attachment: "tgw-attach-peer", vpc: "tgw-1" }],
          routes: [{ destination: "0.0.0.0/0", attachment: "tgw-attach-far", vpc: "vpc-far" }],
        }),
        prefixLists(),
      );
    expect(pathAmong([spoke(), near, far("tgw-1")]).pieces).toMatchObject([{ via: "central-nat", nat: "nat-far" }]);
    expect(pathAmong([spoke(), near, far("tgw-1")]).pieces[0]?.hops.at(-1)).toMatchObject({
      region: "eu-west-1",
      id: "igw-far",
    });
    expect(why([spoke(), near])).toContain(
      "through the peering tgw-attach-peer to tgw-2, whose owner is not in the snapshot",
    );
    // The attachment's other side is found even where the route names this side.
    exit.vpc = "tgw-1";
    near.answers.SearchTransitGatewayRoutes?.["tgw-rtb-near"]?.Routes[0]?.TransitGatewayAttachments?.forEach(
      (each) => (each.ResourceId = "tgw-1"),
    );
    expect(via([spoke(), near, far("tgw-2")])).toBe("central-nat");
  });

  test("a NAT instance in the egress VPC is central too (2.8)", () => {
    const more = [networkInterface({ id: "eni-nat", subnet: "subnet-nat-a", sourceDestCheck: false, instance: "i-1" })];
    const attachmentRoutes = { a: [route("0.0.0.0/0", "eni-nat")] };
    expect(pathAmong([spoke(), hub({ attachmentRoutes, more })]).pieces[0]).toMatchObject({
      via: "central-nat",
      nat: "i-1",
    });
  });

  test("a Local Zone subnet enters by the attachment's interface, in that interface's zone (2.9)", () => {
    const local = subnet({ id: "subnet-lz", vpc: "vpc-1", zone: "us-east-1-bos-1a", cidr: "10.0.20.0/24" });
    const table = (target: string) =>
      routeTable({ id: "rtb-lz", vpc: "vpc-1", subnets: ["subnet-lz"], routes: [route("0.0.0.0/0", target)] });
    const from = { from: "subnet-lz" };
    const through = [local, table("eni-tgw-attach-spoke-subnet-a")];
    expect(pathAmong([spoke({ more: through }), hub()], from).pieces[0]).toMatchObject({
      via: "central-nat",
      nat: "nat-a",
    });
    expect(via([spoke({ more: [local, table("tgw-1")] }), hub()], from)).toBe("isolated");
  });

  test("a regional NAT gateway's table may lead to a transit gateway (2.4)", () => {
    const more = [
      natGateway({ id: "nat-r", vpc: "vpc-1", routeTable: "rtb-r" }),
      routeTable({ id: "rtb-r", vpc: "vpc-1", routes: [route("0.0.0.0/0", "tgw-1")] }),
    ];
    const home = spoke({ routes: [route("0.0.0.0/0", "nat-r")], more });
    expect(via([home, hub()])).toBe("central-nat");
    // In which zone it forwards is not in the answers, so all must agree.
    expect(via([home, hub({ attachmentRoutes: { b: [] } })])).toBe("unknown");
  });

  test("NAT64 packets are translated by the central NAT gateway (1.28, 2.35)", () => {
    const six = [
      subnetSix,
      routeTable({ id: "rtb-six", vpc: "vpc-1", subnets: ["subnet-six"], routes: [route("64:ff9b::/96", "tgw-1")] }),
    ];
    const attachmentRoutes = { a: [route("64:ff9b::/96", "nat-a")] };
    const transit = [{ destination: "64:ff9b::/96", attachment: "tgw-attach-egress", vpc: "vpc-egress" }];
    const from = { from: "subnet-six" };
    expect(via([spoke({ more: six }), hub({ transit, attachmentRoutes })], from)).toBe("central-nat");
    expect(via([spoke({ more: six }), hub({ attachmentRoutes })], from)).toBe("isolated");
  });

  test("what an egress VPC's gateways do with others' IPv6 packets is not documented (2.30)", () => {
    const six = [
      subnet({ id: "subnet-six", vpc: "vpc-1", zone: "a", cidr: "10.0.9.0/24", ipv6Cidr: "2600:1f18:1::/64" }),
      routeTable({ id: "rtb-six", vpc: "vpc-1", subnets: ["subnet-six"], routes: [route("::/0", "tgw-1")] }),
    ];
    const transit = [{ destination: "::/0", attachment: "tgw-attach-egress", vpc: "vpc-egress" }];
    const from = { from: "subnet-six", family: "ipv6" as const };
    const more = [egressOnlyInternetGateway({ id: "eigw-1", vpc: "vpc-egress" })];
    for (const target of ["eigw-1", "igw-1"]) {
      const attachmentRoutes = { a: [route("::/0", target)] };
      expect(why([spoke({ more: six }), hub({ transit, attachmentRoutes, more })], from)).toContain(
        `${hubAccount} *: what the gateways of vpc-egress do with IPv6 packets from other VPCs is not documented`,
      );
    }
  });

  test("Cloud WAN's routes are not collected, and the core network's account is named (2.10)", () => {
    const arn = "arn:aws:networkmanager::444455556666:core-network/core-network-1";
    expect(why([spoke({ routes: [route("0.0.0.0/0", arn)] }), hub()])).toContain("444455556666 GetNetworkRoutes");
  });
});

describe("other destinations than services", () => {
  const routes = [route("0.0.0.0/0", "tgw-1"), route("10.9.0.0/16", "pcx-1"), route("192.168.0.0/16", "vgw-1")];
  const peered = peering({
    id: "pcx-1",
    requesterVpc: "vpc-1",
    accepterVpc: "vpc-peer",
    accepterOwner: "555566667777",
    accepterCidr: "10.9.0.0/17",
  });
  const places = [spoke({ routes, more: [peered] }), hub()];

  test.each([
    ["10.0.5.0/24", "local"],
    ["10.9.1.1", "other-vpc"],
    ["192.168.1.0/24", "on-premises"],
    ["10.100.0.0/24", "other-vpc"],
    ["10.9.200.0/24", "isolated"],
    ["203.0.113.7", "central-nat"],
    ["0.0.0.0/0", "central-nat"],
  ])("%s is %s (2.17)", (to, expected) => expect(via(places, { to })).toBe(expected));

  test("a range is cut where its ways part", () => {
    const { destination, pieces } = pathAmong(places, { to: "10.8.0.0/14" });
    expect(destination).toBe("10.8.0.0/14");
    expect(pieces.map((piece) => [word(piece.via), piece.ranges])).toEqual([
      // Through nat-a, whose table sends 10.0.0.0/8 back to a transit gateway that has no table for the egress VPC.
      ["isolated", ["10.8.0.0/16", "10.10.0.0/15"]],
      ["other-vpc", ["10.9.0.0/17"]],
      ["isolated", ["10.9.128.0/17"]],
    ]);
  });

  test("0.0.0.0/0 asks for the internet, and is named so", () => {
    expect(pathAmong(places, { to: "0.0.0.0/0" }).pieces[0]?.ranges).toEqual(["0.0.0.0/0"]);
  });

  test("a family that the addresses are not of has none", () => {
    expect(via(places, { to: "2001:db8::/32" })).toBe("no-addresses");
  });

  test("a peering that is not active, or not listed, is not taken for one that is", () => {
    const dead = peering({ id: "pcx-1", requesterVpc: "vpc-1", accepterVpc: "vpc-peer", state: "deleted" });
    expect(via([spoke({ routes, more: [dead] })], { to: "10.9.1.1" })).toBe("isolated");
    expect(via([spoke({ routes })], { to: "10.9.1.1" })).toBe("unknown");
  });

  test("a spoke that no route leads through is kept as its CIDRs, and is still an end", () => {
    const transit = [
      { destination: "10.0.0.0/16", attachment: "tgw-attach-spoke", vpc: "vpc-1", type: "propagated" },
      toEgress,
    ];
    const net = networkAmong([spoke(), hub({ transit })]);
    expect(net.organization?.attachedVpc("tgw-attach-spoke")?.network).toBeUndefined();
    expect(net.organization?.attachedVpc("tgw-attach-egress")?.network).toBeDefined();
  });
});

describe("S3 interface endpoints of another VPC", () => {
  const central = (more: { privateDns?: boolean; state?: string; service?: string } = {}) =>
    vpcEndpoint({ id: "vpce-central", vpc: "vpc-egress", service: "s3", subnets: ["subnet-nat-a"], ...more });

  test("trap 18: hosted zones may lead to a central endpoint, so NAT is not certain (2.27, 2.28)", () => {
    const gaps = [gap("ListHostedZonesByVPC")];
    expect(why([spoke({ gaps }), hub({ more: [central()] })])).toContain(
      "ListHostedZonesByVPC: denied: explicit deny in a service control policy; hosted zones or a Route 53 Profile may give vpc-1 the names of an S3 interface endpoint such as vpce-central of 999988887777",
    );
    expect(via([spoke({ gaps }), hub({ more: [central()] })], { to: "dynamodb" })).toBe("central-nat");
    // Zones may name it whatever its own private DNS does, and names that lead to a dead one lead nowhere.
    expect(via([spoke({ gaps }), hub({ more: [central({ privateDns: true })] })])).toBe("unknown");
    expect(via([spoke({ gaps }), hub({ more: [central({ state: "rejected" })] })])).toBe("unknown");
    expect(via([spoke({ gaps }), hub({ more: [central({ service: "ecr.api" })] })])).toBe("central-nat");
  });

  test("nobody is asked about a VPC without a way into others, and its NAT is certain (2.28)", () => {
    const local = [
      subnet({ id: "subnet-pub", vpc: "vpc-1", zone: "a", cidr: "10.0.9.0/24" }),
      natGateway({ id: "nat-own", vpc: "vpc-1", subnet: "subnet-pub" }),
      internetGateway({ id: "igw-own", vpc: "vpc-1" }),
      routeTable({ id: "rtb-pub", vpc: "vpc-1", subnets: ["subnet-pub"], routes: [route("0.0.0.0/0", "igw-own")] }),
    ];
    const toOwn = route("0.0.0.0/0", "nat-own");
    const gaps = [gap("ListHostedZonesByVPC")];
    expect(via([spoke({ routes: [toOwn], more: local, gaps }), hub({ more: [central()] })])).toBe("nat-gateway");
    expect(
      via([spoke({ routes: [toOwn, route("10.0.0.0/8", "tgw-1")], more: local, gaps }), hub({ more: [central()] })]),
    ).toBe("unknown");
    expect(
      via([
        spoke({ routes: [toOwn, route("10.0.0.0/8", "tgw-1", { state: "blackhole" })], more: local, gaps }),
        hub({ more: [central()] }),
      ]),
    ).toBe("nat-gateway");
  });

  test("are open to a VPC that leads to any other, whatever its routes say, and to no other VPC (2.28)", () => {
    const local = [
      subnet({ id: "subnet-pub", vpc: "vpc-1", zone: "a", cidr: "10.0.9.0/24" }),
      natGateway({ id: "nat-own", vpc: "vpc-1", subnet: "subnet-pub" }),
      networkInterface({ id: "eni-nat", subnet: "subnet-pub", sourceDestCheck: false, instance: "i-nat" }),
      internetGateway({ id: "igw-own", vpc: "vpc-1" }),
      routeTable({ id: "rtb-pub", vpc: "vpc-1", subnets: ["subnet-pub"], routes: [route("0.0.0.0/0", "igw-own")] }),
    ];
    const gaps = [gap("ListHostedZonesByVPC")];
    const by = (...routes: ReturnType<typeof route>[]) =>
      via([spoke({ routes, more: local, gaps }), hub({ more: [central()] })]);
    expect(by(route("0.0.0.0/0", "nat-own"), route("10.100.0.0/17", "tgw-1"))).toBe("unknown");
    expect(by(route("0.0.0.0/0", "eni-nat"), route("10.100.0.0/17", "tgw-1"))).toBe("unknown");
    expect(by(route("0.0.0.0/0", "nat-own"), route("192.168.0.0/16", "tgw-1"))).toBe("unknown");
    expect(by(route("0.0.0.0/0", "nat-own"))).toBe("nat-gateway");
  });

  test("leave every piece open, and the first of them by id is named (2.28)", () => {
    const gaps = [gap("ListHostedZonesByVPC")];
    const two = [central(), vpcEndpoint({ id: "vpce-a", vpc: "vpc-egress", service: "s3", subnets: ["subnet-nat-b"] })];
    const routes = [route("0.0.0.0/0", "tgw-1"), route("52.216.0.0/15", "vgw-1")];
    for (const more of [two, two.toReversed()]) {
      const { pieces } = pathAmong([spoke({ routes, gaps }), hub({ more })]);
      expect(pieces.map((piece) => word(piece.via))).toEqual(["unknown", "unknown"]);
      expect(reasons(pieces[0]?.via)).toContain("such as vpce-a of 999988887777");
    }
  });

  test("a gateway endpoint's route tells no more than NAT's: names may lead past it (2.28)", () => {
    const own = vpcEndpoint({ id: "vpce-own", vpc: "vpc-1", service: "s3", routeTables: ["rtb-1"] });
    const routes = [route("0.0.0.0/0", "tgw-1"), route("s3", "vpce-own")];
    const gaps = [gap("ListHostedZonesByVPC")];
    expect(via([spoke({ routes, more: [own] }), hub({ more: [central()] })])).toBe("gateway-endpoint");
    expect(via([spoke({ routes, more: [own], gaps }), hub({ more: [central()] })])).toBe("unknown");
  });
});
