import { describe, expect, test } from "vitest";
import type { PolicyContext } from "../../../src/policy/context.ts";
import { createEvaluator } from "../../../src/policy/evaluate.ts";
import { findIneffective } from "../../../src/policy/ineffective.ts";
import type { Membership, Request, RequestKey, RequestPrincipal } from "../../../src/policy/request.ts";
import {
  allow,
  decide,
  deny,
  dynamodb,
  ourAccount,
  ourOrganization,
  outsider,
  outsiders,
  s3,
  when,
  documentOf,
} from "./fixtures.ts";
import type { Answered, StatementJson } from "./fixtures.ts";

/** The table of policy-semantics 6, row by row: on whose requests a key is, how many values it has, whom it bounds, its trap. */

const ours: Membership = { id: ourOrganization, path: `${ourOrganization}/r-ab12/ou-ab12-11111111/` };
const known: PolicyContext = { ...s3, endpointId: "vpce-1", vpcId: "vpc-1", endpointAccount: ourAccount };

const callers = {
  member: {
    kind: "iam",
    account: ourAccount,
    arn: `arn:aws:iam::${ourAccount}:role/app`,
    organization: ours,
  },
  standalone: { kind: "iam", account: outsider, arn: `arn:aws:iam::${outsider}:role/app` },
  anonymous: { kind: "anonymous" },
  service: { kind: "service", name: "config.amazonaws.com" },
} as const satisfies Record<string, RequestPrincipal>;

type CallerKind = keyof typeof callers;
type Truth = "yes" | "no" | "maybe";

function evaluated(condition: StatementJson, request: Partial<Request>, context: PolicyContext = known): Truth {
  const document = documentOf(allow(condition));
  return createEvaluator(
    document,
    context,
  )({
    principal: callers.member,
    action: context.service === "s3" ? "s3:ListBucket" : "dynamodb:GetItem",
    resource: { arn: "arn:aws:s3:::data", owner: { account: ourAccount, organization: ours } },
    keys: [],
    ...request,
  });
}

interface Row {
  key: string;
  /** Ours, where it can be. */
  value: string;
  operator?: string;
  isMultivalued?: true;
  /** Whether it is on a request that holds `value` where its caller may choose. */
  present: Record<CallerKind, Truth>;
  /** Whether outside callers, and outside resources, are admitted where an Allow asks for the value. */
  admits: [Answered, Answered];
}

const everywhere = { member: "yes", standalone: "yes", anonymous: "yes", service: "yes" } as const;
const nowhere = { member: "no", standalone: "no", anonymous: "no", service: "no" } as const;
/** What a service's own call holds is not documented key by key. */
const withCredentials = { member: "yes", standalone: "yes", anonymous: "no", service: "maybe" } as const;
const inOrganization = { member: "yes", standalone: "no", anonymous: "no", service: "maybe" } as const;
const ofServices = { ...nowhere, service: "yes" } as const;

const paths = `${ourOrganization}/*`;
const agreed: [Answered, Answered] = ["yes", "yes"];
const callerBound: [Answered, Answered] = ["no", "yes"];
const resourceBound: [Answered, Answered] = ["yes", "no"];
const closed: [Answered, Answered] = ["no", "no"];

