import { expect, test } from "vitest";
import { assessPolicy } from "../../../src/policy/assess.ts";
import { allow, ourAccount, ourOrganization, policy, when } from "../policy/fixtures.ts";
import type { StatementJson } from "../policy/fixtures.ts";
import { subject } from "./cases.ts";

/** What AWS refuses when such a policy is attached (policy-semantics 2). */
const notes = (...args: Parameters<typeof subject>) =>
  assessPolicy(subject(...args))
    .notes()
    .map(({ message }) => message);

const tag = "aws:PrincipalTag/team";
const shortText = (value: string) => `"${value}" of ${tag} has fewer than six characters on both sides of a wildcard`;
const madeUp = (key: string, value: string) => `AWS takes no wildcard in ${key}, whose values it makes up: "${value}"`;
const mixed = (arn: string) => `the account in "${arn}" mixes digits and wildcards; AWS takes an account id or "*"`;

test.each<[string, StatementJson, string]>([
  [
    "a wildcard in an id that AWS makes up",
    when("StringLike", "aws:PrincipalAccount", "1111*"),
    madeUp("aws:PrincipalAccount", "1111*"),
  ],
  ["a wildcard for one digit of it", when("ArnLike", "aws:SourceVpce", "vpce-?"), madeUp("aws:SourceVpce", "vpce-?")],
  [
    "a number for an id",
    when("NumericEquals", "aws:PrincipalAccount", ourAccount),
    "NumericEquals compares numbers, and aws:PrincipalAccount holds an id",
  ],
  ["fewer than six characters before a wildcard", when("StringLike", tag, "ab*"), shortText("ab*")],
  ["fewer than six between two", when("StringLike", tag, "platform*abc*x"), shortText("platform*abc*x")],
  ["fewer than six behind one", when("StringNotLike", tag, "?five5"), shortText("?five5")],
  ["an account that mixes digits and wildcards", { Resource: "arn:aws:sqs:*:1111*:q" }, mixed("arn:aws:sqs:*:1111*:q")],
  [
    "an account of eleven digits",
    { Resource: "arn:aws:sqs:*:11111111111:q" },
    '"11111111111" in "arn:aws:sqs:*:11111111111:q" is no account id: it has 12 digits',
  ],
  ["an action without a service", { Action: "GetObject" }, `"GetObject" is no action: it is written as "service:Name"`],
  [
    "an action that begins with a wildcard",
    { Action: "*:GetObject" },
    `"*:GetObject" is no action: it is written as "service:Name"`,
  ],
  [
    "an action with a blank",
    { Action: "s3:Get Object" },
    `"s3:Get Object" is no action: it is written as "service:Name"`,
  ],
  ["a resource that is no ARN", { Resource: "my-bucket/*" }, '"my-bucket/*" is no ARN'],
  ["an ARN that misses a colon", { Resource: "arn:aws:s3::data/*" }, '"arn:aws:s3::data/*" is no ARN'],
  ["a resource that looks like an ARN", { Resource: "arm:aws:s3:::data/*" }, '"arm:aws:s3:::data/*" is no ARN'],
  [
    "a wildcard in a principal",
    { Principal: { AWS: "arn:aws:iam::*:role/app" } },
    `"arn:aws:iam::*:role/app": no wildcard may stand inside a principal's ARN`,
  ],
  [
    "a principal that was deleted",
    { Principal: { AWS: "AIDAABCDEFGHIJKLMNOP" } },
    '"AIDAABCDEFGHIJKLMNOP" is a unique id, as a deleted principal leaves behind',
  ],
  [
    "a principal of eleven digits",
    { Principal: { AWS: "11111111111" } },
    '"11111111111" is no account id: it has 12 digits',
  ],
  ["a principal by its name", { Principal: { AWS: "app" } }, '"app" is no principal'],
  [
    "a principal of a service that has none",
    { Principal: { AWS: `arn:aws:s3::${ourAccount}:app` } },
    `"arn:aws:s3::${ourAccount}:app" is no principal`,
  ],
  [
    "an operator that there is not",
    when("StringMatches", "aws:username", "a"),
    '"StringMatches" is no condition operator',
  ],
])("%s", (_, elements, message) => {
  expect(notes(allow(elements))).toEqual([message]);
});

test("a text that is longer than AWS takes, by a single character", () => {
  const { length } = policy(allow({ Resource: "arn:aws:s3:::" }));
  const long = (characters: number) => allow({ Resource: `arn:aws:s3:::${"x".repeat(characters - length)}` });
  expect(notes(long(20_480))).toEqual([]);
  expect(notes(long(20_481))).toEqual(["the policy has 20481 characters; AWS takes 20480"]);
});

test.each<[string, StatementJson]>([
  [
    "an account, its root and a session",
    {
      Principal: {
        AWS: [ourAccount, `arn:aws:iam::${ourAccount}:root`, `arn:aws:sts::${ourAccount}:assumed-role/app/one`],
      },
    },
  ],
  ["services and other kinds of principals", { Principal: { Service: "*.amazonaws.com", CanonicalUser: "abc" } }],
  ["a key of tags", when("StringLike", tag, ["platform-*", "*-platform", "platform"])],
  ["wildcards side by side", when("StringLike", tag, "platform*?")],
  ["short texts where there is no wildcard to them", when("StringEquals", tag, "a*")],
  ["ids as they are", when("StringEquals", "aws:PrincipalOrgID", ourOrganization)],
  ["ARNs with wildcards", when("ArnLike", "aws:PrincipalArn", "arn:*:iam::*:role/*")],
  [
    "AWS's own, everybody's and a variable's account",
    {
      Resource: [
        "arn:aws:iam::aws:policy/*",
        "arn:aws:sqs:*:*:q",
        "arn:aws:s3:::data",
        `arn:aws:sqs:*:${ourAccount}:q`,
        "arn:aws:sqs:*:${aws:PrincipalAccount}:q",
        "*",
      ],
    },
  ],
  ["actions with wildcards", { Action: ["s3:Get*", "execute-api:?nvoke", "*"] }],
  ["numbers for what is one", when("NumericLessThan", "s3:max-keys", "10")],
])("%s: nothing to say", (_, elements) => {
  expect(notes(allow(elements))).toEqual([]);
});

test("each note names the statement, and the place of it or of its condition", () => {
  const document = `{"Statement": [
  {"Sid": "One", "Effect": "Allow", "Principal": "*", "Action": "s3", "Resource": "*"},
  {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"StringIs": {
    "aws:username": "ann"}}}]}`;
  expect(assessPolicy(subject([], { document })).notes()).toEqual([
    { index: 0, sid: "One", line: 2, column: 3, message: '"s3" is no action: it is written as "service:Name"' },
    { index: 1, line: 4, column: 5, message: '"StringIs" is no condition operator' },
  ]);
});
