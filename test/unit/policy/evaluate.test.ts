import { describe, expect, test } from "vitest";
import type { RequestPrincipal } from "../../../src/policy/request.ts";
import { allow, deny, ourAccount, ourOrganization, outsider, when } from "./fixtures.ts";
import { agent, anonymous, evaluate, member, request, standalone } from "./requests.ts";

describe("operators, with the key present and absent (policy-semantics 5)", () => {
  // Each row: operator, value of the policy; whether it holds for a matching value, another value, and no value.
  test.each<[string, unknown, string, string, string]>([
    ["StringEquals", "yes", "yes", "no", "no"],
    ["StringNotEquals", "yes", "no", "yes", "yes"],
    ["StringEqualsIfExists", "yes", "yes", "no", "yes"],
    ["StringNotEqualsIfExists", "yes", "no", "yes", "yes"],
    ["StringEqualsIgnoreCase", "YES", "yes", "no", "no"],
    ["StringNotEqualsIgnoreCase", "YES", "no", "yes", "yes"],
    ["StringLike", "y?*", "yes", "no", "no"],
    ["StringEquals", "y?*", "no", "no", "no"],
    ["StringNotLike", "y*", "no", "yes", "yes"],
    ["StringLikeIfExists", "y*", "yes", "no", "yes"],
    ["StringEquals", ["x", "yes"], "yes", "no", "no"],
    ["StringNotEquals", ["x", "yes"], "no", "yes", "yes"],
    ["StringEquals", [], "no", "no", "no"],
    ["StringNotEquals", [], "yes", "yes", "yes"],
    ["Bool", "YES", "yes", "no", "no"],
    ["BoolIfExists", "yes", "yes", "no", "yes"],
    ["ForAnyValue:StringEquals", "yes", "yes", "no", "no"],
    ["ForAnyValue:StringNotEquals", "yes", "no", "yes", "no"],
    ["ForAllValues:StringEquals", "yes", "yes", "no", "yes"],
    ["ForAllValues:StringNotEquals", "yes", "no", "yes", "yes"],
    ["ForAnyValue:StringEqualsIfExists", "yes", "yes", "no", "maybe"],
    ["Null", "true", "no", "no", "yes"],
    ["Null", "false", "yes", "yes", "no"],
    ["Null", ["true", "false"], "yes", "yes", "yes"],
    ["NumericEquals", "1", "maybe", "maybe", "no"],
    ["NumericNotEquals", "1", "maybe", "maybe", "yes"],
    ["DateLessThanIfExists", "2030-01-01", "maybe", "maybe", "yes"],
    ["StringResembles", "yes", "maybe", "maybe", "maybe"],
  ])("%s %j: matching %s, other %s, absent %s", (operator, values, matching, other, absent) => {
    const statement = allow(when(operator, "aws:UserAgent", values));
    const results = [agent("yes"), agent("other"), []].map((keys) => evaluate([statement], request({ keys })));
    expect(results).toEqual([matching, other, absent]);
  });

  test.each<[string, unknown, string, string, string]>([
    ["NumericEquals", ["1", 300], "300", "301", "no"],
    ["NumericNotEquals", "300", "301", "300", "yes"],
    ["NumericLessThan", "300", "299.5", "300", "no"],
    ["NumericLessThanEquals", "300", "300", "301", "no"],
    ["NumericGreaterThan", "-1", "0", "-1", "no"],
    ["NumericGreaterThanEqualsIfExists", "300", "300", "299", "yes"],
    ["ForAllValues:NumericEquals", "1", "1", "2", "yes"],
    ["DateEquals", "2026-01-01T00:00:00Z", "1767225600", "2026-01-01T00:00:01Z", "no"],
    ["DateNotEquals", "2026-01-01", "2026-01-02", "2026-01-01T00:00:00Z", "yes"],
    ["DateLessThan", "2026-01-01T00:00:00+01:00", "2025-12-31T22:59:59Z", "2025-12-31T23:00:00Z", "no"],
    ["DateLessThanEquals", "2026-01-01", "2026-01-01", "2026-01-02", "no"],
    ["DateGreaterThan", "2026-01-01", "2026-01-02", "2026-01-01", "no"],
    ["DateGreaterThanEquals", "2026-01-01", "2026-01-01", "2025-12-31", "no"],
    ["IpAddress", ["10.0.0.0/8", "192.168.1.7"], "192.168.1.7", "192.168.1.8", "no"],
    ["IpAddress", "10.0.0.0/8", "10.255.0.1", "2001:db8::1", "no"],
    ["IpAddress", "2001:db8::/32", "2001:db8:1::1", "2001:db9::1", "no"],
    ["NotIpAddress", "10.0.0.0/8", "11.0.0.1", "10.0.0.1", "yes"],
    ["NotIpAddressIfExists", "10.1.2.3/32", "10.1.2.4", "10.1.2.3", "yes"],
  ])("%s %j: %s yes, %s no, absent %s", (operator, values, matching, other, absent) => {
    const statement = allow(when(operator, "aws:UserAgent", values));
    const results = [agent(matching), agent(other), []].map((keys) => evaluate([statement], request({ keys })));
    expect(results).toEqual(["yes", "no", absent]);
  });

  test.each([
    ["NumericEquals", "one", "1"],
    ["NumericEquals", "1", "one"],
    ["DateEquals", "yesterday", "2026-01-01"],
    ["IpAddress", "10.0.0.0/40", "10.0.0.1"],
    ["IpAddress", "10.0.0.0/8", "somewhere"],
    ["BinaryEquals", "AA==", "AA=="],
  ])("%s %s on %s: what is not of its kind decides nothing", (operator, value, text) => {
    expect(evaluate([allow(when(operator, "aws:UserAgent", value))], request({ keys: agent(text) }))).toBe("maybe");
  });

  test("operators are ANDed, and so are the keys of one operator", () => {
    const Condition = {
      StringEquals: { "aws:UserAgent": "a", "aws:Referer": "b" },
      StringNotEquals: { "aws:PrincipalAccount": outsider },
    };
    const keys = [...agent("a"), { key: "aws:referer", values: ["b"] }];
    expect(evaluate([allow({ Condition })], request({ keys }))).toBe("yes");
    expect(evaluate([allow({ Condition })], request({ keys: agent("a") }))).toBe("no");
    expect(evaluate([allow({ Condition })], request({ keys, principal: standalone }))).toBe("no");
  });

  test("a multivalued key: some value for ForAnyValue, every value for ForAllValues, undecided without either", () => {
    const keys = [{ key: "aws:tagkeys", values: ["a", "b"] }];
    const results = ["ForAnyValue:StringEquals", "ForAllValues:StringEquals", "StringEquals"].map((operator) =>
      evaluate([allow(when(operator, "aws:TagKeys", "a"))], request({ keys })),
    );
    expect(results).toEqual(["yes", "no", "maybe"]);
  });
});

