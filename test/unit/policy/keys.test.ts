import { expect, test } from "vitest";
import { conditionKey, similarKey } from "../../../src/policy/keys.ts";
import { serviceOf } from "../../../src/policy/services.ts";

// Each row: an endpoint's service, a key, and where its value comes from (policy-semantics 6).
test.each([
  ["s3", "AWS:PrincipalOrgID", "caller"],
  ["s3", "aws:PrincipalTag/team", "signed"],
  ["s3", "aws:PrincipalTag", "absent"],
  ["s3", "aws:RequestTag/team", "free"],
  ["s3", "aws:SomethingNew", "absent"],
  ["sts", "aws:SomethingNew", "absent"],
  ["no-such", "aws:SomethingNew", "absent"],
  ["s3", "aws:VpceAccount", "endpoint"],
  ["dynamodb", "aws:VpceAccount", "absent"],
  ["no-such", "aws:VpceAccount", "endpoint"],
  ["s3", "s3:ResourceAccount", "resource"],
  ["dynamodb", "s3:ResourceAccount", "absent"],
  ["s3", "s3:ExistingObjectTag/team", "free"],
  ["s3", "s3:prefx", "absent"],
  ["s3", "s3:some-new-key-of-next-year", "undocumented"],
  ["s3", "sts:ExternalId", "absent"],
  // Identity providers have their keys in requests to STS.
  ["sts", "saml:aud", "free"],
  ["sts", "login.example.com:sub", "free"],
  ["sts", "sts:ExternalId", "free"],
  ["sts", "sts:ExternallId", "absent"],
  ["no-such", "no-such:key", "free"],
  ["no-such", "s3:prefix", "free"],
  // A part of the name is the author's, which is never empty.
  ["kms", "kms:EncryptionContext:team", "free"],
  ["kms", "kms:EncryptionContext:", "undocumented"],
  ["kms", "kms:ViaService", "free"],
  ["kms", "kms:ViaServices", "absent"],
])("on an endpoint of %s, %s is %s", (token, key, source) => {
  expect(conditionKey(key, serviceOf(token)).source).toBe(source);
});

test.each([
  ["s3:prefx", "s3", "s3:prefix"],
  ["dynamodb:leadingkey", "dynamodb", "dynamodb:LeadingKeys"],
  ["s3:some-new-key-of-next-year", "s3", undefined],
  ["no-such:key", "no-such", undefined],
])("%s on %s was meant to be %s", (name, namespace, meant) => {
  expect(similarKey(name, namespace)).toBe(meant);
});
