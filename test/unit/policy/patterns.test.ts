import { describe, expect, test } from "vitest";
import { allow, ourAccount, s3, when } from "./fixtures.ts";
import { agent, evaluate, request } from "./requests.ts";

describe("ARNs are compared field by field (policy-semantics 4 and 5)", () => {
  test("ArnLike does so, StringLike runs over colons", () => {
    const pattern = "arn:aws:iam:*:role/app";
    expect(evaluate([allow(when("StringLike", "aws:PrincipalArn", pattern))], request())).toBe("yes");
    expect(evaluate([allow(when("ArnLike", "aws:PrincipalArn", "arn:aws:*:role/app"))], request())).toBe("maybe");
    expect(evaluate([allow(when("ArnLike", "aws:PrincipalArn", "arn:*:*:*:*:role/*"))], request())).toBe("yes");
    expect(evaluate([allow(when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*"))], request())).toBe("no");
  });

  // Each row: the pattern, a text, and whether they match.
  test.each([
    ["a*:aws:sqs:*:*:jobs", "arn:aws:sqs:eu-west-1:111111111111:jobs", "yes"],
    ["arn:aws:sqs:*:jobs", "arn:aws:sqs:eu-west-1:111111111111:jobs", "maybe"],
    ["arn:aws:logs:*:*:log-group:*:*", "arn:aws:logs:eu-west-1:111111111111:log-group:app:stream", "yes"],
    ["arn:aws:logs:*:*:log-group:*:*", "arn:aws:logs:eu-west-1:111111111111:log-group", "no"],
    ["*:*:*:*:*:*", "arn:aws:sqs", "no"],
    ["arn:aws:sqs", "arn:aws:sqs", "yes"],
    ["*", "arn:aws:sqs", "yes"],
    ["?", "arn:aws:sqs", "no"],
    ["?", "a", "maybe"],
  ])("%s on %s: %s", (pattern, text, expected) => {
    expect(evaluate([allow(when("ArnLike", "aws:UserAgent", pattern))], request({ keys: agent(text) }))).toBe(expected);
  });
});

describe("variables (policy-semantics 5)", () => {
  const referer = { key: "aws:referer", values: ["page"] };

  // Each row: the value, a text that it matches, and one that it does not.
  test.each([
    ["a${*}b", "a*b", "axb"],
    ["a${?}b", "a?b", "axb"],
    ["a${$}b", "a$b", "axb"],
    ["${aws:Referer}*", "page-2", "other-2"],
    ["${ aws:Referer }", "page", "other"],
    ["${aws:Referer, 'none'}", "page", "none"],
    ["${ aws:Referer , 'none'}", "page", "none"],
    ["${aws:SourceIdentity, 'none'}", "none", "page"],
    ["${aws:SourceIdentity,'none'}", "none", "page"],
    ["${aws:SourceIdentity,  'none' }", "none", "page"],
    ["${aws:SourceIdentity, ''}-", "-", "page-"],
  ])("%s matches %s, not %s", (value, matching, other) => {
    const statement = allow(when("StringLike", "aws:UserAgent", value));
    const results = [matching, other].map((text) =>
      evaluate([statement], request({ keys: [...agent(text), referer] })),
    );
    expect(results).toEqual(["yes", "no"]);
  });

  test("letter case is folded in the variable's text too, where the operator knows none", () => {
    const keys = [...agent("my-page"), { key: "aws:referer", values: ["PAGE"] }];
    const compared = (operator: string) =>
      evaluate([allow(when(operator, "aws:UserAgent", "MY-${aws:Referer}"))], request({ keys }));
    expect([compared("StringEqualsIgnoreCase"), compared("StringEquals")]).toEqual(["yes", "no"]);
  });

  // Each row: what is not known, its value, the service.
  test.each([
    ["the endpoint's own id", "${aws:SourceVpce}", "s3"],
    ["which of several values", "${aws:TagKeys}", "s3"],
    ["whether the request holds it", "${aws:ResourceAccount}", "ec2"],
  ])("decide nothing where it is not known: %s", (_, value, service) => {
    const keys = [...agent(`x${ourAccount}`), { key: "aws:tagkeys", values: [ourAccount] }];
    const compared = (prefix: string) =>
      evaluate([allow(when("StringLike", "aws:UserAgent", prefix + value))], request({ keys }), { ...s3, service });
    expect([compared("x"), compared("y")]).toEqual(["maybe", "no"]);
  });

  test.each(["${aws:SourceIdentity, none}", "${aws:SourceIdentity, x'none'}", "${aws:SourceIdentity, 'none'x}"])(
    "%s has no default, for it is not in quotes alone: without the key it matches nothing",
    (value) => {
      for (const text of ["none", "x'none'", "'none'x", ""])
        expect(evaluate([allow(when("StringLike", "aws:UserAgent", value))], request({ keys: agent(text) }))).toBe(
          "no",
        );
    },
  );
});
