import { describe, expect, test } from "vitest";
import { decidePolicy } from "../../../src/policy/decide.ts";
import { describeWitness } from "../../../src/policy/request.ts";
import { policyVerdicts } from "../../../src/policy/verdict.ts";
import { Unknown } from "../../../src/unknown.ts";
import {
  allow,
  decide,
  deny,
  dynamodb,
  otherOfOurs,
  ourAccount,
  ourOrganization,
  outsider,
  outsiders,
  policy,
  reasons,
  s3,
  when,
} from "./fixtures.ts";
import type { StatementJson } from "./fixtures.ts";

const ourCallers = when("StringEquals", "aws:PrincipalOrgID", ourOrganization);
const ours: StatementJson = {
  Condition: { StringEquals: { "aws:PrincipalOrgID": ourOrganization, "aws:ResourceOrgID": ourOrganization } },
};

describe("what is in force without a document (policy-semantics 1)", () => {
  test.each([undefined, "", "  \n"])("no document (%j) is AWS's default: full access", (document) => {
    expect(decidePolicy(document, s3)).toMatchObject({ verdict: "full-access", isDefault: true, fullAccess: true });
  });

  test("a service without policy support lets everything pass, whatever the document says", () => {
    expect(decidePolicy(policy(deny()), { ...s3, policySupported: false })).toMatchObject({
      verdict: "not-applicable",
      fullAccess: true,
      admitsOutsidePrincipals: true,
      admitsOutsideResources: true,
      deniesEverything: false,
    });
  });

  test("where policy support is not known, a bound is unknown and an opening stands", () => {
    const need = { account: "1", region: "r", api: "DescribeVpcEndpointServices", reason: "denied" };
    const context = { ...s3, policySupported: new Unknown([need]) };
    const bounded = decide(allow(ours), context);
    expect(bounded.verdict).toBe("unknown");
    expect(bounded.admitsOutsidePrincipals).toEqual(new Unknown([need]));
    expect(decide(deny(), context).deniesEverything).toEqual(new Unknown([need]));
    expect(decide(allow(), context).verdict).toBe("full-access");
    expect(decide(allow(ourCallers), context).verdict).toBe("open-resource");
    expect(decidePolicy(undefined, context).verdict).toBe("full-access");
  });

  test("and what is unknown for two reasons names both", () => {
    const need = { account: "1", region: "r", api: "DescribeVpcEndpointServices", reason: "denied" };
    const context = { ...s3, policySupported: new Unknown([need]) };
    const open = decide(allow(when("BinaryEquals", "aws:UserAgent", "AQID")), context);
    const undecided = "Statement[0] could not be decided: BinaryEquals on aws:UserAgent";
    expect(open.verdict).toBe("unknown");
    expect(reasons(open.admitsOutsidePrincipals)).toEqual([undecided, "denied"]);
    // Whether it has policies or not, somebody is admitted by it or by their absence.
    expect([decide(allow(ours), context).deniesEverything, reasons(open.deniesEverything)]).toEqual([
      false,
      ["denied"],
    ]);
    const broken = decidePolicy("{", context);
    expect(broken).toMatchObject({ verdict: "unparseable", failure: { line: 1, column: 2 } });
    expect(reasons(broken.fullAccess)).toEqual([
      "the policy could not be read: expected a key in double quotes, found the end (line 1, column 2)",
      "denied",
    ]);
  });

  test("AWS's default policy written out is known as such, and nothing else is", () => {
    expect(decide(allow()).isDefault).toBe(true);
    expect(decide(allow({ Principal: { AWS: "*" } })).isDefault).toBe(true);
    expect(decide(allow({ Action: "s3:*" })).isDefault).toBe(false);
    expect(decide([allow(), allow()]).isDefault).toBe(false);
    for (const elements of [
      { Effect: "Deny" },
      { NotPrincipal: "*" },
      { Principal: { AWS: ourAccount } },
      { NotAction: "*" },
      { Action: ["*", "*"] },
      { NotResource: "*" },
      { Resource: "arn:aws:s3:::*" },
      when("Bool", "aws:SecureTransport", "true"),
    ])
      expect(decide({ ...allow(elements), ...elements }).isDefault).toBe(false);
    expect(decide([]).isDefault).toBe(false);
  });
});

