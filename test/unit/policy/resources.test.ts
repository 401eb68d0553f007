import { describe, expect, test } from "vitest";
import type { ResourceKind } from "../../../src/policy/action-classes.ts";
import type { PolicyContext } from "../../../src/policy/context.ts";
import { buildSpace } from "../../../src/policy/space.ts";
import { allow, dynamodb, ourAccount, ourOrganization, outsider, s3, when, documentOf } from "./fixtures.ts";
import type { StatementJson } from "./fixtures.ts";

/** The classes of resources that a policy tells apart: what it says of each, one of them, and whose they are. */
function resourcesOf(
  statements: StatementJson | StatementJson[],
  kind: ResourceKind,
  context: PolicyContext,
): string[] {
  const document = documentOf(...[statements].flat());
  const resources = buildSpace(document, context, new Map()).resources.flatMap(({ members }) => members);
  return resources
    .filter((one) => one.kind === kind)
    .map(({ resource: { arn, owner }, standing: { side, doubt }, isExempt, truths }) => {
      const member = owner?.organization === undefined ? "" : ` in ${owner.organization.path}`;
      const whose = owner === undefined ? "" : ` of ${owner.account}${member}`;
      const why = doubt === undefined ? "" : `: ${doubt}`;
      return `${truths.join(" ")}: ${arn}${whose}, ${side}${why}${isExempt === "no" ? "" : `, exempt: ${isExempt}`}`;
    });
}

const ours = `${ourAccount} in ${ourOrganization}/r-root/`;
const others = `${outsider} in o-other00000/r-root/`;
const nobodys = "888888888888";

describe("buckets and objects, whose ARNs do not tell an owner (policy-semantics 4)", () => {
  const unknownOwner = (bucket: string): string => `in-doubt: who owns the bucket ${bucket} is not known`;

  test("are anybody's where none is named", () => {
    expect(resourcesOf(allow(), "bucket", s3)).toEqual([
      `yes: arn:aws:s3:::any-bucket of ${outsider}, outside`,
      `yes: arn:aws:s3:::any-bucket of ${ours}, inside`,
    ]);
    expect(resourcesOf(allow(), "object", s3)).toEqual([
      `yes: arn:aws:s3:::any-bucket/any-key of ${outsider}, outside`,
      `yes: arn:aws:s3:::any-bucket/any-key of ${ours}, inside`,
    ]);
  });

  test("a bucket that is named is one unknown account's, and what is in it is told apart", () => {
    const statement = allow({ Resource: ["arn:aws:s3:::data", "arn:aws:s3:::data/home/*"] });
    expect(resourcesOf(statement, "bucket", s3)).toEqual([
      `yes: arn:aws:s3:::data of ${outsider}, ${unknownOwner("data")}`,
      `yes: arn:aws:s3:::data of ${ours}, inside`,
      `no: arn:aws:s3:::any-bucket of ${outsider}, outside`,
      `no: arn:aws:s3:::any-bucket of ${ours}, inside`,
    ]);
    expect(resourcesOf(statement, "object", s3)).toEqual([
      `no: arn:aws:s3:::any-bucket/any-key of ${outsider}, outside`,
      `no: arn:aws:s3:::any-bucket/any-key of ${ours}, inside`,
      `no: arn:aws:s3:::data/any-key of ${ours}, inside`,
      `no: arn:aws:s3:::data/any-key of ${outsider}, ${unknownOwner("data")}`,
      `yes: arn:aws:s3:::data/home/any-key of ${outsider}, ${unknownOwner("data")}`,
      `yes: arn:aws:s3:::data/home/any-key of ${ours}, inside`,
    ]);
  });

  test("a name with a wildcard is anybody's to register", () => {
    expect(resourcesOf(allow({ Resource: "arn:aws:s3:::data-*" }), "bucket", s3)).toEqual([
      `no: arn:aws:s3:::any-bucket of ${outsider}, outside`,
      `no: arn:aws:s3:::any-bucket of ${ours}, inside`,
      `yes: arn:aws:s3:::data-any-bucket of ${outsider}, outside`,
      `yes: arn:aws:s3:::data-any-bucket of ${ours}, inside`,
    ]);
  });

  test("those that the context lists have a known owner", () => {
    const context = { ...s3, ownedBuckets: ["mine"], externalBuckets: ["their*"] };
    const statement = allow({ Resource: ["arn:aws:s3:::mine*", "arn:aws:s3:::theirs*"] });
    const named = (kind: ResourceKind) =>
      resourcesOf(statement, kind, context).filter((line) => /mine\b|their/u.test(line));
    expect(named("bucket")).toEqual([
      `no: arn:aws:s3:::their of ${outsider}, outside`,
      `yes: arn:aws:s3:::mine of ${ours}, inside`,
      `yes: arn:aws:s3:::theirs of ${outsider}, outside`,
    ]);
  });

  test("those that the context exempts are told apart", () => {
    const context = { ...s3, exemptResources: ["arn:aws:s3:::prod-*/*"] };
    expect(resourcesOf(allow(), "object", context).filter((line) => line.includes("exempt"))).toEqual([
      `yes: arn:aws:s3:::prod-/9 of ${outsider}, outside, exempt: yes`,
      `yes: arn:aws:s3:::prod-/9 of ${ours}, inside, exempt: yes`,
    ]);
    expect(resourcesOf(allow(), "bucket", context).filter((line) => line.includes("exempt"))).toEqual([]);
  });

  test("the account of an access point is not the bucket's behind it", () => {
    const point = (account: string) => `arn:aws:s3:us-east-1:${account}:accesspoint/any-accesspoint/object/any-object`;
    const doubt = "in-doubt: whether the bucket behind an access point of another account is admitted too is not known";
    expect(resourcesOf(allow(), "account", s3)).toEqual([
      `yes: ${point(ourAccount)} of ${ours}, inside`,
      `yes: ${point(outsider)} of ${outsider}, ${doubt}`,
      `yes: ${point(outsider)} of ${others}, ${doubt}`,
    ]);
  });
});

