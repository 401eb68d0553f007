import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { itemFromConfiguration } from "../../../../src/collectors/config/item-from-configuration.ts";
import { answerFromConfig, type RecordedPlace } from "../../../../src/collectors/config/place-answers.ts";
import { readItem, type ConfigurationItem } from "../../../../src/collectors/config/queries.ts";
import { recordedTypes, type RecordedApi } from "../../../../src/collectors/config/recorded-types.ts";
import { apiNames, apis } from "../../../../src/snapshot/apis.ts";
import { openSnapshot } from "../../../../src/snapshot/read.ts";
import { checkRegionFile } from "../../../../src/snapshot/validate.ts";
import { answerOf, configurationItems } from "../../../support/config-mirror.ts";
import { repository } from "../../../support/run-cli.ts";

type Values = Record<string, unknown>;

const snapshot = await openSnapshot(join(repository, "examples", "organization"));
const places = await Promise.all(snapshot.places.map(({ account, region }) => snapshot.read(account, region)));

/** The members of the sample's answers that AWS Config does not record (aws-semantics 5.15), at any depth. */
const lost: Partial<Record<RecordedApi, string[]>> = {
  DescribeVpcEndpoints: ["DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint", "PolicyDocument", "ServiceRegion"],
  DescribeVpcEndpointServiceConfigurations: ["AvailabilityZoneIds"],
  DescribeNatGateways: [
    "AvailabilityMode",
    "NatGatewayAddresses.AvailabilityZone",
    "NatGatewayAddresses.AvailabilityZoneId",
    "NatGatewayAddresses.IsPrimary",
    "NatGatewayAddresses.Status",
    "RouteTableId",
  ],
};

function itemsOf(api: RecordedApi, answers: Values): Values[] {
  const answer = answers[api] as Record<string, Values[]> | undefined;
  return answer?.[apis[api].list] ?? [];
}

/** Paths at which `kept` lacks something of `whole`; anything else that differs stands with both values. */
function differences(whole: unknown, kept: unknown, path = ""): string[] {
  if (Array.isArray(whole) && Array.isArray(kept) && whole.length === kept.length) {
    return whole.flatMap((each, at) => differences(each, kept[at], path));
  }
  if (isValues(whole) && isValues(kept)) {
    return Object.keys(whole).flatMap((name) =>
      differences(whole[name], kept[name], path === "" ? name : `${path}.${name}`),
    );
  }
  if (kept === undefined) return Array.isArray(whole) && whole.length === 0 ? [] : [path];
  return JSON.stringify(sorted(whole)) === JSON.stringify(sorted(kept))
    ? []
    : [`${path}: ${JSON.stringify(whole)} is ${JSON.stringify(kept)}`];
}

function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  return isValues(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value;
}

/** EC2's tags come in any order, Config's sorted. */
function inOrder(item: Values): Values {
  const tags = ["Tags", "TagSet"].filter((member) => Array.isArray(item[member]));
  const byKey = (member: string) => (item[member] as { Key: string }[]).toSorted((a, b) => (a.Key < b.Key ? -1 : 1));
  return { ...item, ...Object.fromEntries(tags.map((member) => [member, byKey(member)])) };
}

describe("what Config records of the sample organization comes back as EC2 answered it", () => {
  test.each(Object.keys(recordedTypes) as RecordedApi[])("%s", (api) => {
    const [id] = recordedTypes[api].required;
    const missing = new Set<string>();
    for (const place of places) {
      const { file, row } = answerOf(place);
      if (!row.collected.includes(api)) continue;
      const mine = new Map(itemsOf(api, file.answers).map((item) => [item[id], item]));
      for (const item of itemsOf(api, place.answers)) {
        const owner = item["OwnerId"] ?? item["VpcOwnerId"] ?? place.account;
        if (owner === place.account)
          differences(inOrder(item), mine.get(item[id])).forEach((path) => missing.add(path));
        else expect(mine.has(item[id])).toBe(false);
      }
    }
    const tolerated = lost[api] ?? [];
    const unexpected = [...missing].filter((path) => !tolerated.includes(path) && !isNoise(api, path));
    expect(unexpected).toEqual([]);
  });

  test("and fits the schema of a snapshot", () => {
    for (const place of places) {
      const { file } = answerOf(place);
      expect(() => checkRegionFile({ file: "config", text: "", content: file })).not.toThrow();
    }
  });

  test("what Config does not record at all is a gap in each place that has a VPC", () => {
    const never = apiNames.filter((api) => !Object.hasOwn(recordedTypes, api));
    for (const place of places.filter(({ answers }) => (answers.DescribeVpcs?.Vpcs.length ?? 0) > 0)) {
      const { row } = answerOf(place);
      for (const api of never) {
        const gap = row.gaps.find((each) => each.api === api);
        expect(gap).toMatchObject({
          outcome: "failed",
          reason: expect.stringContaining("not recorded by AWS Config") as string,
        });
      }
    }
  });
});

