import { describe, expect, test } from "vitest";
import { route, routeTable, subnet } from "../../support/topology.ts";
import { firewallEndpoint, network, pathOf, plain, privateTable } from "./support.ts";

describe("what becomes one piece", () => {
  test("equal ends along different ways are two", () => {
    const firewall = (name: string, cidr: string) => [
      subnet({ id: `subnet-${name}`, vpc: "vpc-1", zone: "a", cidr }),
      routeTable({
        id: `rtb-${name}`,
        vpc: "vpc-1",
        subnets: [`subnet-${name}`],
        routes: [route("0.0.0.0/0", "igw-1")],
      }),
      firewallEndpoint(`vpce-${name}`, `subnet-${name}`),
    ];
    const net = network(
      ...plain,
      ...firewall("one", "10.0.2.0/24"),
      ...firewall("two", "10.0.3.0/24"),
      privateTable([route("0.0.0.0/0", "vpce-one"), route("52.216.0.0/15", "vpce-two")]),
    );
    const { pieces } = pathOf(net);
    expect(pieces.map(({ via, hops }) => [via, hops[2]?.id])).toEqual([
      ["internet-gateway", "vpce-one"],
      ["internet-gateway", "vpce-two"],
    ]);
    expect(pieces[1]?.ranges).toEqual(["52.216.0.0/15"]);
  });

  test("shows each route of a table once, and gives none to other hops", () => {
    const routes = [route("0.0.0.0/0", "nat-1"), route("52.216.0.0/16", "nat-1"), route("52.217.0.0/16", "nat-1")];
    const { pieces } = pathOf(network(...plain, privateTable(routes)));
    expect(pieces.map(({ hops }) => hops.map((hop) => hop.route))).toEqual([
      [
        undefined,
        "0.0.0.0/0 -> nat-1 (active), only match; 52.216.0.0/16 -> nat-1 (active), longest prefix; 52.217.0.0/16 -> nat-1 (active), longest prefix",
        undefined,
        undefined,
        "0.0.0.0/0 -> igw-1 (active), only match",
        undefined,
      ],
    ]);
  });
});
