import { describe, expect, test } from "vitest";
import { hasDnsAttributes } from "../../../src/network/dns-attributes.ts";
import { createOrganizationIndex } from "../../../src/network/organization-index.ts";
import { buildRegionNetwork } from "../../../src/network/region-network.ts";
import { nameS3 } from "../../../src/network/s3-names.ts";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import { also, dnsProfile, gap, hostedZone, place, subnet, vpc, vpcEndpoint } from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { network, reasons, word } from "./support.ts";

const here = "111122223333";
const other = "999988887777";
const s3 = "s3.us-east-1.amazonaws.com";
/** A VPC that was asked about, and has no hosted zones. */
const home: Part = (at) => ({
  ...vpc({ id: "vpc-1", cidr: "10.0.0.0/16" })(at),
  ListHostedZonesByVPC: { "vpc-1": { HostedZoneSummaries: [] } },
});

function naming(at: AccountRegion, ...others: AccountRegion[]) {
  const builder = createOrganizationIndex();
  for (const each of [at, ...others]) builder.add(each);
  const organization = builder.finish();
  return nameS3(buildRegionNetwork(at, organization), organization, "vpc-1");
}

/** The kind, and what it names or lacks. */
function told(...places: [AccountRegion, ...AccountRegion[]]): string {
  const found = naming(...places);
  if (found.kind === "zone") return `zone ${found.zone.id} ${found.profile ?? ""}`.trim();
  if (found.kind === "endpoint") return `endpoint ${found.endpoint.id} ${found.profile}`;
  return found.kind === "nothing" ? "nothing" : `${found.kind} ${reasons(found.unknown)}`;
}

const zones = (...all: [id: string, name: string][]) =>
  also({
    ListHostedZonesByVPC: {
      "vpc-1": {
        HostedZoneSummaries: all.map(([HostedZoneId, Name]) => ({
          HostedZoneId,
          Name,
          Owner: { OwningAccount: here },
        })),
      },
    },
  });

describe("the hosted zones of a VPC", () => {
  test("of several for S3's name the first by id is taken, in whatever order they are listed", () => {
    const all: [string, string][] = [
      ["Z1", s3],
      ["Z2", `s3.us-east-1.api.aws`],
    ];
    expect(told(place({}, home, zones(...all)))).toBe("zone Z1");
    expect(told(place({}, home, zones(...all.toReversed())))).toBe("zone Z1");
  });

  test("that were not asked about leave it unseen, whatever else is missing", () => {
    const at = place({}, home);
    expect(told({ ...at, answers: { ...at.answers, ListHostedZonesByVPC: {} } })).toBe(
      `unseen ${here} ListHostedZonesByVPC: it is not in the snapshot for vpc-1`,
    );
    const gaps = [gap("ListHostedZonesByVPC"), gap("DescribeVpcAttribute")];
    expect(told(place({ gaps }, home))).toMatch(/^unseen .* ListHostedZonesByVPC: denied/);
  });

  test("are nothing where none is for S3, whatever the VPC's attributes are", () => {
    expect(told(place({ gaps: [gap("DescribeVpcAttribute")] }, home))).toBe("nothing");
  });

  test.each([
    ["us-east-1", "us-east-1.amazonaws.com"],
    ["us-east-1", "amazonaws.com"],
    ["cn-north-1", "cn-north-1.amazonaws.com.cn"],
  ])("in %s may be above S3's name: %s, whose records are not read (2.28)", (region, name) => {
    const at = place({ region }, home, hostedZone({ id: "Z1", name, vpc: "vpc-1" }));
    expect(told(at)).toBe(
      `unknown ${here} ListResourceRecordSets: the hosted zone Z1 of vpc-1 is for ${name}, which holds S3's names too: its records are not read`,
    );
  });

  test.each(["us-west-2.amazonaws.com", "my-amazonaws.com", ""])("are not above it as %j", (name) => {
    expect(told(place({}, home, hostedZone({ id: "Z1", name, vpc: "vpc-1" })))).toBe("nothing");
  });
});

