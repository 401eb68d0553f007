import { describe, expect, test } from "vitest";
import type { PolicyContext } from "../../../src/policy/context.ts";
import type { RequestPrincipal } from "../../../src/policy/request.ts";
import { buildSpace } from "../../../src/policy/space.ts";
import { allow, dynamodb, ourAccount, ourOrganization, outsider, when, documentOf } from "./fixtures.ts";
import type { StatementJson } from "./fixtures.ts";

type Kind = RequestPrincipal["kind"];

/** The classes of callers that a policy tells apart: what it says of each, one of them, and whose they are. */
function callersOf(statement: StatementJson, kind: Kind, context: PolicyContext = dynamodb): string[] {
  const document = documentOf(statement);
  const callers = buildSpace(document, context, new Map()).callers.flatMap(({ members }) => members);
  return callers
    .filter(({ principal }) => principal.kind === kind)
    .map(({ principal, standing: { side, doubt }, truths }) => {
      const why = doubt === undefined ? "" : `: ${doubt}`;
      return `${truths.join(" ")}: ${nameOf(principal)}, ${side}${why}`;
    });
}

function nameOf(principal: RequestPrincipal): string {
  if (principal.kind !== "iam") return principal.kind === "service" ? principal.name : principal.kind;
  const { arn, sessionArn, organization } = principal;
  const session = sessionArn === undefined ? "" : ` as ${sessionArn}`;
  return `${arn}${session} of ${organization === undefined ? "none" : organization.path}`;
}

const role = (account: string, name: string, path?: string): string =>
  `arn:aws:iam::${account}:role/${name} of ${path ?? "none"}`;
const federated = (account: string, name: string, path?: string): string =>
  `arn:aws:sts::${account}:federated-user/${name} of ${path ?? "none"}`;
const [ours, other] = [`${ourOrganization}/r-root/`, "o-other00000/r-root/"];
const [nobodys, friends] = ["888888888888", "333333333333"];
const organization = (operator: string, id: string): StatementJson => when(operator, "aws:PrincipalOrgID", id);
const { organizationId: _ourOrganization, ...alone } = dynamodb;