const rows: readonly Row[] = [
  { key: "aws:PrincipalOrgID", value: ourOrganization, present: inOrganization, admits: callerBound },
  {
    key: "aws:PrincipalOrgPaths",
    value: paths,
    operator: "StringLike",
    isMultivalued: true,
    present: inOrganization,
    admits: callerBound,
  },
  {
    key: "aws:PrincipalAccount",
    value: ourAccount,
    present: { ...everywhere, service: "maybe" },
    admits: callerBound,
  },
  { key: "aws:PrincipalArn", value: callers.member.arn, present: withCredentials, admits: callerBound },
  {
    key: "aws:PrincipalIsAWSService",
    value: "true",
    operator: "Bool",
    present: { ...everywhere, anonymous: "no" },
    admits: closed,
  },
  { key: "aws:PrincipalServiceName", value: "config.amazonaws.com", present: ofServices, admits: closed },
  {
    key: "aws:PrincipalServiceNamesList",
    value: "config.amazonaws.com",
    isMultivalued: true,
    present: ofServices,
    admits: closed,
  },
  { key: "aws:PrincipalTag/team", value: "blue", present: withCredentials, admits: agreed },
  { key: "aws:PrincipalType", value: "User", present: withCredentials, admits: agreed },
  { key: "aws:username", value: "bob", present: withCredentials, admits: agreed },
  { key: "aws:userid", value: "AIDA", present: withCredentials, admits: agreed },
  { key: "aws:ResourceOrgID", value: ourOrganization, present: everywhere, admits: resourceBound },
  {
    key: "aws:ResourceOrgPaths",
    value: paths,
    operator: "StringLike",
    isMultivalued: true,
    present: everywhere,
    admits: resourceBound,
  },
  { key: "aws:ResourceAccount", value: ourAccount, present: everywhere, admits: resourceBound },
  { key: "s3:ResourceAccount", value: ourAccount, present: everywhere, admits: resourceBound },
  { key: "s3:DataAccessPointAccount", value: ourAccount, present: everywhere, admits: agreed },
  { key: "s3:DataAccessPointArn", value: "arn:aws:s3:::x", present: everywhere, admits: agreed },
  { key: "aws:SourceVpce", value: "vpce-1", present: everywhere, admits: agreed },
  { key: "aws:SourceVpc", value: "vpc-1", present: everywhere, admits: agreed },
  { key: "aws:VpceOrgID", value: ourOrganization, present: everywhere, admits: agreed },
  { key: "aws:VpceAccount", value: ourAccount, present: everywhere, admits: agreed },
  { key: "aws:SourceIp", value: "10.0.0.0/8", operator: "IpAddress", present: nowhere, admits: closed },
  { key: "aws:VpcSourceIp", value: "10.0.0.0/8", operator: "IpAddress", present: everywhere, admits: agreed },
  { key: "aws:SourceAccount", value: ourAccount, present: { ...nowhere, service: "maybe" }, admits: closed },
  { key: "aws:SourceArn", value: "arn:aws:s3:::x", present: { ...nowhere, service: "maybe" }, admits: closed },
  { key: "aws:SourceOrgID", value: ourOrganization, present: { ...nowhere, service: "maybe" }, admits: closed },
  { key: "aws:CalledVia", value: "athena.amazonaws.com", isMultivalued: true, present: everywhere, admits: agreed },
  { key: "aws:CalledViaFirst", value: "athena.amazonaws.com", present: everywhere, admits: agreed },
  { key: "aws:CalledViaLast", value: "athena.amazonaws.com", present: everywhere, admits: agreed },
  { key: "aws:ViaAWSService", value: "true", operator: "Bool", present: everywhere, admits: agreed },
  { key: "aws:SecureTransport", value: "true", operator: "Bool", present: everywhere, admits: agreed },
  { key: "aws:UserAgent", value: "curl", present: everywhere, admits: agreed },
  { key: "aws:Referer", value: "x", present: everywhere, admits: agreed },
  {
    key: "aws:CurrentTime",
    value: "2030-01-01T00:00:00Z",
    operator: "DateGreaterThan",
    present: everywhere,
    admits: agreed,
  },
  { key: "s3:prefix", value: "home/", present: everywhere, admits: agreed },
  { key: "aws:TagKeys", value: "a", isMultivalued: true, present: everywhere, admits: agreed },
  // Misspelt, and of another service.
  { key: "aws:PrincipalOrganizationID", value: ourOrganization, present: nowhere, admits: closed },
  { key: "dynamodb:Select", value: "COUNT", present: nowhere, admits: closed },
  { key: "s3:prefxi", value: "home/", present: nowhere, admits: closed },
];

/** What a request holds under a key that its caller, or its situation, fills. */
const held = ({ key, value }: Row): RequestKey[] => [{ key: key.toLowerCase(), values: [value] }];

describe.each(rows)("$key", (row) => {
  const { key, value, operator = "StringEquals", isMultivalued, present, admits } = row;
  const set = isMultivalued === true ? "ForAnyValue:" : "";

  test.each(Object.entries(present) as [CallerKind, Truth][])("of a caller of kind %s: there %s", (kind, truth) => {
    expect(evaluated(when("Null", key, "false"), { principal: callers[kind], keys: held(row) })).toBe(truth);
  });

  test(`bounds outside callers and resources: ${admits.join(", ")}`, () => {
    expect(outsiders(allow(when(`${set}${operator}`, key, value)), known)).toEqual(admits);
  });

  test(`has ${isMultivalued === true ? "several values, and needs a set operator" : "one value"}`, () => {
    const isOnlyOfServices = present.member === "no";
    const principal = isOnlyOfServices ? callers.service : callers.member;
    const [matching, differing] = ["Like", "NotLike"].map((form) =>
      evaluated(when(`String${form}`, key, "*"), { principal, keys: held(row) }),
    );
    if (Object.values(present).every((truth) => truth === "no")) expect([matching, differing]).toEqual(["no", "yes"]);
    else if (isMultivalued === true || (isOnlyOfServices && present.service === "maybe")) {
      expect([matching, differing]).toEqual(["maybe", "maybe"]);
    } else expect([matching, differing]).toEqual(["yes", "no"]);
  });
});