describe("the Profile of a VPC", () => {
  const api = `${here} ListProfileResourceAssociations`;
  const holding = (...resources: [arn: string, status?: string][]): Part[] => [
    dnsProfile({ id: "rp-1", vpc: "vpc-1" }),
    also({
      ListProfileResourceAssociations: {
        "rp-1": {
          ProfileResourceAssociations: resources.map(([ResourceArn, Status = "COMPLETE"]) => ({
            ResourceArn,
            Status,
          })),
        },
      },
    }),
  ];
  const zoneArn = (id: string) => `arn:aws:route53:::hostedzone/${id}`;
  const endpointArn = (id: string, region = "us-east-1", account = other) =>
    `arn:aws:ec2:${region}:${account}:vpc-endpoint/${id}`;

  /** The account that owns the zones and endpoints. */
  const owner = (more: Partial<Parameters<typeof vpcEndpoint>[0]> = {}) =>
    place(
      { account: other },
      vpc({ id: "vpc-2", cidr: "10.1.0.0/16" }),
      subnet({ id: "subnet-2", vpc: "vpc-2", zone: "a", cidr: "10.1.0.0/24" }),
      ...["vpce-a", "vpce-b"].map((id) =>
        vpcEndpoint({ id, vpc: "vpc-2", service: "s3", subnets: ["subnet-2"], privateDns: true, ...more }),
      ),
      vpcEndpoint({ id: "vpce-ecr", vpc: "vpc-2", service: "ecr.api", subnets: ["subnet-2"] }),
      also({
        ListHostedZonesByVPC: {
          "vpc-2": {
            HostedZoneSummaries: [
              { HostedZoneId: "Z1", Name: s3, Owner: { OwningAccount: other } },
              { HostedZoneId: "Z2", Name: `s3.us-east-1.api.aws`, Owner: { OwningAccount: other } },
              { HostedZoneId: "Z3", Name: "example.com", Owner: { OwningAccount: other } },
            ],
          },
        },
      }),
    );
  const holds = (...resources: [arn: string, status?: string][]) =>
    told(place({}, home, ...holding(...resources)), owner());

  test("brings the first of its zones for S3's name, before any endpoint", () => {
    expect(holds([zoneArn("Z1")], [zoneArn("Z2")])).toBe("zone Z1 rp-1");
    expect(holds([zoneArn("Z2")], [endpointArn("vpce-a")], [zoneArn("Z1")])).toBe("zone Z1 rp-1");
  });

  test("brings the endpoint that it names", () => {
    expect(holds([endpointArn("vpce-b")])).toBe("endpoint vpce-b rp-1");
    const off = told(place({}, home, ...holding([endpointArn("vpce-a")])), owner({ privateDns: false }));
    expect(off).toBe(
      `unknown ${api}: AWS does not say which names a Profile gives to vpce-a, whose private DNS is off`,
    );
  });

  test.each([
    ["a zone for other names", [zoneArn("Z3")]],
    ["an endpoint of another service", [endpointArn("vpce-ecr")]],
    ["one that comes and is of another service", [endpointArn("vpce-ecr"), "CREATING"]],
    ["an endpoint in another Region", [endpointArn("vpce-a", "eu-west-1")]],
    ["what is gone", [zoneArn("Z9"), "DELETED"]],
    ["what has failed", [endpointArn("vpce-9", "us-east-1", "555566667777"), "FAILED"]],
    ["a rule", ["arn:aws:route53resolver:us-east-1:1:resolver-rule/rslvr-rr-1"]],
  ] as [string, [string, string?]][])("holds nothing of S3 in %s", (_, resource) => {
    expect(holds(resource)).toBe("nothing");
  });

  test.each([
    ["a zone that nobody has", [zoneArn("Z9")]],
    ["an endpoint of an account that was not read", [endpointArn("vpce-9", "us-east-1", "555566667777")]],
    ["an endpoint of S3 that is on its way", [endpointArn("vpce-a"), "CREATING"]],
  ] as [string, [string, string?]][])("leaves it unseen with %s", (_, resource) => {
    expect(holds(resource)).toBe(
      `unseen ${api}: whether ${resource[0]} in the Profile rp-1 gives S3's names is not in the snapshot`,
    );
  });

  test("says what is not known of it", () => {
    const profile = (status: string, resources?: string[]) =>
      dnsProfile({ id: "rp-1", vpc: "vpc-1", status, ...(resources && { resources }) });
    expect(told(place({}, home, profile("CREATING", [])))).toBe(
      `unseen ${api}: the association of vpc-1 with rp-1 is creating: collect again`,
    );
    expect(told(place({}, home, profile("COMPLETE")))).toBe(
      `unseen ${api}: what the Profile rp-1 of vpc-1 holds is not in the snapshot`,
    );
    expect(told(place({}, home, profile("UPDATING", [])))).toBe("nothing");
    expect(told(place({ gaps: [gap("ListProfileAssociations")] }, home))).toMatch(
      /^unseen .* ListProfileAssociations: denied/,
    );
  });
});

describe("the DNS attributes of a VPC (2.22)", () => {
  test.each([
    [true, true, "true"],
    [true, undefined, "unknown"],
    [undefined, true, "unknown"],
    [undefined, undefined, "unknown"],
    [false, undefined, "false"],
    [undefined, false, "false"],
  ])("support %s and hostnames %s make it %s", (support, hostnames, expected) => {
    const attributes = also({
      DescribeVpcAttribute: {
        "vpc-1": {
          ...(support === undefined ? {} : { EnableDnsSupport: { Value: support } }),
          ...(hostnames === undefined ? {} : { EnableDnsHostnames: { Value: hostnames } }),
        },
      },
    });
    expect(word(hasDnsAttributes(network(home, attributes), "vpc-1"))).toBe(expected);
  });
});
