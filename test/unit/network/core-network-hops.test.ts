import { describe, expect, test } from "vitest";
import { viewCoreNetworkEdges } from "../../../src/network/core-network-edge.ts";
import {
  coreNetworkAttachmentFrom,
  coreNetworkRouteFrom,
  coreNetworkVpcAttachmentFrom,
} from "../../../src/network/core-network-from-answers.ts";
import { collectPrefixLists } from "../../../src/network/prefix-lists.ts";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import { isUnknown } from "../../../src/unknown.ts";
import { coreNetwork, coreNetworkAttachment, coreNetworkRoutes } from "../../support/core-network.ts";
import type { CoreNetworkRouteOptions } from "../../support/core-network.ts";
import { also, gap, item, place, route, routeTable, subnet } from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { hubAccount, pathAmong, spokeAccount } from "./organization.ts";
import { attachSpoke, core, egress, hub, spoke, through, toEgress, via, why } from "./wide-area.ts";

const hopOf = (places: AccountRegion[], type: string) =>
  pathAmong(places).pieces[0]?.hops.find((hop) => hop.type === type);

describe("the hops through a core network (2.10)", () => {
  test("have the names of the core network and of its attachments", () => {
    const named = hub({ core: { name: "wan" }, egressAttachment: { name: "out" } });
    expect([
      hopOf([spoke(), named], "core-network")?.name,
      hopOf([spoke(), named], "core-network-attachment")?.name,
    ]).toEqual(["wan", "out"]);
    expect(hopOf([spoke(), hub()], "core-network")).not.toHaveProperty("name");
  });

  test("say where no route matches, and nothing where the routes are not known", () => {
    expect(hopOf([spoke(), hub({ routes: [] })], "core-network-segment")?.route).toBe("no route matches");
    const unread = hub({ routes: [{ ...toEgress, destination: "pl-unknown" }] });
    expect(hopOf([spoke(), unread], "core-network-segment")).not.toHaveProperty("route");
  });

  test("belong to the account of the route where the ARN names no owner", () => {
    const nameless = "arn:aws:networkmanager:::core-network/core-network-9";
    expect(hopOf([spoke({ routes: [route("0.0.0.0/0", nameless)] })], "core-network")).toMatchObject({
      account: spokeAccount,
      region: "us-east-1",
    });
  });

  test("of an attachment that is not listed keep to the kind that the route names", () => {
    const routes = [{ destination: "0.0.0.0/0", attachments: [{ id: "attachment-9", type: "connect" }] }];
    expect(hopOf([spoke(), hub({ routes })], "core-network-attachment")).toEqual({
      type: "core-network-attachment",
      id: "attachment-9",
      account: hubAccount,
      region: "us-east-1",
      note: "connect",
    });
    expect(why([spoke(), hub({ routes })])).toBe(
      `${hubAccount} ListAttachments: traffic leaves core-network-1 by attachment-9 in us-east-1, which is not listed there`,
    );
  });
});

