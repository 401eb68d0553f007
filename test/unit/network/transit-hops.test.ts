import { describe, expect, test } from "vitest";
import type { Hop, Path } from "../../../src/network/path.ts";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import { isUnknown } from "../../../src/unknown.ts";
import {
  gap,
  internetGateway,
  natGateway,
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
import type { Part } from "../../support/topology.ts";
import { hub, hubAccount, pathAmong, spoke, spokeAccount } from "./organization.ts";
import { firewallEndpoint, network, pathOf, plain, reasons, subnetSix, word } from "./support.ts";

// The hops through transit gateways, the order in which several ways are tried, and what is missing where they end.

const why = ({ pieces: [piece] }: Path) => piece?.note ?? reasons(piece?.via);
const hopOf = ({ pieces: [piece] }: Path, type: string): Hop | undefined =>
  piece?.hops.find((hop) => hop.type === type);

/** A place whose answer to one call is changed. */
function changed(at: AccountRegion, change: (answers: AccountRegion["answers"]) => AccountRegion["answers"]) {
  return { ...at, answers: { ...at.answers, ...change(at.answers) } };
}

function withAttachments(
  at: AccountRegion,
  change: (
    all: NonNullable<AccountRegion["answers"]["DescribeTransitGatewayVpcAttachments"]>["TransitGatewayVpcAttachments"],
  ) => typeof all,
): AccountRegion {
  return changed(at, ({ DescribeTransitGatewayVpcAttachments: answer }) => ({
    DescribeTransitGatewayVpcAttachments: {
      TransitGatewayVpcAttachments: change(answer?.TransitGatewayVpcAttachments ?? []),
    },
  }));
}

describe("the hop of a transit gateway", () => {
  test("has the name and owner that either side tells", () => {
    const hop = { type: "transit-gateway", id: "tgw-1", name: "core", account: hubAccount, region: "us-east-1" };
    expect(hopOf(pathAmong([spoke()]), "transit-gateway")).toEqual(hop);
    const blind = spoke({ gaps: [gap("DescribeTransitGateways")] });
    expect(hopOf(pathAmong([blind, hub()]), "transit-gateway")).toEqual(hop);
  });

  test("is followed by its table without a route where none could be read, and by the attachment with its name", () => {
    const transit = [{ destination: "0.0.0.0/0", attachment: "tgw-attach-office", kind: "vpn", vpc: "vpn-1" }];
    const office = transitGatewayAttachment({
      id: "tgw-attach-office",
      name: "office",
      transitGateway: "tgw-1",
      type: "vpn",
      resource: "vpn-1",
    });
    expect(hopOf(pathAmong([spoke(), hub({ transit, more: [office] })]), "transit-gateway-attachment")).toEqual({
      type: "transit-gateway-attachment",
      id: "tgw-attach-office",
      name: "office",
      account: hubAccount,
      region: "us-east-1",
      note: "vpn",
    });
    const unread = pathAmong([spoke(), hub({ gaps: [gap("SearchTransitGatewayRoutes")] })]);
    expect(hopOf(unread, "transit-gateway-route-table")).not.toHaveProperty("route");
  });

  test("of a core network is the core network (2.10)", () => {
    const unread = (arn: string) => {
      const table: Part = () => ({
        DescribeRouteTables: {
          RouteTables: [
            {
              RouteTableId: "rtb-core",
              VpcId: "vpc-1",
              Associations: [{ SubnetId: "subnet-private" }],
              Routes: [{ DestinationCidrBlock: "0.0.0.0/0", CoreNetworkArn: arn, State: "active" }],
            },
          ],
        },
      });
      return pathOf(network(...plain, table));
    };
    const arn = "arn:aws:networkmanager::333344445555:core-network/core-network-1";
    expect(unread(arn).pieces[0]?.hops.at(-1)).toEqual({
      type: "core-network",
      id: arn,
      account: "333344445555",
      region: "us-east-1",
    });
    const reason = `traffic leaves ${spokeAccount}/us-east-1 through the core network ${arn}, whose routes are not collected`;
    const [piece] = unread(arn).pieces;
    expect(isUnknown(piece?.via) ? piece.via.needs : []).toEqual([
      { account: "333344445555", region: "us-east-1", api: "GetNetworkRoutes", reason },
    ]);
    expect(why(unread("arn:aws:networkmanager:::core-network/core-network-1"))).toMatch(/^\* GetNetworkRoutes/);
    expect(why(unread("core-network-1"))).toMatch(/^\* GetNetworkRoutes/);
  });
});

describe("the attachment by which packets enter", () => {
  test("is the one to this transit gateway, and not another of the VPC", () => {
    const path = pathAmong([spoke({ routes: [route("0.0.0.0/0", "tgw-9")] })], { from: "subnet-c" });
    expect(why(path)).toContain("through tgw-9, and its owner is not in the snapshot");
  });

  test("that is not live, or not listed, is named", () => {
    const pending = withAttachments(spoke(), (all) => all.map((each) => ({ ...each, State: "pending" })));
    const api = `${spokeAccount} DescribeTransitGatewayVpcAttachments`;
    expect(why(pathAmong([pending, hub()]))).toBe(`${api}: tgw-attach-spoke is pending: the snapshot caught a change`);
    expect(why(pathAmong([withAttachments(spoke(), () => []), hub()]))).toBe(
      `${api}: no attachment of vpc-1 to tgw-1 is listed: the snapshot caught a change`,
    );
  });

  test("with a subnet that is not listed may reach any zone", () => {
    const gone = withAttachments(spoke(), (all) =>
      all.map((each) => ({ ...each, SubnetIds: ["subnet-a", "subnet-gone"] })),
    );
    expect(why(pathAmong([gone, hub()]))).toContain(
      `${spokeAccount} DescribeSubnets: subnet-gone is used but not listed`,
    );
  });
});

describe("several ways", () => {
  /** A VPC behind the transit gateway whose subnets sort by zone against their ids. */
  const twoZones = (order: string[]) => [
    vpc({ id: "vpc-two", cidr: "10.102.0.0/16" }),
    internetGateway({ id: "igw-two", vpc: "vpc-two" }),
    ...[
      { zone: "a", name: "z", block: 0 },
      { zone: "b", name: "y", block: 1 },
    ].flatMap(({ zone, name, block }) => [
      subnet({ id: `subnet-${name}`, vpc: "vpc-two", zone, cidr: `10.102.${block}.0/24` }),
      subnet({ id: `subnet-nat-${name}`, vpc: "vpc-two", zone, cidr: `10.102.1${block}.0/24` }),
      natGateway({ id: `nat-${name}`, vpc: "vpc-two", subnet: `subnet-nat-${name}` }),
      routeTable({
        id: `rtb-${name}`,
        vpc: "vpc-two",
        subnets: [`subnet-${name}`],
        routes: [route("0.0.0.0/0", `nat-${name}`)],
      }),
      routeTable({
        id: `rtb-nat-${name}`,
        vpc: "vpc-two",
        subnets: [`subnet-nat-${name}`],
        routes: [route("0.0.0.0/0", "igw-two")],
      }),
    ]),
    transitGatewayVpcAttachment({
      id: "tgw-attach-two",
      transitGateway: "tgw-1",
      vpc: "vpc-two",
      subnets: order,
      applianceMode: true,
    }),
  ];
  const transit = [{ destination: "0.0.0.0/0", attachment: "tgw-attach-two", vpc: "vpc-two" }];

  test("show the first zone's hops, in whatever order the subnets are listed", () => {
    for (const order of [
      ["subnet-z", "subnet-y"],
      ["subnet-y", "subnet-z"],
    ]) {
      const [piece] = pathAmong([spoke(), hub({ transit, more: twoZones(order) })]).pieces;
      expect(piece).toMatchObject({ via: "central-nat", nat: "nat-z" });
    }
    const none = hub({ transit, more: twoZones([]) });
    expect(pathAmong([spoke(), none]).pieces).toMatchObject([
      { via: "isolated", note: "tgw-attach-two has no subnets" },
    ]);
  });

  const spread = (...exits: { id: string; type: string }[]) =>
    changed(hub(), () => ({
      SearchTransitGatewayRoutes: {
        "tgw-rtb-spokes": {
          Routes: [
            {
              DestinationCidrBlock: "0.0.0.0/0",
              Type: "static",
              State: "active",
              TransitGatewayAttachments: exits.map(({ id, type }) => ({
                TransitGatewayAttachmentId: id,
                ResourceType: type,
              })),
            },
          ],
        },
      },
    }));

  test("over attachments show the first of them, and both where they part", () => {
    const [one, two] = [
      { id: "tgw-attach-1", type: "vpn" },
      { id: "tgw-attach-2", type: "vpn" },
    ];
    for (const exits of [
      [one, two],
      [two, one],
    ]) {
      const path = pathAmong([spoke(), spread(...exits)]);
      expect(hopOf(path, "transit-gateway-attachment")?.id).toBe("tgw-attach-1");
      expect(hopOf(path, "transit-gateway-route-table")?.route).toBe(
        "0.0.0.0/0 -> tgw-attach-1, tgw-attach-2 (active, static), only match",
      );
    }
    expect(why(pathAmong([spoke(), spread(one, { ...two, type: "network-function" })]))).toContain(
      `${hubAccount} *: tgw-1 spreads the traffic over attachments that lead to different ends`,
    );
  });
});

describe("what is missing", () => {
  test("of the VPC behind an attachment is its owner's, or nobody knows whose", () => {
    const transit = [{ destination: "0.0.0.0/0", attachment: "tgw-attach-other", vpc: "vpc-other" }];
    expect(why(pathAmong([spoke(), hub({ transit })]))).toBe(
      "* DescribeRouteTables: traffic goes on in vpc-other, whose owner is not in the snapshot",
    );
    const deleting = withAttachments(hub(), (all) => all.map((each) => ({ ...each, State: "deleting" })));
    expect(why(pathAmong([spoke(), deleting]))).toContain(
      `${hubAccount} DescribeTransitGatewayVpcAttachments: tgw-attach-egress is deleting`,
    );
  });
});

describe("peered transit gateways", () => {
  const peering = (transitGatewayId: string, resource: string) =>
    transitGatewayAttachment({ id: "tgw-attach-peer", transitGateway: transitGatewayId, type: "peering", resource });
  const exit = (resource: string) => ({
    destination: "0.0.0.0/0",
    attachment: "tgw-attach-peer",
    kind: "peering",
    vpc: resource,
  });
  const near = place(
    { account: hubAccount },
    transitGateway({ id: "tgw-1" }),
    peering("tgw-1", "tgw-2"),
    transitGatewayRouteTable({
      id: "tgw-rtb-near",
      transitGateway: "tgw-1",
      associations: [
        { attachment: "tgw-attach-spoke", vpc: "vpc-1" },
        { attachment: "tgw-attach-peer", vpc: "tgw-2" },
      ],
      routes: [exit("tgw-2")],
    }),
  );
  const far = (gaps: AccountRegion["gaps"] = []) =>
    place(
      { account: "555566667777", region: "eu-west-1", gaps },
      transitGateway({ id: "tgw-2", name: "far" }),
      peering("tgw-2", "tgw-1"),
      transitGatewayRouteTable({
        id: "tgw-rtb-far",
        transitGateway: "tgw-2",
        associations: [{ attachment: "tgw-attach-peer", vpc: "tgw-1" }],
        routes: [exit("tgw-1")],
      }),
      prefixLists(),
    );

  test("that send packets back to each other are a loop, which ends", () => {
    const path = pathAmong([spoke(), near, far()]);
    expect(why(path)).toBe("the path comes back to tgw-rtb-far: a loop");
    expect(path.pieces[0]?.hops.filter(({ type }) => type === "transit-gateway")).toEqual([
      expect.objectContaining({ id: "tgw-1" }),
      { type: "transit-gateway", id: "tgw-2", name: "far", account: "555566667777", region: "eu-west-1" },
      expect.objectContaining({ id: "tgw-1" }),
      expect.objectContaining({ id: "tgw-2" }),
    ]);
  });

  test("are known by the id that the route names, even where their attachments are not", () => {
    const path = pathAmong([spoke(), near, far([gap("DescribeTransitGatewayAttachments")])]);
    expect(why(path)).toContain("a loop");
  });

  test("that nobody has collected are asked for everywhere", () => {
    const [piece] = pathAmong([spoke(), near]).pieces;
    expect(isUnknown(piece?.via) ? piece.via.needs : []).toMatchObject([
      { account: "*", region: "*", api: "SearchTransitGatewayRoutes" },
    ]);
  });
});

describe("one table, passed twice", () => {
  /** The spokes' table decides for another attachment, too. */
  const associated = (at: AccountRegion, attachment: string) =>
    changed(at, ({ GetTransitGatewayRouteTableAssociations: all }) => ({
      GetTransitGatewayRouteTableAssociations: {
        "tgw-rtb-spokes": {
          Associations: [
            ...(all?.["tgw-rtb-spokes"]?.Associations ?? []),
            { TransitGatewayAttachmentId: attachment, State: "associated" },
          ],
        },
      },
    }));

  /** Both zones of an inspection VPC: zone a hands on to a firewall in zone b, whose table goes back. */
  const inspection: Part[] = [
    vpc({ id: "vpc-fw", cidr: "10.101.0.0/16" }),
    subnet({ id: "subnet-fw-a", vpc: "vpc-fw", zone: "a", cidr: "10.101.0.0/24" }),
    subnet({ id: "subnet-fw-b", vpc: "vpc-fw", zone: "b", cidr: "10.101.1.0/24" }),
    subnet({ id: "subnet-out", vpc: "vpc-fw", zone: "b", cidr: "10.101.2.0/24" }),
    subnet({ id: "subnet-nat", vpc: "vpc-fw", zone: "b", cidr: "10.101.3.0/24" }),
    natGateway({ id: "nat-fw", vpc: "vpc-fw", subnet: "subnet-nat" }),
    internetGateway({ id: "igw-fw", vpc: "vpc-fw" }),
    vpcEndpoint({
      id: "vpce-fw",
      vpc: "vpc-fw",
      service: "com.amazonaws.vpce.us-east-1.vpce-svc-1",
      type: "GatewayLoadBalancer",
      subnets: ["subnet-out"],
    }),
    ...[
      ["a", "vpce-fw"],
      ["b", "nat-fw"],
    ].map(([zone, target = ""]) =>
      routeTable({
        id: `rtb-fw-${zone}`,
        vpc: "vpc-fw",
        subnets: [`subnet-fw-${zone}`],
        routes: [route("0.0.0.0/0", target)],
      }),
    ),
    routeTable({ id: "rtb-out", vpc: "vpc-fw", subnets: ["subnet-out"], routes: [route("0.0.0.0/0", "tgw-1")] }),
    routeTable({ id: "rtb-nat", vpc: "vpc-fw", subnets: ["subnet-nat"], routes: [route("0.0.0.0/0", "igw-fw")] }),
    transitGatewayVpcAttachment({
      id: "tgw-attach-fw",
      transitGateway: "tgw-1",
      vpc: "vpc-fw",
      subnets: ["subnet-fw-a", "subnet-fw-b"],
    }),
  ];

  test("in two zones is no loop: each zone has its own way on (2.11)", () => {
    const toFirewall = [{ destination: "0.0.0.0/0", attachment: "tgw-attach-fw", vpc: "vpc-fw" }];
    const both = associated(hub({ transit: toFirewall, more: inspection }), "tgw-attach-fw");
    const [piece] = pathAmong([spoke(), both]).pieces;
    expect([word(piece?.via ?? "none"), piece?.nat, piece?.inspected]).toEqual(["central-nat", "nat-fw", true]);
  });

  test("as NAT64 and then as IPv4 is no loop either (1.28)", () => {
    const more = [
      vpc({ id: "vpc-nat", cidr: "10.103.0.0/16" }),
      subnet({ id: "subnet-in", vpc: "vpc-nat", zone: "a", cidr: "10.103.0.0/24" }),
      subnet({ id: "subnet-own", vpc: "vpc-nat", zone: "a", cidr: "10.103.1.0/24" }),
      natGateway({ id: "nat-private", vpc: "vpc-nat", subnet: "subnet-own", connectivity: "private" }),
      routeTable({
        id: "rtb-in",
        vpc: "vpc-nat",
        subnets: ["subnet-in"],
        routes: [route("64:ff9b::/96", "nat-private")],
      }),
      routeTable({ id: "rtb-own", vpc: "vpc-nat", subnets: ["subnet-own"], routes: [route("0.0.0.0/0", "tgw-1")] }),
      transitGatewayVpcAttachment({
        id: "tgw-attach-nat",
        transitGateway: "tgw-1",
        vpc: "vpc-nat",
        subnets: ["subnet-in"],
      }),
    ];
    const transit = [
      { destination: "64:ff9b::/96", attachment: "tgw-attach-nat", vpc: "vpc-nat" },
      { destination: "0.0.0.0/0", attachment: "tgw-attach-egress", vpc: "vpc-egress" },
    ];
    const six = [
      subnetSix,
      routeTable({ id: "rtb-six", vpc: "vpc-1", subnets: ["subnet-six"], routes: [route("64:ff9b::/96", "tgw-1")] }),
    ];
    const at = associated(hub({ transit, more }), "tgw-attach-nat");
    const [piece] = pathAmong([spoke({ more: six }), at], { from: "subnet-six" }).pieces;
    expect([word(piece?.via ?? "none"), piece?.nat]).toEqual(["central-nat", "nat-private"]);
  });
});

describe("the length of a path", () => {
  test("is bounded where a transit gateway decides, too", () => {
    const length = 21;
    const chain = Array.from({ length }, (_, index) => index + 1).flatMap((each) => [
      subnet({ id: `subnet-${each}`, vpc: "vpc-1", zone: "a", cidr: "10.0.9.0/24" }),
      routeTable({
        id: `rtb-fw-${each}`,
        vpc: "vpc-1",
        subnets: [`subnet-${each}`],
        routes: [route("0.0.0.0/0", each < length ? `vpce-${each + 1}` : "tgw-1")],
      }),
      firewallEndpoint(`vpce-${each}`, `subnet-${each}`),
    ]);
    const long = spoke({ routes: [route("0.0.0.0/0", "vpce-1")], more: chain });
    const path = pathAmong([long, hub()]);
    expect(why(path)).toBe(`${hubAccount} *: the path has more than 64 hops`);
    expect(path.pieces[0]?.hops.at(-1)?.id).toBe("tgw-1");
  });
});