describe("keys that follow from the caller and the resource (policy-semantics 6)", () => {
  const present = (key: string, principal: RequestPrincipal): string =>
    evaluate([allow(when("Null", key, "false"))], request({ principal }));

  test.each([
    ["aws:PrincipalOrgID", "yes", "no", "no"],
    ["aws:PrincipalOrgPaths", "yes", "no", "no"],
    ["aws:PrincipalAccount", "yes", "yes", "yes"],
    ["aws:PrincipalArn", "yes", "yes", "no"],
    ["aws:PrincipalIsAWSService", "yes", "yes", "no"],
    ["aws:PrincipalServiceName", "no", "no", "no"],
    ["aws:SourceAccount", "no", "no", "no"],
    ["aws:SourceIp", "no", "no", "no"],
    ["aws:Misspelt", "no", "no", "no"],
    ["dynamodb:Select", "no", "no", "no"],
    ["aws:SourceVpce", "maybe", "maybe", "maybe"],
  ])(
    "%s is there for a member of an organization %s, a standalone account %s, an anonymous caller %s",
    (key, ...expected) => {
      expect([member, standalone, anonymous].map((principal) => present(key, principal))).toEqual(expected);
    },
  );

  test("a key that no request is without is open where the request does not say what it holds", () => {
    const secure = [{ key: "aws:securetransport", values: ["true"] }];
    const statement = allow(when("Bool", "aws:SecureTransport", "true"));
    expect(evaluate([statement], request({ keys: secure }))).toBe("yes");
    expect(evaluate([statement], request())).toBe("maybe");
  });

  test("what a key holds that IAM does not document is open where it is there, and it need not be there", () => {
    const statement = allow(when("StringEquals", "s3:some-new-key-of-next-year", "a"));
    const keys = [...agent("a"), { key: "s3:some-new-key-of-next-year", values: ["a"] }];
    expect(evaluate([statement], request({ keys }))).toBe("maybe");
    expect(evaluate([statement], request({ keys: agent("a") }))).toBe("no");
  });

  test("the owner's organization is absent where the owner has none", () => {
    const orgOf = when("StringEquals", "aws:ResourceOrgID", ourOrganization);
    const organization = { id: ourOrganization, path: `${ourOrganization}/r-ab12/` };
    expect(evaluate([allow(orgOf)], request())).toBe("no");
    expect(
      evaluate(
        [allow(orgOf)],
        request({ resource: { arn: "arn:aws:s3:::b", owner: { account: ourAccount, organization } } }),
      ),
    ).toBe("yes");
  });

  test("a variable takes its text from the request; without one nothing matches, and a negation holds", () => {
    const same = "${aws:PrincipalAccount}";
    expect(evaluate([allow(when("StringEquals", "aws:ResourceAccount", same))], request())).toBe("yes");
    expect(
      evaluate([allow(when("StringEquals", "aws:ResourceAccount", same))], request({ principal: standalone })),
    ).toBe("no");
    const organization = "${aws:PrincipalOrgID}";
    expect(
      evaluate(
        [allow(when("StringEquals", "aws:UserAgent", organization))],
        request({ principal: standalone, keys: agent("") }),
      ),
    ).toBe("no");
    expect(
      evaluate(
        [allow(when("StringNotEquals", "aws:UserAgent", organization))],
        request({ principal: standalone, keys: agent("") }),
      ),
    ).toBe("yes");
  });
});

