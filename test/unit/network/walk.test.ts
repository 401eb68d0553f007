import { describe, expect, test } from "vitest";
import { gap, natGateway, networkInterface, route, routeTable, subnet } from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { firewallEndpoint, network, networkWithout, pathOf, plain, privateTable, reasons, word } from "./support.ts";

/** A subnet with a table of its own. */
function home(name: string, ...routes: ReturnType<typeof route>[]): Part[] {
  return [
    subnet({ id: `subnet-${name}`, vpc: "vpc-1", zone: "a", cidr: "10.0.9.0/24" }),
    routeTable({ id: `rtb-${name}`, vpc: "vpc-1", subnets: [`subnet-${name}`], routes }),
  ];
}

const on = (id: string, subnetId: string) =>
  networkInterface({ id, subnet: subnetId, sourceDestCheck: false, instance: "i-1" });

describe("ways that an appliance may take", () => {
  const appliance = (...routes: [one: ReturnType<typeof route>[], two: ReturnType<typeof route>[]]) => [
    ...plain,
    ...home("one", ...routes[0]),
    ...home("two", ...routes[1]),
    on("eni-one", "subnet-one"),
    on("eni-two", "subnet-two"),
    privateTable([route("0.0.0.0/0", "eni-one")]),
  ];

  test("are compared address by address", () => {
    const routes = [route("0.0.0.0/0", "igw-1"), route("52.216.0.0/15", "vgw-1")];
    const { pieces } = pathOf(network(...appliance(routes, routes)));
    expect(pieces.map(({ via, ranges }) => [word(via), ranges.length])).toEqual([
      ["nat-instance", 6],
      ["on-premises", 1],
    ]);
  });

  test("keep what is missing of each where they do not agree", () => {
    const parts = appliance([route("0.0.0.0/0", "igw-1")], [route("0.0.0.0/0", "vpce-fw")]);
    const [piece] = pathOf(networkWithout([gap("DescribeVpcEndpoints")], ...parts), "dynamodb").pieces;
    expect(reasons(piece?.via)).toContain("DescribeVpcEndpoints: denied");
    expect(reasons(piece?.via)).toContain("i-1 is an appliance");
  });
});

describe("the length of a path", () => {
  /** Each firewall adds three hops: its endpoint, that endpoint's subnet and its table. */
  const chain = (length: number, ...last: Part[]) => [
    ...plain,
    privateTable([route("0.0.0.0/0", "vpce-1")]),
    ...Array.from({ length }, (_, index) => index + 1).flatMap((each) => [
      ...home(`${each}`, route("0.0.0.0/0", each < length ? `vpce-${each + 1}` : "eni-one")),
      firewallEndpoint(`vpce-${each}`, `subnet-${each}`),
    ]),
    ...last,
  ];
  // Leaves by its second interface, which makes four hops.
  const last = [
    ...home("one"),
    ...home("two", route("0.0.0.0/0", "igw-1")),
    on("eni-one", "subnet-one"),
    on("eni-two", "subnet-two"),
  ];

  test("is followed for 64 hops, and no further", () => {
    const [piece] = pathOf(network(...chain(20, ...last))).pieces;
    expect(piece).toMatchObject({ via: "nat-instance", nat: "i-1" });
    const [longer] = pathOf(network(...chain(22, ...last))).pieces;
    expect(reasons(longer?.via)).toBe("111122223333 *: the path has more than 64 hops");
  });
});

describe("a circle", () => {
  test("is seen at the first table that comes again, whatever the zones of its subnets", () => {
    const net = network(
      ...plain,
      subnet({ id: "subnet-b", vpc: "vpc-1", zone: "b", cidr: "10.0.2.0/24" }),
      natGateway({ id: "nat-b", vpc: "vpc-1", subnet: "subnet-b" }),
      privateTable([route("0.0.0.0/0", "nat-b")], { subnets: ["subnet-private", "subnet-b"] }),
    );
    const [piece] = pathOf(net).pieces;
    expect(piece?.note).toBe("the path comes back to rtb-private: a loop");
    expect(piece?.hops.map(({ id }) => id)).toEqual(["subnet-private", "rtb-private", "nat-b", "subnet-b"]);
  });
});