describe("where the core network cannot be read further (2.10)", () => {
  const ends = (routes: CoreNetworkRouteOptions[], more: Part[] = []) => why([spoke(), hub({ routes, more })]);

  test("each unknown says which API would tell", () => {
    const text = "0.0.0.0/0 -> attachment-egress (pending, static)";
    expect(ends([{ ...toEgress, state: "PENDING" }])).toBe(
      `${hubAccount} GetNetworkRoutes: the route ${text} is changing: collect again`,
    );
    expect(ends([{ destination: "0.0.0.0/0", state: "ACTIVE" }])).toBe(
      `${hubAccount} GetNetworkRoutes: the route 0.0.0.0/0 -> (no attachment) (active, static) names no attachment`,
    );
    expect(ends([{ ...toEgress, destination: "nonsense" }])).toBe(
      `${hubAccount} GetNetworkRoutes: core-network-1/segment/prod has a route to "nonsense", which is not understood`,
    );
    const future = coreNetworkAttachment({
      id: "attachment-x",
      coreNetwork: core,
      type: "OF_THE_FUTURE",
      resource: "x-1",
    });
    expect(ends([{ destination: "0.0.0.0/0", attachments: [{ id: "attachment-x" }] }], [future])).toBe(
      `${hubAccount} *: attachment-x is an attachment of type of_the_future, whose routing cannot be read`,
    );
    const office = coreNetworkAttachment({
      id: "attachment-vpn",
      coreNetwork: core,
      type: "CONNECT",
      resource: "vpn-1",
    });
    expect(ends([{ ...toEgress, attachments: [egress, { id: "attachment-vpn" }] }], [office])).toBe(
      `${hubAccount} *: core-network-1 may take attachments that lead to different ends`,
    );
  });

  test.each([
    [{ id: "", functionGroup: "fw" }, "the network function group fw"],
    [{ id: "", resource: "vpc-7" }, "vpc-7"],
    [{ id: "", edge: "eu-west-1" }, "eu-west-1"],
  ])("a destination without an attachment, %j, is named by what it has", (exit, name) => {
    expect(ends([{ destination: "0.0.0.0/0", attachments: [exit] }])).toBe(
      `${hubAccount} GetNetworkRoutes: traffic goes on through ${name}, and by which attachment the routes do not say`,
    );
  });

  test("an attached subnet of the spoke that is not listed leaves open which zones are reached (2.11)", () => {
    const places = [spoke(), hub({ spokeAttachment: { subnets: ["subnet-gone"] } })];
    expect(why(places)).toContain(`${spokeAccount} DescribeSubnets: subnet-gone is used but not listed`);
  });

  test("the attachments are asked of the edge that the route names", () => {
    const unlisted = hub({ gaps: [gap("ListAttachments", "denied", "no")], region: "eu-west-1" });
    const near = place(
      { account: hubAccount },
      coreNetwork({ id: core, edges: ["us-east-1", "eu-west-1"], segments: ["prod"] }),
      attachSpoke({ subnets: ["subnet-a"] }),
      coreNetworkRoutes(`${core}/segment/prod`, [{ ...toEgress, attachments: [{ ...egress, edge: "eu-west-1" }] }]),
    );
    expect(why([spoke(), near, unlisted])).toBe(`${hubAccount} ListAttachments: denied: no`);
  });

  test("without an edge in the destination it is the edge where the route stands", () => {
    const owner = hub();
    const table = Object.values(owner.answers.GetNetworkRoutes ?? {}).find(
      ({ NetworkRoutes }) => NetworkRoutes.length > 0,
    );
    for (const { Destinations = [] } of table?.NetworkRoutes ?? [])
      for (const each of Destinations) delete each.EdgeLocation;
    expect(via([spoke(), owner])).toBe("central-nat");
  });
});

describe("a segment that is passed twice", () => {
  /** Subnets of the egress VPC whose table sends on what comes in. */
  const firewall = (routesBack: ReturnType<typeof route>[]): Part[] => [
    subnet({ id: "subnet-fw-a", vpc: "vpc-egress", zone: "a", cidr: "10.100.30.0/24" }),
    routeTable({ id: "rtb-fw-a", vpc: "vpc-egress", subnets: ["subnet-fw-a"], routes: routesBack }),
  ];

  test("is no loop where another table has decided between, and one where the same has", () => {
    const there = { id: "attachment-inspect", resource: "vpc-egress" };
    const more = [
      ...firewall([route("0.0.0.0/0", `arn:aws:networkmanager::${hubAccount}:core-network/${core}`)]),
      coreNetworkAttachment({
        coreNetwork: core,
        ...there,
        segment: "dev",
        subnets: ["subnet-fw-a"],
        state: "AVAILABLE",
      }),
    ];
    const inspected = { destination: "0.0.0.0/0", attachments: [there] };
    // The firewall's VPC is attached to `shared`, whose table is the next to decide.
    const hubOf = (shared: CoreNetworkRouteOptions[]) =>
      hub({
        routes: [inspected],
        core: { segments: ["prod", "dev", "shared"] },
        more: [...more, coreNetworkRoutes(`${core}/segment/shared`, shared)],
      });
    expect(via([spoke(), hubOf([toEgress])])).toBe("central-nat");
    expect(why([spoke(), hubOf([inspected])])).toBe("the path comes back to rtb-fw-a: a loop");
  });
});