describe("resources with their owner's account in the ARN", () => {
  const table = (account: string, name = "any-table", region = "us-east-1"): string =>
    `arn:aws:dynamodb:${region}:${account}:table/${name} of`;
  const unowned = (lines: string[]): string[] => lines.filter((line) => /dynamodb:[^:]*:(?:aws)?:/u.test(line));
  const owned = (lines: string[]): string[] => lines.filter((line) => !/dynamodb:[^:]*:(?:aws)?:/u.test(line));

  test("are ours, or others' in an organization or in none", () => {
    expect(owned(resourcesOf(allow(), "account", dynamodb))).toEqual([
      `yes: ${table(ourAccount)} ${ours}, inside`,
      `yes: ${table(outsider)} ${outsider}, outside`,
      `yes: ${table(outsider)} ${others}, outside`,
    ]);
  });

  test("without an account they are ours, or nobody knows whose", () => {
    const doubt = (arn: string): string => `in-doubt: who owns ${arn} is not known, for its ARN names no account`;
    const [empty, awsOwn] = ["arn:aws:dynamodb:::any-resource", "arn:aws:dynamodb::aws:any-resource"];
    expect(unowned(resourcesOf(allow(), "account", dynamodb))).toEqual([
      `yes: ${empty} of ${ours}, inside`,
      `yes: ${awsOwn} of ${ours}, inside`,
      `yes: ${empty} of ${outsider}, ${doubt(empty)}`,
      `yes: ${awsOwn} of ${outsider}, ${doubt(awsOwn)}`,
    ]);
  });

  test("one that is named is told from others of its account, and from those of any other", () => {
    const named = allow({ Resource: `arn:aws:dynamodb:us-east-1:${outsider}:table/t` });
    expect(owned(resourcesOf(named, "account", dynamodb)).filter((line) => !line.includes("other00000"))).toEqual([
      `yes: ${table(outsider, "t")} ${outsider}, outside`,
      `no: ${table(outsider)} ${outsider}, outside`,
      `no: ${table(nobodys)} ${nobodys}, outside`,
      `no: ${table(ourAccount)} ${ours}, inside`,
    ]);
  });

  test("a part of an account is told from the rest, with what is behind it", () => {
    const part = allow({ Resource: "arn:aws:dynamodb:*:1111*:table/t" });
    expect(owned(resourcesOf(part, "account", dynamodb)).filter((line) => line.startsWith("yes"))).toEqual([
      `yes: ${table(ourAccount, "t", "")} ${ours}, inside`,
      `yes: ${table("111199999999", "t", "")} 111199999999, outside`,
      `yes: ${table("111199999999", "t", "")} 111199999999 in o-other00000/r-root/, outside`,
    ]);
  });

  test.each([
    [
      "organization",
      when("StringEquals", "aws:ResourceOrgID", ourOrganization),
      [`yes: ${table(ourAccount)} ${ours}, inside`],
    ],
    ["account", when("StringEquals", "aws:ResourceAccount", ourAccount), [`yes: ${table(ourAccount)} ${ours}, inside`]],
    [
      "unit",
      when("ForAnyValue:StringLike", "aws:ResourceOrgPaths", `${ourOrganization}/r-ab12/*`),
      [`yes: ${table(ourAccount)} ${ourAccount} in ${ourOrganization}/r-ab12/, inside`],
    ],
    ["no organization", when("Null", "aws:ResourceOrgID", "true"), [`yes: ${table(outsider)} ${outsider}, outside`]],
  ])("a condition on the owner's %s is met by those alone", (_, condition, expected) => {
    const lines = owned(resourcesOf(allow(condition), "account", dynamodb));
    expect(lines.filter((line) => !line.startsWith("no"))).toEqual(expected);
  });

  test("on EC2 whoever meets it may not: not all of its requests hold the owner", () => {
    const statement = allow(when("StringEquals", "aws:ResourceOrgID", ourOrganization));
    const lines = resourcesOf(statement, "account", { ...s3, service: "ec2" });
    expect(new Set(lines.map((line) => `${line.split(":")[0]} ${line.includes("inside")}`))).toEqual(
      new Set(["maybe true", "no false"]),
    );
  });

  test("with an incomplete list of accounts a named one may be ours", () => {
    const named = allow({ Resource: `arn:aws:dynamodb:us-east-1:${outsider}:table/t` });
    const context = { ...dynamodb, accountsComplete: false };
    const doubt = `in-doubt: whether account ${outsider} is ours is not known: the list of our accounts is incomplete`;
    expect(resourcesOf(named, "account", context).filter((line) => line.startsWith("yes"))).toEqual([
      `yes: ${table(outsider, "t")} ${outsider}, ${doubt}`,
      `yes: ${table(outsider, "t")} ${others}, ${doubt}`,
      `yes: ${table(outsider, "t")} ${outsider} in ${ourOrganization}/r-root/, inside`,
    ]);
  });
});

describe("no resource at all", () => {
  test.each([
    [{ Resource: "*" }, "yes"],
    [{ Resource: ["arn:aws:s3:::data", "**"] }, "yes"],
    [{ Resource: "arn:aws:s3:::*" }, "no"],
    [{ Resource: "*a" }, "no"],
    [{ NotResource: "*" }, "no"],
    [{ NotResource: "arn:aws:s3:::*" }, "yes"],
    [when("StringEquals", "aws:ResourceAccount", ourAccount), "maybe"],
    [when("StringEquals", "aws:PrincipalAccount", ourAccount), "yes"],
  ])("%j: %s, and nobody's", (elements, truth) => {
    expect(resourcesOf(allow(elements), "none", s3)).toEqual([`${truth}: *, inside`]);
  });
});
