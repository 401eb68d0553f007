import { describe, expect, test } from "vitest";
import { collectors } from "../../../src/collectors/index.ts";
import { apiNames, apis, dnsApis, networkManagerApis } from "../../../src/snapshot/apis.ts";
import { account, prerequisites, runCollector } from "./place.ts";
import { ec2Answer, ec2Error, htmlPage } from "./stub-aws.ts";
import { wireNames, writeItems, type ListedApi } from "./wire-names.ts";

const listed = Object.keys(wireNames) as ListedApi[];
const withoutPages = new Set<ListedApi>(["DescribeAvailabilityZones", "DescribeVpnGateways"]);
const paged = listed.filter((api) => !withoutPages.has(api));

/** The items of an answer, whether it is a list or stands under its key. */
function itemsOf(api: ListedApi, answer: unknown): unknown {
  const shape: { list: string; keyedBy?: string } = apis[api];
  const lists = shape.keyedBy === undefined ? [answer] : Object.values(answer as object);
  return lists.flatMap((list: Record<string, unknown>) => list[shape.list]);
}

function page(api: ListedApi, ids: string[], nextToken?: string) {
  const token = nextToken === undefined ? "" : `<nextToken>${nextToken}</nextToken>`;
  return ec2Answer(api, writeItems(api, ids) + token);
}

describe("the table", () => {
  test.each(apiNames)("%s stands under its own name, with its own permission", (api) => {
    expect(collectors[api].api).toBe(api);
    const isDns = dnsApis.some((name) => name === api);
    const isGlobal = networkManagerApis.some((name) => name === api);
    const dns = api.startsWith("ListProfile") ? "route53profiles" : "route53";
    expect(collectors[api].iamAction).toBe(`${isDns ? dns : isGlobal ? "networkmanager" : "ec2"}:${api}`);
  });

  test("has the collectors that others wait for before them", () => {
    for (const [index, api] of apiNames.entries()) {
      const { needs = [], after = [] } = collectors[api] as { needs?: readonly string[]; after?: readonly string[] };
      for (const before of [...needs, ...after])
        expect(apiNames.indexOf(before as never), `${api} after ${before}`).toBeLessThan(index);
    }
  });

  test("names each resource type once", () => {
    const types = apiNames.map((api) => collectors[api].resourceType);
    expect(new Set(types).size).toBe(types.length);
  });
});