describe("the scale of verdicts (policy-semantics 11)", () => {
  test("every verdict is reached by some policy", () => {
    const named = allow({ ...ours, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" });
    const reached = [
      decidePolicy("", { ...s3, policySupported: false }),
      decidePolicy("{", s3),
      ...[deny(), allow(), allow({ Action: "s3:GetObject" }), allow(ourCallers)].map((one) => decide(one)),
      decide(allow(when("StringEquals", "aws:ResourceOrgID", ourOrganization))),
      decide(allow(when("StringEquals", "aws:SourceVpce", "vpce-1"))),
      ...[allow(ours), named, allow({ ...ours, Action: "s3:Get*" })].map((one) => decide(one)),
    ];
    expect(new Set(reached.map(({ verdict }) => verdict))).toEqual(new Set(policyVerdicts));
  });

  test.each<[string, StatementJson[], string]>([
    ["an Allow of everything", [allow()], "full-access"],
    ["Action as a list", [allow({ Action: ["*"] })], "full-access"],
    ["every action of the service by its prefix", [allow({ Action: "s3:*" })], "full-access"],
    ["in other letter case", [allow({ Action: "S3:*" })], "full-access"],
    ["everybody as AWS *", [allow({ Principal: { AWS: "*" } })], "full-access"],
    [
      "split by a literal action",
      [allow({ Action: "s3:GetObject" }), allow({ NotAction: "s3:getobject" })],
      "full-access",
    ],
    ["split by a wildcard", [allow({ Action: "s3:Get*" }), allow({ NotAction: "s3:Get*" })], "full-access"],
    [
      "split by resource",
      [allow({ Resource: "arn:aws:s3:::a*" }), allow({ NotResource: "arn:aws:s3:::a*" })],
      "full-access",
    ],
    ["a Deny of another service beside it", [allow(), deny({ Action: "dynamodb:*" })], "full-access"],
    ["a Deny of everything", [deny()], "deny-all"],
    ["an Allow that a Deny takes back", [allow(), deny()], "deny-all"],
    ["no statement at all", [], "deny-all"],
    ["actions of another service only", [allow({ Action: "dynamodb:*" })], "deny-all"],
    ["an Allow of nobody", [allow({ Principal: { AWS: [] } })], "deny-all"],
    ["an Allow of no action", [allow({ Action: [] })], "deny-all"],
    ["one action for everybody", [allow({ Action: "s3:GetObject" })], "open-both"],
    ["everything for our organization", [allow(ourCallers)], "open-resource"],
    [
      "everybody on our resources",
      [allow(when("StringEquals", "aws:ResourceOrgID", ourOrganization))],
      "open-principal",
    ],
    ["everything of ours", [allow(ours)], "wildcard-actions"],
    // Of each choice of what a variable stands for, the classes of actions are others: an action is known by its name.
    [
      "everything of each account's own, by a variable",
      [
        allow({
          Condition: {
            StringEquals: { "aws:PrincipalOrgID": ourOrganization, "aws:ResourceAccount": "${aws:PrincipalAccount}" },
          },
        }),
      ],
      "wildcard-actions",
    ],
    ["some of ours", [allow({ ...ours, Action: "s3:Get*" })], "org-bounded"],
    [
      "one action of ours on one bucket",
      [allow({ ...ours, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" })],
      "least-privilege",
    ],
  ])("%s: %s", (_name, statements, verdict) => {
    expect(decidePolicy(policy(...statements), s3).verdict).toBe(verdict);
  });

  test("least privilege names its tables: every table is not enough", () => {
    const table = (name: string): StatementJson =>
      allow({
        ...ourCallers,
        Action: "dynamodb:GetItem",
        Resource: `arn:aws:dynamodb:us-east-1:${ourAccount}:table/${name}`,
      });
    expect(decide(table("orders"), dynamodb).verdict).toBe("least-privilege");
    expect(decide(table("orders-*"), dynamodb).verdict).toBe("least-privilege");
    expect(decide(table("*"), dynamodb).verdict).toBe("org-bounded");
  });

  test("an unreadable policy is no finding and no pass: all is unknown, with the place", () => {
    const decision = decidePolicy('{"Statement":[],\n"Statement":[]}', s3);
    expect(decision).toMatchObject({ verdict: "unparseable", failure: { line: 2, column: 1 } });
    expect(reasons(decision.admitsOutsidePrincipals)).toEqual([
      'the policy could not be read: the key "Statement" stands twice in one element (line 2, column 1)',
    ]);
  });
});

describe("who is an outside caller", () => {
  const principal = (AWS: unknown): StatementJson => allow({ Principal: { AWS } });

  test.each<[string, StatementJson, string]>([
    ["our account", principal(ourAccount), "no"],
    ["the root ARN of our account", principal(`arn:aws:iam::${ourAccount}:root`), "no"],
    ["a role of ours", principal(`arn:aws:iam::${ourAccount}:role/path/app`), "no"],
    ["another account", principal(outsider), "yes"],
    ["one of another account among ours", principal([ourAccount, `arn:aws:iam::${outsider}:user/u`]), "yes"],
    ["a session of a foreign role", principal(`arn:aws:sts::${outsider}:assumed-role/app/session`), "yes"],
    ["a session of a role of ours", principal(`arn:aws:sts::${ourAccount}:assumed-role/app/session`), "no"],
    ["an account number of 13 digits", principal("9999999999999"), "no"],
    ["a principal of another partition", principal(`arn:aws-cn:iam::${outsider}:root`), "no"],
    ["a unique id", principal("AIDACKCEVSQ6C2EXAMPLE"), "unknown"],
    ["a canonical user", allow({ Principal: { CanonicalUser: "79a59df900b949e5" } }), "unknown"],
    ["a federated provider", allow({ Principal: { Federated: "accounts.google.com" } }), "unknown"],
    ["an AWS service", allow({ Principal: { Service: "config.amazonaws.com" } }), "no"],
    ["everybody but one of ours", allow({ NotPrincipal: { AWS: ourAccount } }), "yes"],
    ["nobody, by NotPrincipal *", allow({ NotPrincipal: "*" }), "no"],
  ])("%s: %s", (_name, statement, answer) => {
    expect(outsiders(statement)[0]).toBe(answer);
  });

  test("only in China are there services whose names do not end in .amazonaws.com", () => {
    const statement = allow(when("ForAnyValue:StringNotLike", "aws:PrincipalServiceName", "*.amazonaws.com"));
    expect(decide(statement).verdict).toBe("deny-all");
    expect(decide(statement, { ...s3, partition: "aws-cn" }).deniesEverything).toBe(false);
  });

  test("ARNs of another service reach no endpoint but where IAM documents that its actions are asked on them", () => {
    const on = (Resource: string, service: string): string => decide(allow({ Resource }), { ...s3, service }).verdict;
    expect(on(`arn:aws:kinesis:us-east-1:${outsider}:stream/s`, "dynamodb")).toBe("deny-all");
    expect(on("arn:aws:s3:::bucket/*", "dynamodb")).toBe("deny-all");
    expect(on(`arn:aws:ec2:us-east-1:${outsider}:instance/i`, "ssm")).toBe("open-both");
    expect(on(`arn:aws:wafv2:us-east-1:${outsider}:webacl/w`, "some-new-service")).toBe("open-both");
    const others = allow({ NotResource: "arn:aws:dynamodb:*:*:*" });
    expect(decide({ ...others, Action: "dynamodb:GetItem" }, dynamodb).verdict).toBe("deny-all");
  });

  test("a trusted account and a trusted organization are no outsiders", () => {
    expect(outsiders(principal(outsider), { ...s3, trustedAccounts: [outsider] })[0]).toBe("no");
    const trusted = "o-partner0000";
    const statement = allow(when("StringEquals", "aws:PrincipalOrgID", [ourOrganization, trusted]));
    expect(outsiders(statement)[0]).toBe("yes");
    expect(outsiders(statement, { ...s3, trustedOrganizations: [trusted] })[0]).toBe("no");
  });

  test("with an incomplete list of accounts a named account may be ours", () => {
    const decision = decide(principal(outsider), { ...s3, accountsComplete: false });
    expect(reasons(decision.admitsOutsidePrincipals)).toEqual([
      `whether account ${outsider} is ours is not known: the list of our accounts is incomplete`,
    ]);
    expect(outsiders(allow(), { ...s3, accountsComplete: false })[0]).toBe("yes");
  });

  test("without our organization's id a named one may be ours", () => {
    const { organizationId: _unknown, ...context } = s3;
    const decision = decide(allow(ourCallers), context);
    expect(reasons(decision.admitsOutsidePrincipals)).toEqual([
      `whether the organization ${ourOrganization} is ours is not known`,
    ]);
  });

  test("without our organization's id our own accounts may be in any, where the policy asks", () => {
    const { organizationId: _unknown, ...context } = s3;
    const statement = allow({
      Principal: { AWS: ourAccount },
      ...when("StringNotEquals", "aws:PrincipalOrgID", "o-foreign0000"),
    });
    const decision = decide(statement, context);
    expect(reasons(decision.admitsOutsideResources)).toEqual([
      "which organization our accounts belong to is not known",
    ]);
    expect(outsiders(allow({ Principal: { AWS: ourAccount } }), context)).toEqual(["no", "yes"]);
  });

  test("Deny with NotPrincipal denies all the others", () => {
    expect(outsiders([allow(), deny({ NotPrincipal: { AWS: [ourAccount] } })])[0]).toBe("no");
    expect(outsiders([allow(), deny({ NotPrincipal: { AWS: [outsider] } })])[0]).toBe("unknown");
  });
});

describe("conditions that bound the caller, and their traps (policy-semantics 5 and 6)", () => {
  test.each<[string, string, unknown, string]>([
    ["StringEquals", "aws:PrincipalOrgID", ourOrganization, "no"],
    ["StringEquals", "AWS:principalORGid", ourOrganization, "no"],
    ["StringEqualsIgnoreCase", "aws:PrincipalOrgID", ourOrganization.toUpperCase(), "no"],
    ["StringEquals", "aws:PrincipalOrgID", ourOrganization.toUpperCase(), "no"],
    ["StringEquals", "aws:PrincipalOrgID", [ourOrganization, "o-foreign0000"], "yes"],
    ["StringEqualsIfExists", "aws:PrincipalOrgID", ourOrganization, "yes"],
    ["ForAllValues:StringEquals", "aws:PrincipalOrgID", ourOrganization, "yes"],
    ["ForAnyValue:StringEquals", "aws:PrincipalOrgID", ourOrganization, "no"],
    ["StringLike", "aws:PrincipalOrgID", ourOrganization, "no"],
    ["StringLike", "aws:PrincipalOrgID", `${ourOrganization}*`, "yes"],
    ["StringEquals", "aws:PrincipalOrgID", `${ourOrganization}*`, "no"],
    ["StringLike", "aws:PrincipalOrgID", "o-*", "yes"],
    ["StringNotEquals", "aws:PrincipalOrgID", ourOrganization, "yes"],
    ["Null", "aws:PrincipalOrgID", "false", "yes"],
    ["Null", "aws:PrincipalOrgID", true, "yes"],
    ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", `${ourOrganization}/*`, "no"],
    ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", `${ourOrganization}/r-ab12/ou-ab12-11111111/*`, "no"],
    ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", `${ourOrganization}*`, "yes"],
    ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "*/r-ab12/*", "yes"],
    ["ForAnyValue:StringEquals", "aws:PrincipalOrgPaths", `${ourOrganization}/r-ab12/`, "no"],
    ["ForAllValues:StringLike", "aws:PrincipalOrgPaths", `${ourOrganization}/*`, "yes"],
    ["StringLike", "aws:PrincipalOrgPaths", `${ourOrganization}/*`, "no"],
    ["StringEquals", "aws:PrincipalAccount", [ourAccount, otherOfOurs], "no"],
    ["StringEquals", "aws:PrincipalAccount", [ourAccount, outsider], "yes"],
    ["StringEqualsIfExists", "aws:PrincipalAccount", ourAccount, "no"],
    ["ForAllValues:StringEquals", "aws:PrincipalAccount", ourAccount, "no"],
    ["StringLike", "aws:PrincipalAccount", "1111*", "yes"],
    ["StringLike", "aws:PrincipalAccount", `${ourAccount}*`, "no"],
    ["ArnLike", "aws:PrincipalArn", `arn:aws:iam::${ourAccount}:*`, "no"],
    ["ArnEquals", "aws:PrincipalArn", `arn:aws:iam::${ourAccount}:role/*`, "no"],
    ["StringLike", "aws:PrincipalArn", `arn:aws:iam::${ourAccount}:role/app-*`, "no"],
    ["StringEquals", "aws:PrincipalArn", `arn:aws:iam::${ourAccount}:role/app`, "no"],
    ["StringEquals", "aws:PrincipalArn", `arn:aws:iam::${outsider}:role/app`, "yes"],
    ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/app", "yes"],
    ["StringLike", "aws:PrincipalArn", `*${ourAccount}*`, "yes"],
    ["StringLike", "aws:PrincipalArn", `*:${ourAccount}:*`, "yes"],
    ["ArnLike", "aws:PrincipalArn", `*${ourAccount}*`, "unknown"],
    ["ArnLikeIfExists", "aws:PrincipalArn", `arn:aws:iam::${ourAccount}:*`, "yes"],
    ["Bool", "aws:PrincipalIsAWSService", "true", "no"],
    ["Bool", "aws:PrincipalIsAWSService", "false", "yes"],
    ["BoolIfExists", "aws:PrincipalIsAWSService", "true", "yes"],
    ["StringEquals", "aws:PrincipalServiceName", "config.amazonaws.com", "no"],
    ["StringEquals", "aws:SourceAccount", ourAccount, "no"],
    ["StringEqualsIfExists", "aws:SourceAccount", ourAccount, "yes"],
    ["StringEquals", "aws:PrincipalTag/team", "blue", "yes"],
    ["StringEquals", "aws:username", "bob", "yes"],
    ["StringEquals", "aws:PrincipalOrganizationID", ourOrganization, "no"],
    ["StringEqualsIfExists", "aws:PrincipalOrganizationID", ourOrganization, "yes"],
    ["StringEquals", "dynamodb:Select", "COUNT", "no"],
    ["IpAddress", "aws:SourceIp", "10.0.0.0/8", "no"],
    ["NotIpAddress", "aws:SourceIp", "10.0.0.0/8", "yes"],
    ["IpAddress", "aws:VpcSourceIp", "10.0.0.0/8", "yes"],
    ["StringEquals", "aws:SourceVpce", "vpce-1", "unknown"],
    ["StringEquals", "aws:VpceOrgID", ourOrganization, "yes"],
    ["StringEquals", "aws:VpceAccount", ourAccount, "unknown"],
    ["Bool", "aws:SecureTransport", "true", "yes"],
    ["StringLike", "s3:prefix", "home/*", "yes"],
    ["DateGreaterThan", "aws:CurrentTime", "2030-01-01T00:00:00Z", "yes"],
    ["StringResembles", "aws:PrincipalOrgID", ourOrganization, "unknown"],
  ])("Allow with %s on %s %j: outside callers %s", (operator, key, values, answer) => {
    expect(outsiders(allow(when(operator, key, values)))[0]).toBe(answer);
  });

  test.each<[string, string, unknown, string]>([
    ["StringNotEquals", "aws:PrincipalOrgID", ourOrganization, "no"],
    ["StringNotEqualsIfExists", "aws:PrincipalOrgID", ourOrganization, "no"],
    ["StringNotLike", "aws:PrincipalOrgID", `${ourOrganization}*`, "yes"],
    ["StringNotEquals", "aws:PrincipalAccount", [ourAccount, otherOfOurs], "no"],
    ["StringNotEquals", "aws:PrincipalAccount", [ourAccount, outsider], "yes"],
    ["ArnNotLike", "aws:PrincipalArn", `arn:aws:iam::${ourAccount}:*`, "no"],
    ["ForAnyValue:StringNotEquals", "aws:PrincipalOrgID", ourOrganization, "yes"],
    ["ForAllValues:StringNotEquals", "aws:PrincipalOrgID", ourOrganization, "no"],
    ["ForAllValues:StringNotLike", "aws:PrincipalOrgPaths", `${ourOrganization}/*`, "no"],
    ["StringEquals", "aws:PrincipalOrgID", ourOrganization, "yes"],
    ["Bool", "aws:SecureTransport", "false", "yes"],
    ["StringNotEquals", "aws:SourceVpce", "vpce-1", "unknown"],
  ])("Deny with %s on %s %j beside an Allow of all: outside callers %s", (operator, key, values, answer) => {
    expect(outsiders([allow(), deny(when(operator, key, values))])[0]).toBe(answer);
  });

  test("Null false, or plain Bool, beside the organization lets anonymous callers pass a Deny", () => {
    const except = (extra: StatementJson): StatementJson =>
      deny({ Condition: { StringNotEqualsIfExists: { "aws:PrincipalOrgID": ourOrganization }, ...extra } });
    expect(outsiders([allow(), except({ Null: { "aws:PrincipalOrgID": "false" } })])[0]).toBe("yes");
    expect(outsiders([allow(), except({ Bool: { "aws:PrincipalIsAWSService": "false" } })])[0]).toBe("yes");
    expect(outsiders([allow(), except({ BoolIfExists: { "aws:PrincipalIsAWSService": "false" } })])[0]).toBe("no");
  });

  test("a Deny of some actions, or some resources, bounds only those", () => {
    const outside = when("StringNotEquals", "aws:PrincipalOrgID", ourOrganization);
    expect(outsiders([allow(), deny({ ...outside, Action: "s3:GetObject" })])[0]).toBe("yes");
    expect(outsiders([allow({ Action: "s3:GetObject" }), deny({ ...outside, Action: "s3:Get*" })])[0]).toBe("no");
    expect(outsiders([allow(), deny({ ...outside, Resource: "arn:aws:s3:::b/*" })])[0]).toBe("yes");
    expect(
      outsiders([allow({ Resource: "arn:aws:s3:::b/*" }), deny({ ...outside, Resource: "arn:aws:s3:::b*" })])[0],
    ).toBe("no");
  });

  test("one Deny with both keys bounds neither; two Denies bound both (policy-semantics 5)", () => {
    const keys = { "aws:PrincipalOrgID": ourOrganization, "aws:ResourceOrgID": ourOrganization };
    expect(outsiders([allow(), deny({ Condition: { StringNotEquals: keys } })])).toEqual(["yes", "yes"]);
    const apart = Object.entries(keys).map(([key, value]) => deny(when("StringNotEquals", key, value)));
    expect(outsiders([allow(), ...apart])).toEqual(["no", "no"]);
  });

  test("keys of this endpoint hold its own ids, so they bound nobody", () => {
    const context = { ...s3, endpointId: "vpce-1", vpcId: "vpc-1", endpointAccount: ourAccount };
    expect(outsiders(allow(when("StringEquals", "aws:SourceVpce", "vpce-1")), context)[0]).toBe("yes");
    expect(decide(allow(when("StringEquals", "aws:SourceVpce", "vpce-2")), context).verdict).toBe("deny-all");
    expect(outsiders(allow(when("StringEquals", "aws:VpceAccount", ourAccount)), context)[0]).toBe("yes");
  });
});

describe("outside resources (policy-semantics 4 and 6)", () => {
  const caller = { Principal: { AWS: ourAccount } };
  test.each<[string, string, unknown, string]>([
    ["StringEquals", "aws:ResourceOrgID", ourOrganization, "no"],
    ["StringEqualsIfExists", "aws:ResourceOrgID", ourOrganization, "yes"],
    ["ForAllValues:StringEquals", "aws:ResourceOrgID", ourOrganization, "yes"],
    ["StringLike", "aws:ResourceOrgID", `${ourOrganization}*`, "yes"],
    ["StringEquals", "aws:ResourceAccount", ourAccount, "no"],
    ["ForAllValues:StringEquals", "aws:ResourceAccount", ourAccount, "no"],
    ["StringEquals", "s3:ResourceAccount", ourAccount, "no"],
    ["StringEquals", "s3:ResourceAccount", outsider, "yes"],
    ["StringLike", "s3:ResourceAccount", "1111*", "yes"],
    ["ForAnyValue:StringLike", "aws:ResourceOrgPaths", `${ourOrganization}/*`, "no"],
    ["StringEquals", "aws:PrincipalOrgID", ourOrganization, "yes"],
    ["StringEquals", "aws:ResourceAccount", "${aws:PrincipalAccount}", "no"],
  ])("%s on %s %j: outside resources %s", (operator, key, values, answer) => {
    const [, resources] = outsiders(allow({ ...caller, ...when(operator, key, values) }));
    expect(resources).toBe(answer);
  });

  test("s3:ResourceAccount is in no request to another service", () => {
    const statement = allow({ ...caller, ...when("StringEquals", "s3:ResourceAccount", outsider) });
    expect(decide(statement, dynamodb).verdict).toBe("deny-all");
  });

  test.each<[string, string | string[], string]>([
    ["an exact bucket: its owner is not known", "arn:aws:s3:::data/*", "unknown"],
    ["a wildcard in the bucket's name: anybody can register one", "arn:aws:s3:::data*", "yes"],
    ["a wildcard before the name", "arn:aws:s3:::*data/*", "yes"],
    ["every bucket", "arn:aws:s3:::*", "yes"],
    ["an access point of ours", `arn:aws:s3:us-east-1:${ourAccount}:accesspoint/a`, "no"],
    [
      "an access point of others: the bucket has to be admitted too",
      `arn:aws:s3:us-east-1:${outsider}:accesspoint/a`,
      "unknown",
    ],
    ["an ARN with a missing colon", "arn:aws:s3::data/*", "no"],
  ])("%s", (_name, Resource, answer) => {
    expect(outsiders(allow({ ...caller, Resource }))[1]).toBe(answer);
  });

  test("the owner of an exact bucket is named as what is missing", () => {
    const decision = decide(allow({ ...caller, Resource: "arn:aws:s3:::data/*" }));
    expect(reasons(decision.admitsOutsideResources)).toEqual(["who owns the bucket data is not known"]);
  });

  test("buckets that the context lists have a known owner", () => {
    const statement = allow({ ...caller, Resource: ["arn:aws:s3:::data", "arn:aws:s3:::data/*"] });
    expect(outsiders(statement, { ...s3, ownedBuckets: ["data"] })[1]).toBe("no");
    expect(outsiders(statement, { ...s3, ownedBuckets: ["da*"] })[1]).toBe("no");
    expect(outsiders(statement, { ...s3, externalBuckets: ["da*"] })[1]).toBe("yes");
  });

  test("exempt resources are left out of both questions", () => {
    const statement = allow({
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*",
    });
    const context = { ...s3, exemptResources: ["arn:aws:s3:::prod-*-starport-layer-bucket/*"] };
    expect(outsiders(statement)).toEqual(["yes", "unknown"]);
    expect(outsiders(statement, context)).toEqual(["no", "no"]);
    expect(outsiders(allow(), context)).toEqual(["yes", "yes"]);
  });

  test.each<[string, string, string]>([
    ["a table of ours", `arn:aws:dynamodb:us-east-1:${ourAccount}:table/t`, "no"],
    ["every table of ours", `arn:aws:dynamodb:*:${ourAccount}:table/*`, "no"],
    ["a table of another account", `arn:aws:dynamodb:us-east-1:${outsider}:table/t`, "yes"],
    ["tables of every account", "arn:aws:dynamodb:*:*:table/t", "yes"],
    ["an account with a wildcard in it", "arn:aws:dynamodb:*:1111*:table/t", "yes"],
    ["an account of 13 digits", "arn:aws:dynamodb:us-east-1:1111111111111:table/t", "no"],
    ["no account at all", "arn:aws:dynamodb:us-east-1::table/t", "unknown"],
    ["a variable in the name", `arn:aws:dynamodb:us-east-1:${ourAccount}:table/\${aws:username}`, "no"],
    ["buckets, which DynamoDB does not serve", "arn:aws:s3:::*", "no"],
  ])("DynamoDB, %s", (_name, Resource, answer) => {
    expect(outsiders(allow({ ...caller, Resource }), dynamodb)[1]).toBe(answer);
  });

  test("public images: who owns them is not known", () => {
    const statement = allow({ ...caller, Action: "ec2:*", Resource: "arn:aws:ec2:*::image/*" });
    expect(outsiders(statement, { ...s3, service: "ec2" })[1]).toBe("unknown");
  });

  test("an action that takes no resource is on nobody's resource", () => {
    const context = { ...s3, service: "ecr.api" };
    expect(outsiders(allow({ Action: "ecr:GetAuthorizationToken" }), context)).toEqual(["yes", "no"]);
    expect(decide(allow({ Action: "ecr:GetAuthorizationToken", Resource: "arn:aws:ecr:*:*:*" }), context).verdict).toBe(
      "deny-all",
    );
  });

  test("an action on objects is not admitted by a bucket's ARN", () => {
    expect(decide(allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::data" })).verdict).toBe("deny-all");
    expect(decide(allow({ Action: "s3:ListBucket", Resource: "arn:aws:s3:::data/*" })).verdict).toBe("deny-all");
  });
});

describe("the service's namespace (policy-semantics 1)", () => {
  test.each([
    ["monitoring", "cloudwatch:*", "full-access"],
    ["monitoring", "monitoring:*", "deny-all"],
    ["kinesis-streams", "kinesis:*", "full-access"],
    ["ecr.dkr", "ecr:*", "full-access"],
    ["sync-states", "states:*", "full-access"],
    ["sagemaker.runtime", "sagemaker:*", "full-access"],
    ["email-smtp", "ses:*", "full-access"],
    ["ec2", "ec2:*", "full-access"],
    ["pi", "rds:*", "deny-all"],
    ["dynamodb", "s3:*", "deny-all"],
    ["brand-new-service", "brand-new-service:*", "full-access"],
    ["brand-new-service", "brandnew:*", "unknown"],
  ])("on an endpoint of %s, %s is %s", (service, Action, verdict) => {
    expect(decide(allow({ Action }), { ...s3, service }).verdict).toBe(verdict);
  });
});

describe("what is reported with an answer", () => {
  test("a witness in data and in words, and the statement that admits it", () => {
    const decision = decide([allow(ours), allow({ Sid: "Open", Action: "s3:PutObject" })]);
    expect(decision.principalWitness).toEqual({
      principal: { kind: "iam", account: outsider, arn: `arn:aws:iam::${outsider}:role/any-role` },
      action: "s3:PutObject",
      resource: { arn: "arn:aws:s3:::any-bucket/any-key", owner: { account: outsider } },
      keys: [],
    });
    expect(decision.principalWitness && describeWitness(decision.principalWitness)).toBe(
      `arn:aws:iam::${outsider}:role/any-role calls s3:PutObject on arn:aws:s3:::any-bucket/any-key, owned by account ${outsider}`,
    );
    expect(decision.statements.filter(({ why }) => why.includes("admitted"))).toMatchObject([
      { index: 1, sid: "Open", effect: "Allow" },
    ]);
  });

  test("what bounds a policy that admits no outsider", () => {
    expect(decide(allow(ours)).statements.map(({ why }) => why)).toEqual([
      "outside callers: bounded by StringEquals on aws:PrincipalOrgID; outside resources: bounded by StringEquals on aws:ResourceOrgID",
    ]);
  });

  test("an unknown names the statement and the construct", () => {
    const decision = decide([allow(ours), allow({ Sid: "Net", ...when("BinaryEquals", "aws:UserAgent", "AQID") })]);
    expect(reasons(decision.admitsOutsidePrincipals)).toEqual([
      "Statement[1] (Net) could not be decided: BinaryEquals on aws:UserAgent",
    ]);
  });

  test("a witness with a key that the caller fills", () => {
    const decision = decide(allow(when("StringEquals", "aws:PrincipalTag/team", "blue")));
    expect(decision.principalWitness?.keys).toEqual([{ key: "aws:principaltag/team", values: ["blue"] }]);
    expect(decision.principalWitness?.principal.kind).toBe("iam");
  });

  test("variables are text in a 2008-10-17 document", () => {
    const statement = allow(when("StringEquals", "aws:PrincipalAccount", "${aws:ResourceAccount}"));
    const asText = decidePolicy(JSON.stringify({ Version: "2008-10-17", Statement: statement }), s3);
    expect([asText.admitsOutsidePrincipals, asText.admitsOutsideResources]).toEqual([false, false]);
    expect(outsiders(statement)).toEqual(["yes", "yes"]);
  });
});

describe("a no in spite of variables", () => {
  const same = (key: string, variable: string): StatementJson => ({ StringEquals: { [key]: `\${${variable}}` } });
  const [ownerIsCaller, callerIsOwner] = [
    same("aws:ResourceAccount", "aws:PrincipalAccount"),
    same("aws:PrincipalAccount", "aws:ResourceAccount"),
  ];
  const [orgOfOwner, orgOfCaller] = [
    same("aws:ResourceOrgID", "aws:PrincipalOrgID"),
    same("aws:PrincipalOrgID", "aws:ResourceOrgID"),
  ];
  const paths = (key: string): StatementJson => ({ "ForAnyValue:StringLike": { [key]: "o-abc*/r-*" } });
  const arn = (operator: string): StatementJson => ({
    [operator]: { "aws:PrincipalArn": "arn:aws:iam::1111*:role/*" },
  });

  test.each<[string, StatementJson, StatementJson]>([
    ["accounts by an ARN of the resource", ownerIsCaller, { Resource: "arn:aws:dynamodb:*:1111*:table/*" }],
    ["accounts by an ARN of the caller, as an ARN", { ...callerIsOwner, ...arn("ArnLike") }, {}],
    ["accounts by an ARN of the caller, as a text", { ...callerIsOwner, ...arn("StringLike") }, {}],
    ["organizations by a path of the owner", { ...orgOfOwner, ...paths("aws:ResourceOrgPaths") }, {}],
    ["organizations by a path of the caller", { ...orgOfCaller, ...paths("aws:PrincipalOrgPaths") }, {}],
  ])("outsiders who are in a part of all %s are never said to be kept out", (_name, Condition, elements) => {
    const [callers, resources] = outsiders(allow({ Condition, ...elements }), dynamodb);
    expect(callers).not.toBe("no");
    expect(resources).not.toBe("no");
  });

  test("two accounts that only have to differ are never said to be none", () => {
    const Condition = {
      StringNotEquals: { "aws:ResourceAccount": "${aws:PrincipalAccount}" },
      StringEquals: { "aws:UserAgent": "${aws:PrincipalAccount}", "aws:Referer": "${aws:ResourceAccount}" },
    };
    const known = [ourAccount, otherOfOurs];
    const decision = decide(
      [
        allow({ Condition }),
        deny(when("StringEquals", "aws:ResourceAccount", known)),
        deny(when("StringEquals", "aws:PrincipalAccount", [...known, "anonymous"])),
      ],
      dynamodb,
    );
    expect(decision.deniesEverything).not.toBe(true);
    expect(decision.admitsOutsidePrincipals).not.toBe(false);
  });

  test("what an AWS service's own call holds is not known, so that nothing is sure of it", () => {
    const statement = allow({ Principal: { Service: "config.amazonaws.com" }, Condition: ownerIsCaller });
    expect(decide(statement).deniesEverything).not.toBe(true);
    expect(outsiders(statement)).toEqual(["no", "no"]);
  });
});
