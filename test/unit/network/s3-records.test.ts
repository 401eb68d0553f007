import { describe, expect, test } from "vitest";
import { createOrganizationIndex } from "../../../src/network/organization-index.ts";
import { buildRegionNetwork } from "../../../src/network/region-network.ts";
import { resolveZone } from "../../../src/network/s3-records.ts";
import { isUnknown } from "../../../src/unknown.ts";
import { also, place, recordSets, subnet, vpc, vpcEndpoint } from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { reasons } from "./support.ts";

const here = "111122223333";
const name = "s3.us-east-1.amazonaws.com";
const dnsOf = (id: string) => `${id}-x.s3.us-east-1.vpce.amazonaws.com`;

/** An endpoint with the names that AWS lists: the regional one and one for a zone, each with a star. */
const endpoint =
  (id: string): Part =>
  (at) => {
    const base = vpcEndpoint({ id, vpc: "vpc-1", service: "s3", subnets: ["subnet-a"] });
    const DnsEntries = [dnsOf(id), dnsOf(id).replace("-x.", "-x-us-east-1a.")].map((each) => ({
      DnsName: `*.${each}`,
    }));
    const listed = base(at).DescribeVpcEndpoints?.VpcEndpoints ?? [];
    return { DescribeVpcEndpoints: { VpcEndpoints: listed.map((each) => ({ ...each, DnsEntries })) } };
  };

function resolved(records: Part, owner: string | undefined = here) {
  const at = place(
    {},
    vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
    subnet({ id: "subnet-a", vpc: "vpc-1", zone: "a", cidr: "10.0.0.0/24" }),
    endpoint("vpce-1"),
    endpoint("vpce-2"),
    records,
  );
  const builder = createOrganizationIndex();
  builder.add(at);
  const organization = builder.finish();
  return resolveZone(buildRegionNetwork(at, organization), organization, { id: "Z1", name, owner });
}

function told(records: Part, owner?: string) {
  const found = resolved(records, owner);
  if (isUnknown(found)) return reasons(found);
  return `${found.endpoint?.id}: ${found.records} | ${found.unanswered.join()}`;
}

describe("the records of a hosted zone for S3's name", () => {
  test.each([
    `*.${dnsOf("vpce-2")}`,
    dnsOf("vpce-2"),
    `bucket.${dnsOf("vpce-2")}`,
    `*.${dnsOf("vpce-2").replace("-x.", "-x-us-east-1a.")}`,
  ])("name an endpoint by %s, as AWS lists it or with something before it", (alias) => {
    expect(told(recordSets("Z1", { name, alias }, { name: `*.${name}`, alias }))).toBe(
      `vpce-2: *.${name} -> ${alias}; ${name} -> ${alias} | `,
    );
  });

  test("do not name one by a part of its name", () => {
    expect(told(recordSets("Z1", { name, alias: `other${dnsOf("vpce-2")}` }))).toBe(
      `${here} DescribeVpcEndpoints: the hosted zone Z1 for ${name} leads to other${dnsOf("vpce-2")}, which no S3 interface endpoint in the snapshot has`,
    );
  });

  test("count for the names that they are of, and only addresses and aliases do", () => {
    const all = recordSets(
      "Z1",
      { name, type: "AAAA", values: ["2600::1"] },
      { name: `*.${name}`, alias: dnsOf("vpce-1"), setIdentifier: "a" },
      { name: `*.${name}`, alias: `*.${dnsOf("vpce-1")}`, setIdentifier: "b" },
    );
    expect(told(all)).toBe(`vpce-1: *.${name} -> *.${dnsOf("vpce-1")}, ${dnsOf("vpce-1")} | ${name}`);
    expect(told(recordSets("Z1", { name, type: "AAAA", values: ["2600::1"] }))).toBe(`undefined:  | *.${name},${name}`);
  });

  test("that lead to two endpoints are unknown, and the zone's owner is named", () => {
    const two = recordSets("Z1", { name, alias: dnsOf("vpce-1") }, { name: `*.${name}`, alias: dnsOf("vpce-2") });
    expect(told(two, "999988887777")).toBe(
      `999988887777 ListResourceRecordSets: the hosted zone Z1 for ${name} leads to vpce-2 and to vpce-1`,
    );
    expect(told(also({ ListResourceRecordSets: {} }), "999988887777")).toBe(
      `999988887777 ListResourceRecordSets: the records of the hosted zone Z1 for ${name} are not in the snapshot`,
    );
  });
});