describe("every listing", () => {
  test.concurrent.each(listed)("%s keeps the items under AWS's names and nothing else", async (api) => {
    const { answer, failure } = await runCollector(api, () => page(api, ["id-1"]));
    expect(failure).toBeUndefined();
    const [, , member] = wireNames[api];
    expect(itemsOf(api, answer)).toEqual([expect.objectContaining({ [member]: "id-1" })]);
    const lists = "keyedBy" in apis[api] ? Object.values(answer as object) : [answer];
    for (const list of lists) expect(Object.keys(list as object)).toEqual([apis[api].list]);
  });

  test.concurrent.each(paged)("%s follows tokens over an empty page, and sorts what it found (5.1)", async (api) => {
    const pages = [page(api, ["id-3", "id-2"], "t1"), page(api, [], "t2"), page(api, ["id-1"])];
    const { answer, calls } = await runCollector(api, (_call, index) => pages[index] ?? ec2Error("TooMany", 400));
    const [, , member] = wireNames[api];
    expect(itemsOf(api, answer)).toEqual(
      ["id-1", "id-2", "id-3"].map((id) => expect.objectContaining({ [member]: id })),
    );
    expect(calls.map(({ input }) => input["NextToken"])).toEqual([undefined, "t1", "t2"]);
    const sizes: Partial<Record<ListedApi, string>> = {
      DescribeRouteTables: "100",
      DescribeEgressOnlyInternetGateways: "255",
      DescribeManagedPrefixLists: "100",
      GetManagedPrefixListEntries: "100",
    };
    for (const { input } of calls) expect(input["MaxResults"]).toBe(sizes[api] ?? "1000");
  });

  test.concurrent.each(paged)("%s fails, and ends, where a token comes twice", async (api) => {
    const { answer, failure, calls } = await runCollector(api, () => page(api, ["id-1"], "again"));
    expect(answer).toBeUndefined();
    expect(failure?.outcome).toBe("failed");
    expect(failure?.reason).toContain("does not end");
    expect(calls.length).toBe(8);
  });

  test.concurrent.each(listed)("%s gets over a throttle, and reports it", async (api) => {
    const throttle = ec2Error("RequestLimitExceeded", 503);
    const run = await runCollector(api, (_call, index) => (index === 0 ? throttle : page(api, ["id-1"])), {
      maxAttempts: 3,
    });
    expect(run.failure).toBeUndefined();
    expect(itemsOf(api, run.answer)).toHaveLength(1);
    expect(run.throttled).toEqual([api]);
  });

  test.concurrent.each(listed)("%s is throttled out when its attempts are spent", async (api) => {
    const { answer, failure } = await runCollector(api, () => ec2Error("RequestLimitExceeded", 503));
    expect(answer).toBeUndefined();
    expect(failure?.outcome).toBe("throttled-out");
  });

  test.concurrent.each(listed)("%s that is denied is no empty list", async (api) => {
    const { answer, failure } = await runCollector(api, () =>
      ec2Error("UnauthorizedOperation", 403, "You are not authorized"),
    );
    expect(answer).toBeUndefined();
    expect(failure?.outcome).toBe("denied");
  });

  test.concurrent.each(listed)("%s takes neither an HTML page nor an empty body for an empty list", async (api) => {
    for (const reply of [
      htmlPage,
      { body: "" },
      { ...htmlPage, status: 500 },
      { body: "<html><p>closed</p></html>" },
    ]) {
      const { answer, failure } = await runCollector(api, () => reply);
      expect(answer).toBeUndefined();
      expect(failure?.outcome).toBe("failed");
      expect(failure?.reason).toContain("the endpoint answered");
    }
  });

  test.concurrent.each(paged)("%s starts over, three times at most, when its token went stale (5.12)", async (api) => {
    const stale = ec2Error("InvalidPaginationToken", 400);
    const replies = [page(api, ["id-1"], "t1"), stale, page(api, ["id-1"], "t2"), page(api, ["id-2"])];
    const once = await runCollector(api, (_call, index) => replies[index] ?? stale);
    expect(itemsOf(api, once.answer)).toHaveLength(2);
    const always = await runCollector(api, (_call, index) => (index % 2 === 0 ? page(api, ["id-1"], "t1") : stale));
    expect(always.failure?.outcome).toBe("failed");
    expect(always.calls).toHaveLength(8);
  });
});

describe("DescribeVpcEndpointServices", () => {
  test("empty is a failure: no Region is without services (emulators 1.3.8)", async () => {
    const { answer, failure } = await runCollector("DescribeVpcEndpointServices", () =>
      page("DescribeVpcEndpointServices", []),
    );
    expect(answer).toBeUndefined();
    expect(failure?.outcome).toBe("failed");
  });
});

describe("DescribeAvailabilityZones", () => {
  test("asks for the zones that are not opted in, too", async () => {
    const { calls } = await runCollector("DescribeAvailabilityZones", () =>
      page("DescribeAvailabilityZones", ["use1-az1"]),
    );
    expect(calls[0]?.input["AllAvailabilityZones"]).toBe("true");
  });
});

