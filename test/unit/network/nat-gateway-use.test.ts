import { describe, expect, test } from "vitest";
import {
  isNatGatewayUsed,
  isTableInUse,
  tablesWithRouteTo,
  zoneOfNatGateway,
} from "../../../src/network/nat-gateway-use.ts";
import type { NatGateway, RouteTable } from "../../../src/network/records.ts";
import type { RegionNetwork } from "../../../src/network/region-network.ts";
import { isUnknown, mapKnown } from "../../../src/unknown.ts";
import { gap, natGateway, route, routeTable, subnet, vpc } from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { network, networkWithout, reasons, word } from "./support.ts";

const home: Part[] = [
  vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
  subnet({ id: "subnet-a", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24" }),
  subnet({ id: "subnet-b", vpc: "vpc-1", zone: "b", cidr: "10.0.2.0/24" }),
  natGateway({ id: "nat-1", vpc: "vpc-1", subnet: "subnet-b" }),
];
const toNat = route("0.0.0.0/0", "nat-1");

function gatewayOf(net: RegionNetwork, id = "nat-1"): NatGateway {
  const found = isUnknown(net.natGateways) ? undefined : net.natGateways.get(id);
  if (found === undefined) throw new Error(id);
  return found;
}

function tableOf(net: RegionNetwork, id: string): RouteTable {
  const found = isUnknown(net.routeTables) ? undefined : net.routeTables.get(id);
  if (found === undefined) throw new Error(id);
  return found;
}

const used = (...parts: Part[]) => {
  const net = network(...home, ...parts);
  return word(isNatGatewayUsed(net, gatewayOf(net)));
};

describe("whether packets come to a NAT gateway", () => {
  const table = (more: Partial<Parameters<typeof routeTable>[0]>) =>
    routeTable({ id: "rtb-1", vpc: "vpc-1", routes: [toNat], ...more });

  test("an active route of a table that serves a subnet brings them", () => {
    const main = routeTable({ id: "rtb-main", vpc: "vpc-1", main: true });
    expect(used(main, table({ subnets: ["subnet-a"] }))).toBe("true");
    expect(used(table({ main: true }))).toBe("true");
    const second = table({ subnets: ["subnet-a"], routes: [route("198.51.100.0/24", "vgw-1"), toNat] });
    expect(used(main, second)).toBe("true");
  });

  test("a table that serves nobody, another target, or a dead route does not", () => {
    const main = routeTable({ id: "rtb-main", vpc: "vpc-1", main: true });
    expect(used(main)).toBe("false");
    expect(used(main, table({}))).toBe("false");
    expect(used(table({ subnets: ["subnet-a"], routes: [route("0.0.0.0/0", "nat-2")] }), main)).toBe("false");
    expect(
      used(table({ subnets: ["subnet-a"], routes: [route("0.0.0.0/0", "nat-1", { state: "blackhole" })] }), main),
    ).toBe("false");
  });

  test("an edge association brings them too, while it is associated (1.4)", () => {
    const main = routeTable({ id: "rtb-main", vpc: "vpc-1", main: true });
    expect(used(main, table({ gateways: ["vgw-1"] }))).toBe("true");
    expect(used(main, table({ gateways: ["vgw-1"], associationState: "disassociated" }))).toBe("false");
    const net = network(...home, main, table({ gateways: ["vgw-1"], subnets: ["subnet-a"] }));
    expect(word(isTableInUse(net, tableOf(net, "rtb-1")))).toBe("true");
    expect(word(isTableInUse(net, tableOf(net, "rtb-main")))).toBe("true");
  });

  test("a firewall proxy is reached without a route (2.21)", () => {
    const proxied: Part = () => ({
      DescribeNatGateways: {
        NatGateways: [
          {
            NatGatewayId: "nat-p",
            VpcId: "vpc-1",
            State: "available",
            AttachedAppliances: [{ Type: "network-firewall-proxy" }],
          },
        ],
      },
    });
    const net = network(...home, routeTable({ id: "rtb-main", vpc: "vpc-1", main: true }), proxied);
    expect(word(isNatGatewayUsed(net, gatewayOf(net, "nat-p")))).toBe("true");
  });

  test("is unknown without the route tables or the subnets", () => {
    for (const api of ["DescribeRouteTables", "DescribeSubnets"] as const) {
      const net = networkWithout([gap(api)], ...home, table({ subnets: ["subnet-a"] }));
      expect(reasons(isNatGatewayUsed(net, gatewayOf(net)))).toContain(`${api}: denied`);
    }
  });

  test("its zone is its subnet's, which has to be listed", () => {
    const net = network(...home, natGateway({ id: "nat-9", vpc: "vpc-1", subnet: "subnet-gone" }));
    expect(reasons(zoneOfNatGateway(net, gatewayOf(net, "nat-9")))).toContain(
      "DescribeSubnets: subnet-gone is used but not listed",
    );
  });

  test("the tables with a route to it are named", () => {
    const net = network(
      ...home,
      table({}),
      routeTable({ id: "rtb-2", vpc: "vpc-1", routes: [route("0.0.0.0/0", "igw-1")] }),
    );
    expect(mapKnown(tablesWithRouteTo(net, gatewayOf(net)), (tables) => tables.map(({ id }) => id))).toEqual(["rtb-1"]);
  });
});

test("its zone is its subnet's; a regional one is in every zone (2.4)", () => {
  const net = network(...home, natGateway({ id: "nat-r", vpc: "vpc-1", routeTable: "rtb-1" }));
  expect(zoneOfNatGateway(net, gatewayOf(net))).toBe("use1-az2");
  expect(zoneOfNatGateway(net, gatewayOf(net, "nat-r"))).toBeUndefined();
  const denied = networkWithout([gap("DescribeSubnets")], ...home);
  expect(reasons(zoneOfNatGateway(denied, gatewayOf(denied)))).toContain("DescribeSubnets: denied");
});
