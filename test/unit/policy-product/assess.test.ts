import { describe, expect, test } from "vitest";
import { assessPolicy, assessUnseen } from "../../../src/policy/assess.ts";
import { awsOwnedArns, awsOwnedBuckets, regionsIn } from "../../../src/policy/presets/aws-owned.ts";
import { Unknown } from "../../../src/unknown.ts";
import { allow, answered, deny, dynamodb, ourAccount, ourOrganization, outsider, s3 } from "../policy/fixtures.ts";
import { layers, subject } from "./cases.ts";

const bounded = {
  Condition: { StringEquals: { "aws:PrincipalOrgID": ourOrganization, "aws:ResourceOrgID": ourOrganization } },
};
const readLayers = allow({ Action: "s3:GetObject", Resource: layers });

describe("buckets that AWS owns", () => {
  const outsidersOf = (...args: Parameters<typeof subject>) => {
    const { decision } = assessPolicy(subject(...args));
    return [answered(decision.admitsOutsidePrincipals), answered(decision.admitsOutsideResources)];
  };

  test("are outside, or nobody knows whose, unless one opts in", () => {
    expect(outsidersOf([readLayers, allow(bounded)])).toEqual(["yes", "unknown"]);
    expect(outsidersOf([readLayers, allow(bounded)], { presets: ["aws-owned"] })).toEqual(["no", "no"]);
  });

  test("and a finding that they alone cause says so", () => {
    expect(assessPolicy(subject([readLayers, allow(bounded)])).isOnlyAwsOwned()).toBe(true);
    expect(assessPolicy(subject([readLayers, allow()])).isOnlyAwsOwned()).toBe(false);
    expect(assessPolicy(subject(allow(bounded))).isOnlyAwsOwned()).toBe(false);
  });

  test.each([
    ["writing", allow({ Action: "s3:PutObject", Resource: layers })],
    ["every action", allow({ Action: "s3:*", Resource: layers })],
    [
      "a wildcard for the Region",
      allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::prod-*-starport-layer-bucket/*" }),
    ],
    [
      "a Region that there is not",
      allow({ Action: "s3:GetObject", Resource: layers.replace("us-east-1", "us-east-9") }),
    ],
    ["another bucket", allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::somebodys-bucket/*" })],
  ])("%s is not left out", (_, statement) => {
    expect(outsidersOf(statement, { presets: ["aws-owned"] })).not.toEqual(["no", "no"]);
  });

  test("names of other Regions than the endpoint's count where the policy spells them", () => {
    const elsewhere = allow({ Action: "s3:GetObject", Resource: layers.replace("us-east-1", "eu-west-1") });
    expect(outsidersOf(elsewhere, { presets: ["aws-owned"] })).toEqual(["no", "no"]);
  });

  test("without the endpoint's Region only those that the policy spells count", () => {
    const nowhere = { presets: ["aws-owned"], region: undefined } as const;
    expect(outsidersOf(readLayers, nowhere)).toEqual(["no", "no"]);
    const unspelled = allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::*" });
    expect(outsidersOf(unspelled, nowhere)).toEqual(["yes", "yes"]);
    expect(regionsIn("eu-west-1, US-EAST-1 and us-east-9")).toEqual(["eu-west-1"]);
  });

  test("are none of another service's, nor of another partition", () => {
    const tables = { presets: ["aws-owned"], context: dynamodb } as const;
    expect(outsidersOf(allow(), tables)).toEqual(["yes", "yes"]);
    expect(assessPolicy(subject(allow(bounded), tables)).isOnlyAwsOwned()).toBe(false);
    const china = { presets: ["aws-owned"], context: { ...s3, partition: "aws-cn" } } as const;
    expect(outsidersOf(readLayers, china)[0]).not.toBe("yes");
  });

  test("the statements that are named are the policy's own, with those reads left out", () => {
    const { decision } = assessPolicy(subject([readLayers, allow(bounded)], { presets: ["aws-owned"] }));
    expect(decision.statements.map(({ index }) => index)).toEqual([0, 1]);
    expect(decision).toMatchObject({ isDefault: false, fullAccess: false, verdict: "wildcard-actions" });
  });

  test("a policy of nothing but these reads is bounded, and does not deny everything", () => {
    const { decision } = assessPolicy(subject(readLayers, { presets: ["aws-owned"] }));
    expect([decision.verdict, decision.deniesEverything]).toEqual(["org-bounded", false]);
  });

  test("the preset does not hide full access", () => {
    expect(assessPolicy(subject(allow(), { presets: ["aws-owned"] })).decision.verdict).toBe("full-access");
  });

  test("each has its source, and no name holds a wildcard", () => {
    for (const { buckets, source } of awsOwnedBuckets) {
      expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
      for (const bucket of buckets) expect(bucket.replace("<region>", "")).toMatch(/^[a-z0-9.-]+$/);
    }
    expect(awsOwnedArns(["eu-west-1"], "aws")).toContain("arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*");
    expect(awsOwnedArns(["eu-west-1"], "aws-cn")).toEqual([]);
  });
});

describe("what is asked one by one", () => {
  const policy = assessPolicy(
    subject([
      allow({ Action: ["s3:GetObject", "s3:PutObject"], ...bounded }),
      deny({ Action: "s3:PutObject", Resource: "arn:aws:s3:::vault/*" }),
    ]),
  );

  test.each([
    ["our account", ourAccount, "s3:GetObject", "*", "yes"],
    ["a role of ours", `arn:aws:iam::${ourAccount}:role/app`, "s3:PutObject", "arn:aws:s3:::data/*", "yes"],
    ["an outsider", outsider, "s3:GetObject", "*", "no"],
    ["a role of an outsider", `arn:aws:iam::${outsider}:role/app`, "s3:GetObject", "*", "no"],
    ["nobody at all", "anonymous", "s3:GetObject", "*", "no"],
    ["an action that is not named", ourAccount, "s3:DeleteObject", "*", "no"],
    ["an action by wildcard", ourAccount, "s3:Put*", "*", "yes"],
    ["a resource that is denied", ourAccount, "s3:PutObject", "arn:aws:s3:::vault/key", "no"],
    ["the same resource for reading", ourAccount, "s3:GetObject", "arn:aws:s3:::vault/key", "yes"],
    ["an action of another service", ourAccount, "dynamodb:GetItem", "*", "no"],
  ])("%s: admits(%s, %s, %s) is %s", (_, principal, action, resource, expected) => {
    expect(answered(policy.admits(principal, action, resource))).toBe(expected);
  });

  test("a `$` in the question is no variable", () => {
    expect(answered(policy.admits(ourAccount, "s3:GetObject", "arn:aws:s3:::data/${aws:username}"))).toBe("yes");
  });

  test("the admitted actions are listed by their names", () => {
    expect(policy.admittedActions()).toEqual(["s3:GetObject", "s3:PutObject"]);
    expect(assessPolicy(subject(deny())).admittedActions()).toEqual([]);
    expect(
      assessPolicy(subject(allow(), { context: { ...s3, service: "no-such" } })).admittedActions(),
    ).not.toBeInstanceOf(Array);
  });

  test("actions that hold a condition's key are told from those that never do", () => {
    const own = { ...bounded.Condition, StringLike: { "s3:prefix": "home/*" } };
    const listed = assessPolicy(subject(allow({ Action: "s3:*", Condition: own }))).admittedActions();
    expect(listed).toContain("s3:ListBucket");
    expect(listed).not.toContain("s3:GetObject");
    const others = { ...bounded.Condition, StringNotLike: { "s3:prefix": "*" } };
    expect(assessPolicy(subject(allow({ Action: "s3:*", Condition: others }))).admittedActions()).toContain(
      "s3:GetObject",
    );
  });

  test("a text that is no policy answers nothing", () => {
    const broken = assessPolicy(subject([], { document: "{" }));
    expect(answered(broken.admits("*", "*", "*"))).toBe("unknown");
    expect(broken.admittedActions()).not.toBeInstanceOf(Array);
    expect(broken.ineffective()).toEqual([]);
  });

  test("nor does one that was not collected, and each answer says why", () => {
    const unseen = new Unknown([{ account: "1", region: "r", api: "DescribeVpcEndpoints", reason: "denied" }]);
    const assessment = assessUnseen(unseen);
    expect(assessment.parsed).toBeUndefined();
    expect(assessment.decision).toEqual({
      verdict: "unknown",
      isDefault: false,
      fullAccess: unseen,
      admitsOutsidePrincipals: unseen,
      admitsOutsideResources: unseen,
      deniesEverything: unseen,
      statements: [],
    });
    expect([assessment.admittedActions(), assessment.admits("*", "*", "*")]).toEqual([unseen, unseen]);
    expect([assessment.ineffective(), assessment.notes(), assessment.isOnlyAwsOwned()]).toEqual([[], [], false]);
    expect(assessment.tightening()).toEqual({ kind: "none", reason: "the policy was not collected" });
  });

  test("a policy that is not written has neither holes nor notes, and can be tightened", () => {
    for (const document of [undefined, " \n"]) {
      const assessment = assessPolicy(subject([], { document }));
      expect([assessment.decision.isDefault, assessment.ineffective(), assessment.notes()]).toEqual([true, [], []]);
      expect(assessment.tightening().kind).toBe("tighter");
    }
    const broken = assessPolicy(subject([], { document: "{" }));
    expect([broken.notes(), broken.tightening()]).toEqual([[], { kind: "none", reason: "it is no policy" }]);
  });

  test("what a service does not heed does not matter", () => {
    const unheeded = assessPolicy(subject(deny(), { context: { ...dynamodb, policySupported: false } }));
    expect(unheeded.decision.verdict).toBe("not-applicable");
    expect(answered(unheeded.admits("anonymous", "dynamodb:GetItem", "*"))).toBe("yes");
  });
});