/** Nothing reads these; the transit gateway types are recorded by CloudFormation's members, with hardly any of EC2's. */
function isNoise(api: RecordedApi, path: string): boolean {
  const unread: Partial<Record<RecordedApi, RegExp>> = {
    DescribeTransitGateways: /^(State|CreationTime|TransitGatewayArn|Options)/,
    DescribeTransitGatewayVpcAttachments: /^(State|CreationTime|Options|Association)/,
    DescribeTransitGatewayRouteTables:
      /^(State|CreationTime|DefaultAssociationRouteTable|DefaultPropagationRouteTable)/,
  };
  return unread[api]?.test(path) === true || /\b(StatusMessage|\w+Arn|EnaSrd\w*)\b/.test(path);
}

describe("the forms in which Config has a value", () => {
  const read = (api: RecordedApi, configuration: Values) => itemFromConfiguration(recordedTypes[api], configuration);

  test("a state as a structure or as a text, and null for what is not there", () => {
    for (const state of [{ value: "available" }, { name: "available" }, "available"]) {
      expect(read("DescribeVpcs", { vpcId: "vpc-1", state, dhcpOptionsId: null })).toEqual({
        VpcId: "vpc-1",
        State: "available",
      });
    }
  });

  test("times as milliseconds, seconds and texts; booleans and numbers as texts", () => {
    const time = { CreateTime: "2019-11-28T16:09:16.000Z" };
    for (const createTime of [1574957356000, 1574957356, "2019-11-28T16:09:16Z"]) {
      expect(read("DescribeNatGateways", { createTime })).toEqual(time);
    }
    expect(read("DescribeNatGateways", { createTime: "yesterday" })).toEqual({});
    expect(read("DescribeSubnets", { ipv6Native: "true", availableIpAddressCount: "251" })).toEqual({
      Ipv6Native: true,
      AvailableIpAddressCount: 251,
    });
    expect(read("DescribeSubnets", { ipv6Native: "perhaps", availableIpAddressCount: "" })).toEqual({});
  });

  test("members in any letter case; what EC2 does not have is left out", () => {
    expect(read("DescribeRouteTables", { RouteTableId: "rtb-1", vpcID: "vpc-1", surprise: [1] })).toEqual({
      RouteTableId: "rtb-1",
      VpcId: "vpc-1",
    });
  });

  test("the status of a peering connection, and CIDRs of security groups, as bare texts", () => {
    expect(read("DescribeVpcPeeringConnections", { status: "active" })).toEqual({ Status: { Code: "active" } });
    const both = {
      ipPermissions: [{ ipProtocol: "tcp", ipRanges: ["10.0.0.0/8"], ipv4Ranges: [{ cidrIp: "10.0.0.0/8" }] }],
    };
    const old = { ipPermissions: [{ ipProtocol: "tcp", ipRanges: ["10.0.0.0/8"] }] };
    for (const group of [both, old]) {
      expect(read("DescribeSecurityGroups", group)).toEqual({
        IpPermissions: [{ IpProtocol: "tcp", IpRanges: [{ CidrIp: "10.0.0.0/8" }] }],
      });
    }
  });

  test("a policy that Config should hold after all is taken (U6)", () => {
    expect(read("DescribeVpcEndpoints", { policyDocument: "{}" })).toEqual({ PolicyDocument: "{}" });
  });
});

