import { describe, expect, test } from "vitest";
import type { Family } from "../../../src/network/cidr.ts";
import { parseCidr } from "../../../src/network/cidr.ts";
import type { Cidr } from "../../../src/network/cidr.ts";
import { collectPrefixLists } from "../../../src/network/prefix-lists.ts";
import { evaluation } from "../../../src/network/transit-gateway.ts";
import { viewTransitGateways } from "../../../src/network/transit-gateway-view.ts";
import type { TransitGatewayView } from "../../../src/network/transit-gateway-view.ts";
import { lookUpTransitRoutes } from "../../../src/network/transit-lookup.ts";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import { isUnknown } from "../../../src/unknown.ts";
import {
  gap,
  item,
  managedPrefixList,
  place,
  transitGateway,
  transitGatewayRouteTable,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { reasons } from "./support.ts";

const here = "111122223333";
const views = (at: AccountRegion) => viewTransitGateways(at, collectPrefixLists(at));

describe("a transit gateway as its owner sees it", () => {
  test("has its name, no attachments and no tables where none are listed", () => {
    expect(views(place({}, transitGateway({ id: "tgw-1", name: "core" })))).toMatchObject([
      {
        id: "tgw-1",
        tags: { Name: "core" },
        account: here,
        region: "us-east-1",
        attachments: new Map(),
        routeTables: [],
      },
    ]);
  });

  test("of an item that says next to nothing has nothing in it", () => {
    const silent = views(place({}, item("DescribeTransitGateways", { OwnerId: here })));
    expect(silent.map(({ id, tags }) => ({ id, tags }))).toEqual([{ id: "", tags: {} }]);
    const untold = views(place({}, item("DescribeTransitGateways", { OwnerId: here, Tags: [{}] })));
    expect(untold).toMatchObject([{ tags: { "": "" } }]);
  });

  test.each(["deleted", "deleting", "Deleted"])("that is %s is none (2.12)", (State) => {
    const gone = item("DescribeTransitGateways", { TransitGatewayId: "tgw-1", OwnerId: here, State });
    expect(views(place({}, gone))).toEqual([]);
  });

  test("a table whose routes are missing says why, and cites no other API's gap", () => {
    const at = place(
      {},
      transitGateway({ id: "tgw-1" }),
      transitGatewayRouteTable({ id: "tgw-rtb-1", transitGateway: "tgw-1" }),
    );
    const routesWith = (gaps: AccountRegion["gaps"]) => {
      const [view] = views({ ...at, answers: { ...at.answers, SearchTransitGatewayRoutes: {} }, gaps });
      const tables = view === undefined || isUnknown(view.routeTables) ? [] : view.routeTables;
      return reasons(tables[0]?.routes);
    };
    expect(routesWith([gap("DescribeVpnGateways")])).toBe(
      `${here} SearchTransitGatewayRoutes: tgw-rtb-1 is not in the answer`,
    );
    expect(routesWith([gap("SearchTransitGatewayRoutes", "failed", "truncated")])).toContain("failed: truncated");
    expect(routesWith([gap("*", "failed", "timed out")])).toContain("failed: timed out");
  });
});

describe("a table of a transit gateway", () => {
  type Routes = Parameters<typeof transitGatewayRouteTable>[0]["routes"];

  const viewOf = (routes: Routes, ...more: Part[]) => {
    const table = transitGatewayRouteTable({ id: "tgw-rtb-1", transitGateway: "tgw-1", ...(routes && { routes }) });
    const [view] = views(place({}, transitGateway({ id: "tgw-1" }), table, ...more));
    if (view === undefined) throw new Error("no tgw-1");
    return view;
  };

  function look(view: TransitGatewayView, cidr: string, coarse = false): string[] {
    const [table] = isUnknown(view.routeTables) ? [] : view.routeTables;
    if (table === undefined) throw new Error("no tgw-rtb-1");
    const range = parseCidr(cidr) as Cidr;
    const family: Family = range.family;
    const query = { family, ranges: [range], ...(coarse ? { coarse } : {}) };
    return lookUpTransitRoutes(view, table, query, evaluation).map(({ winner }) => {
      if (winner === undefined) return "none";
      return isUnknown(winner) ? reasons(winner) : winner.route.destination.text;
    });
  }

  test("answers each family by its own routes, whichever is asked first", () => {
    const view = viewOf([
      { destination: "0.0.0.0/0", attachment: "tgw-attach-4" },
      { destination: "::/0", attachment: "tgw-attach-6" },
    ]);
    expect([look(view, "52.0.0.0/8"), look(view, "2600::/16")]).toEqual([["0.0.0.0/0"], ["::/0"]]);
    expect(look(viewOf([{ destination: "::/0", attachment: "tgw-attach-6" }]), "52.0.0.0/8")).toEqual(["none"]);
  });

  test("answers addresses that no list tells by a default route alone, however it is written", () => {
    const routes = ["::/0", "2000::/3", "2600::/16"].map((destination) => ({
      destination,
      attachment: "tgw-attach-6",
    }));
    for (const order of [
      [true, false],
      [false, true],
    ]) {
      const view = viewOf(routes);
      const found = order.map((coarse) => look(view, "2600::/12", coarse));
      expect(found[order.indexOf(true)]).toEqual(["2000::/3"]);
      expect(found[order.indexOf(false)]).toEqual(["2600::/16", "2000::/3"]);
    }
  });

  test("takes nothing of the other family from a list", () => {
    const list = managedPrefixList({ id: "pl-1", cidrs: ["0.0.0.0/0"] });
    expect(look(viewOf([{ destination: "pl-1", attachment: "tgw-attach-1" }], list), "2600::/16")).toEqual(["none"]);
  });

  test("names a destination that it does not understand", () => {
    expect(look(viewOf([{ destination: "nowhere", attachment: "tgw-attach-1" }]), "52.0.0.0/8")).toEqual([
      `${here} SearchTransitGatewayRoutes: tgw-rtb-1 has a route to "nowhere", which is not understood`,
    ]);
  });

  test("has one match for a list, and of two lists to one attachment the first, in whatever order AWS answers", () => {
    const lists = ["pl-1", "pl-2"].map((id) => managedPrefixList({ id, cidrs: ["0.0.0.0/1", "128.0.0.0/1"] }));
    const routes = ["pl-1", "pl-2"].map((destination) => ({ destination, attachment: "tgw-attach-1" }));
    expect(look(viewOf(routes, ...lists), "0.0.0.0/0")).toEqual(["pl-1"]);
    expect(look(viewOf(routes.toReversed(), ...lists), "0.0.0.0/0")).toEqual(["pl-1"]);
  });

  test("has a propagated route that names no attachment, and ranks it last", () => {
    const lost = { destination: "0.0.0.0/0", attachment: "", type: "propagated", state: "active" };
    expect(look(viewOf([lost]), "52.0.0.0/8")).toEqual(["0.0.0.0/0"]);
  });
});
