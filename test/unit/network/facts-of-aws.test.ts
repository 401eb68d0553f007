import { describe, expect, test } from "vitest";
import { forgottenEndpoints } from "../../../src/network/gateway-endpoints.ts";
import { isPrivate } from "../../../src/network/private-subnets.ts";
import { routeTableServes } from "../../../src/network/route-table.ts";
import { parseServiceName } from "../../../src/network/service-name.ts";
import { tracePath } from "../../../src/network/trace.ts";
import { endpointZones } from "../../../src/network/zones.ts";
import { buildRegionNetwork } from "../../../src/network/region-network.ts";
import { isUnknown } from "../../../src/unknown.ts";
import type { Maybe } from "../../../src/unknown.ts";
import {
  availabilityZones,
  endpointService,
  managedPrefixList,
  natGateway,
  networkInterface,
  place,
  prefixLists,
  route,
  routeTable,
  subnet,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import { hub, pathAmong, spoke } from "./organization.ts";
import { endpointOf, network, pathOf, plain, privateTable, reasons, subnetOf, via, word } from "./support.ts";

/** Facts of aws-semantics that no other test is named for; docs/network-model.md has them all. */
const toNat = route("0.0.0.0/0", "nat-1");
const s3Gateway = vpcEndpoint({ id: "vpce-s3", vpc: "vpc-1", service: "s3", routeTables: ["rtb-private"] });
const list = (zones: Maybe<readonly string[]>) => (isUnknown(zones) ? "unknown" : zones.join(" "));

describe("routes", () => {
  test("a static route wins over an overlapping list at equal length only, else no endpoint would be used (1.8)", () => {
    const wide = [toNat, route("52.0.0.0/8", "nat-1"), route("s3", "vpce-s3")];
    expect(via(network(...plain, privateTable(wide), s3Gateway))).toBe("gateway-endpoint");
    const equal = privateTable([...wide, route("52.216.0.0/15", "nat-1")]);
    expect(via(network(...plain, equal, s3Gateway))).toBe("mixed");
  });

  test("other lists and vpce- targets are told from S3's by the list, not by their shape (1.14)", () => {
    const lattice = managedPrefixList({
      id: "pl-lattice",
      owner: "AWS",
      name: "com.amazonaws.us-east-1.vpc-lattice",
      cidrs: ["169.254.171.0/24"],
    });
    const table = privateTable([toNat, route("pl-lattice", "VpcLattice")]);
    expect(via(network(...plain, lattice, table))).toBe("nat-gateway");
  });

  test("an endpoint's list holds one Region's addresses: S3 elsewhere takes the default route (1.18)", () => {
    const net = network(...plain, privateTable([toNat, route("s3", "vpce-s3")]), s3Gateway);
    const to = (cidr: string) =>
      tracePath(net, subnetOf(net), [ipv4(cidr)], "ipv4").pieces.map((piece) => word(piece.via));
    expect(to("52.216.0.0/16")).toEqual(["gateway-endpoint"]);
    expect(to("52.218.0.0/17")).toEqual(["nat-gateway"]);
  });

  test.each([
    ["com.amazonaws.us-east-1.s3", "us-east-1", "s3"],
    ["cn.com.amazonaws.cn-north-1.s3", "cn-north-1", "s3"],
    ["com.amazonaws.cn-north-1.s3", "cn-north-1", "s3"],
    ["eu.amazonaws.eusc-de-east-1.dynamodb", "eusc-de-east-1", "dynamodb"],
    ["com.amazonaws.us-gov-west-1.ecr.api", "us-gov-west-1", "ecr.api"],
    ["com.amazonaws.s3-global.accesspoint", undefined, "s3-global.accesspoint"],
    ["com.amazonaws.us-east-1.s3express", "us-east-1", "s3express"],
  ])("%s is the service %s %s (1.24, 1.25)", (name, region, token) => {
    expect(parseServiceName(name)).toEqual(region === undefined ? { token } : { region, token });
  });

  test("with DNS64 a dual-stack subnet still sends IPv4 by its IPv4 routes (1.29)", () => {
    const dual = subnet({
      id: "subnet-d",
      vpc: "vpc-1",
      zone: "a",
      cidr: "10.0.9.0/24",
      ipv6Cidr: "2600:1f18:1::/64",
      dns64: true,
    });
    const table = privateTable([toNat, route("s3", "vpce-s3"), route("64:ff9b::/96", "nat-1")], {
      subnets: ["subnet-d"],
    });
    expect(via(network(...plain, dual, table, s3Gateway), "s3", "ipv4", "subnet-d")).toBe("gateway-endpoint");
  });

  test("0.0.0.0/0 does not ask for what no route forwards to the internet (1.31)", () => {
    const net = network(
      ...plain,
      privateTable([toNat, route("169.254.0.0/16", "vgw-1"), route("10.0.0.0/8", "vgw-1")]),
    );
    expect(tracePath(net, subnetOf(net), [ipv4("0.0.0.0/0")], "ipv4").pieces).toMatchObject([
      { via: "nat-gateway", ranges: ["0.0.0.0/0"] },
    ]);
  });
});

function ipv4(text: string) {
  const [address = "", length = "32"] = text.split("/");
  const start = address.split(".").reduce((value, octet) => value * 256 + Number(octet), 0);
  return { family: "ipv4" as const, length: Number(length), start, end: start + 2 ** (32 - Number(length)) - 1 };
}

describe("paths", () => {
  test("a regional NAT gateway serves a zone that its addresses do not name yet (2.5)", () => {
    const regional = [
      natGateway({ id: "nat-r", vpc: "vpc-1", routeTable: "rtb-r" }),
      routeTable({ id: "rtb-r", vpc: "vpc-1", routes: [route("0.0.0.0/0", "igw-1")] }),
      subnet({ id: "subnet-c", vpc: "vpc-1", zone: "c", cidr: "10.0.9.0/24" }),
    ];
    const table = privateTable([route("0.0.0.0/0", "nat-r")], { subnets: ["subnet-c"] });
    expect(via(network(...plain, ...regional, table), "s3", "ipv4", "subnet-c")).toBe("nat-gateway");
  });

  test("a proxy attached to a NAT gateway is noted: no route shows what it carries (2.21)", () => {
    const at = place({}, ...plain, privateTable([toNat]));
    const [gateway] = at.answers.DescribeNatGateways?.NatGateways ?? [];
    if (gateway !== undefined)
      gateway.AttachedAppliances = [{ Type: "network-firewall-proxy", ApplianceArn: "arn:aws:x" }];
    const net = buildRegionNetwork(at);
    expect(pathOf(net).pieces[0]?.hops.find(({ id }) => id === "nat-1")?.note).toContain("2.21");
    expect(via(net)).toBe("nat-gateway");
  });

  test("a direct route to an internet gateway is a public subnet, and its path says so (2.31)", () => {
    const net = network(...plain, privateTable([toNat]));
    expect(via(net, "s3", "ipv4", "subnet-public")).toBe("internet-gateway");
    expect(word(isPrivate(net, subnetOf(net, "subnet-public")))).toBe("false");
  });

  test("addresses of a VPC's further CIDR blocks lie in it, here and behind a transit gateway (3.15)", () => {
    const wide = [vpc({ id: "vpc-1", cidr: "10.0.0.0/16", moreCidrs: ["10.50.0.0/16"] }), ...plain.slice(1)];
    const net = network(...wide, privateTable([toNat]));
    const pieces = tracePath(net, subnetOf(net), [ipv4("10.50.1.0/24")], "ipv4").pieces;
    expect(pieces.map((piece) => word(piece.via))).toEqual(["local"]);
    const far = hub();
    far.answers.DescribeVpcs?.Vpcs[0]?.CidrBlockAssociationSet?.push({
      CidrBlock: "10.60.0.0/16",
      CidrBlockState: { State: "associated" },
    });
    expect(pathAmong([spoke(), far], { to: "10.60.1.0/24" }).pieces.map((piece) => word(piece.via))).toEqual([
      "other-vpc",
    ]);
  });
});

describe("subnets", () => {
  test("a default VPC is judged by its routes like any other (3.3)", () => {
    const own = [vpc({ id: "vpc-1", cidr: "10.0.0.0/16", isDefault: true }), ...plain.slice(1)];
    expect(via(network(...own, privateTable([route("0.0.0.0/0", "igw-1")])))).toBe("internet-gateway");
    expect(via(network(...own, privateTable([toNat])))).toBe("nat-gateway");
  });

  test("a VPC without subnets and an endpoint without tables have nothing to judge (3.14)", () => {
    const net = network(
      vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
      routeTable({ id: "rtb-main", vpc: "vpc-1", main: true, routes: [] }),
      vpcEndpoint({ id: "vpce-s3", vpc: "vpc-1", service: "s3" }),
    );
    const table = isUnknown(net.routeTables) ? undefined : net.routeTables.get("rtb-main");
    expect(table && routeTableServes(net, table)).toEqual([]);
  });

  test("an unassociated endpoint is forgotten by every table that goes without (1.27, 3.14)", () => {
    const net = network(...plain, privateTable([toNat]), vpcEndpoint({ id: "vpce-s3", vpc: "vpc-1", service: "s3" }));
    const forgotten = forgottenEndpoints(net, subnetOf(net), "s3");
    expect(isUnknown(forgotten) ? [] : forgotten.map(({ id }) => id)).toEqual(["vpce-s3"]);
  });
});

describe("zones of endpoints", () => {
  const zonal = ["a", "b", "c"].map((zone, index) =>
    subnet({ id: `subnet-${zone}`, vpc: "vpc-1", zone, cidr: `10.0.${index}.0/24` }),
  );
  const base = [
    vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
    ...zonal,
    availabilityZones(),
    endpointService({ service: "sqs" }),
  ];
  const endpoint = (id: string, more: Partial<Parameters<typeof vpcEndpoint>[0]> = {}) =>
    vpcEndpoint({ id, vpc: "vpc-1", service: "sqs", subnets: ["subnet-a"], type: "Interface", ...more });
  const zonesOf = (...parts: Parameters<typeof network>) => {
    const net = network(...base, ...parts);
    return endpointZones(net, endpointOf(net, "vpce-1"));
  };

  test("one subnet a zone, so as many zones as subnets (4.1)", () => {
    expect(list(zonesOf(endpoint("vpce-1", { subnets: ["subnet-a", "subnet-c"] })).covered)).toBe("use1-az1 use1-az3");
  });

  test("an endpoint in one zone of three is in fewer than it could be (4.2)", () => {
    const { covered, eligible } = zonesOf(endpoint("vpce-1"));
    expect([list(covered), list(eligible)]).toEqual(["use1-az1", "use1-az1 use1-az2 use1-az3"]);
  });

  test.each([
    ["GatewayLoadBalancer", "4.8"],
    ["Resource", "4.9"],
    ["ServiceNetwork", "service network"],
    ["Tunnel", "not understood"],
    ["OfTheFuture", "not understood"],
    ["Gateway", "no zones"],
  ])("an endpoint of type %s is not asked for zones (4.7, 4.8, 4.9)", (type, why) => {
    const { applicable, reason } = zonesOf(endpoint("vpce-1", { type }));
    expect(applicable).toBe(false);
    expect(reason).toContain(why);
  });

  test("a VPC or a service of one zone makes one zone enough (4.12)", () => {
    expect(list(zonesOf(endpoint("vpce-1"), endpointService({ service: "kms", zones: ["a"] })).eligible)).toContain(
      "use1-az2",
    );
    const narrow = network(...base.slice(0, -1), endpointService({ service: "sqs", zones: ["a"] }), endpoint("vpce-1"));
    expect(list(endpointZones(narrow, endpointOf(narrow, "vpce-1")).eligible)).toBe("use1-az1");
  });

  test("single-zone endpoints of a service that are used by zonal names cover zones together (4.13)", () => {
    const other = (more: Partial<Parameters<typeof vpcEndpoint>[0]> = {}) =>
      endpoint("vpce-2", { subnets: ["subnet-b"], ...more });
    expect(list(zonesOf(endpoint("vpce-1"), other()).together)).toBe("use1-az1 use1-az2");
    expect(list(zonesOf(endpoint("vpce-1"), other()).covered)).toBe("use1-az1");
    const alone: Parameters<typeof network>[] = [
      [endpoint("vpce-1"), other({ privateDns: true })],
      [endpoint("vpce-1", { privateDns: true }), other()],
      [endpoint("vpce-1"), other({ state: "rejected" })],
      [endpoint("vpce-1"), other({ service: "kms" })],
      [endpoint("vpce-1"), other({ serviceRegion: "eu-west-1" })],
      [endpoint("vpce-1"), vpc({ id: "vpc-2", cidr: "10.2.0.0/16" }), other({ vpc: "vpc-2" })],
      [endpoint("vpce-1")],
    ];
    for (const parts of alone) expect(list(zonesOf(...parts).together)).toBe("use1-az1");
  });

  test("an endpoint that an AWS service manages cannot be changed, so it is not asked (4.14)", () => {
    const { applicable, reason } = zonesOf(endpoint("vpce-1", { requesterManaged: true }));
    expect([applicable, reason]).toEqual([false, "an AWS service manages it, so the customer cannot change it (4.14)"]);
  });

  test("zone types decide, not names: Local and Wavelength Zones are not eligible (3.12)", () => {
    const odd = [
      subnet({ id: "subnet-lz", vpc: "vpc-1", zone: "us-east-1-bos-1a", cidr: "10.0.30.0/24" }),
      availabilityZones([], ["us-east-1-bos-1a"]),
    ];
    expect(list(zonesOf(endpoint("vpce-1"), ...odd).eligible)).toBe("use1-az1 use1-az2 use1-az3");
    expect(reasons(zonesOf(endpoint("vpce-1"), ...odd.slice(0, 1)).eligible)).toContain("DescribeAvailabilityZones");
  });

  test("a subnet that is not available takes no endpoint (3.13)", () => {
    const pending = subnet({ id: "subnet-p", vpc: "vpc-1", zone: "f", cidr: "10.0.31.0/24", state: "failed" });
    expect(list(zonesOf(endpoint("vpce-1"), pending, availabilityZones(["f"])).eligible)).not.toContain("use1-az6");
  });

  test("workloads on their way to nowhere else still count as consumers (3.9)", () => {
    const { consumers, missing } = zonesOf(
      endpoint("vpce-1"),
      networkInterface({ id: "eni-1", subnet: "subnet-c" }),
      prefixLists(),
    );
    expect([list(consumers), list(missing)]).toEqual(["use1-az3", "use1-az3"]);
  });
});
