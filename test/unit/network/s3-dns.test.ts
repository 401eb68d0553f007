import { describe, expect, test } from "vitest";
import { summarizeVia } from "../../../src/network/path.ts";
import { gap, route, subnet, vpc, vpcEndpoint } from "../../support/topology.ts";
import { network, networkWithout, pathOf, plain, privateTable, reasons, via } from "./support.ts";

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
});