describe("what the owner answers (2.10, 1.30)", () => {
  const edgesOf = (...parts: Part[]) => {
    const at = place({ account: hubAccount }, ...parts);
    return viewCoreNetworkEdges(at, collectPrefixLists(at));
  };

  test("without a core network there is no edge, and none where the core network names no edges", () => {
    expect(edgesOf()).toEqual([]);
    expect(edgesOf(coreNetwork({ id: core, edges: [] }))).toEqual([]);
    expect(edgesOf(coreNetwork({ id: core }), also({ GetCoreNetwork: { [core]: {} } }))).toEqual([]);
  });

  test("of an item that says next to nothing there is next to nothing", () => {
    const [edge, ...others] = edgesOf(item("ListCoreNetworks", { OwnerAccountId: hubAccount }));
    expect(others).toEqual([]);
    expect(edge).toMatchObject({ id: "", tags: {}, account: hubAccount, region: "us-east-1" });
    expect([isUnknown(edge?.attachments), isUnknown(edge?.tables)]).toEqual([true, true]);
    const bare = also({
      GetCoreNetwork: { [core]: { CoreNetwork: { Edges: [{ EdgeLocation: "us-east-1" }] } } },
    });
    const [silent] = edgesOf(coreNetwork({ id: core }), bare);
    expect(silent?.tables).toEqual(new Map());
    const nameless = also({
      GetCoreNetwork: {
        [core]: {
          CoreNetwork: { Edges: [{ EdgeLocation: "us-east-1" }], Segments: [{}], NetworkFunctionGroups: [{}] },
        },
      },
    });
    const [odd] = edgesOf(coreNetwork({ id: core }), nameless);
    expect(odd === undefined || isUnknown(odd.tables) ? [] : [...odd.tables.keys()]).toEqual([
      "segment/",
      "network-function-group/",
    ]);
  });

  test("only of VPCs it is asked how they are attached", () => {
    const office = coreNetworkAttachment({
      id: "attachment-vpn",
      coreNetwork: core,
      type: "CONNECT",
      resource: "vpn-1",
    });
    const [edge] = edgesOf(coreNetwork({ id: core }), office);
    const attachments = edge === undefined || isUnknown(edge.attachments) ? undefined : edge.attachments;
    expect(attachments?.get("attachment-vpn")).toMatchObject({ type: "connect", vpc: undefined });
  });

  test("attachments and routes without members are empty records", () => {
    expect(coreNetworkAttachmentFrom({})).toEqual({
      id: "",
      type: "",
      resource: "",
      resourceOwner: "",
      state: "",
      table: undefined,
      tags: {},
    });
    expect(coreNetworkAttachmentFrom({ SegmentName: "", NetworkFunctionGroupName: "" }).table).toBeUndefined();
    expect(coreNetworkAttachmentFrom({ SegmentName: "prod", NetworkFunctionGroupName: "" }).table).toBe("segment/prod");
    expect(coreNetworkVpcAttachmentFrom({})).toEqual({ subnets: [], applianceMode: false });
    expect(coreNetworkVpcAttachmentFrom({ VpcAttachment: { Options: {} } })).toEqual({
      subnets: [],
      applianceMode: false,
    });
    expect(coreNetworkRouteFrom({})).toEqual({
      destination: { kind: "unrecognized", text: "" },
      prefixList: undefined,
      type: "",
      state: "",
      attachments: [],
    });
    expect(coreNetworkRouteFrom({ Destinations: [{}] }).attachments).toEqual([
      { id: "", type: "", resource: "", edge: "", functionGroup: undefined },
    ]);
    expect(coreNetworkRouteFrom({ Destinations: [{ ResourceId: "vpc-1" }] }).attachments[0]?.resource).toBe("vpc-1");
  });
});

describe("how routes of one length compete at an edge", () => {
  const office = coreNetworkAttachment({ id: "attachment-vpn", coreNetwork: core, type: "CONNECT", resource: "vpn-1" });
  const byOffice = {
    destination: "0.0.0.0/0",
    type: "PROPAGATED",
    attachments: [{ id: "attachment-vpn", type: "connect" }],
  };
  const both = (other: CoreNetworkRouteOptions) => through({ routes: [byOffice, other], more: [office] })[0];

  test("only what a VPC of the Region alone propagates comes before the rest", () => {
    const ofVpc = { ...toEgress, type: "PROPAGATED" };
    expect(both(ofVpc)).toBe("central-nat");
    expect(both({ ...ofVpc, type: "SYSTEM" })).toBe("unknown");
    expect(both({ ...ofVpc, attachments: [egress, { ...egress, edge: "eu-west-1" }] })).toBe("unknown");
    expect(both({ ...ofVpc, attachments: [], state: "BLACKHOLE" })).toBe("unknown");
  });
});