describe("the owner's keys, by owner", () => {
  const standalone = { resource: { arn: "arn:aws:s3:::data", owner: { account: outsider } } };

  test.each([
    ["aws:ResourceOrgID", "no"],
    ["aws:ResourceOrgPaths", "no"],
    ["aws:ResourceAccount", "yes"],
    ["s3:ResourceAccount", "yes"],
  ])("%s of an owner in no organization: there %s", (key, truth) => {
    expect(evaluated(when("Null", key, "false"), standalone)).toBe(truth);
  });

  test.each(["events", "ebs", "ec2", "route53", "workspaces"])("%s leaves them out of some requests", (service) => {
    for (const key of ["aws:ResourceOrgID", "aws:ResourceAccount"]) {
      const value = key.endsWith("ID") ? ourOrganization : ourAccount;
      expect(evaluated(when("StringEquals", key, value), {}, { ...s3, service })).toBe("maybe");
      expect(evaluated(when("StringEqualsIfExists", key, value), {}, { ...s3, service })).toBe("yes");
    }
  });
});

describe("traps", () => {
  const callersAdmitted = (condition: StatementJson, context = known): Answered =>
    outsiders(allow(condition), context)[0];
  const resourcesAdmitted = (condition: StatementJson, context = known): Answered =>
    outsiders(allow(condition), context)[1];

  test.each<[string, string, string, Answered]>([
    ["IfExists, on callers in no organization", "StringEqualsIfExists", "aws:PrincipalOrgID", "yes"],
    ["ForAllValues, likewise", "ForAllValues:StringEquals", "aws:PrincipalOrgID", "yes"],
    ["ForAnyValue is a set of one", "ForAnyValue:StringEquals", "aws:PrincipalOrgID", "no"],
  ])("%s: %s on %s admits outside callers: %s", (_name, operator, key, answer) => {
    expect(callersAdmitted(when(operator, key, ourOrganization))).toBe(answer);
  });

  test("a beginning of an organization's id is other organizations' too, for ids are of 10 to 32 letters", () => {
    expect(callersAdmitted(when("StringLike", "aws:PrincipalOrgID", `${ourOrganization}*`))).toBe("yes");
    const longest = `o-${"a".repeat(32)}`;
    const context = { ...known, organizationId: longest };
    expect(callersAdmitted(when("StringLike", "aws:PrincipalOrgID", `${longest}*`), context)).toBe("no");
  });

  test("paths: without the slash the id goes on, and roots and units have the same ids in other organizations", () => {
    const path = (value: string): Answered =>
      callersAdmitted(when("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", value));
    expect(path(`${ourOrganization}/*`)).toBe("no");
    expect(path(`${ourOrganization}*`)).toBe("yes");
    expect(path("*/r-ab12/ou-ab12-11111111/*")).toBe("yes");
  });

  test("paths without a set operator: no reading lets outsiders in, and whether ours are is open", () => {
    const decision = decide(allow(when("StringLike", "aws:PrincipalOrgPaths", paths)), known);
    expect(decision.admitsOutsidePrincipals).toBe(false);
    expect(decision.deniesEverything).not.toBe(true);
    expect(decision.deniesEverything).not.toBe(false);
  });

  test("a beginning of an account number is others' too; anonymous callers have the account `anonymous`", () => {
    expect(callersAdmitted(when("StringLike", "aws:PrincipalAccount", "1111*"))).toBe("yes");
    expect(callersAdmitted(when("StringLike", "aws:PrincipalAccount", `${ourAccount}*`))).toBe("no");
    expect(decide(allow(when("StringEquals", "aws:PrincipalAccount", "anonymous"))).principalWitness).toMatchObject({
      principal: { kind: "anonymous" },
    });
    expect(callersAdmitted(when("StringEqualsIfExists", "aws:PrincipalAccount", ourAccount))).toBe("no");
  });

  test("an ARN's pattern over our account also fits a foreign role of that name, or one with it in its path", () => {
    const like = (value: string): StatementJson => when("StringLike", "aws:PrincipalArn", value);
    expect(callersAdmitted(like(`*${ourAccount}*`))).toBe("yes");
    expect(callersAdmitted(like(`arn:aws:iam::*:${ourAccount}:role/app`))).toBe("yes");
    expect(callersAdmitted(like(`arn:aws:iam::${ourAccount}:*`))).toBe("no");
    expect(callersAdmitted(when("ArnLike", "aws:PrincipalArn", `arn:aws:iam::*:role/app`))).toBe("yes");
  });

  test('aws:PrincipalIsAWSService "false" is everybody else with credentials, and anonymous callers are none of them', () => {
    expect(callersAdmitted(when("Bool", "aws:PrincipalIsAWSService", "false"))).toBe("yes");
    const onlyAnonymous = [allow(), deny(when("Bool", "aws:PrincipalIsAWSService", ["true", "false"]))];
    expect(decide(onlyAnonymous).principalWitness).toMatchObject({ principal: { kind: "anonymous" } });
  });

  test("the account of a resource that is reached by an access point is not the access point's", () => {
    expect(resourcesAdmitted(when("StringEquals", "s3:DataAccessPointAccount", ourAccount))).toBe("yes");
  });

  test("s3:ResourceAccount is on no request to another service", () => {
    expect(decide(allow(when("StringEquals", "s3:ResourceAccount", ourAccount)), dynamodb).verdict).toBe("deny-all");
    expect(callersAdmitted(when("StringEqualsIfExists", "s3:ResourceAccount", ourAccount), dynamodb)).toBe("yes");
    expect(callersAdmitted(when("StringNotEquals", "s3:ResourceAccount", ourAccount), dynamodb)).toBe("yes");
  });

  test("the endpoint's own ids: vacuous, or never", () => {
    for (const [key, own, other] of [
      ["aws:SourceVpce", "vpce-1", "vpce-2"],
      ["aws:SourceVpc", "vpc-1", "vpc-2"],
      ["aws:VpceAccount", ourAccount, outsider],
      ["aws:VpceOrgID", ourOrganization, "o-foreign0000"],
    ] as const) {
      expect(decide(allow(when("StringEquals", key, own)), known).verdict).toBe("full-access");
      expect(decide(allow(when("StringEquals", key, other)), known).verdict).toBe("deny-all");
      expect(decide(allow(when("StringNotEquals", key, other)), known).verdict).toBe("full-access");
    }
  });

  test.each(["aws:VpceOrgID", "aws:VpceAccount", "aws:VpceOrgPaths"])(
    "%s is on no request to a service that does not fill it",
    (key) => {
      const context = { ...known, service: "dynamodb" };
      expect(decide(allow(when("StringEquals", key, ourOrganization)), context).verdict).toBe("deny-all");
      expect(decide(allow(when("StringEqualsIfExists", key, "x")), context).verdict).toBe("full-access");
      expect(decide(allow(when("Null", key, "true")), context).verdict).toBe("full-access");
      // Where it is filled, the paths are our organization's: which, the context does not tell.
      const isKnown = key !== "aws:VpceOrgPaths";
      expect(decide(allow(when("Null", key, "true")), known).verdict).toBe(isKnown ? "deny-all" : "unknown");
    },
  );

  test("aws:SourceIp: IpAddress is never true, NotIpAddress always is", () => {
    expect(decide(allow(when("IpAddress", "aws:SourceIp", "0.0.0.0/0"))).verdict).toBe("deny-all");
    expect(decide(allow(when("NotIpAddress", "aws:SourceIp", "0.0.0.0/0"))).verdict).toBe("full-access");
    expect(decide([allow(), deny(when("NotIpAddress", "aws:SourceIp", "10.0.0.0/8"))]).verdict).toBe("deny-all");
  });

  test("keys of direct service calls keep every IAM caller out, and IfExists lets all of them in", () => {
    for (const key of ["aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID"]) {
      expect(callersAdmitted(when("StringLike", key, "*"))).toBe("no");
      expect(callersAdmitted(when("StringLikeIfExists", key, "*"))).toBe("yes");
      expect(callersAdmitted(when("StringNotLike", key, "*"))).toBe("yes");
    }
  });

  test("forward access sessions bound nobody", () => {
    expect(outsiders(allow(when("Bool", "aws:ViaAWSService", "false")))).toEqual(["yes", "yes"]);
    expect(outsiders(allow(when("ForAllValues:StringEquals", "aws:CalledVia", "athena.amazonaws.com")))).toEqual([
      "yes",
      "yes",
    ]);
  });

  test("aws:RequestedRegion is the endpoint's own, which the context does not tell: it tells no two callers apart", () => {
    const region = when("StringEquals", "aws:RequestedRegion", "us-east-1");
    expect(outsiders(allow(region))).toEqual(["unknown", "unknown"]);
    expect(
      callersAdmitted({
        Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1", "aws:PrincipalOrgID": ourOrganization } },
      }),
    ).toBe("no");
    const document = documentOf(allow(region));
    expect(findIneffective(document, known, undefined)).toMatchObject([
      { why: expect.stringContaining("bounds nobody") },
    ]);
  });
});

