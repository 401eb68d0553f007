import { describe, expect, test } from "vitest";
import { readAwsPrincipal } from "../../../src/policy/principal.ts";
import type { RequestPrincipal } from "../../../src/policy/request.ts";
import { allow, deny, ourAccount, outsider } from "./fixtures.ts";
import { anonymous, evaluate, member, request, standalone } from "./requests.ts";

const account = ourAccount;

test.each<[string, ReturnType<typeof readAwsPrincipal>]>([
  [account, { kind: "account", account }],
  [`arn:aws:iam::${account}:root`, { kind: "account", account }],
  [`arn:aws:iam::${account}:user/path/ann`, { kind: "arn", account, arn: `arn:aws:iam::${account}:user/path/ann` }],
  [
    `arn:aws:sts::${account}:assumed-role/app/one`,
    { kind: "session", account, sessionArn: `arn:aws:sts::${account}:assumed-role/app/one`, role: "app" },
  ],
  [
    `arn:aws:sts::${account}:federated-user/ann`,
    { kind: "arn", account, arn: `arn:aws:sts::${account}:federated-user/ann` },
  ],
  ["arn:aws:iam::*:role/app", { kind: "pattern", pattern: "arn:aws:iam::*:role/app" }],
  [`arn:aws:iam::${account}:role/app-?`, { kind: "pattern", pattern: `arn:aws:iam::${account}:role/app-?` }],
  ["11111111111", { kind: "nobody" }],
  [`arn:aws-cn:iam::${account}:root`, { kind: "nobody" }],
  ["AROAEXAMPLE123456789", { kind: "unresolved" }],
  ["123456789012-of-the-team", { kind: "unresolved" }],
  ["<account>", { kind: "unresolved" }],
  ["app-*", { kind: "unresolved" }],
  ["arn:aws:iam:123456789012:role/app", { kind: "unresolved" }],
])("under AWS, %s stands for %j (policy-semantics 3)", (name, meant) => {
  expect(readAwsPrincipal(name, "aws")).toEqual(meant);
});

describe("whether Principal covers a caller (policy-semantics 3)", () => {
  const service: RequestPrincipal = { kind: "service", name: "logs.amazonaws.com" };

  // Each row: Principal; whether it covers our role, an anonymous caller, an AWS service.
  test.each<[Record<string, string>, string, string, string]>([
    [{ AWS: "arn:aws:iam::*:role/app" }, "maybe", "no", "no"],
    [{ AWS: "arn:aws:iam::*:role/other" }, "no", "no", "no"],
    [{ AWS: "11111111111" }, "no", "no", "no"],
    [{ AWS: "AROAEXAMPLE123456789" }, "maybe", "no", "no"],
    [{ Federated: `arn:aws:iam::${outsider}:saml-provider/staff` }, "maybe", "no", "no"],
    [{ CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" }, "maybe", "no", "no"],
    [{ Service: "logs.amazonaws.com" }, "no", "no", "yes"],
    [{ Service: "ecs.amazonaws.com" }, "no", "no", "no"],
    [{ Service: "*.amazonaws.com" }, "no", "no", "maybe"],
  ])("%j: our role %s, nobody %s, a service %s", (Principal, ...expected) => {
    const callers = [member, anonymous, service];
    expect(callers.map((principal) => evaluate([allow({ Principal })], request({ principal })))).toEqual(expected);
  });

  test("a federated user is named by the ARN that STS gives", () => {
    const arn = `arn:aws:sts::${account}:federated-user/ann`;
    const principal: RequestPrincipal = { kind: "iam", account, arn };
    expect(evaluate([allow({ Principal: { AWS: arn } })], request({ principal }))).toBe("yes");
    expect(evaluate([allow({ Principal: { AWS: arn } })], request())).toBe("no");
  });

  test("a Deny of NotPrincipal leaves members of a named account open, and reaches everybody whom it does not name", () => {
    const statements = [allow(), deny({ NotPrincipal: { AWS: account, Service: "logs.amazonaws.com" } })];
    const results = [member, standalone, anonymous, service].map((principal) =>
      evaluate(statements, request({ principal })),
    );
    expect(results).toEqual(["maybe", "no", "no", "yes"]);
  });
});