describe("DescribeSecurityGroups", () => {
  const endpointsWith = (groups: string[]) => ({
    DescribeVpcEndpoints: { VpcEndpoints: [{ Groups: groups.map((GroupId) => ({ GroupId })) }] },
  });

  test("asks for nothing where no endpoint has a group, and has collected that", async () => {
    const run = await runCollector("DescribeSecurityGroups", () => ec2Error("Unexpected", 400), {
      answers: endpointsWith([]),
    });
    expect(run).toMatchObject({ answer: { SecurityGroups: [] }, failure: undefined, calls: [] });
  });

  test("asks for each group once, 200 to a filter", async () => {
    const groups = Array.from({ length: 401 }, (_, index) => `sg-${String(index).padStart(3, "0")}`);
    const { answer, calls } = await runCollector(
      "DescribeSecurityGroups",
      ({ input }) =>
        page(
          "DescribeSecurityGroups",
          Object.keys(input)
            .filter((name) => name.startsWith("Filter.1.Value."))
            .map((name) => String(input[name])),
        ),
      { answers: endpointsWith([...groups, ...groups]) },
    );
    expect(calls).toHaveLength(3);
    expect(calls[0]?.input["Filter.1.Name"]).toBe("group-id");
    expect(answer).toEqual({ SecurityGroups: groups.map((GroupId) => ({ GroupId })) });
  });
});

describe("GetManagedPrefixListEntries", () => {
  const lists = [
    { PrefixListId: "pl-own", OwnerId: account, PrefixListName: "offices" },
    { PrefixListId: "pl-gone", OwnerId: account, State: "delete-complete" },
    { PrefixListId: "pl-s3", OwnerId: "AWS", PrefixListName: "com.amazonaws.eu-west-1.s3" },
    { PrefixListId: "pl-ddb", OwnerId: "AWS", PrefixListName: "com.amazonaws.eu-west-1.dynamodb" },
    { PrefixListId: "pl-express", OwnerId: "AWS", PrefixListName: "com.amazonaws.eu-west-1.s3express" },
  ];
  const answers = {
    DescribeManagedPrefixLists: { PrefixLists: lists },
    DescribePrefixLists: {
      PrefixLists: [{ PrefixListId: "pl-s3", Cidrs: ["52.218.0.0/17"] }, { PrefixListId: "pl-ddb" }],
    },
  };

  test("reads the customers' lists, and AWS's routed ones whose CIDRs are not known yet", async () => {
    const { answer } = await runCollector(
      "GetManagedPrefixListEntries",
      () => page("GetManagedPrefixListEntries", ["10.0.0.0/8"]),
      { answers },
    );
    expect(Object.keys(answer as object)).toEqual(["pl-ddb", "pl-own"]);
  });

  test("reads AWS's lists as well where DescribePrefixLists was not collected", async () => {
    const { DescribeManagedPrefixLists } = answers;
    const { answer } = await runCollector(
      "GetManagedPrefixListEntries",
      () => page("GetManagedPrefixListEntries", []),
      {
        answers: { DescribeManagedPrefixLists },
      },
    );
    expect(Object.keys(answer as object)).toEqual(["pl-ddb", "pl-own", "pl-s3"]);
  });

  test("keeps the answers of the other keys when one fails, and names that key", async () => {
    const { answer, failure } = await runCollector(
      "GetManagedPrefixListEntries",
      ({ input }) =>
        input["PrefixListId"] === "pl-own"
          ? ec2Error("UnauthorizedOperation", 403)
          : page("GetManagedPrefixListEntries", ["10.0.0.0/8"]),
      { answers },
    );
    expect(answer).toEqual({ "pl-ddb": { Entries: [{ Cidr: "10.0.0.0/8" }] } });
    expect(failure?.outcome).toBe("denied");
    expect(failure?.reason).toMatch(/^pl-own: /);
  });

  test("says the worst of several failures", async () => {
    const { answer, failure } = await runCollector(
      "GetManagedPrefixListEntries",
      ({ input }) =>
        input["PrefixListId"] === "pl-own"
          ? ec2Error("UnauthorizedOperation", 403)
          : ec2Error("RequestLimitExceeded", 503),
      { answers },
    );
    expect(answer).toBeUndefined();
    expect(failure).toEqual({
      outcome: "throttled-out",
      reason: expect.stringMatching(/^pl-ddb, pl-own: RequestLimitExceeded/),
    });
  });
});

