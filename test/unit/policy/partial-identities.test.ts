import { expect, test } from "vitest";
import { hasPartialIdentities } from "../../../src/policy/partial-identities.ts";
import { allow, otherOfOurs, ourAccount, s3, when, documentOf } from "./fixtures.ts";
import type { StatementJson } from "./fixtures.ts";

/** After a statement that names nothing in part. */
function isPartial(statement: StatementJson): boolean {
  const parsed = documentOf(allow({ Resource: [] }), statement);
  return hasPartialIdentities(parsed, s3);
}

const bucket = (account: string): string => `arn:aws:s3:us-east-1:${account}:accesspoint/mine`;
const arnOf = (account: string): string => `arn:aws:iam::${account}:role/app`;

test.each<[string, StatementJson, boolean]>([
  ["an owner's number, whole", allow({ Resource: bucket(ourAccount) }), false],
  ["an owner's number, in part", allow({ Resource: bucket("1111*") }), true],
  ["one of several resources", allow({ Resource: [bucket(ourAccount), bucket("1111*")] }), true],
  ["every owner", allow({ Resource: bucket("*") }), false],
  ["a bucket's name, in part: it holds no account", allow({ Resource: "arn:aws:s3:::data-*" }), false],
  ["no account's principal", allow({ Principal: { AWS: "arn:aws:iam::1111*:role/app" } }), true],
  ["one principal of several", allow({ Principal: { AWS: [ourAccount, "arn:aws:iam::1111*:role/app"] } }), true],
  ["principals of whole accounts", allow({ Principal: { AWS: [ourAccount, arnOf(otherOfOurs)] } }), false],
  ["a federated user with a wildcard in his name", allow({ Principal: { Federated: "arn:aws:iam::1111*:x" } }), false],
  ["everybody", allow(), false],
  ["a caller's number in an ARN, in part", allow(when("ArnLike", "aws:PrincipalArn", arnOf("1111*"))), true],
  ["its key in capitals", allow(when("ArnLike", "AWS:PRINCIPALARN", arnOf("1111*"))), true],
  ["one ARN of two", allow(when("ArnLike", "aws:PrincipalArn", [arnOf(ourAccount), arnOf("1111*")])), true],
  ["a caller's name in part", allow(when("ArnLike", "aws:PrincipalArn", `${arnOf(ourAccount)}-*`)), false],
  ["a text that runs over fields", allow(when("StringLike", "aws:PrincipalArn", "arn:aws:iam::1111*")), true],
  ["an ARN of which a field is open", allow(when("ArnLike", "aws:PrincipalArn", `arn:*:iam::${ourAccount}:*`)), false],
  [
    "a text of which a field is open",
    allow(when("StringLike", "aws:PrincipalArn", `arn:*:iam::${ourAccount}:*`)),
    true,
  ],
  ["an ARN under another key", allow(when("ArnLike", "aws:SourceArn", arnOf("1111*"))), false],
  ["a part of an organization's id", allow(when("StringLike", "aws:PrincipalOrgPaths", "o-ours*")), true],
  ["it, before a unit", allow(when("StringLike", "aws:ResourceOrgPaths", "o-ours??/r-ab12/*")), true],
  ["it, beside a whole one", allow(when("StringLike", "aws:PrincipalOrgPaths", ["o-ours123456/*", "o-a*"])), true],
  ["the units of an organization", allow(when("StringLike", "aws:PrincipalOrgPaths", "o-ours123456/*")), false],
  ["every path", allow(when("StringLike", "aws:PrincipalOrgPaths", "*")), false],
  ["a part of an id that is no path", allow(when("StringLike", "aws:PrincipalOrgID", "o-ours*")), false],
])("%s", (_name, statement, expected) => {
  expect(isPartial(statement)).toBe(expected);
});
