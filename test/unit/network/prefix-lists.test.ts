import { describe, expect, test } from "vitest";
import { cidrsOfList, collectPrefixLists } from "../../../src/network/prefix-lists.ts";
import type { PrefixLists } from "../../../src/network/prefix-lists.ts";
import { parseServiceName } from "../../../src/network/service-name.ts";
import { isInternet, serviceSpace, spaceOf } from "../../../src/network/service-space.ts";
import { formatAddress, summarize } from "../../../src/network/cidr.ts";
import { isUnknown, mapKnown } from "../../../src/unknown.ts";
import {
  gap,
  managedPrefixList,
  place,
  prefixLists,
  route,
  routeTable,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { network, networkWithout, reasons } from "./support.ts";

const described =
  (id: string, name: string, cidrs?: string[]): Part =>
  () => ({
    DescribePrefixLists: {
      PrefixLists: [{ PrefixListId: id, PrefixListName: name, ...(cidrs === undefined ? {} : { Cidrs: cidrs }) }],
    },
  });
const managed =
  (id: string, more: object): Part =>
  () => ({
    DescribeManagedPrefixLists: { PrefixLists: [{ PrefixListId: id, ...more }] },
  });
const entries =
  (id: string, ...cidrs: string[]): Part =>
  () => ({
    GetManagedPrefixListEntries: { [id]: { Entries: cidrs.map((Cidr) => ({ Cidr })) } },
  });

const lists = (...parts: Part[]): PrefixLists => collectPrefixLists(place({}, ...parts));
const idsOf = (all: PrefixLists, service: "s3" | "dynamodb" | "s3express") =>
  all.ofService[service].map(({ id }) => id);

describe("AWS's own lists", () => {
  test("are told by their name, whole, and by their owner (1.17, 1.20, 1.23, 1.24)", () => {
    const all = lists(
      described("pl-1", "com.amazonaws.us-east-1.s3"),
      described("pl-2", "com.amazonaws.us-east-1.ipv6.s3"),
      described("pl-3", "com.amazonaws.us-east-1.s3express"),
      described("pl-4", "com.amazonaws.us-east-1.dynamodb"),
      described("pl-5", "com.amazonaws.eu-west-1.s3"),
      described("pl-6", "com.amazonaws.us-east-1.s3-fips"),
      described("pl-7", "com.amazonaws.us-east-1.six.ipv6.s3"),
      managed("pl-8", { PrefixListName: "com.amazonaws.us-east-1.s3", OwnerId: "111122223333" }),
      managed("pl-9", { PrefixListName: "com.amazonaws.us-east-1.s3", OwnerId: "aws" }),
      entries("pl-10", "10.0.0.0/8"),
    );
    expect(idsOf(all, "s3")).toEqual(["pl-1", "pl-2", "pl-9"]);
    expect(idsOf(all, "dynamodb")).toEqual(["pl-4"]);
    expect(idsOf(all, "s3express")).toEqual(["pl-3"]);
    expect([...all.lists.keys()]).toEqual([
      "pl-1",
      "pl-2",
      "pl-3",
      "pl-4",
      "pl-5",
      "pl-6",
      "pl-7",
      "pl-8",
      "pl-9",
      "pl-10",
    ]);
  });

  test("keep what each answer says of them, DescribePrefixLists first (1.17)", () => {
    const all = lists(
      described("pl-1", "com.amazonaws.us-east-1.s3", ["52.216.0.0/15"]),
      managed("pl-1", { PrefixListName: "another name", OwnerId: "AWS", AddressFamily: "ipv4" }),
      entries("pl-1", "54.231.0.0/16"),
      described("pl-2", "com.amazonaws.us-east-1.dynamodb"),
      entries("pl-2", "52.94.0.0/22"),
      managed("pl-3", { PrefixListName: "own", OwnerId: "111122223333", AddressFamily: "IPv6" }),
      entries("pl-4"),
    );
    const texts = (id: string) => {
      const list = all.lists.get(id);
      const { name, owner, family, cidrs } = list ?? {};
      return { name, owner, family, cidrs: cidrs && summarize(cidrs, family ?? "ipv4") };
    };
    expect(texts("pl-1")).toEqual({
      name: "com.amazonaws.us-east-1.s3",
      owner: "AWS",
      family: "ipv4",
      cidrs: ["52.216.0.0/15"],
    });
    expect(texts("pl-2")).toEqual({
      name: "com.amazonaws.us-east-1.dynamodb",
      owner: "AWS",
      family: "ipv4",
      cidrs: ["52.94.0.0/22"],
    });
    expect(texts("pl-3")).toEqual({ name: "own", owner: "111122223333", family: "ipv6", cidrs: undefined });
    expect(texts("pl-4")).toEqual({ name: "", owner: undefined, family: undefined, cidrs: [] });
  });

  test("what was not collected of their three APIs is named, and nothing else", () => {
    const gaps = [gap("DescribeManagedPrefixLists"), gap("DescribeVpcs")];
    const { missing } = collectPrefixLists(place({ gaps }, prefixLists()));
    expect(missing.map(({ api }) => api)).toEqual(["DescribeManagedPrefixLists"]);
    expect(lists(prefixLists()).missing).toEqual([]);
  });
});

describe("the CIDRs of a list that a route names", () => {
  const told = (all: PrefixLists, family: "ipv4" | "ipv6") => {
    const cidrs = cidrsOfList(all, "pl-1", family);
    return isUnknown(cidrs) ? reasons(cidrs) : cidrs && summarize(cidrs, family);
  };

  test("are those of the asked family; none at all where the list is of the other one", () => {
    const four = lists(managedPrefixList({ id: "pl-1", cidrs: ["10.0.0.0/8"], family: "IPv4" }));
    expect([told(four, "ipv4"), told(four, "ipv6")]).toEqual([["10.0.0.0/8"], undefined]);
    const unmarked = lists(entries("pl-1", "2001:db8::/32", "2001:db9::/32"));
    expect([told(unmarked, "ipv4"), told(unmarked, "ipv6")]).toEqual([undefined, ["2001:db8::/31"]]);
    // No list of AWS holds both, but then each family is asked by itself.
    const both = lists(managed("pl-1", {}), entries("pl-1", "10.0.0.0/8", "2001:db8::/32"));
    expect(told(both, "ipv4")).toEqual(["10.0.0.0/8"]);
  });

  test("of a declared family need no CIDR to be of it", () => {
    const empty = lists(managedPrefixList({ id: "pl-1", cidrs: [] }));
    expect(cidrsOfList(empty, "pl-1", "ipv4")).toEqual([]);
    expect(cidrsOfList(empty, "pl-1", "ipv6")).toBeUndefined();
  });

  test("are not known from an answer without entries", () => {
    const silent = lists(managed("pl-1", {}), () => ({ GetManagedPrefixListEntries: { "pl-1": {} as never } }));
    expect(reasons(cidrsOfList(silent, "pl-1", "ipv4"))).toContain("the entries of pl-1 are not known");
  });

  test("are unknown where nothing tells them, with the API that was denied or would tell", () => {
    expect(told(lists(prefixLists()), "ipv4")).toBe(
      "111122223333 GetManagedPrefixListEntries: the entries of pl-1 are not known",
    );
    const denied = collectPrefixLists(
      place({ gaps: [gap("DescribePrefixLists"), gap("GetManagedPrefixListEntries")] }),
    );
    expect(reasons(cidrsOfList(denied, "pl-1", "ipv4"))).toContain("GetManagedPrefixListEntries: denied");
    const other = collectPrefixLists(place({ gaps: [gap("DescribePrefixLists")] }));
    expect(reasons(cidrsOfList(other, "pl-1", "ipv4"))).toContain("DescribePrefixLists: denied");
  });
});

describe("where a service's addresses lie", () => {
  const space = (
    net: ReturnType<typeof network>,
    service: "s3" | "dynamodb" | "s3express",
    family: "ipv4" | "ipv6",
  ) => {
    const found = serviceSpace(net, service, family);
    return isUnknown(found) ? reasons(found) : { cidrs: summarize(found.ranges, family), isCoarse: found.isCoarse };
  };

  test("is what its lists hold, of the asked family", () => {
    const net = network(prefixLists({ ipv6: true }));
    expect(space(net, "dynamodb", "ipv4")).toEqual({
      cidrs: ["3.218.180.0/22", "52.94.0.0/22", "52.119.224.0/20"],
      isCoarse: false,
    });
    expect(space(net, "s3", "ipv6")).toMatchObject({ isCoarse: false });
    const mixed = network(
      described("pl-1", "com.amazonaws.us-east-1.s3", ["52.216.0.0/15", "2600:1fa0::/40"]),
      managed("pl-1", { OwnerId: "AWS" }),
    );
    expect(space(mixed, "s3", "ipv4")).toEqual({ cidrs: ["52.216.0.0/15"], isCoarse: false });
  });

  test("is all of IPv6 for S3 where no list tells, and nothing for the others (1.20, 1.21)", () => {
    const net = network(prefixLists());
    expect(space(net, "s3", "ipv6")).toEqual({ cidrs: ["2000::/3"], isCoarse: true });
    expect(space(net, "dynamodb", "ipv6")).toEqual({ cidrs: [], isCoarse: false });
    expect(space(net, "s3express", "ipv6")).toEqual({ cidrs: [], isCoarse: false });
  });

  test("does not wait for a list of the other family", () => {
    const unread = managed("pl-six", {
      PrefixListName: "com.amazonaws.us-east-1.ipv6.s3",
      OwnerId: "AWS",
      AddressFamily: "IPv6",
    });
    const net = network(prefixLists(), unread);
    expect(isUnknown(serviceSpace(net, "s3", "ipv4"))).toBe(false);
    expect(isUnknown(serviceSpace(net, "s3", "ipv6"))).toBe(true);
  });

  test("is unknown where the list is not there, or its entries are not, or it may have been missed", () => {
    expect(space(network(), "s3", "ipv4")).toContain(
      "DescribePrefixLists: AWS's prefix list of s3 is not in the answer",
    );
    const unread = network(described("pl-1", "com.amazonaws.us-east-1.s3"));
    expect(space(unread, "s3", "ipv4")).toContain(
      "GetManagedPrefixListEntries: the addresses of s3 (pl-1) are not known",
    );
    const denied = networkWithout([gap("DescribeManagedPrefixLists")], prefixLists());
    expect(space(denied, "s3", "ipv6")).toContain("DescribeManagedPrefixLists: denied");
    expect(space(denied, "dynamodb", "ipv4")).toMatchObject({ isCoarse: false });
  });

  test("holds the lists that routes name for endpoints of S3 by whatever name, and no others' (1.20)", () => {
    const home = (type: string, service: string, destination = "pl-x") =>
      network(
        vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
        prefixLists(),
        described("pl-x", "a name of the future", ["2600:1fa0:8000::/39"]),
        vpcEndpoint({ id: "vpce-1", vpc: "vpc-1", service, type }),
        routeTable({ id: "rtb-1", vpc: "vpc-1", routes: [route(destination, "vpce-1"), route("pl-x", "nat-1")] }),
      );
    expect(space(home("Gateway", "s3"), "s3", "ipv6")).toEqual({ cidrs: ["2600:1fa0:8000::/39"], isCoarse: false });
    expect(space(home("Interface", "s3"), "s3", "ipv6")).toMatchObject({ isCoarse: true });
    expect(space(home("Gateway", "dynamodb"), "s3", "ipv6")).toMatchObject({ isCoarse: true });
    expect(space(home("Gateway", "dynamodb"), "dynamodb", "ipv6")).toEqual({ cidrs: [], isCoarse: false });
    expect(space(home("Gateway", "s3", "0.0.0.0/0"), "s3", "ipv6")).toMatchObject({ isCoarse: true });
    // A list that is named and not described is left to the route that names it.
    expect(space(home("Gateway", "s3", "pl-gone"), "s3", "ipv6")).toMatchObject({ isCoarse: true });
  });

  test("the internet is what no special-purpose block takes (1.31)", () => {
    const net = network();
    const internet = spaceOf(net, [{ family: "ipv4", length: 0, start: 0, end: 2 ** 32 - 1 }], "ipv4");
    const ranges = mapKnown(internet, (found) => found.ranges);
    if (isUnknown(ranges)) throw new Error("known");
    const ends = ranges.map(({ start, end }) => `${formatAddress(start, "ipv4")}-${formatAddress(end, "ipv4")}`);
    expect(ends).toEqual([
      "1.0.0.0-9.255.255.255",
      "11.0.0.0-100.63.255.255",
      "100.128.0.0-126.255.255.255",
      "128.0.0.0-169.253.255.255",
      "169.255.0.0-172.15.255.255",
      "172.32.0.0-192.167.255.255",
      "192.169.0.0-223.255.255.255",
    ]);
    expect(isInternet(ranges, "ipv4")).toBe(true);
    expect(isInternet(ranges.slice(1), "ipv4")).toBe(false);
    expect(isInternet([], "ipv4")).toBe(false);
    const [first, ...rest] = ranges;
    if (first === undefined) throw new Error("there are ranges");
    expect(isInternet([{ ...first, start: 5 }, ...rest], "ipv4")).toBe(false);
    expect(isInternet([{ ...first, end: 2 ** 27 }, ...rest], "ipv4")).toBe(false);
    expect(isInternet([...ranges, { start: 2 ** 31, end: 2 ** 31 }], "ipv4")).toBe(false);
  });
});

test.each([
  ["com.amazonaws.us-east-1.s3", { region: "us-east-1", token: "s3" }],
  ["com.amazonaws.us-east-1.ecr.api", { region: "us-east-1", token: "ecr.api" }],
  ["cn.com.amazonaws.cn-north-1.s3", { region: "cn-north-1", token: "s3" }],
  ["com.amazonaws.cn-north-1.s3", { region: "cn-north-1", token: "s3" }],
  ["com.amazonaws.us-gov-west-1.s3", { region: "us-gov-west-1", token: "s3" }],
  ["com.amazonaws.s3-global.accesspoint", { token: "s3-global.accesspoint" }],
  ["com.amazonaws.vpce.us-east-1.vpce-svc-1", { token: "vpce.us-east-1.vpce-svc-1" }],
  ["com.amazonaws.us-east-1", { token: "us-east-1" }],
  ["com.amazonaws", { token: "" }],
  ["s3", { token: "s3" }],
])("the service name %s is read (1.25)", (name, expected) => {
  expect(parseServiceName(name)).toEqual(expected);
});
