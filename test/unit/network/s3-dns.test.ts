import { describe, expect, test } from "vitest";
import { summarizeVia } from "../../../src/network/path.ts";
import { gap, route, subnet, vpc, vpcEndpoint } from "../../support/topology.ts";
import { network, networkWithout, pathOf, plain, privateTable, reasons, subnetSix, via } from "./support.ts";

const nat = privateTable([route("0.0.0.0/0", "nat-1")]);
const withS3 = (more: Partial<Parameters<typeof vpcEndpoint>[0]> = {}) =>
  vpcEndpoint({
    id: "vpce-i",
    vpc: "vpc-1",
    service: "s3",
    subnets: ["subnet-private"],
    privateDns: true,
    inboundResolverOnly: false,
    ...more,
  });

describe("private DNS of S3 interface endpoints", () => {
  test("17: takes S3 whatever the routes say, and keeps the routed way in the note (2.22, 2.24, 2.25)", () => {
    const [piece, ...others] = pathOf(network(...plain, nat, withS3())).pieces;
    expect(others).toEqual([]);
    expect(piece).toMatchObject({
      via: "interface-endpoint",
      endpoint: "vpce-i",
      note: expect.stringContaining("nat-gateway nat-1"),
    });
    expect(piece?.hops.map(({ id }) => id)).toEqual(["subnet-private", "vpce-i"]);
  });

  test("15: for the inbound resolver only, the routes decide (2.23)", () => {
    expect(via(network(...plain, nat, withS3({ inboundResolverOnly: true })))).toBe("nat-gateway");
  });

  test("16: switched off, the routes decide (2.22)", () => {
    expect(via(network(...plain, nat, withS3({ privateDns: false })))).toBe("nat-gateway");
  });

  test.each([[{ dnsSupport: false }], [{ dnsHostnames: false }]])(
    "with the VPC's %j the routes decide (2.22)",
    (off) => {
      const parts = [vpc({ id: "vpc-1", cidr: "10.0.0.0/16", ...off }), ...plain.slice(1), nat, withS3()];
      expect(via(network(...parts))).toBe("nat-gateway");
    },
  );

  test.each([
    ["pending", "unknown"],
    ["partial", "unknown"],
    ["rejected", "nat-gateway"],
    ["deleted", "nat-gateway"],
    ["Available", "interface-endpoint"],
  ])("an endpoint that is %s makes the path %s (4.5)", (state, expected) =>
    expect(via(network(...plain, nat, withS3({ state })))).toBe(expected),
  );

  test("an endpoint in another VPC, of another service or Region does not count (2.27, 1.24)", () => {
    expect(via(network(...plain, nat, withS3({ vpc: "vpc-2" })))).toBe("nat-gateway");
    expect(via(network(...plain, nat, withS3({ service: "s3-fips" })))).toBe("nat-gateway");
    expect(via(network(...plain, nat, withS3({ serviceRegion: "eu-west-1" })))).toBe("nat-gateway");
  });

  test("an ipv4 endpoint leaves IPv6 to the routes", () => {
    const six = subnet({
      id: "subnet-six",
      vpc: "vpc-1",
      zone: "a",
      cidr: "10.0.9.0/24",
      ipv6Cidr: "2600:1f18:1::/64",
    });
    const table = privateTable([route("0.0.0.0/0", "nat-1")], { subnets: ["subnet-six"] });
    expect(via(network(...plain, six, table, withS3()), "s3", "ipv6", "subnet-six")).toBe("isolated");
    expect(via(network(...plain, six, table, withS3({ ipAddressType: "dualstack" })), "s3", "ipv6", "subnet-six")).toBe(
      "interface-endpoint",
    );
  });

  test("is unknown where the DNS attributes were not collected, and only there where they matter (4.16)", () => {
    const denied = networkWithout([gap("DescribeVpcAttribute")], ...plain, nat, withS3());
    expect(reasons(summarizeVia(pathOf(denied)))).toContain("DescribeVpcAttribute: denied");
    expect(via(networkWithout([gap("DescribeVpcAttribute")], ...plain, nat))).toBe("nat-gateway");
  });

  test("is unknown where the answer leaves out for whom the private DNS is", () => {
    const { inboundResolverOnly: _left, ...silent } = {
      id: "vpce-i",
      vpc: "vpc-1",
      service: "s3",
      subnets: ["subnet-private"],
      privateDns: true,
      inboundResolverOnly: false,
    };
    expect(via(network(...plain, nat, vpcEndpoint(silent)))).toBe("unknown");
  });

  test("gives nothing to a subnet that has no addresses of the family", () => {
    const dual = withS3({ ipAddressType: "dualstack" });
    expect(via(network(...plain, nat, dual), "s3", "ipv6")).toBe("no-addresses");
    const six = subnet({ id: "subnet-six", vpc: "vpc-1", zone: "a", ipv6Cidr: "2600:1f18:1::/64", ipv6Native: true });
    expect(via(network(...plain, nat, six, dual), "s3", "ipv4", "subnet-six")).toBe("no-addresses");
  });

  test("needs an IPv6 address where the subnet has IPv6 only (1.28)", () => {
    const six = [subnetSix, privateTable([route("64:ff9b::/96", "nat-1")], { subnets: ["subnet-six"] })];
    const by = (ipAddressType: "ipv4" | "ipv6" | "dualstack") =>
      via(network(...plain, ...six, withS3({ ipAddressType })), "s3", "ipv4", "subnet-six");
    expect([by("ipv4"), by("ipv6"), by("dualstack")]).toEqual([
      "nat-gateway",
      "interface-endpoint",
      "interface-endpoint",
    ]);
  });

  test("does not tell a participant, who sees an endpoint of its own only (3.4)", () => {
    const owner = "999988887777";
    const shared = subnet({ id: "subnet-private", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24", owner });
    expect(via(network(...plain.toSpliced(1, 1, shared), nat, withS3()))).toBe("unknown");
  });

  test("is shown by the first endpoint, in whatever order they are listed", () => {
    const two = [withS3({ id: "vpce-a" }), withS3({ id: "vpce-b" })];
    for (const listed of [two, two.toReversed()])
      expect(pathOf(network(...plain, nat, ...listed)).pieces[0]?.endpoint).toBe("vpce-a");
  });

  test("is given up where no endpoint can answer, and only there", () => {
    const resolverOnly = withS3({ id: "vpce-r", inboundResolverOnly: true });
    const unasked = [gap("DescribeVpcAttribute")];
    expect(via(networkWithout(unasked, ...plain, nat, resolverOnly))).toBe("nat-gateway");
    expect(via(network(...plain, nat, resolverOnly, withS3({ state: "pending" })))).toBe("unknown");
  });
});
