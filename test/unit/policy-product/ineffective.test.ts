import { describe, expect, test } from "vitest";
import { assessPolicy } from "../../../src/policy/assess.ts";
import { allow, deny, otherOfOurs, ourAccount, ourOrganization, s3, when } from "../policy/fixtures.ts";
import { subject } from "./cases.ts";

const found = (...args: Parameters<typeof subject>) =>
  assessPolicy(subject(...args))
    .ineffective()
    .map(({ why }) => why);
const withEndpoint = { context: { ...s3, endpointId: "vpce-1", vpcId: "vpc-1", endpointAccount: ourAccount } };

const alwaysHolds = "so the condition always holds, and bounds nothing";
const neverHolds = "so the condition never holds, and the statement admits nothing";
const isOwn = (key: string) => `${key} is this endpoint's own in every request that passes it`;
const isOfOwner = (key: string) => `${key} tells who owns the endpoint, not who calls through it`;
const isPublic = "no request that passes an endpoint has a public address: aws:SourceIp is never there";
const callersWithout = "callers without it (anonymous ones, accounts in no organization)";
const ownersWithout = "resources whose owner is in no organization";
const onAbsence = (form: string, key: string, who: string) =>
  `${form} also holds where ${key} is absent, so it lets ${who} pass and bounds nobody by itself`;

