import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decidePolicy } from "../../../src/policy/decide.ts";
import { decideWithoutAwsOwned } from "../../../src/policy/exemptions.ts";
import { tightenPolicy, type Tightening } from "../../../src/policy/tighten.ts";
import type { PolicyContext } from "../../../src/policy/context.ts";
import {
  allow,
  deny,
  dynamodb,
  ourAccount,
  ourOrganization,
  outsider,
  policy,
  s3,
  when,
  type StatementJson,
} from "../policy/fixtures.ts";
import { layers } from "./cases.ts";

function tighten(statements: StatementJson[] | undefined, context: PolicyContext = s3): Tightening {
  return tightenPolicy({
    document: statements === undefined ? undefined : policy(...statements),
    context,
    region: "us-east-1",
  });
}

function statementsOf(found: Tightening): StatementJson[] {
  if (found.kind === "none") throw new Error(found.reason);
  return (JSON.parse(found.policy) as { Statement: StatementJson[] }).Statement;
}

const { organizationId: _ourOrganization, ...alone } = dynamodb;
const ours = { "aws:PrincipalOrgID": ourOrganization, "aws:ResourceOrgID": ourOrganization };

describe("a tighter policy", () => {
  test("of the default one bounds both sides, and keeps reads of AWS's buckets", () => {
    const [first, second, ...others] = statementsOf(tighten(undefined));
    expect(first).toEqual(allow({ Condition: { StringEquals: ours } }));
    expect(second).toMatchObject({ Sid: "ReadAwsOwnedBuckets", Effect: "Allow", Action: "s3:GetObject" });
    expect(second?.["Resource"]).toContain(layers);
    expect(others).toEqual([]);
  });

  test("adds only what is missing", () => {
    const statements = statementsOf(
      tighten([allow(when("StringEquals", "aws:PrincipalOrgID", ourOrganization))], dynamodb),
    );
    expect(statements).toEqual([allow({ Condition: { StringEquals: ours } })]);
    const [, second] = statementsOf(
      tighten([allow(), deny(when("StringNotEquals", "aws:PrincipalOrgID", ourOrganization))], dynamodb),
    );
    expect(second).toEqual(deny(when("StringNotEquals", "aws:PrincipalOrgID", ourOrganization)));
  });

  // What is written about the two keys under any StringEquals gives way to what bounds them; the rest is kept.
  test.each<[string, StatementJson, StatementJson]>([
    [
      "a condition with a hole",
      { StringEqualsIfExists: { "aws:PrincipalOrgID": ourOrganization, "aws:username": "a" } },
      { StringEqualsIfExists: { "aws:username": "a" }, StringEquals: ours },
    ],
    [
      "one that is all hole",
      { "ForAllValues:StringEqualsIfExists": { "AWS:principalorgid": "o-a" } },
      { StringEquals: ours },
    ],
    [
      "a wider list",
      { "ForAnyValue:StringEquals": { "aws:PrincipalOrgID": [ourOrganization, "o-other12345"] } },
      { StringEquals: ours },
    ],
    [
      "an operator in other letter case",
      { stringEquals: { "aws:PrincipalOrgID": ["o-other12345"], "aws:username": "a" } },
      { stringEquals: { "aws:username": "a", ...ours } },
    ],
    [
      "other operators, which stay",
      { StringNotEquals: { "aws:PrincipalOrgID": "o-other12345" }, StringLike: { "aws:ResourceOrgID": "o-*" } },
      {
        StringNotEquals: { "aws:PrincipalOrgID": "o-other12345" },
        StringLike: { "aws:ResourceOrgID": "o-*" },
        StringEquals: ours,
      },
    ],
  ])("replaces %s", (_, Condition, expected) => {
    expect(statementsOf(tighten([allow({ Condition })], dynamodb))).toEqual([allow({ Condition: expected })]);
  });

  test("leaves statements alone that let nobody in from outside, AWS's own buckets among them", () => {
    const named = allow({ Action: "s3:GetObject", Resource: layers });
    const [first, second, ...others] = statementsOf(tighten([named, allow({ Resource: "arn:aws:s3:::data-*" })]));
    expect([first, others]).toEqual([named, []]);
    expect(second?.["Condition"]).toEqual({ StringEquals: ours });
  });

  test("is not offered where outsiders only read buckets that AWS owns", () => {
    const layersOnly = allow({ Action: "s3:GetObject", Resource: layers });
    expect(tighten([layersOnly])).toEqual({
      kind: "none",
      reason: "outsiders may only read buckets that AWS owns, and some of these are read unsigned",
    });
  });

  test("names accounts where there is no organization", () => {
    const [first] = statementsOf(tighten(undefined, { ...alone, accounts: [ourAccount] }));
    expect(first?.["Condition"]).toEqual({
      StringEquals: { "aws:PrincipalAccount": ourAccount, "aws:ResourceAccount": ourAccount },
    });
    const many = [ourAccount, ...Array.from({ length: 198 }, (_, at) => String(300_000_000_000 + at))];
    const [second] = statementsOf(
      tighten([allow({ Action: "dynamodb:GetItem" })], { ...alone, accounts: many, trustedAccounts: [outsider] }),
    );
    expect(second?.["Condition"]).toMatchObject({ StringEquals: { "aws:PrincipalAccount": [...many, outsider] } });
  });

  test("keeps whom the configuration trusts", () => {
    const [first] = statementsOf(tighten(undefined, { ...dynamodb, trustedOrganizations: ["o-friend12345"] }));
    expect(first).toMatchObject({
      Condition: { StringEquals: { "aws:PrincipalOrgID": [ourOrganization, "o-friend12345"] } },
    });
  });

  test.each<[string, StatementJson[] | undefined, PolicyContext, string]>([
    [
      "actions of EC2 do not all carry the owner's organization",
      undefined,
      { ...s3, service: "ec2" },
      "a condition on aws:ResourceOrgID would also deny the actions of this service that do not carry it",
    ],
    [
      "nobody said who we are",
      undefined,
      { ...alone, accounts: [] },
      "it is not known which organization or accounts are ours",
    ],
    [
      "we have too many accounts to name them",
      undefined,
      { ...alone, accounts: Array.from({ length: 201 }, (_, at) => String(300_000_000_000 + at)) },
      "it is not known which organization or accounts are ours",
    ],
    [
      "the service heeds no policy",
      undefined,
      { ...dynamodb, policySupported: false },
      "no endpoint policy can bound this service",
    ],
    [
      "it would be too long",
      [allow({ Resource: Array.from({ length: 400 }, (_, at) => `arn:aws:s3:::data-${at}-${"x".repeat(40)}*`) })],
      s3,
      "conditions on aws:PrincipalOrgID and aws:ResourceOrgID could not be shown to bound it",
    ],
    [
      "nothing would be admitted any more",
      [allow({ Principal: { AWS: outsider } })],
      dynamodb,
      "conditions on aws:PrincipalOrgID and aws:ResourceOrgID could not be shown to bound it",
    ],
  ])("is not shown where %s", (_, statements, context, reason) => {
    expect(tighten(statements, context)).toEqual({ kind: "none", reason });
  });

  test("of actions that do not all carry the owner's organization is shown where the callers alone are open", () => {
    const image = allow({ Action: "ec2:RunInstances", Resource: `arn:aws:ec2:*:${ourAccount}:instance/*` });
    expect(statementsOf(tighten([image], { ...s3, service: "ec2" }))).toEqual([
      { ...image, ...when("StringEquals", "aws:PrincipalOrgID", ourOrganization) },
    ]);
  });

  test("says in words what was changed", () => {
    const changesOf = (found: Tightening) => (found.kind === "tighter" ? found.changes : []);
    const ourTables = allow({ Resource: `arn:aws:dynamodb:*:${ourAccount}:table/*` });
    expect(changesOf(tighten([deny({ Action: "dynamodb:Scan" }), ourTables, allow()], dynamodb))).toEqual([
      "Statement[1] gets a condition on aws:PrincipalOrgID",
      "Statement[2] gets a condition on aws:PrincipalOrgID and aws:ResourceOrgID",
    ]);
    expect(changesOf(tighten(undefined))).toEqual([
      "Statement[0] gets a condition on aws:PrincipalOrgID and aws:ResourceOrgID",
      "statement ReadAwsOwnedBuckets keeps reads of the buckets that AWS owns",
    ]);
  });

  test("is spread over lines while AWS takes it so, and else stands in one", () => {
    const found = (count: number) => {
      const Resource = Array.from({ length: count }, (_, at) => `arn:aws:dynamodb:*:*:table/${at}`);
      const one = tighten([allow({ Resource })], dynamodb);
      return one.kind === "tighter" ? one.policy : "";
    };
    expect(found(10)).toMatch(/^\{\n {2}"Version": "2012-10-17",\n/);
    expect(found(500)).toMatch(/^\{"Version":"2012-10-17",/);
  });

  test("is plain text, whatever stands in the policy", () => {
    const found = tighten([allow({ Sid: "a\u202eb\u{1f600}" })], dynamodb);
    expect(found.kind === "tighter" && /^[\n\x20-\x7e]*$/.test(found.policy)).toBe(true);
    expect(statementsOf(found)[0]?.["Sid"]).toBe("a\u202eb\u{1f600}");
  });
});

const conditions = fc.constantFrom<object>(
  {},
  when("StringEquals", "aws:PrincipalOrgID", ourOrganization),
  when("StringEqualsIfExists", "aws:PrincipalOrgID", ourOrganization),
  when("StringEquals", "aws:PrincipalOrgID", [ourOrganization, "o-foreign1234"]),
  when("ForAllValues:StringEquals", "aws:ResourceOrgID", ourOrganization),
  when("StringEquals", "aws:ResourceAccount", outsider),
  when("StringEquals", "aws:SourceVpce", "vpce-1"),
  when("StringNotEquals", "aws:PrincipalAccount", outsider),
);
const statement = fc
  .record({
    effect: fc.constantFrom(allow, allow, allow, deny),
    Action: fc.constantFrom("*", "s3:*", "s3:GetObject", ["s3:PutObject", "s3:Get*"]),
    Resource: fc.constantFrom("*", "arn:aws:s3:::data-*", "arn:aws:s3:::exact/*", layers),
    Principal: fc.constantFrom<unknown>("*", { AWS: ourAccount }, { AWS: outsider }),
    condition: conditions,
  })
  .map(({ effect, condition, ...elements }) => effect({ ...elements, ...condition }));

function withoutCondition({ Condition: condition, ...rest }: StatementJson): StatementJson {
  return condition === undefined ? rest : { ...rest };
}

test("whatever is offered is bounded, keeps every action and resource, and fits", () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 3 }), (statements) => {
      const found = tighten(statements);
      if (found.kind === "none") return;
      const decision = decideWithoutAwsOwned(found.policy, s3, "us-east-1")?.decision ?? decidePolicy(found.policy, s3);
      expect([decision.admitsOutsidePrincipals, decision.admitsOutsideResources]).toEqual([false, false]);
      expect(found.policy.length).toBeLessThanOrEqual(20_480);
      const kept = statementsOf(found).map(withoutCondition);
      const before = statements.map(withoutCondition);
      expect(kept.slice(0, before.length)).toEqual(before);
    }),
    { numRuns: 25 },
  );
}, 60_000);
