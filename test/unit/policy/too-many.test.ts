import { describe, expect, test } from "vitest";
import type { PolicyContext } from "../../../src/policy/context.ts";
import { tooMany } from "../../../src/policy/memberships.ts";
import {
  allow,
  answered,
  decide,
  deny,
  dynamodb,
  ourAccount,
  ourOrganization,
  outsider,
  reasons,
  s3,
  when,
} from "./fixtures.ts";
import type { Answered, StatementJson } from "./fixtures.ts";

/**
 * Patterns that an automaton has to remember long beginnings for: dividing requests by them ends with the budget, and
 * what was not told apart is unknown, never a no (policy-semantics 12).
 */
const explosive = (before: string): string[] =>
  Array.from("abcdefghijkl", (letter, at) => `${before}*${letter}${"?".repeat(6 + at)}b*`);
const explosiveAccounts = Array.from("0123456789", (digit, at) => `*${digit}${"?".repeat(at)}1*`);
const like = (key: string, values: string[]): StatementJson => when("StringLike", key, values);
const ours: StatementJson = {
  Condition: { StringEquals: { "aws:PrincipalOrgID": ourOrganization, "aws:ResourceOrgID": ourOrganization } },
};
const unshown = "no concrete request could be found that shows what the policy seems to admit";

describe("what is too much to be divided is unknown, and what bounds it all the same is seen", () => {
  // Each row: outside callers, outside resources, full access, deny all; and why the first unknown of them is one.
  test.each<[string, StatementJson[], PolicyContext, Answered[], string]>([
    [
      "callers by ARN",
      [allow(), deny(like("aws:PrincipalArn", explosive("arn:aws:iam::")))],
      s3,
      ["yes", "yes", "unknown", "no"],
      unshown,
    ],
    [
      "callers of ours by ARN",
      [allow({ Principal: { AWS: ourAccount } }), deny(like("aws:PrincipalArn", explosive("arn:aws:iam::")))],
      s3,
      ["unknown", "yes", "no", "no"],
      unshown,
    ],
    [
      "sessions by their role's ARN",
      [
        allow({
          Principal: { AWS: `arn:aws:sts::${outsider}:assumed-role/app/one` },
          ...like("aws:PrincipalArn", explosive(`arn:aws:iam::${outsider}:`)),
        }),
      ],
      s3,
      ["unknown", "unknown", "no", "unknown"],
      unshown,
    ],
    [
      "callers by organization",
      [allow(like("aws:PrincipalOrgID", explosive("o-")))],
      s3,
      ["unknown", "unknown", "no", "unknown"],
      unshown,
    ],
    [
      "AWS services",
      [allow(like("aws:PrincipalServiceName", explosive("")))],
      s3,
      ["no", "no", "no", "unknown"],
      tooMany,
    ],
    [
      "owners by account",
      [allow(like("aws:ResourceAccount", explosiveAccounts))],
      s3,
      ["yes", "unknown", "no", "no"],
      tooMany,
    ],
    [
      "owners by organization",
      [allow({ Principal: { AWS: ourAccount }, ...like("aws:ResourceOrgID", explosive("o-")) })],
      s3,
      ["no", "unknown", "no", "unknown"],
      unshown,
    ],
    [
      "buckets of ours, for our callers",
      [allow({ ...ours, Resource: explosive("arn:aws:s3:::") })],
      s3,
      ["no", "unknown", "no", "unknown"],
      tooMany,
    ],
    [
      "tables of anybody",
      [allow({ Resource: explosive("arn:aws:dynamodb:*:*:table/") })],
      dynamodb,
      ["unknown", "unknown", "no", "unknown"],
      tooMany,
    ],
    [
      "actions that IAM does not document",
      [allow({ Action: explosive("dynamodb:new*") })],
      dynamodb,
      ["unknown", "unknown", "no", "unknown"],
      tooMany,
    ],
  ])("%s", (_, statements, context, expected, reason) => {
    const decision = decide(statements, context);
    const answers = [
      decision.admitsOutsidePrincipals,
      decision.admitsOutsideResources,
      decision.fullAccess,
      decision.deniesEverything,
    ];
    expect(answers.map(answered)).toEqual(expected);
    expect(answers.map(reasons).find((needs) => needs.length > 0)?.[0]).toBe(reason);
  });
});