describe("accounts and organizations (policy-semantics 10)", () => {
  test("ours are in our organization, and others are in another or in none", () => {
    expect(callersOf(allow(), "iam")).toEqual([
      `yes: ${role(ourAccount, "any-role", ours)}, inside`,
      `yes: ${role(outsider, "any-role")}, outside`,
      `yes: ${role(outsider, "any-role", other)}, outside`,
    ]);
  });

  test("an account that is named is told from any other", () => {
    expect(callersOf(allow({ Principal: { AWS: outsider } }), "iam")).toEqual([
      `yes: ${role(outsider, "any-role")}, outside`,
      `yes: ${role(outsider, "any-role", other)}, outside`,
      `no: ${role(ourAccount, "any-role", ours)}, inside`,
      `no: ${role(nobodys, "any-role")}, outside`,
      `no: ${role(nobodys, "any-role", other)}, outside`,
    ]);
  });

  test("with an incomplete list of accounts it may be ours, and others are in our organization too", () => {
    const doubt = `in-doubt: whether account ${outsider} is ours is not known: the list of our accounts is incomplete`;
    const context = { ...dynamodb, accountsComplete: false };
    expect(callersOf(allow({ Principal: { AWS: outsider } }), "iam", context)).toEqual([
      `yes: ${role(outsider, "any-role")}, ${doubt}`,
      `yes: ${role(outsider, "any-role", other)}, ${doubt}`,
      `yes: ${role(outsider, "any-role", ours)}, inside`,
      `no: ${role(ourAccount, "any-role", ours)}, inside`,
      `no: ${role(nobodys, "any-role", ours)}, inside`,
      `no: ${role(nobodys, "any-role")}, outside`,
      `no: ${role(nobodys, "any-role", other)}, outside`,
    ]);
  });

  test("a trusted account is inside wherever it is, and so is whoever is in a trusted organization", () => {
    const friendly = "o-friend12345";
    const context = { ...dynamodb, trustedAccounts: [friends], trustedOrganizations: [friendly] };
    const their = `${friendly}/r-root/`;
    expect(callersOf(allow(organization("StringEquals", friendly)), "iam", context)).toEqual([
      `no: ${role(ourAccount, "any-role", ours)}, inside`,
      `no: ${role(friends, "any-role")}, inside`,
      `no: ${role(friends, "any-role", other)}, inside`,
      `yes: ${role(friends, "any-role", their)}, inside`,
      `yes: ${role(outsider, "any-role", their)}, inside`,
      `no: ${role(outsider, "any-role")}, outside`,
      `no: ${role(outsider, "any-role", other)}, outside`,
    ]);
    const incomplete = { ...dynamodb, trustedAccounts: [friends], accountsComplete: false };
    expect(callersOf(allow(), "iam", incomplete)).toContain(`yes: ${role(friends, "any-role", ours)}, inside`);
    expect(callersOf(allow(), "iam", context)).not.toContain(`yes: ${role(friends, "any-role", ours)}, inside`);
  });

  test("without our organization's id ours may be in any, which matters where the policy asks for one", () => {
    expect(callersOf(allow(), "iam", alone).slice(0, 2)).toEqual([
      `yes: ${role(ourAccount, "any-role")}, inside`,
      `yes: ${role(ourAccount, "any-role", other)}, inside`,
    ]);
    const named = "o-named00000/r-root/";
    const doubt = "which organization our accounts belong to is not known";
    expect(callersOf(allow(organization("StringEquals", "o-named00000")), "iam", alone)).toEqual([
      `no: ${role(ourAccount, "any-role")}, inside: ${doubt}`,
      `no: ${role(ourAccount, "any-role", other)}, inside: ${doubt}`,
      `yes: ${role(ourAccount, "any-role", named)}, inside: ${doubt}`,
      `no: ${role(outsider, "any-role")}, outside`,
      `no: ${role(outsider, "any-role", other)}, outside`,
      `yes: ${role(outsider, "any-role", named)}, in-doubt: whether the organization o-named00000 is ours is not known`,
    ]);
  });

  test.each([
    [
      "what is no id of one",
      organization("StringEquals", "o-short"),
      "o-short/r-root/",
      "in-doubt: o-short is no id of an organization",
    ],
    [
      "a longer id than ours",
      organization("StringLike", `${ourOrganization}*`),
      `${ourOrganization}9/r-root/`,
      "outside",
    ],
    [
      "a root's id in another",
      when("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "*/r-ab12/*"),
      "o-9999999999/r-ab12/",
      "outside",
    ],
  ])("%s is told apart", (_, condition, path, standing) => {
    expect(callersOf(allow(condition), "iam")).toContain(`yes: ${role(outsider, "any-role", path)}, ${standing}`);
  });

  test("a unit of ours is told from the rest of it", () => {
    const unit = when(
      "ForAnyValue:StringLike",
      "aws:PrincipalOrgPaths",
      `${ourOrganization}/r-ab12/ou-ab12-11111111/*`,
    );
    expect(callersOf(allow(unit), "iam").slice(0, 2)).toEqual([
      `no: ${role(ourAccount, "any-role", ours)}, inside`,
      `yes: ${role(ourAccount, "any-role", `${ourOrganization}/r-ab12/ou-ab12-11111111/`)}, inside`,
    ]);
  });

  test("a part of a number is told from the rest, among ours and among all", () => {
    expect(callersOf(allow(when("StringLike", "aws:PrincipalAccount", "1111*")), "iam")).toEqual([
      `yes: ${role(ourAccount, "any-role", ours)}, inside`,
      `no: ${role("222222222222", "any-role", ours)}, inside`,
      `no: ${role(outsider, "any-role")}, outside`,
      `no: ${role(outsider, "any-role", other)}, outside`,
      `yes: ${role("111199999999", "any-role")}, outside`,
      `yes: ${role("111199999999", "any-role", other)}, outside`,
    ]);
  });
});

describe("identities by their ARN (policy-semantics 3 and 6)", () => {
  const standing = (lines: string[]): string[] => lines.filter((line) => !line.includes("other00000"));

  test("a role that is named, others of its account, and federated users, whose ARN is one of STS", () => {
    const named = allow({ Principal: { AWS: `arn:aws:iam::${outsider}:role/app` } });
    expect(standing(callersOf(named, "iam"))).toEqual([
      `yes: ${role(outsider, "app")}, outside`,
      `no: ${role(outsider, "any-role")}, outside`,
      `no: ${role(nobodys, "any-role")}, outside`,
      `no: ${federated(outsider, "anybody")}, outside`,
      `no: ${federated(nobodys, "anybody")}, outside`,
      `no: ${role(ourAccount, "any-role", ours)}, inside`,
      `no: ${federated(ourAccount, "anybody", ours)}, inside`,
    ]);
  });

  test("a wildcard for the account reaches everybody's roles; inside a principal AWS may refuse it", () => {
    const pattern = "arn:aws:iam::*:role/app";
    for (const [truth, statement] of [
      ["yes", allow(when("ArnLike", "aws:PrincipalArn", pattern))],
      ["maybe", allow({ Principal: { AWS: pattern } })],
    ] as const) {
      expect(standing(callersOf(statement, "iam"))).toEqual([
        `no: ${role(ourAccount, "any-role", ours)}, inside`,
        `no: ${federated(ourAccount, "anybody", ours)}, inside`,
        `${truth}: ${role(ourAccount, "app", ours)}, inside`,
        `no: ${role(outsider, "any-role")}, outside`,
        `no: ${federated(outsider, "anybody")}, outside`,
        `${truth}: ${role(outsider, "app")}, outside`,
      ]);
    }
  });

  test("our number as the name of a role, or of a federated user, of somebody else", () => {
    const lines = callersOf(allow(when("StringLike", "aws:PrincipalArn", `*${ourAccount}*`)), "iam");
    expect(lines).toEqual(
      expect.arrayContaining([
        `yes: ${role("222222222222", ourAccount, ours)}, inside`,
        `yes: ${role(outsider, ourAccount)}, outside`,
        `yes: ${federated(outsider, ourAccount, other)}, outside`,
      ]),
    );
  });

  test("a session that is named, whose role may have any path", () => {
    const sessionArn = `arn:aws:sts::${outsider}:assumed-role/app/one`;
    const session = (name: string) => `arn:aws:iam::${outsider}:role/${name} as ${sessionArn} of none`;
    const statement = allow({
      Principal: { AWS: sessionArn },
      ...when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/path/*"),
    });
    const lines = callersOf(statement, "iam");
    expect(lines).toContain(`no: ${session("app")}, outside`);
    expect(lines).toContain(`yes: ${session("path/app")}, outside`);
    expect(lines.filter((line) => line.startsWith("yes") && !line.includes(" as "))).toEqual([]);
  });
});

describe("accounts that nobody names", () => {
  const many = { ...dynamodb, accounts: [ourAccount, outsider] };

  test("are none of ours, though not each of ours is looked at", () => {
    expect(callersOf(allow(), "iam", many)).toEqual([
      `yes: ${role(ourAccount, "any-role", ours)}, inside`,
      `yes: ${role(nobodys, "any-role")}, outside`,
      `yes: ${role(nobodys, "any-role", other)}, outside`,
    ]);
    const trusting = { ...dynamodb, trustedAccounts: [friends, outsider] };
    expect(callersOf(allow(), "iam", trusting)).toContain(`yes: ${role(nobodys, "any-role")}, outside`);
  });

  test("nor where an ARN leaves the account open", () => {
    const statement = allow(when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/app"));
    const outside = callersOf(statement, "iam", many).filter((line) => line.endsWith("outside"));
    expect(outside).toContain(`yes: ${role(nobodys, "app")}, outside`);
    expect(outside.filter((line) => line.includes(outsider))).toEqual([]);
  });

  test("have a root user too, whose ARN no other has", () => {
    const statement = allow(when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:root"));
    expect(callersOf(statement, "iam")).toContain(`yes: arn:aws:iam::${outsider}:root of none, outside`);
  });
});

describe("who is no account's", () => {
  test("nobody has an account called anonymous, and no ARN", () => {
    const truthOf = (operator: string, key: string, value: string) =>
      callersOf(allow(when(operator, key, value)), "anonymous");
    expect(truthOf("StringEquals", "aws:PrincipalAccount", "anonymous")).toEqual(["yes: anonymous, outside"]);
    expect(truthOf("Null", "aws:PrincipalArn", "true")).toEqual(["yes: anonymous, outside"]);
    expect(truthOf("Null", "aws:PrincipalIsAWSService", "false")).toEqual(["no: anonymous, outside"]);
    expect(truthOf("StringEquals", "aws:ResourceAccount", outsider)).toEqual(["yes: anonymous, outside"]);
  });

  test("services are inside; what their own calls hold of an account is not known", () => {
    expect(callersOf(allow({ Principal: { Service: "logs.amazonaws.com" } }), "service")).toEqual([
      "yes: logs.amazonaws.com, inside",
      "no: cloudtrail.amazonaws.com, inside",
    ]);
    const truthOf = (operator: string, key: string, value: string) =>
      callersOf(allow(when(operator, key, value)), "service");
    expect(truthOf("Bool", "aws:PrincipalIsAWSService", "true")).toEqual(["yes: cloudtrail.amazonaws.com, inside"]);
    expect(truthOf("StringEquals", "aws:PrincipalAccount", ourAccount)).toEqual([
      "maybe: cloudtrail.amazonaws.com, inside",
    ]);
    expect(truthOf("StringEquals", "aws:PrincipalServiceName", "config.amazonaws.com")).toEqual([
      "yes: config.amazonaws.com, inside",
      "no: cloudtrail.amazonaws.com, inside",
    ]);
  });

  test("in China some have names that end in .cn", () => {
    const statement = allow(when("StringLike", "aws:PrincipalServiceName", "*.cn"));
    expect(callersOf(statement, "service")).toEqual(["no: cloudtrail.amazonaws.com, inside"]);
    expect(callersOf(statement, "service", { ...dynamodb, partition: "aws-cn" })).toEqual([
      "no: cloudtrail.amazonaws.com, inside",
      "yes: 9.amazonaws.com.cn, inside",
    ]);
  });
});
