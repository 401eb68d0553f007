import { describe, expect, test } from "vitest";
import type { PolicyContext } from "../../../src/policy/context.ts";
import { mayAdmitOutsiders } from "../../../src/policy/decide.ts";
import { Unknown } from "../../../src/unknown.ts";
import { allow, decide, deny, dynamodb, ourAccount, ourOrganization, s3 } from "./fixtures.ts";
import type { StatementJson } from "./fixtures.ts";

const bounds = { "aws:PrincipalOrgID": ourOrganization, "aws:ResourceOrgID": ourOrganization };
const ours = (elements: StatementJson): StatementJson => allow({ Condition: { StringEquals: bounds }, ...elements });
const table = (name: string, account = ourAccount): string => `arn:aws:dynamodb:us-east-1:${account}:table/${name}`;
const orders = table("orders");
const get = "dynamodb:GetItem";

describe("policies that keep outsiders out, on the scale of policy-semantics 11", () => {
  test.each<[string, PolicyContext, StatementJson[], string]>([
    ["an action on a table", dynamodb, [ours({ Action: get, Resource: orders })], "least-privilege"],
    ["actions on tables of a name", dynamodb, [ours({ Action: [get], Resource: table("or*") })], "least-privilege"],
    ["an account's tables", dynamodb, [ours({ Action: get, Resource: table("*") })], "org-bounded"],
    [
      "all that an account has",
      dynamodb,
      [ours({ Action: get, Resource: orders.replace(/table.*/u, "*") })],
      "org-bounded",
    ],
    ["one table, and all", dynamodb, [ours({ Action: get, Resource: [orders, table("*")] })], "org-bounded"],
    ["a table of any account", dynamodb, [ours({ Action: get, Resource: table("orders", "*") })], "org-bounded"],
    ["a table of no account", dynamodb, [ours({ Action: get, Resource: table("orders", "") })], "org-bounded"],
    ["a text that is no ARN in full", dynamodb, [ours({ Action: get, Resource: "arn:aws:dynamodb:*" })], "org-bounded"],
    ["every resource", dynamodb, [ours({ Action: get })], "org-bounded"],
    ["all tables but one", dynamodb, [ours({ Action: get, NotResource: orders })], "org-bounded"],
    [
      "some actions by a wildcard",
      dynamodb,
      [ours({ Action: [get, "dynamodb:Put*"], Resource: orders })],
      "org-bounded",
    ],
    ["one letter open", dynamodb, [ours({ Action: "dynamodb:GetIte?", Resource: orders })], "org-bounded"],
    ["all actions but some", dynamodb, [ours({ NotAction: "dynamodb:Delete*", Resource: orders })], "org-bounded"],
    ["every action", dynamodb, [ours({})], "wildcard-actions"],
    [
      "every action of the service, and another's",
      dynamodb,
      [ours({ Action: ["dynamodb:*", get] })],
      "wildcard-actions",
    ],
    ["every action on one table", dynamodb, [ours({ Action: "*", Resource: orders })], "wildcard-actions"],
    [
      "every action, in two halves",
      dynamodb,
      [ours({ Action: "dynamodb:Get*" }), ours({ NotAction: "dynamodb:Get*" })],
      "wildcard-actions",
    ],
    [
      "every action but what is denied",
      dynamodb,
      [ours({ Action: "*", Resource: orders }), deny({ Action: "dynamodb:DeleteTable" })],
      "org-bounded",
    ],
    [
      "a Deny may be as wide as it likes",
      dynamodb,
      [ours({ Action: get, Resource: orders }), deny({ Action: "dynamodb:Delete*" })],
      "least-privilege",
    ],
    [
      "an Allow of another service's actions grants nothing",
      dynamodb,
      [ours({ Action: get, Resource: orders }), ours({ Action: "sqs:*" })],
      "least-privilege",
    ],
    ["objects of a bucket", s3, [ours({ Action: "s3:GetObject", Resource: "arn:aws:s3:::mine/*" })], "least-privilege"],
    ["a bucket", s3, [ours({ Action: "s3:ListBucket", Resource: "arn:aws:s3:::mine" })], "least-privilege"],
    ["buckets of a name", s3, [ours({ Action: "s3:ListBucket", Resource: "arn:aws:s3:::mine-*" })], "org-bounded"],
    [
      "an account's access points",
      s3,
      [ours({ Action: "s3:GetObject", Resource: `arn:aws:s3:us-east-1:${ourAccount}:accesspoint/*` })],
      "org-bounded",
    ],
    [
      "one access point",
      s3,
      [ours({ Action: "s3:GetObject", Resource: `arn:aws:s3:us-east-1:${ourAccount}:accesspoint/mine/object/*` })],
      "least-privilege",
    ],
  ])("%s", (_name, context, statements, expected) => {
    expect(decide(statements, context).verdict).toBe(expected);
  });
});

test("outsiders may be admitted unless both sides are shown to be closed", () => {
  const unknown = new Unknown([{ account: "*", region: "*", api: "*", reason: "any" }]);
  const may = [false, true, unknown].map((admitsOutsidePrincipals) =>
    [false, true, unknown].map((admitsOutsideResources) =>
      mayAdmitOutsiders({ admitsOutsidePrincipals, admitsOutsideResources }),
    ),
  );
  expect(may).toEqual([
    [false, true, true],
    [true, true, true],
    [true, true, true],
  ]);
});