describe("statements", () => {
  test("a request passes if some Allow matches and no Deny does", () => {
    expect(evaluate([], request())).toBe("no");
    expect(evaluate([allow()], request())).toBe("yes");
    expect(evaluate([allow(), deny({ Action: "s3:PutObject" })], request())).toBe("yes");
    expect(evaluate([deny({ Action: "S3:GET*" }), allow()], request())).toBe("no");
    expect(evaluate([allow(), deny(when("StringEquals", "aws:SourceVpce", "vpce-1"))], request())).toBe("maybe");
  });

  test("actions in any letter case, resources in their own", () => {
    expect(evaluate([allow({ Action: "S3:getOBJECT" })], request())).toBe("yes");
    expect(evaluate([allow({ Resource: "arn:aws:s3:::DATA/*" })], request())).toBe("no");
    expect(evaluate([allow({ Resource: "arn:aws:s3:::data*" })], request())).toBe("yes");
    expect(evaluate([allow({ NotResource: "arn:aws:s3:::data/*" })], request())).toBe("no");
  });

  test("an action without a resource is matched by * alone", () => {
    const listing = request({ action: "s3:ListAllMyBuckets", resource: { arn: "*" } });
    expect(evaluate([allow()], listing)).toBe("yes");
    expect(evaluate([allow({ Resource: "arn:aws:s3:::*" })], listing)).toBe("no");
    expect(evaluate([allow({ Resource: "?" })], listing)).toBe("no");
    expect(evaluate([allow({ NotResource: "arn:aws:s3:::*" })], listing)).toBe("yes");
  });

  test("a role's ARN covers its sessions, a session's ARN that one session", () => {
    const sessionArn = `arn:aws:sts::${ourAccount}:assumed-role/app/one`;
    const inSession = request({ principal: { ...member, sessionArn } });
    expect(evaluate([allow({ Principal: { AWS: `arn:aws:iam::${ourAccount}:role/app` } })], inSession)).toBe("yes");
    expect(evaluate([allow({ Principal: { AWS: sessionArn } })], inSession)).toBe("yes");
    expect(evaluate([allow({ Principal: { AWS: sessionArn } })], request())).toBe("no");
  });

  test("nobody is named to be anonymous, and NotPrincipal leaves members of a named account open", () => {
    expect(evaluate([allow({ Principal: { AWS: [ourAccount, outsider] } })], request({ principal: anonymous }))).toBe(
      "no",
    );
    const others = deny({ NotPrincipal: { AWS: ourAccount } });
    expect(evaluate([allow(), others], request({ principal: anonymous }))).toBe("no");
    expect(evaluate([allow(), others], request())).toBe("maybe");
  });
});
