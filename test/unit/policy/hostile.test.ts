import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decidePolicy } from "../../../src/policy/decide.ts";
import { hostilePolicies } from "../../support/hostile-policies.ts";
import {
  allow,
  answered,
  decide,
  deny,
  dynamodb,
  ourOrganization,
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

/** Far above what a policy takes on an idle machine: what it catches is growth without bound. */
const budgetMs = 10_000;

describe.each([s3, dynamodb, { ...s3, service: "ecr.api" }])("on an endpoint of $service", (context) => {
  test.each(Object.entries(hostilePolicies))("%s: an answer or unknown, in time", (_name, document) => {
    const started = performance.now();
    const decision = decidePolicy(document, context);
    const answers = [decision.admitsOutsidePrincipals, decision.admitsOutsideResources, decision.fullAccess];
    expect(answers.map(answered)).toHaveLength(3);
    expect(decision.verdict).toBeTypeOf("string");
    expect(performance.now() - started).toBeLessThan(budgetMs);
  });
});

test("wildcards without end, in any place, never throw", () => {
  const pieces = fc.constantFrom(
    "*",
    "?",
    "a",
    "b",
    ":",
    "/",
    "arn:aws:s3:::",
    "${",
    "}",
    "${aws:PrincipalAccount}",
    "\ud800",
  );
  const text = fc.array(pieces, { maxLength: 60 }).map((some) => some.join(""));
  fc.assert(
    fc.property(fc.tuple(text, text, text, text), ([Action, Resource, AWS, value]) => {
      const Condition = {
        StringLike: { "aws:PrincipalArn": value, "aws:UserAgent": value },
        ArnLike: { "aws:PrincipalArn": value },
      };
      const document = policy({ Effect: "Allow", Principal: { AWS }, Action, Resource, Condition });
      expect(decidePolicy(document, s3).verdict).toBeTypeOf("string");
    }),
    { numRuns: 300 },
  );
}, 120_000);

describe("policies as large and as hostile as they come are answered, and in time", () => {
  const numbers = Array.from({ length: 300 }, (_, index) => String(100_000_000_000 + index));
  test.each<[string, StatementJson]>([
    ["many accounts", allow({ Principal: { AWS: numbers } })],
    ["many buckets", allow({ ...ourCallers, Resource: numbers.map((name) => `arn:aws:s3:::b${name}/*`) })],
    ["many wildcards in actions", allow({ Action: Array.from({ length: 300 }, (_, index) => `s3:*a*${index}*b*`) })],
    [
      "many wildcards in resources",
      allow({ Resource: Array.from({ length: 300 }, (_, index) => `arn:aws:s3:::*a*${index}*b*`) }),
    ],
    ["one pattern of wildcards", allow({ Resource: `arn:aws:s3:::${"*a".repeat(9_000)}` })],
    [
      "two patterns of wildcards",
      allow({ Resource: ["a", "b"].map((one) => `arn:aws:s3:::${`*${one}`.repeat(4_000)}`) }),
    ],
    [
      "many wildcards in organizations",
      allow(
        when(
          "StringLike",
          "aws:PrincipalOrgID",
          numbers.map((name) => `o-*${name}*`),
        ),
      ),
    ],
    [
      "many wildcards in callers",
      allow(
        when(
          "StringLike",
          "aws:PrincipalArn",
          numbers.map((name) => `*${name}*role*`),
        ),
      ),
    ],
    [
      "many free keys",
      allow({
        Condition: { StringEquals: Object.fromEntries(numbers.map((name) => [`aws:PrincipalTag/${name}`, name])) },
      }),
    ],
    [
      "prototype names as keys",
      allow(JSON.parse('{"Condition":{"StringEquals":{"__proto__":"x","constructor":"y","toString":"z"}}}')),
    ],
    [
      "prototype names as operators",
      allow(JSON.parse('{"Condition":{"__proto__":{"aws:PrincipalOrgID":"x"},"constructor":{"k":"v"}}}')),
    ],
    ["lone surrogates", allow({ Action: "s3:\ud800*", Resource: "arn:aws:s3:::\udfff*" })],
    ["private-use characters", allow({ Action: "s3:\ue000\uffff*" })],
  ])("%s", (_name, statement) => {
    const started = performance.now();
    const decision = decide([statement, allow(ours), deny({ ...statement, Action: "s3:PutObject" })]);
    expect(decision.verdict).toBeTypeOf("string");
    expect(performance.now() - started).toBeLessThan(budgetMs);
  });

  test("a policy with too many values to be decided is unknown, never a pass", () => {
    const stars = ["a", "b", "c"].map((one) => `arn:aws:s3:::ours/*${`${one}*`.repeat(2_000)}`);
    const decision = decide([allow({ Resource: stars }), deny({ Resource: stars.toReversed().slice(1) })]);
    expect(decision.verdict).toBe("unknown");
    expect(reasons(decision.admitsOutsidePrincipals)).toContain(
      "the policy names too many different values to be decided",
    );
  });

  test("what bounds the callers is seen, however many resources there are", () => {
    const stars = ["a", "b", "c"].map((one) => `arn:aws:s3:::${`*${one}`.repeat(3_000)}`);
    expect(outsiders(allow({ ...ourCallers, Resource: stars }))[0]).toBe("no");
  });
});