describe("what bounds nothing (policy-semantics 5 and 6)", () => {
  test.each([
    ["StringEquals", "aws:SourceVpce", "vpce-1", `${isOwn("aws:SourceVpce")}, ${alwaysHolds}`],
    ["StringEquals", "aws:SourceVpce", "vpce-2", `${isOwn("aws:SourceVpce")}, ${neverHolds}`],
    ["StringNotEquals", "aws:SourceVpc", "vpc-2", `${isOwn("aws:SourceVpc")}, ${alwaysHolds}`],
    ["StringEquals", "aws:VpceOrgID", ourOrganization, `${isOfOwner("aws:VpceOrgID")}, ${alwaysHolds}`],
    ["StringEquals", "aws:VpceAccount", otherOfOurs, `${isOfOwner("aws:VpceAccount")}, ${neverHolds}`],
    ["IpAddress", "aws:SourceIp", "10.0.0.0/8", `${isPublic}, ${neverHolds}`],
    ["NotIpAddress", "aws:SourceIp", "10.0.0.0/8", `${isPublic}, ${alwaysHolds}`],
    ["StringEqualsIfExists", "aws:SourceIp", "10.0.0.1", `${isPublic}, ${alwaysHolds}`],
    [
      "StringEquals",
      "aws:PrincipleOrgID",
      ourOrganization,
      `AWS has no condition key aws:PrincipleOrgID (did you mean aws:PrincipalOrgID?): it is in no request, ${neverHolds}`,
    ],
    ["StringEquals", "aws:Whatever", "a", `AWS has no condition key aws:Whatever: it is in no request, ${neverHolds}`],
    [
      "StringEquals",
      "s3:prefx",
      "a",
      `IAM documents no condition key s3:prefx (did you mean s3:prefix?): it is in no request, ${neverHolds}`,
    ],
    [
      "StringEquals",
      "dynamodb:LeadingKeys",
      "a",
      `dynamodb:LeadingKeys is a key of another service, and in no request to s3, ${neverHolds}`,
    ],
    [
      "StringEqualsIfExists",
      "aws:PrincipalOrgID",
      ourOrganization,
      onAbsence("IfExists", "aws:PrincipalOrgID", callersWithout),
    ],
    [
      "StringLikeIfExists",
      "aws:PrincipalTag/team",
      "platform",
      onAbsence("IfExists", "aws:PrincipalTag/team", callersWithout),
    ],
    [
      "ForAllValues:StringEquals",
      "aws:ResourceOrgPaths",
      `${ourOrganization}/*`,
      onAbsence("ForAllValues", "aws:ResourceOrgPaths", ownersWithout),
    ],
  ])("%s on %s = %s", (operator, key, value, why) => {
    expect(found(allow(when(operator, key, value)), withEndpoint)).toEqual([why]);
  });

  test("an endpoint whose own ids are not known, and a service that does not hold its owner", () => {
    const own = allow(when("StringEquals", "aws:SourceVpce", "vpce-1"));
    const isOneOfTwo = "so the condition holds for every request or for none, and bounds nobody";
    expect(found(own)).toEqual([`${isOwn("aws:SourceVpce")}, ${isOneOfTwo}`]);
    const owned = allow(when("StringNotEquals", "aws:VpceOrgID", ourOrganization));
    expect(found(owned, { context: { ...s3, service: "dynamodb" } })).toEqual([
      `requests to dynamodb do not hold aws:VpceOrgID, ${alwaysHolds}`,
    ]);
  });

  test.each([
    ["StringEquals", "aws:PrincipalOrgID", ourOrganization],
    ["StringEqualsIfExists", "aws:PrincipalAccount", ourAccount],
    ["ForAllValues:StringEquals", "aws:ResourceAccount", ourAccount],
    ["StringEqualsIfExists", "s3:ResourceAccount", ourAccount],
    ["StringNotEquals", "aws:PrincipalOrgID", ourOrganization],
    ["Bool", "aws:SecureTransport", "true"],
    ["BoolIfExists", "aws:SecureTransport", "true"],
    ["IpAddress", "aws:VpcSourceIp", "10.0.0.0/8"],
    ["StringEquals", "s3:prefix", "a"],
    ["StringEquals", "s3:some-new-key-of-next-year", "a"],
    ["StringMatches", "aws:SourceIp", "a"],
  ])("%s on %s is none of it", (operator, key, value) => {
    expect(found(allow(when(operator, key, value)), withEndpoint)).toEqual([]);
  });

  test.each([
    ["asks for the key", { Null: { "aws:principalorgid": "false" } }, true],
    ["compares it as it is", { StringEquals: { "aws:PrincipalOrgID": ourOrganization } }, true],
    ["asks for its absence", { Null: { "aws:PrincipalOrgID": ["false", "true"] } }, false],
    ["holds on absence as well", { StringNotLike: { "aws:PrincipalOrgID": "o-other*" } }, false],
    ["is of another key", { StringEquals: { "aws:PrincipalAccount": ourAccount } }, false],
    ["is no operator", { StringMatches: { "aws:PrincipalOrgID": ourOrganization } }, false],
    ["takes any absent set", { "ForAllValues:StringLike": { "aws:PrincipalOrgID": "o-*" } }, false],
  ])("IfExists beside a condition that %s", (_, beside, isBounded) => {
    const Condition = { StringEqualsIfExists: { "aws:PrincipalOrgID": ourOrganization }, ...beside };
    expect(found(allow({ Condition })).length === 0).toBe(isBounded);
  });

  test("in a Deny the same conditions have the other consequence, and IfExists bounds", () => {
    expect(
      found([
        allow(),
        deny(when("NotIpAddress", "aws:SourceIp", "10.0.0.0/8")),
        deny(when("IpAddress", "aws:SourceIp", "10.0.0.0/8")),
        deny(when("StringNotEqualsIfExists", "aws:PrincipalOrgID", ourOrganization)),
      ]),
    ).toEqual([
      `${isPublic}, so the condition always holds, and the statement denies all that it names`,
      `${isPublic}, so the condition never holds, and the statement denies nothing`,
    ]);
  });

  test("each says what is written and where it stands", () => {
    const written = allow({ Sid: "Ours", ...when("StringLike", "aws:SourceVpc", "vpc-*") });
    const { ineffective } = assessPolicy(subject([deny(), written], withEndpoint));
    expect(ineffective()).toEqual([
      {
        index: 1,
        sid: "Ours",
        line: 1,
        column: expect.any(Number) as number,
        what: "StringLike on aws:SourceVpc",
        why: `${isOwn("aws:SourceVpc")}, ${alwaysHolds}`,
      },
    ]);
  });
});

describe("an account in Principal reaches root alone on a gateway endpoint (policy-semantics 3)", () => {
  const root = `arn:aws:iam::${ourAccount}:root`;
  const Principal = { AWS: [root, `arn:aws:iam::${ourAccount}:role/app`], Service: "logs.amazonaws.com" };
  const why = (consequence: string) =>
    `on a gateway endpoint an account in Principal reaches its root user only, so the statement ${consequence} none of its users and roles; write "*" and a condition on aws:PrincipalArn or aws:PrincipalAccount`;

  test("in an Allow, and in a Deny", () => {
    expect(found([allow({ Principal }), deny({ Principal })])).toEqual([why("admits"), why("denies")]);
    const { ineffective } = assessPolicy(subject(allow({ Principal })));
    expect(ineffective()).toMatchObject([{ index: 0, line: 1, column: 38, what: `Principal ${root}` }]);
  });

  test("not where it is denied by exception, and not on other endpoints", () => {
    expect(found(deny({ NotPrincipal: { AWS: root } }))).toEqual([]);
    for (const endpointType of ["Interface", undefined])
      expect(found(allow({ Principal }), { endpointType })).toEqual([]);
  });
});
