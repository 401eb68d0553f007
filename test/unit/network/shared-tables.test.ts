import { describe, expect, test } from "vitest";
import { summarizeVia } from "../../../src/network/path.ts";
import { buildRegionNetwork } from "../../../src/network/region-network.ts";
import type { RegionNetwork } from "../../../src/network/region-network.ts";
import {
  internetGateway,
  networkInterface,
  place,
  prefixLists,
  route,
  routeTable,
  subnet,
  transitGatewayVpcAttachment,
  vpc,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { network, pathOf, reasons, word } from "./support.ts";

// A table is traced once for all of its subnets (1.19), but for what the first step reads of the subnet itself.

const shared = (target: string): Part[] => [
  vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
  subnet({ id: "subnet-a", vpc: "vpc-1", zone: "a", cidr: "10.0.0.0/24" }),
  subnet({ id: "subnet-b", vpc: "vpc-1", zone: "b", cidr: "10.0.1.0/24" }),
  routeTable({ id: "rtb-1", vpc: "vpc-1", main: true, routes: [route("0.0.0.0/0", target)] }),
  prefixLists(),
];

const viaOf = (net: RegionNetwork, id: string) => summarizeVia(pathOf(net, "s3", "ipv4", id));

describe("subnets with one table", () => {
  test("enter a transit gateway each in its own zone, by an interface that does not tell its own (2.9, 2.11)", () => {
    const withoutZone: Part = (at) => {
      const answers = networkInterface({ id: "eni-1", subnet: "subnet-a", type: "transit_gateway" })(at);
      for (const each of answers.DescribeNetworkInterfaces?.NetworkInterfaces ?? []) each.AvailabilityZoneId = "";
      return answers;
    };
    const attached = transitGatewayVpcAttachment({
      id: "tgw-attach-1",
      transitGateway: "tgw-1",
      vpc: "vpc-1",
      subnets: ["subnet-a"],
    });
    const net = network(...shared("eni-1"), withoutZone, attached);
    // Unknown for want of the transit gateway's owner; the other zone does not come that far.
    expect([word(viaOf(net, "subnet-a")), word(viaOf(net, "subnet-b"))]).toEqual(["unknown", "isolated"]);
  });

  test("name each its own Block Public Access mode where that is unknown (2.32)", () => {
    const at = place({}, ...shared("igw-1"), internetGateway({ id: "igw-1", vpc: "vpc-1" }));
    for (const each of at.answers.DescribeSubnets?.Subnets ?? []) delete each.BlockPublicAccessStates;
    const net = buildRegionNetwork({ ...at, fromConfig: ["DescribeSubnets"] });
    for (const id of ["subnet-a", "subnet-b"])
      expect(reasons(viaOf(net, id))).toContain(`the Block Public Access mode of ${id}`);
  });
});
