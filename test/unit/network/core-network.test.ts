import { describe, expect, test } from "vitest";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import { usesNat } from "../../../src/network/path.ts";
import { apiNames } from "../../../src/snapshot/apis.ts";
import { coreNetwork, coreNetworkAttachment, coreNetworkRoutes } from "../../support/core-network.ts";
import type { CoreNetworkRouteOptions } from "../../support/core-network.ts";
import {
  gap,
  managedPrefixList,
  place,
  route,
  routeTable,
  transitGatewayAttachment,
  vpcEndpoint,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import {
  hub as transitHub,
  hubAccount,
  networkAmong,
  pathAmong,
  spoke as transitSpoke,
  spokeAccount,
} from "./organization.ts";
import { word } from "./support.ts";
import { attachSpoke, arn, core, egress, hub, spoke, through, toEgress, via, why } from "./wide-area.ts";
import type { HubOptions } from "./wide-area.ts";

describe("central NAT behind a core network (2.10)", () => {
  test("is followed hop by hop over accounts, and each hop says why", () => {
    const [piece, ...others] = pathAmong([spoke(), hub()]).pieces;
    expect(others).toEqual([]);
    expect(piece).toMatchObject({ via: "central-nat", nat: "nat-a", inspected: false });
    expect(piece?.hops.map((hop) => [hop.account, hop.type, hop.id, hop.route ?? hop.note])).toEqual([
      [spokeAccount, "subnet", "subnet-a", undefined],
      [spokeAccount, "route-table", "rtb-1", `0.0.0.0/0 -> ${arn} (active), only match`],
      [hubAccount, "core-network", arn, undefined],
      [
        hubAccount,
        "core-network-segment",
        "core-network-1/segment/prod",
        "0.0.0.0/0 -> attachment-egress (active, static), only match",
      ],
      [hubAccount, "core-network-attachment", "attachment-egress", "vpc"],
      [hubAccount, "subnet", "subnet-core-a", undefined],
      [hubAccount, "route-table", "rtb-core-a", "0.0.0.0/0 -> nat-a (active), only match"],
      [hubAccount, "nat-gateway", "nat-a", undefined],
      [hubAccount, "subnet", "subnet-nat-a", undefined],
      [hubAccount, "route-table", "rtb-public", "0.0.0.0/0 -> igw-1 (active), only match"],
      [hubAccount, "internet-gateway", "igw-1", undefined],
    ]);
    expect(word(usesNat(pathAmong([spoke(), hub()])))).toBe("true");
  });

  test("is the same in whatever order the accounts are read", () => {
    expect(pathAmong([hub(), spoke()])).toEqual(pathAmong([spoke(), hub()]));
  });

  test("a gateway endpoint in the egress VPC clears no spoke (2.15), one in the spoke does (2.16)", () => {
    const endpoint = vpcEndpoint({ id: "vpce-hub", vpc: "vpc-egress", service: "s3", routeTables: ["rtb-core-a"] });
    const attachmentRoutes = { a: [route("0.0.0.0/0", "nat-a"), route("s3", "vpce-hub")] };
    expect(via([spoke(), hub({ attachmentRoutes, more: [endpoint] })])).toBe("central-nat");
    const own = vpcEndpoint({ id: "vpce-own", vpc: "vpc-1", service: "s3", routeTables: ["rtb-1"] });
    const routes = [route("0.0.0.0/0", arn), route("s3", "vpce-own")];
    expect(via([spoke({ routes, more: [own] }), hub()])).toBe("gateway-endpoint");
    expect(via([spoke({ routes, more: [own] }), hub()], { to: "dynamodb" })).toBe("central-nat");
  });

  test("is none where the egress VPC's mode blocks the internet (2.32)", () => {
    expect(through({ blockPublicAccess: "block-bidirectional" })[0]).toBe("isolated");
  });
});

describe("the zone (2.11)", () => {
  test("without an attachment subnet cannot reach the core network", () => {
    expect(["a", "b", "c"].map((zone) => via([spoke(), hub()], { from: `subnet-${zone}` }))).toEqual([
      "central-nat",
      "central-nat",
      "isolated",
    ]);
    expect(why([spoke(), hub()], { from: "subnet-c" })).toBe(
      "attachment-spoke has no subnet in use1-az3, so nothing there can reach core-network-1",
    );
  });

  test("is kept into the egress VPC of the same Region, and its table decides there", () => {
    const options = { attachmentRoutes: { b: [route("0.0.0.0/0", "")] } };
    expect(through(options, { from: "subnet-a" })[0]).toBe("central-nat");
    expect(through(options, { from: "subnet-b" })[0]).toBe("isolated");
  });

  test("is any in appliance mode, so all of them must agree", () => {
    const egressAttachment = { applianceMode: true };
    expect(through({ egressAttachment })[0]).toBe("central-nat");
    const attachmentRoutes = { b: [route("0.0.0.0/0", "")] };
    expect(through({ egressAttachment, attachmentRoutes })).toEqual([
      "unknown",
      `${hubAccount} *: attachment-egress may deliver in several zones, whose routes lead to different ends`,
    ]);
  });
});

describe("what was not collected is unknown, by name", () => {
  test("the core network's owner", () => {
    expect(why([spoke()])).toBe(
      `${hubAccount} GetNetworkRoutes: traffic leaves ${spokeAccount}/us-east-1 through the core network ${arn}, whose routes are not collected`,
    );
  });

  test("a Region that is none of its edges, as the owner says", () => {
    expect(through({ core: { edges: ["eu-west-1"] } })[1]).toContain("whose routes are not collected");
  });

  test("a core network that another account owns, or that is being deleted, is not this one", () => {
    expect(through({ core: { owner: "555566667777" } })[1]).toContain("whose routes are not collected");
    expect(through({ core: { state: "DELETING" } })[1]).toContain("whose routes are not collected");
    expect(through({ core: { state: "UPDATING" } })[0]).toBe("central-nat");
  });

  test.each([
    ["ListCoreNetworks", "GetNetworkRoutes: traffic leaves"],
    ["GetCoreNetwork", "GetCoreNetwork: denied: no"],
    ["ListAttachments", "ListAttachments: denied: no"],
    ["GetVpcAttachment", "GetVpcAttachment: denied: no"],
    ["GetNetworkRoutes", "GetNetworkRoutes: denied: no"],
  ] as const)("the answer of %s", (api, reason) => {
    const [end, note] = through({ gaps: [gap(api, "denied", "no")] });
    expect(end).toBe("unknown");
    expect(note).toContain(`${hubAccount} ${reason}`);
  });

  test.each([spokeAccount, hubAccount].flatMap((account) => apiNames.map((api) => [account, api] as const)))(
    "without %s's %s a way is as it was, or unknown (design law 2)",
    (account, api) => {
      const gaps = [gap(api)];
      const without = account === spokeAccount ? [spoke({ gaps }), hub()] : [spoke(), hub({ gaps })];
      const questions = ["subnet-a", "subnet-b", "subnet-c"].flatMap((from) => [{ from }, { from, to: "dynamodb" }]);
      const ends = api === "DescribeSubnets" && account === spokeAccount ? [] : questions;
      for (const question of ends)
        expect([via([spoke(), hub()], question), "unknown"]).toContain(via(without, question));
    },
  );

  test("the egress VPC's owner, and a VPC that answers nobody", () => {
    const egressAttachment = { resource: "vpc-far", resourceOwner: "555566667777" };
    expect(through({ egressAttachment })[1]).toBe(
      "555566667777 DescribeRouteTables: traffic goes on in vpc-far, whose owner is not in the snapshot, or which has no route back",
    );
    expect(through({ routesBack: [] })[0]).toBe("unknown");
  });

  test("the Region of an edge that routes lead to", () => {
    const routes = [{ destination: "0.0.0.0/0", attachments: [{ ...egress, edge: "eu-west-1" }] }];
    const places = [spoke(), hub({ routes })];
    expect(why(places)).toBe(
      `${hubAccount} ListAttachments: traffic leaves core-network-1 by attachment-egress in eu-west-1, which is not listed there`,
    );
  });
});

describe("the attachment by which packets enter", () => {
  test.each(["AVAILABLE", "UPDATING", "PENDING_NETWORK_UPDATE", "PENDING_TAG_ACCEPTANCE"])("works in %s", (state) => {
    expect(through({ spokeAttachment: { state }, egressAttachment: { state } })[0]).toBe("central-nat");
  });

  test.each(["REJECTED", "CREATING", "DELETING", "FAILED", "PENDING_ATTACHMENT_ACCEPTANCE"])(
    "is not settled in %s",
    (state) => {
      expect(through({ spokeAttachment: { state } })).toEqual([
        "unknown",
        `${hubAccount} ListAttachments: attachment-spoke is ${state.toLowerCase()}: the snapshot caught a change`,
      ]);
      expect(through({ egressAttachment: { state } })).toEqual([
        "unknown",
        `${hubAccount} ListAttachments: attachment-egress is ${state.toLowerCase()} although a route leads to it: collect again`,
      ]);
    },
  );

  test("is the live one where a rejected one is listed too", () => {
    const rejected = coreNetworkAttachment({
      id: "attachment-0",
      coreNetwork: core,
      resource: "vpc-1",
      segment: "dev",
      state: "REJECTED",
    });
    expect(through({ more: [rejected] })[0]).toBe("central-nat");
  });

  test("that is not listed is named", () => {
    expect(through({ spokeAttachment: { resource: "vpc-9" } })[1]).toBe(
      `${hubAccount} ListAttachments: no attachment of vpc-1 to core-network-1 is listed: the snapshot caught a change`,
    );
  });

  test("decides by its segment", () => {
    expect(through({ spokeAttachment: { segment: "dev" } })).toEqual([
      "isolated",
      "core-network-1/segment/dev in us-east-1 has no route",
    ]);
    expect(through({ spokeAttachment: { segment: "gone" } })[1]).toBe(
      `${hubAccount} GetCoreNetwork: segment/gone, which attachment-spoke is in, is not listed: collect again`,
    );
  });

  test("in no segment leads nowhere", () => {
    const bare = coreNetworkAttachment({
      id: "attachment-bare",
      coreNetwork: core,
      resource: "vpc-1",
      resourceOwner: spokeAccount,
      subnets: ["subnet-a"],
    });
    expect(through({ spokeAttachment: { resource: "vpc-9" }, more: [bare] })).toEqual([
      "isolated",
      "attachment-bare is in no segment of core-network-1",
    ]);
  });

  test("of a network function group is routed by the group's own table", () => {
    const inGroup = coreNetworkAttachment({
      id: "attachment-fw",
      coreNetwork: core,
      resource: "vpc-1",
      resourceOwner: spokeAccount,
      functionGroup: "fw",
      subnets: ["subnet-a"],
    });
    const places = [spoke(), hub({ routes: [], spokeAttachment: { resource: "vpc-9" }, more: [inGroup] })];
    expect(via(places)).toBe("central-nat");
    expect(pathAmong(places).pieces[0]?.hops.find(({ id }) => id.startsWith(`${core}/`))).toMatchObject({
      type: "core-network-network-function-group",
      id: "core-network-1/network-function-group/fw",
    });
  });
});

describe("a segment's routes", () => {
  const chosen = (routes: CoreNetworkRouteOptions[], more: Part[] = []) => {
    const places = [spoke(), hub({ routes, more })];
    const hop = pathAmong(places).pieces[0]?.hops.find(({ type }) => type === "core-network-segment");
    return [via(places), hop?.route ?? why(places)];
  };
  const vpn = { id: "attachment-vpn", type: "site-to-site-vpn", resource: "vpn-1" };
  const office = coreNetworkAttachment({
    id: "attachment-vpn",
    coreNetwork: core,
    type: "SITE_TO_SITE_VPN",
    resource: "vpn-1",
    segment: "prod",
  });

  test("that drop the traffic, change or name nothing", () => {
    expect(through({ routes: [{ destination: "0.0.0.0/0" }] })).toEqual([
      "isolated",
      "the route 0.0.0.0/0 -> (no attachment) (blackhole, static) drops the traffic",
    ]);
    expect(through({ routes: [{ ...toEgress, state: "PENDING" }] })[1]).toContain("is changing: collect again");
    expect(through({ routes: [{ destination: "0.0.0.0/0", state: "ACTIVE" }] })[1]).toContain("names no attachment");
    expect(through({ routes: [] })).toEqual(["isolated", "core-network-1/segment/prod in us-east-1 has no route"]);
  });

  test("compete by length, then static, then a VPC of the Region, and else AWS alone knows", () => {
    const propagated = { destination: "0.0.0.0/0", attachments: [vpn], type: "PROPAGATED" };
    const ofVpc = { ...toEgress, type: "PROPAGATED" };
    expect(chosen([{ ...propagated, destination: "0.0.0.0/1" }, toEgress], [office])).toEqual([
      "on-premises",
      "0.0.0.0/1 -> attachment-vpn (active, propagated), longest prefix",
    ]);
    expect(chosen([propagated, toEgress], [office])).toEqual([
      "central-nat",
      "0.0.0.0/0 -> attachment-egress (active, static), a static route wins over another route",
    ]);
    expect(chosen([propagated, ofVpc], [office])).toEqual([
      "central-nat",
      "0.0.0.0/0 -> attachment-egress (active, propagated), a route propagated by a VPC of the Region wins over another route",
    ]);
    const remote = { ...ofVpc, attachments: [{ ...egress, edge: "eu-west-1" }] };
    expect(chosen([propagated, remote], [office])).toEqual([
      "unknown",
      expect.stringContaining("core-network-1/segment/prod: AWS does not say which of"),
    ]);
  });

  test.each([
    ["SITE_TO_SITE_VPN", "on-premises"],
    ["CONNECT", "on-premises"],
    ["DIRECT_CONNECT_GATEWAY", "on-premises"],
    ["OF_THE_FUTURE", "unknown"],
  ])("an attachment of type %s is %s (2.12, 2.18)", (type, end) => {
    const attachment = coreNetworkAttachment({
      id: "attachment-x",
      coreNetwork: core,
      type,
      resource: "x-1",
      segment: "prod",
    });
    const routes = [{ destination: "0.0.0.0/0", attachments: [{ id: "attachment-x", type: "x" }] }];
    expect(through({ routes, more: [attachment] })[0]).toBe(end);
  });

  test("of a prefix list are its CIDRs, and unknown where the owner does not hold the list", () => {
    const list = managedPrefixList({ id: "pl-out", cidrs: ["0.0.0.0/0"] });
    const routes = [{ ...toEgress, destination: "pl-out" }];
    expect(through({ routes, more: [list] })[0]).toBe("central-nat");
    expect(through({ routes })[0]).toBe("unknown");
  });

  test("to a network function group do not say by which attachment", () => {
    const routes = [{ destination: "0.0.0.0/0", attachments: [{ id: "", functionGroup: "fw" }] }];
    expect(through({ routes })).toEqual([
      "unknown",
      `${hubAccount} GetNetworkRoutes: traffic goes on through the network function group fw, and by which attachment the routes do not say`,
    ]);
  });

  test("to several attachments are what all of them agree on", () => {
    const twice = { destination: "0.0.0.0/0", attachments: [egress, vpn] };
    expect(through({ routes: [twice], more: [office] })[1]).toContain(
      "core-network-1 may take attachments that lead to different ends",
    );
    expect(through({ routes: [{ ...twice, attachments: [egress, egress] }] })[0]).toBe("central-nat");
  });

  test("to the attached VPC's own addresses end there", () => {
    expect(through({ routes: [{ ...toEgress, destination: "10.100.0.0/16" }] }, { to: "10.100.1.1" })[0]).toBe(
      "other-vpc",
    );
  });

  test("that lead round in a circle end", () => {
    const attachmentRoutes = { a: [route("0.0.0.0/0", arn)], b: [route("0.0.0.0/0", arn)] };
    const egressAttachment = { segment: "prod" };
    expect(through({ attachmentRoutes, egressAttachment })).toEqual([
      "isolated",
      "the path comes back to core-network-1/segment/prod in us-east-1: a loop",
    ]);
  });
});

describe("another Region", () => {
  const far = (options: HubOptions = {}) =>
    hub({ region: "eu-west-1", core: { edges: ["us-east-1", "eu-west-1"] }, ...options });
  const near = (): AccountRegion =>
    place(
      { account: hubAccount },
      coreNetwork({ id: core, edges: ["us-east-1", "eu-west-1"], segments: ["prod"] }),
      attachSpoke(),
      coreNetworkRoutes(`${core}/segment/prod`, [
        { destination: "0.0.0.0/0", type: "PROPAGATED", attachments: [{ ...egress, edge: "eu-west-1" }] },
      ]),
    );

  test("is where the attachment is listed, and no zone is kept into it", () => {
    expect(via([spoke(), near(), far()])).toBe("central-nat");
    const attachmentRoutes = { b: [route("0.0.0.0/0", "")] };
    expect(via([spoke(), near(), far({ attachmentRoutes })])).toBe("unknown");
  });
});

describe("a transit gateway beside the core network", () => {
  const tableAttachment = (resource: string) =>
    coreNetworkAttachment({
      id: "attachment-table",
      coreNetwork: core,
      type: "TRANSIT_GATEWAY_ROUTE_TABLE",
      resource,
      segment: "prod",
    });

  test("is entered by the table that the segment is attached to", () => {
    const routes = [
      { destination: "0.0.0.0/0", attachments: [{ id: "attachment-table", type: "transit-gateway-route-table" }] },
    ];
    const owner = hub({ routes, more: [tableAttachment("tgw-rtb-spokes")] });
    const { answers } = transitHub();
    const both = { ...owner, answers: { ...answers, ...networkManagerAnswers(owner) } };
    expect(via([spoke(), both])).toBe("central-nat");
    expect(pathAmong([spoke(), both]).pieces[0]?.hops.map(({ type }) => type)).toContain("transit-gateway-route-table");
    const lost = hub({ routes, more: [tableAttachment("tgw-rtb-9")] });
    expect(why([spoke(), lost])).toContain("traffic goes on by tgw-rtb-9, whose owner is not in the snapshot");
  });

  test("leads into the segment that its table is attached to", () => {
    const transit = [{ destination: "0.0.0.0/0", attachment: "tgw-attach-core", kind: "peering", vpc: core }];
    const peering = transitGatewayAttachment({
      id: "tgw-attach-core",
      transitGateway: "tgw-1",
      type: "peering",
      resource: core,
    });
    const gateway = transitHub({ transit, more: [peering] }).answers;
    const tableOfSpokes = hub({ more: [tableAttachment("tgw-rtb-spokes")] });
    const both = { ...tableOfSpokes, answers: withTransitGateway(tableOfSpokes.answers, gateway) };
    expect(via([transitSpoke(), both])).toBe("central-nat");
    const other = hub({ more: [tableAttachment("tgw-rtb-9")] });
    const without = { ...other, answers: withTransitGateway(other.answers, gateway) };
    expect(why([transitSpoke(), without])).toBe(
      `${hubAccount} ListAttachments: no attachment of tgw-rtb-spokes to core-network-1 is listed`,
    );
    const unlisted = hub({ core: { edges: ["eu-west-1"] } });
    const nowhere = { ...unlisted, answers: withTransitGateway(unlisted.answers, gateway) };
    expect(why([transitSpoke(), nowhere])).toBe(
      "* GetNetworkRoutes: traffic leaves tgw-1 for the core network core-network-1, whose routes are not collected",
    );
  });

  function networkManagerAnswers({ answers }: AccountRegion): AccountRegion["answers"] {
    const { ListCoreNetworks, GetCoreNetwork, ListAttachments, GetVpcAttachment, GetNetworkRoutes } = answers;
    return {
      ListCoreNetworks,
      GetCoreNetwork,
      ListAttachments,
      GetVpcAttachment,
      GetNetworkRoutes,
    } as AccountRegion["answers"];
  }

  function withTransitGateway(
    answers: AccountRegion["answers"],
    gateway: AccountRegion["answers"],
  ): AccountRegion["answers"] {
    const names = Object.keys(gateway).filter((name) => /TransitGateway/u.test(name));
    return { ...answers, ...Object.fromEntries(names.map((name) => [name, gateway[name as keyof typeof gateway]])) };
  }
});

describe("the index", () => {
  test("keeps of a spoke on a core network the CIDRs, and of the egress VPC what paths through it need", () => {
    const { organization } = networkAmong([
      spoke(),
      hub({ routes: [toEgress, { destination: "10.0.0.0/16", attachments: [{ id: "attachment-spoke" }] }] }),
    ]);
    expect(organization?.coreNetworkVpc("vpc-1")).toMatchObject({ account: spokeAccount, network: undefined });
    expect(organization?.coreNetworkVpc("vpc-egress")?.network).toBeDefined();
    expect(organization?.coreNetworkVpc("vpc-9")).toBeUndefined();
  });

  test("leaves out what a participant sees of a shared VPC's tables", () => {
    const shared = routeTable({
      id: "rtb-shared",
      vpc: "vpc-shared",
      owner: hubAccount,
      routes: [route("0.0.0.0/0", arn)],
    });
    const { organization } = networkAmong([spoke({ more: [shared] }), hub()]);
    expect(organization?.coreNetworkVpc("vpc-shared")).toBeUndefined();
  });
});

test("an account without a VPC may own a core network: that it was not asked is not an empty list", () => {
  const unasked = { ...hub(), answers: {}, gaps: [gap("*", "skipped", "no VPC in this Region")] };
  expect(via([spoke(), unasked])).toBe("unknown");
});