describe("transit gateway route tables", () => {
  test("are not asked for where the transit gateway is another account's (2.14)", async () => {
    const answers = {
      DescribeTransitGateways: { TransitGateways: [{ TransitGatewayId: "tgw-9", OwnerId: "999988887777" }] },
    };
    const run = await runCollector("DescribeTransitGatewayRouteTables", () => ec2Error("Unexpected", 400), { answers });
    expect(run).toMatchObject({ answer: { TransitGatewayRouteTables: [] }, calls: [] });
  });

  test("are asked for by the account's own transit gateways", async () => {
    const { calls } = await runCollector("DescribeTransitGatewayRouteTables", () =>
      page("DescribeTransitGatewayRouteTables", []),
    );
    expect(calls[0]?.input).toMatchObject({ "Filter.1.Name": "transit-gateway-id", "Filter.1.Value.1": "tgw-1" });
  });

  test("routes that AWS leaves out without a token make the answer a failure (5.1)", async () => {
    const cut = ec2Answer(
      "SearchTransitGatewayRoutes",
      `${writeItems("SearchTransitGatewayRoutes", ["0.0.0.0/0"])}<additionalRoutesAvailable>true</additionalRoutesAvailable>`,
    );
    const { answer, failure, calls } = await runCollector("SearchTransitGatewayRoutes", () => cut);
    expect(answer).toBeUndefined();
    expect(failure).toEqual({ outcome: "failed", reason: "tgw-rtb-1: truncated: AWS has more routes" });
    expect(calls[0]?.input).toMatchObject({
      "Filter.1.Name": "state",
      "Filter.1.Value.1": "active",
      "Filter.1.Value.2": "blackhole",
    });
  });
});

describe("DescribeVpcAttribute", () => {
  const attribute = (name: unknown) =>
    ec2Answer(
      "DescribeVpcAttribute",
      `<vpcId>vpc-1</vpcId><${String(name)}><value>${name === "enableDnsSupport"}</value></${String(name)}>`,
    );

  test("merges the two DNS attributes of each VPC with an interface endpoint", async () => {
    const { answer } = await runCollector("DescribeVpcAttribute", ({ input }) => attribute(input["Attribute"]));
    expect(answer).toEqual({
      "vpc-1": { VpcId: "vpc-1", EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: false } },
    });
  });

  test("is not asked about VPCs with gateway endpoints, or with deleted ones, alone", async () => {
    const VpcEndpoints = [
      { VpcId: "vpc-1", VpcEndpointType: "Gateway" },
      { VpcId: "vpc-2", VpcEndpointType: "Interface", State: "deleted" },
    ];
    const run = await runCollector("DescribeVpcAttribute", () => ec2Error("Unexpected", 400), {
      answers: { DescribeVpcEndpoints: { VpcEndpoints } },
    });
    expect(run).toMatchObject({ answer: {}, failure: undefined, calls: [] });
  });

  test("leaves a VPC out of which one attribute is denied", async () => {
    const { answer, failure } = await runCollector("DescribeVpcAttribute", ({ input }) =>
      input["Attribute"] === "enableDnsSupport"
        ? attribute("enableDnsSupport")
        : ec2Error("UnauthorizedOperation", 403),
    );
    expect(answer).toBeUndefined();
    expect(failure?.outcome).toBe("denied");
  });
});

test("dates become ISO 8601 text", async () => {
  const created = ec2Answer(
    "DescribeNatGateways",
    "<natGatewaySet><item><natGatewayId>nat-1</natGatewayId><createTime>2026-01-02T03:04:05.000Z</createTime></item></natGatewaySet>",
  );
  const { answer } = await runCollector("DescribeNatGateways", () => created, { answers: prerequisites });
  expect(answer).toEqual({ NatGateways: [{ NatGatewayId: "nat-1", CreateTime: "2026-01-02T03:04:05.000Z" }] });
});