describe("which lists are whole", () => {
  const vpc = place("AWS::EC2::VPC", "vpc-1", {
    vpcId: "vpc-1",
    ownerId: "111122223333",
    cidrBlock: "10.0.0.0/16",
    state: "available",
    isDefault: false,
  });
  const recorder = (group: Values, Recording = true) =>
    place("AWS::Config::ConfigurationRecorder", "default", { Name: "default", Recording, RecordingGroup: group });
  const all = recorder({ AllSupported: true });

  function place(
    resourceType: string,
    resourceId: string,
    configuration: Values,
    more: Values = {},
  ): ConfigurationItem {
    return readItem(
      JSON.stringify({
        accountId: "111122223333",
        awsRegion: "us-east-1",
        resourceType,
        resourceId,
        configuration,
        ...more,
      }),
    );
  }

  function ask(items: ConfigurationItem[], options: Partial<RecordedPlace> = {}) {
    return answerFromConfig({
      account: "111122223333",
      region: "us-east-1",
      items,
      failures: new Map(),
      isKnownType: () => true,
      whyNot: undefined,
      askedAt: "2026-11-02T07:00:00.000Z",
      ...options,
    });
  }

  const reasonOf = ({ row }: ReturnType<typeof ask>, api: string) =>
    (row.gaps.find((gap) => gap.api === api) ?? row.gaps.find((gap) => gap.api === "*"))?.reason ?? "collected";

  test("none of a type is an empty list only where the recorder records it and Config knows it in the Region", () => {
    expect(ask([vpc, all]).file.answers.DescribeNatGateways).toEqual({ NatGateways: [] });
    expect(reasonOf(ask([vpc]), "DescribeNatGateways")).toContain("does not say that it records them");
    expect(reasonOf(ask([vpc, all], { isKnownType: () => false }), "DescribeNatGateways")).toContain(
      "in this Region is not known",
    );
    const some = recorder({ AllSupported: false, ResourceTypes: ["AWS::EC2::VPC"] });
    expect(reasonOf(ask([vpc, some]), "DescribeNatGateways")).toContain(
      "the recorder does not record AWS::EC2::NatGateway",
    );
    const excluding = recorder({
      RecordingStrategy: { UseOnly: "EXCLUSION_BY_RESOURCE_TYPES" },
      ExclusionByResourceTypes: { ResourceTypes: ["AWS::EC2::NatGateway"] },
    });
    expect(reasonOf(ask([vpc, excluding]), "DescribeNatGateways")).toContain("does not record");
    expect(ask([vpc, excluding]).file.answers.DescribeSubnets).toEqual({ Subnets: [] });
  });

  test("a recorder that is stopped, or that a service runs for itself, vouches for nothing", () => {
    expect(reasonOf(ask([vpc, recorder({ AllSupported: true }, false)]), "DescribeVpcs")).toContain("does not record");
    const service = place("AWS::Config::ConfigurationRecorder", "s", {
      Name: "AWSConfigurationRecorderForX",
      Recording: true,
      RecordingGroup: { AllSupported: true },
    });
    expect(reasonOf(ask([vpc, service]), "DescribeNatGateways")).toContain("does not say");
  });

  test("a resource that is not recorded whole makes its list unknown, and one that was deleted is none", () => {
    const { configuration } = vpc;
    const partly = place("AWS::EC2::VPC", "vpc-2", { ...configuration, ownerId: null });
    expect(reasonOf(ask([vpc, partly, all]), "DescribeVpcs")).toContain("OwnerId of vpc-2");
    const unrecorded = { ...vpc, status: "ResourceNotRecorded" };
    expect(reasonOf(ask([unrecorded]), "DescribeVpcs")).toContain("does not record AWS::EC2::VPC");
    const deleted = { ...vpc, resourceId: "vpc-3", status: "ResourceDeleted" };
    expect(ask([vpc, deleted, all]).file.answers.DescribeVpcs?.Vpcs).toHaveLength(1);
  });

  test("nothing at all, and a source that could not be copied, are gaps and not empty", () => {
    expect(ask([]).row).toMatchObject({ collected: [], gaps: [{ api: "*", outcome: "failed" }] });
    expect(ask([vpc, all], { whyNot: "could not copy" }).row).toMatchObject({
      collected: [],
      gaps: [{ api: "*", outcome: "failed" }],
    });
  });

  test("a query that failed is a failed cell, with the query's own outcome", () => {
    const failures = new Map([
      ["AWS::EC2::VPC", { outcome: "throttled-out", reason: "AWS Config: slow down" } as const],
    ]);
    expect(ask([vpc, all], { failures }).row.gaps).toContainEqual({
      api: "DescribeVpcs",
      outcome: "throttled-out",
      reason: "AWS Config: slow down",
    });
  });

  test("without a VPC the rest is skipped, as where EC2 says so", () => {
    const { row } = ask([all]);
    expect(row.gaps).toEqual([{ api: "*", outcome: "skipped", reason: "no VPC in this Region" }]);
    expect(row.collected).toContain("DescribeVpcs");
  });

  test("an answer is as old as its oldest item, and each comes from Config", () => {
    const older = { ...vpc, resourceId: "vpc-2", capturedAt: "2026-10-01T00:00:00.000Z" };
    const { file, row } = ask([{ ...vpc, capturedAt: "2026-11-01T00:00:00.000Z" }, older, all]);
    expect(file.capturedAt.DescribeVpcs).toBe("2026-10-01T00:00:00.000Z");
    expect(row.fromConfig).toEqual(row.collected);
  });

  test("only the account's own prefix lists have entries, and that they are not all is said", () => {
    const list = place("AWS::EC2::PrefixList", "pl-1", {
      PrefixListId: "pl-1",
      Entries: [{ Cidr: "10.1.0.0/16" }, { Cidr: "10.0.0.0/16" }],
    });
    const asked = ask([vpc, all, list]);
    expect(asked.file.answers.GetManagedPrefixListEntries).toEqual({
      "pl-1": { Entries: [{ Cidr: "10.0.0.0/16" }, { Cidr: "10.1.0.0/16" }] },
    });
    expect(reasonOf(asked, "GetManagedPrefixListEntries")).toContain("the prefix lists of AWS and of other accounts");
    expect(reasonOf(asked, "DescribePrefixLists")).toBe("not recorded by AWS Config");
  });
});

test("the sample organization has items of every type that Config records, but for the rarest", () => {
  const types = new Set(places.flatMap((place) => configurationItems(place).map((item) => item.resourceType)));
  expect(types.size).toBeGreaterThan(12);
});
