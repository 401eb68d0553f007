import { describe, expect, test } from "vitest";
import { apiNames } from "../../../src/snapshot/apis.ts";
import { checkManifest, checkRegionFile } from "../../../src/snapshot/validate.ts";
import { sampleOrganization } from "../../../scripts/sample-organization.ts";
import { giveAwsIds } from "../../../scripts/sample-organization/aws-ids.ts";

const { manifest, files } = sampleOrganization();

describe("the sample organization", () => {
  test("is the same every time", () => {
    expect(JSON.stringify(sampleOrganization())).toBe(JSON.stringify({ manifest, files }));
  });

  test("fits the schemas of a snapshot", () => {
    const source = (content: object) => ({ file: "sample", text: JSON.stringify(content), content });
    expect(() => checkManifest(source(manifest))).not.toThrow();
    for (const file of files)
      expect(() => checkRegionFile(source(file)), `${file.account}/${file.region}`).not.toThrow();
  });

  test("has a file for each row that collected something, and none else", () => {
    const rows = manifest.ledger.filter(({ collected }) => collected.length > 0);
    expect(files.map(({ account, region }) => `${account}/${region}`).sort()).toEqual(
      rows.map(({ account, region }) => `${account}/${region}`).sort(),
    );
    for (const file of files) {
      const row = rows.find(({ account, region }) => account === file.account && region === file.region);
      expect(Object.keys(file.answers)).toEqual(row?.collected);
      expect(Object.keys(file.capturedAt)).toEqual(row?.collected);
      expect(apiNames.filter((api) => file.answers[api] !== undefined)).toEqual(row?.collected);
    }
  });

  test("has every account in the ledger, in order, and the gaps that a real scan meets", () => {
    const ids = manifest.accounts.map(({ id }) => id);
    expect(ids).toEqual([...new Set(manifest.ledger.map(({ account }) => account))]);
    expect(ids).toEqual([...ids].sort());
    const gaps = manifest.ledger.flatMap((row) => row.gaps.map(({ api, outcome }) => `${api} ${outcome}`));
    expect([...new Set(gaps)].sort()).toEqual([
      "* not-enabled",
      "* skipped",
      "AssumeRole denied",
      "DescribeNatGateways denied",
    ]);
  });

  test("names everything by ids as AWS makes them", () => {
    // A name with dots is an endpoint's in DNS.
    const kinds = "vpc|subnet|rtb|nat|igw|eigw|vpce|eni|tgw|sg|i|pcx|rp|rpassoc|rpr";
    const ids = JSON.stringify(files).match(new RegExp(`"(?:${kinds})-[^".]*"`, "g")) ?? [];
    expect(ids.length).toBeGreaterThan(500);
    expect(ids.filter((id) => !/^"[a-z]+(-[a-z]+)*-0[0-9a-f]{16}"$/.test(id))).toEqual([]);
  });

  test("shows a shared subnet to owner and participant under one id", () => {
    const owned = (account: string) =>
      files
        .filter((file) => file.account === account)
        .flatMap((file) => file.answers.DescribeSubnets?.Subnets ?? [])
        .filter((subnet) => subnet.OwnerId === "222233334444")
        .map((subnet) => subnet.SubnetId);
    const participants = owned("888899990000");
    expect(participants).toHaveLength(2);
    expect(owned("222233334444")).toEqual(expect.arrayContaining(participants));
  });

  test("carries hostile tags", () => {
    const text = JSON.stringify(files);
    for (const hostile of ["<script>", "first line\\nsecond line", "=cmd|", "javascript:"])
      expect(text).toContain(hostile);
  });
});

describe("ids", () => {
  test("are made in ARNs, DNS names, descriptions and keys, and left alone in texts and where AWS made them", () => {
    const converted = giveAwsIds({
      DescribeVpcs: { Vpcs: [{ VpcId: "vpc-a", Tags: [{ Key: "Name", Value: "vpc-a" }] }] },
      DescribePrefixLists: { PrefixLists: [{ PrefixListId: "pl-63a5400a" }] },
      DescribeSubnets: {
        Subnets: [{ SubnetArn: "arn:aws:ec2:us-east-1:111122223333:subnet/subnet-a", SubnetId: "subnet-a" }],
      },
    });
    const vpc = converted.DescribeVpcs?.Vpcs[0];
    expect(vpc?.VpcId).toMatch(/^vpc-0[0-9a-f]{16}$/);
    expect(vpc?.Tags).toEqual([{ Key: "Name", Value: "vpc-a" }]);
    const endpoint = giveAwsIds({
      DescribeVpcEndpoints: {
        VpcEndpoints: [
          { VpcEndpointId: "vpce-a", DnsEntries: [{ DnsName: "vpce-a.kms.us-east-1.vpce.amazonaws.com" }] },
        ],
      },
    }).DescribeVpcEndpoints?.VpcEndpoints[0];
    const inDns = `${endpoint?.VpcEndpointId}.kms.us-east-1.vpce.amazonaws.com`;
    expect(endpoint?.DnsEntries).toEqual([{ DnsName: inDns }]);
    expect(converted.DescribePrefixLists?.PrefixLists[0]?.PrefixListId).toBe("pl-63a5400a");
    const subnet = converted.DescribeSubnets?.Subnets[0];
    expect(subnet?.SubnetArn).toBe(`arn:aws:ec2:us-east-1:111122223333:subnet/${subnet?.SubnetId}`);
  });
});
