import { describe, expect, test } from "vitest";
import { admits, checkAction, checkPrincipal, checkResource } from "../../../src/policy/admitted.ts";
import { assessPolicy } from "../../../src/policy/assess.ts";
import { allow, answered, ourAccount, outsider, policy, s3 } from "../policy/fixtures.ts";
import type { StatementJson } from "../policy/fixtures.ts";
import { subject } from "./cases.ts";

describe("what may be asked about", () => {
  const noPrincipal =
    'a principal is an account id, an IAM ARN, "anonymous", a service such as "lambda.amazonaws.com", or "*"';

  test.each([
    "*",
    "anonymous",
    ourAccount,
    `arn:aws:iam::${ourAccount}:role/app`,
    "arn:aws-cn:iam::*:root",
    "lambda.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "ec2.amazonaws.com.cn",
  ])("%s is a principal", (text) => {
    expect(checkPrincipal(text)).toBeUndefined();
  });

  test.each([
    "",
    "**",
    "everybody",
    "11111111111",
    "1111111111111",
    `arn:aws:sts::${ourAccount}:assumed-role/app/one`,
    `arn:aws:iam::${ourAccount}:`,
    ` arn:aws:iam::${ourAccount}:root`,
    "Lambda.amazonaws.com",
    "lambda.amazonaws.com.de",
    "https://lambda.amazonaws.com",
    ".example.com",
  ])("%j is none", (text) => {
    expect(checkPrincipal(text)).toBe(noPrincipal);
  });

  test.each(["*", "s3:GetObject", "s3:Get*", "execute-api:?nvoke"])("%s is an action", (text) => {
    expect(checkAction(text)).toBeUndefined();
  });

  test.each(["", "GetObject", "s3:", ":GetObject", "*:GetObject", "s3:Get Object", "s3:Get:Object"])(
    "%j is none",
    (text) => {
      expect(checkAction(text)).toBe('an action is written as "s3:GetObject", or "*"');
    },
  );

  test.each(["*", "arn:aws:s3:::data", "arn:aws:logs:*:*:log-group:app:*"])("%s is a resource", (text) => {
    expect(checkResource(text)).toBeUndefined();
  });

  test.each(["", "**", "data", "arn:aws:s3::data"])("%j is none", (text) => {
    expect(checkResource(text)).toBe('a resource is an ARN, or "*"');
  });
});

describe("whom a policy admits", () => {
  const asked = (statement: StatementJson, principal: string) =>
    answered(admits({ document: policy(statement), context: s3 }, principal, "*", "*"));

  test.each([
    ["AWS services by their own names", { Service: "logs.amazonaws.com" }, "logs.amazonaws.com", "yes"],
    ["other services", { Service: "logs.amazonaws.com" }, "ecs.amazonaws.com", "no"],
    ["no account where it names a service", { Service: "logs.amazonaws.com" }, ourAccount, "no"],
    ["no role where it names a service", { Service: "logs.amazonaws.com" }, `arn:aws:iam::${ourAccount}:role/a`, "no"],
    ["nobody unsigned where it names a service", { Service: "logs.amazonaws.com" }, "anonymous", "no"],
    ["anybody", { AWS: outsider }, "*", "yes"],
    ["an account by its roles", { AWS: `arn:aws:iam::${outsider}:role/app` }, outsider, "yes"],
    ["one role of it", { AWS: outsider }, `arn:aws:iam::${outsider}:role/app`, "yes"],
    ["its roles by a wildcard", { AWS: `arn:aws:iam::${outsider}:role/app` }, `arn:aws:iam::${outsider}:role/*`, "yes"],
    ["no role of another", { AWS: outsider }, `arn:aws:iam::${ourAccount}:role/*`, "no"],
    ["no service where it names an account", { AWS: outsider }, "logs.amazonaws.com", "no"],
  ])("%s", (_, Principal, principal, expected) => {
    expect(asked(allow({ Principal }), principal)).toBe(expected);
  });

  test("without a document, everybody", () => {
    expect(answered(admits({ document: undefined, context: s3 }, "anonymous", "s3:GetObject", "*"))).toBe("yes");
    expect(answered(admits({ document: " ", context: s3 }, "anonymous", "dynamodb:GetItem", "*"))).toBe("no");
  });

  test("a `$` is itself, whatever the version of the policy", () => {
    const resource = "arn:aws:s3:::data/${aws:username}";
    for (const Version of ["2008-10-17", "2012-10-17"]) {
      const [named, other] = [resource, "arn:aws:s3:::data/key"].map((Resource) => {
        const literal = Version === "2012-10-17" ? Resource.replace("$", "${$}") : Resource;
        const document = JSON.stringify({ Version, Statement: allow({ Resource: literal }) });
        return answered(admits({ document, context: s3 }, "*", "s3:GetObject", resource));
      });
      expect([named, other]).toEqual(["yes", "no"]);
    }
  });

  test("a service whose actions nobody knows has none that could be listed", () => {
    const { admittedActions } = assessPolicy(subject(allow(), { context: { ...s3, service: "no-such" } }));
    expect(admittedActions()).toMatchObject({
      needs: [
        { account: "*", region: "*", api: "*", reason: "vpclint does not know the actions of the service no-such" },
      ],
    });
  });
});
