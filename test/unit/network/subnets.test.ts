import { describe, expect, test } from "vitest";
import { forgottenByTable, forgottenEndpoints, gatewayEndpoints } from "../../../src/network/gateway-endpoints.ts";
import { isPrivate } from "../../../src/network/private-subnets.ts";
import { buildRegionNetwork } from "../../../src/network/region-network.ts";
import type { RegionNetwork } from "../../../src/network/region-network.ts";
import { effectiveRouteTable, routeTableServes } from "../../../src/network/route-table.ts";
import { isInfrastructure, workloads } from "../../../src/network/workloads.ts";
import { isUnknown, mapKnown } from "../../../src/unknown.ts";
import {
  gap,
  natGateway,
  networkInterface,
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
import { network, networkWithout, plain, privateTable, reasons, subnetOf, word } from "./support.ts";

const tableOf = (net: RegionNetwork, id = "subnet-private") =>
  word(mapKnown(effectiveRouteTable(net, subnetOf(net, id)), (table) => table.id));

describe("the effective route table", () => {
  const main = routeTable({ id: "rtb-main", vpc: "vpc-1", main: true });

  test("is the explicit association, else the main table of the own VPC (1.1)", () => {
    expect(tableOf(network(...plain, main, privateTable()))).toBe("rtb-private");
    expect(tableOf(network(...plain, main))).toBe("rtb-main");
    const stranger = routeTable({ id: "rtb-other", vpc: "vpc-2", main: true });
    expect(tableOf(network(...plain, stranger))).toBe("unknown");
  });

  test("can be main and associated at once (1.2)", () => {
    const both = routeTable({ id: "rtb-both", vpc: "vpc-1", main: true, subnets: ["subnet-private"] });
    expect(tableOf(network(...plain, both))).toBe("rtb-both");
  });

  test.each([
    ["associating", "unknown"],
    ["disassociating", "unknown"],
    ["Associated", "rtb-private"],
    ["disassociated", "rtb-main"],
    ["failed", "rtb-main"],
  ])("with an association that is %s is %s (1.3)", (associationState, expected) => {
    expect(tableOf(network(...plain, main, privateTable([], { associationState })))).toBe(expected);
  });

  test("is never an edge table (1.4)", () => {
    const edge = routeTable({ id: "rtb-edge", vpc: "vpc-1", gateways: ["igw-1"] });
    const net = network(...plain, main, edge);
    expect(tableOf(net)).toBe("rtb-main");
    const served = isUnknown(net.routeTables) ? undefined : net.routeTables.get("rtb-edge");
    expect(served && routeTableServes(net, served)).toEqual([]);
  });

  test("serves the subnets that use it, by association or as main", () => {
    const net = network(...plain, main);
    const tables = isUnknown(net.routeTables) ? new Map() : net.routeTables;
    const ids = (id: string) =>
      mapKnown(routeTableServes(net, tables.get(id)), (subnets) => subnets.map((each) => each.id));
    expect(ids("rtb-main")).toEqual(["subnet-private"]);
    expect(ids("rtb-public")).toEqual(["subnet-public"]);
  });

  test("serves nobody knows whom while an association in its VPC changes (1.3)", () => {
    const net = network(...plain, main, privateTable([], { associationState: "associating" }));
    const served = isUnknown(net.routeTables) ? undefined : net.routeTables.get("rtb-main");
    expect(reasons(served && routeTableServes(net, served))).toContain("with rtb-private is associating");
  });
});

describe("private", () => {
  const isPrivateWith = (...routes: ReturnType<typeof route>[]) => {
    const net = network(...plain, privateTable(routes));
    return word(isPrivate(net, subnetOf(net)));
  };

  test("is a subnet without a direct route to an internet or carrier gateway (3.1)", () => {
    expect(isPrivateWith(route("0.0.0.0/0", "nat-1"))).toBe("true");
    expect(isPrivateWith()).toBe("true");
    expect(isPrivateWith(route("0.0.0.0/0", "igw-1"))).toBe("false");
    expect(isPrivateWith(route("0.0.0.0/0", "cagw-1"))).toBe("false");
    expect(isPrivateWith(route("0.0.0.0/1", "igw-1"), route("128.0.0.0/1", "igw-1"))).toBe("false");
  });

  test("a dead internet gateway is public still", () => {
    expect(isPrivateWith(route("0.0.0.0/0", "igw-9", { state: "blackhole" }))).toBe("false");
  });

  test("neither a host route nor the other family makes a subnet public (3.2)", () => {
    expect(isPrivateWith(route("0.0.0.0/0", "nat-1"), route("198.51.100.7/32", "igw-1"))).toBe("true");
    expect(isPrivateWith(route("0.0.0.0/0", "nat-1"), route("::/0", "igw-1"))).toBe("true");
  });

  test("a subnet that sends a part of S3 elsewhere is private, so that it is judged (3.2)", () => {
    expect(isPrivateWith(route("0.0.0.0/0", "igw-1"), route("52.216.0.0/15", "nat-1"))).toBe("true");
  });

  test("gateway endpoints do not make a public subnet private", () => {
    expect(isPrivateWith(route("0.0.0.0/0", "igw-1"), route("s3", "vpce-s3"), route("dynamodb", "vpce-d"))).toBe(
      "false",
    );
    expect(isPrivateWith(route("0.0.0.0/0", "igw-1"), route("s3", "vpce-s3"))).toBe("false");
  });

  test("without IPv4, S3 behind NAT64 is judged although IPv6 leaves directly (1.28, 3.2)", () => {
    const sixOnly = (dns64: boolean, ...routes: ReturnType<typeof route>[]) => {
      const six = subnet({
        id: "subnet-six",
        vpc: "vpc-1",
        zone: "a",
        ipv6Cidr: "2600:1f18:1::/64",
        ipv6Native: true,
        dns64,
      });
      const net = network(...plain, six, privateTable(routes, { subnets: ["subnet-six"] }));
      return word(isPrivate(net, subnetOf(net, "subnet-six")));
    };
    const direct = route("::/0", "igw-1");
    expect(sixOnly(true, direct, route("64:ff9b::/96", "nat-1"))).toBe("true");
    expect(sixOnly(false, direct, route("64:ff9b::/96", "nat-1"))).toBe("false");
    expect(sixOnly(true, direct)).toBe("false");
    expect(sixOnly(true, route("2000::/3", "igw-1"))).toBe("false");
    expect(sixOnly(true, route("::/0", "eigw-1"))).toBe("true");
  });

  test("needs no prefix lists where no route leads to an internet gateway", () => {
    const gaps = [gap("DescribePrefixLists"), gap("GetManagedPrefixListEntries")];
    const closed = networkWithout(gaps, ...plain, privateTable([route("0.0.0.0/0", "nat-1")]));
    expect(word(isPrivate(closed, subnetOf(closed)))).toBe("true");
    const open = networkWithout(gaps, ...plain, privateTable([route("0.0.0.0/0", "igw-1")]));
    expect(reasons(isPrivate(open, subnetOf(open)))).toContain("GetManagedPrefixListEntries");
  });
});

describe("forgotten gateway endpoints", () => {
  const s3 = (more: Partial<Parameters<typeof vpcEndpoint>[0]> = {}) =>
    vpcEndpoint({ id: "vpce-s3", vpc: "vpc-1", service: "s3", ...more });
  const forgotten = (...parts: Part[]) => {
    const net = network(...plain, ...parts);
    return word(mapKnown(forgottenEndpoints(net, subnetOf(net), "s3"), (all) => all.map(({ id }) => id).join(" ")));
  };

  test("are available and not on the subnet's table (1.27)", () => {
    expect(forgotten(privateTable(), s3({ routeTables: ["rtb-public"] }))).toBe("vpce-s3");
    expect(forgotten(privateTable([route("s3", "vpce-s3")]), s3({ routeTables: ["rtb-private"] }))).toBe("");
    expect(forgotten(privateTable(), s3({ state: "deleting" }))).toBe("");
    expect(forgotten(privateTable(), s3({ service: "s3express" }))).toBe("");
    expect(forgotten(privateTable(), s3({ vpc: "vpc-2" }))).toBe("");
    expect(forgotten(privateTable(), s3({ service: "cn.com.amazonaws.us-east-1.s3" }))).toBe("vpce-s3");
  });

  test("another endpoint of the service on the table is enough (1.19)", () => {
    const second = vpcEndpoint({ id: "vpce-2", vpc: "vpc-1", service: "s3", routeTables: ["rtb-public"] });
    expect(forgotten(privateTable([route("s3", "vpce-s3")]), s3({ routeTables: ["rtb-private"] }), second)).toBe("");
    expect(
      forgotten(
        privateTable([route("dynamodb", "vpce-d")]),
        s3(),
        vpcEndpoint({ id: "vpce-d", vpc: "vpc-1", service: "dynamodb" }),
      ),
    ).toBe("vpce-s3");
  });

  test("are unknown where the endpoint lists the table and the table has no route (1.12)", () => {
    expect(forgotten(privateTable(), s3({ routeTables: ["rtb-private"] }))).toBe("unknown");
    const net = network(...plain, privateTable(), s3({ routeTables: ["rtb-private"] }));
    expect(reasons(forgottenEndpoints(net, subnetOf(net), "s3"))).toBe(
      "111122223333 DescribeRouteTables: vpce-s3 lists rtb-private, which has no route to it: the snapshot caught a change",
    );
  });

  test("are none of another type, and none on a table that has one", () => {
    expect(forgotten(privateTable(), s3({ type: "Interface" }))).toBe("");
    const net = network(...plain, privateTable([route("s3", "vpce-s3")]), s3({ routeTables: ["rtb-private"] }));
    expect(forgottenEndpoints(net, subnetOf(net), "s3")).toEqual([]);
  });

  test("are told per table, of the service that is asked for", () => {
    const net = network(...plain, privateTable(), s3(), s3({ id: "vpce-x", service: "s3express" }));
    const table = isUnknown(net.routeTables) ? undefined : net.routeTables.get("rtb-private");
    expect(table && mapKnown(forgottenByTable(net, table, "s3"), (all) => all.map(({ id }) => id))).toEqual([
      "vpce-s3",
    ]);
    expect(mapKnown(gatewayEndpoints(net, "vpc-1", "s3"), (all) => all.map(({ id }) => id))).toEqual(["vpce-s3"]);
  });

  test("are unknown to a participant, who sees no endpoints (3.4)", () => {
    const net = network(
      vpc({ id: "vpc-1", cidr: "10.0.0.0/16", owner: "999988887777" }),
      subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", owner: "999988887777" }),
      privateTable([], { owner: "999988887777" }),
      prefixLists(),
    );
    const table = isUnknown(net.routeTables) ? undefined : net.routeTables.get("rtb-private");
    expect(table && reasons(forgottenByTable(net, table, "s3"))).toContain("999988887777 *");
    expect(reasons(forgottenEndpoints(net, subnetOf(net), "s3"))).toContain("999988887777 *: subnet-private is shared");
  });
});

describe("workloads", () => {
  const counts = (...parts: Part[]) => {
    const net = network(...plain, privateTable(), ...parts);
    const home = subnetOf(net);
    return [
      word(mapKnown(workloads(net, home), (all) => all.map(({ id }) => id).join(" "))),
      word(isInfrastructure(net, home)),
    ];
  };

  test("32: are what is left without infrastructure (3.9, 3.10)", () => {
    expect(counts()).toEqual(["", "false"]);
    const attachment = transitGatewayVpcAttachment({
      id: "tgw-attach-1",
      transitGateway: "tgw-1",
      vpc: "vpc-1",
      subnets: ["subnet-private"],
    });
    expect(counts(attachment)).toEqual(["", "true"]);
    expect(counts(attachment, networkInterface({ id: "eni-w", subnet: "subnet-private", type: "lambda" }))).toEqual([
      "eni-w",
      "false",
    ]);
    expect(counts(networkInterface({ id: "eni-n", subnet: "subnet-private", type: "NATGATEWAY" }))).toEqual([
      "",
      "true",
    ]);
    expect(counts(networkInterface({ id: "eni-q", subnet: "subnet-private", type: "quantum" }))).toEqual([
      "eni-q",
      "false",
    ]);
  });

  test("are not the interfaces of load balancers, which have the plain type (3.9)", () => {
    const described = (description: string, requesterManaged: boolean) =>
      counts(networkInterface({ id: "eni-1", subnet: "subnet-private", description, requesterManaged }));
    expect(described("ELB app/shop/50dc6c495c0c9188", true)).toEqual(["", "false"]);
    expect(described("ELB shop", true)).toEqual(["", "false"]);
    expect(described("ELB app/shop/50dc6c495c0c9188", false)).toEqual(["eni-1", "false"]);
    expect(described("RDSNetworkInterface", true)).toEqual(["eni-1", "false"]);
  });

  test("count no interface that an endpoint or NAT gateway names, whatever its type says", () => {
    const endpoint = () => ({
      DescribeVpcEndpoints: {
        VpcEndpoints: [
          {
            VpcEndpointId: "vpce-1",
            VpcEndpointType: "Interface",
            VpcId: "vpc-1",
            State: "available",
            NetworkInterfaceIds: ["eni-1"],
          },
        ],
      },
    });
    expect(counts(endpoint, networkInterface({ id: "eni-1", subnet: "subnet-private" }))).toEqual(["", "false"]);
    expect(counts(networkInterface({ id: "eni-1", subnet: "subnet-private" }))).toEqual(["eni-1", "false"]);
    expect(counts(natGateway({ id: "nat-9", vpc: "vpc-1", subnet: "subnet-private" }))).toEqual(["", "true"]);
  });

  test.each(["natGateway", "nat_gateway"])(
    "take an interface of type %s for a hop, NAT gateways listed or not",
    (type) => {
      expect(counts(networkInterface({ id: "eni-1", subnet: "subnet-private", type }))).toEqual(["", "true"]);
    },
  );

  test("are unknown where interfaces were not collected, and in a participant's view (3.6)", () => {
    const denied = networkWithout([gap("DescribeNetworkInterfaces")], ...plain, privateTable());
    expect(reasons(workloads(denied, subnetOf(denied)))).toContain("DescribeNetworkInterfaces: denied");
    const shared = network(
      vpc({ id: "vpc-1", cidr: "10.0.0.0/16", owner: "999988887777" }),
      subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", owner: "999988887777" }),
      prefixLists(),
    );
    expect(reasons(workloads(shared, subnetOf(shared)))).toContain("999988887777");
  });

  test("of a shared subnet settle for a participant that it is no hop, and nothing else does (3.6, 3.10)", () => {
    const shared = (...parts: Part[]) => {
      const net = network(
        vpc({ id: "vpc-1", cidr: "10.0.0.0/16", owner: "999988887777" }),
        subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", owner: "999988887777" }),
        prefixLists(),
        ...parts,
      );
      return isInfrastructure(net, subnetOf(net));
    };
    const own = (type: string) => networkInterface({ id: "eni-own", subnet: "subnet-private", type });
    expect(reasons(shared())).toContain("999988887777");
    expect(reasons(shared(own("transit_gateway")))).toContain("999988887777");
    expect(shared(own("lambda"))).toBe(false);
  });

  test("that AWS Config lists are not all: none, or a hop alone, is not known to be so (3.6)", () => {
    const byConfig = (...parts: Part[]) => {
      const at = place({}, ...plain, privateTable(), ...parts);
      const net = buildRegionNetwork({ ...at, fromConfig: ["DescribeNetworkInterfaces"] });
      const all = mapKnown(workloads(net, subnetOf(net)), (known) => known.length);
      return [all, isInfrastructure(net, subnetOf(net))].map((each) => (isUnknown(each) ? "unknown" : each));
    };
    expect(byConfig()).toEqual(["unknown", false]);
    expect(byConfig(networkInterface({ id: "eni-w", subnet: "subnet-private" }))).toEqual([1, false]);
    expect(byConfig(networkInterface({ id: "eni-t", subnet: "subnet-private", type: "transit_gateway" }))).toEqual([
      "unknown",
      "unknown",
    ]);
  });

  test("a NAT gateway's own interface makes its subnet a hop whatever its type says", () => {
    const bare: Part = () => ({
      DescribeNatGateways: {
        NatGateways: [
          {
            NatGatewayId: "nat-9",
            VpcId: "vpc-1",
            State: "available",
            NatGatewayAddresses: [{ NetworkInterfaceId: "eni-9" }],
          },
        ],
      },
    });
    expect(counts(bare, networkInterface({ id: "eni-9", subnet: "subnet-private" }))).toEqual(["", "true"]);
  });
});