describe("keys of the service's own", () => {
  test("s3:prefix is on requests that list, and on no others", () => {
    expect(decide(allow({ ...when("StringEquals", "s3:prefix", "a"), Action: "s3:GetObject" })).verdict).toBe(
      "deny-all",
    );
    expect(decide(allow({ ...when("StringEquals", "s3:prefix", "a"), Action: "s3:ListBucket" })).verdict).toBe(
      "open-both",
    );
    expect(decide(allow({ ...when("StringNotEquals", "s3:prefix", "a"), Action: "s3:GetObject" })).verdict).toBe(
      "open-both",
    );
  });

  test("IAM says which have several values: dynamodb:LeadingKeys and dynamodb:Attributes do, dynamodb:Select does not", () => {
    const getItem = { Action: "dynamodb:GetItem" };
    const on = (operator: string, key: string): Answered =>
      outsiders(allow({ ...getItem, ...when(operator, key, "a") }), dynamodb)[0];
    for (const key of ["dynamodb:LeadingKeys", "dynamodb:Attributes"]) {
      expect(on("ForAnyValue:StringEquals", key)).toBe("yes");
      expect(on("ForAllValues:StringEquals", key)).toBe("yes");
      expect(on("StringEquals", key)).toBe("unknown");
    }
    expect(on("StringEquals", "dynamodb:Select")).toBe("yes");
    const putItem = allow({ Action: "dynamodb:PutItem", ...when("StringEquals", "dynamodb:Select", "a") });
    expect(outsiders(putItem, dynamodb)[0]).toBe("no");
  });

  test("two values can be apart: one Allow for each, and a Deny where both are there", () => {
    const both = [
      allow({ Action: "dynamodb:GetItem", ...when("ForAnyValue:StringEquals", "dynamodb:LeadingKeys", "a") }),
      deny(when("ForAllValues:StringEquals", "dynamodb:LeadingKeys", "a")),
    ];
    expect(decide(both, dynamodb).principalWitness?.keys).toEqual([
      { key: "dynamodb:leadingkeys", values: ["a", expect.any(String)] },
    ]);
  });

  test("names with a part of the author's", () => {
    const kms = { ...s3, service: "kms" };
    expect(outsiders(allow(when("StringEquals", "kms:EncryptionContext:team", "a")), kms)[0]).toBe("yes");
    expect(outsiders(allow(when("ForAnyValue:StringEquals", "kms:EncryptionContextKeys", "a")), kms)[0]).toBe("yes");
    expect(outsiders(allow(when("StringEquals", "s3:ExistingObjectTag/team", "a")))[0]).toBe("yes");
  });

  test("keys that IAM documents of a service under another prefix", () => {
    const ssm = { ...s3, service: "ssm" };
    expect(outsiders(allow(when("StringLike", "ec2:SourceInstanceARN", "*")), ssm)[0]).toBe("yes");
    const cognito = { ...s3, service: "cognito-identity" };
    expect(outsiders(allow(when("StringLike", "cognito-identity-unauth:AccountId", "*")), cognito)[0]).toBe("yes");
  });

  test("a misspelt one is on no request; one that looks like none may be new, so that only its absence is sure", () => {
    expect(decide(allow(when("StringEquals", "s3:prefxi", "a"))).verdict).toBe("deny-all");
    expect(decide(allow(when("StringEqualsIfExists", "s3:prefxi", "a"))).verdict).toBe("full-access");
    expect(callersOf("StringEquals")).toBe("unknown");
    expect(callersOf("StringEqualsIfExists")).toBe("yes");
    expect(callersOf("StringNotEquals")).toBe("yes");
  });

  const callersOf = (operator: string): Answered =>
    outsiders(allow(when(operator, "s3:some-new-key-of-next-year", "a")))[0];
});
