import { describe, expect, test } from "vitest";
import { endpointPrefixes } from "../../../scripts/endpoint-services.ts";
import { knowledgeOf, namespaceOfToken } from "../../../src/policy/knowledge.ts";
import { sampleArnsOf } from "../../../src/policy/sample-arns.ts";
import { serviceOf } from "../../../src/policy/services.ts";

describe("the services behind endpoints", () => {
  test.each([
    ["s3", "s3"],
    ["monitoring", "cloudwatch"],
    ["kinesis-streams", "kinesis"],
    ["ecr.dkr", "ecr"],
    ["sync-states", "states"],
    ["sagemaker.runtime", "sagemaker"],
    ["sagemaker.api-fips", "sagemaker"],
    ["email-smtp", "ses"],
    ["memory-db", "memorydb"],
    ["appconfigdata", "appconfig"],
    ["KMS-FIPS", "kms"],
  ])("%s carries actions of %s (policy-semantics 1)", (token, prefix) => {
    expect(namespaceOfToken(token)).toBe(prefix);
  });

  test.each(["__proto__", "constructor", "no-such-service", ""])("%j is no service that we know", (token) => {
    expect(namespaceOfToken(token)).toBeUndefined();
    expect(knowledgeOf(token)).toBeUndefined();
  });

  test("every endpoint leads to a service with actions, each under that service's prefix", () => {
    for (const prefix of new Set(endpointPrefixes().values())) {
      const actions = knowledgeOf(prefix)?.actions ?? [];
      expect([prefix, actions.length > 0]).toEqual([prefix, true]);
      expect(actions.every(({ name }) => /^[a-z0-9-]+:[\w-]+$/.test(name) && name.startsWith(`${prefix}:`))).toBe(true);
    }
  });

  test.each([
    ["cloudhsmv2", "cloudhsm"],
    ["appconfigdata", "appconfig"],
    ["memory-db", "memorydb"],
    ["KMS-fips", "kms"],
  ])("a policy on an endpoint of %s speaks of %s", (token, namespace) => {
    expect(serviceOf(token)).toEqual({ namespace, isKnown: true });
  });

  test("a service that nobody knows is taken by its token", () => {
    expect(serviceOf("new-thing.runtime")).toEqual({ namespace: "new-thing", isKnown: false });
  });

  test.each([
    ["dynamodb", "aws", ["arn:aws:dynamodb:us-east-1:111122223333:table/any-table"]],
    ["sts", "aws", ["arn:aws:iam::111122223333:role/any-role"]],
    ["sqs", "aws-cn", ["arn:aws-cn:sqs:cn-north-1:111122223333:any"]],
    ["secretsmanager", "aws-us-gov", ["arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:any-secret"]],
    ["new-thing", "aws", []],
  ])("a witness on an endpoint of %s in %s is about %j, or about any resource", (token, partition, plainest) => {
    const { namespace } = serviceOf(token);
    const samples = sampleArnsOf(serviceOf(token), partition, "111122223333");
    const region = { "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1" }[partition] ?? "us-east-1";
    const own = `arn:${partition}:${namespace}:${region}:111122223333`;
    expect(samples.slice(0, plainest.length)).toEqual(plainest);
    expect(samples.slice(-2)).toEqual([`${own}:any-resource`, `${own}:other-resource`]);
    expect(samples.length).toBeLessThanOrEqual(5);
  });

  test("an action has its level, the ARNs that it is asked on, and its own keys", () => {
    const actions = new Map(knowledgeOf("s3")?.actions.map((action) => [action.name, action]));
    expect(actions.get("s3:GetObject")?.resources).toContain("arn:*:s3:::*/*");
    expect(actions.get("s3:ListAllMyBuckets")?.resources).toEqual([]);
    expect(actions.get("s3:ListBucket")?.keys).toContain("s3:prefix");
    expect(actions.get("s3:GetObject")?.keys).not.toContain("s3:prefix");
    const [getItem] = knowledgeOf("dynamodb")?.actions.filter(({ name }) => name === "dynamodb:GetItem") ?? [];
    expect(getItem?.resources).toEqual(["arn:*:dynamodb:*:*:table/*"]);
    expect(knowledgeOf("ecr")?.actions.find(({ name }) => name === "ecr:GetAuthorizationToken")?.keys).toEqual([]);
  });

  test.each([
    ["s3:GetObject", "read"],
    ["s3:ListBucket", "list"],
    ["s3:PutObject", "write"],
    ["s3:PutObjectTagging", "tagging"],
    ["s3:PutBucketPolicy", "permissions"],
  ])("the level of %s is %s", (action, level) => {
    expect(knowledgeOf("s3")?.actions.find(({ name }) => name === action)?.level).toBe(level);
  });

  test.each([
    ["s3", "s3:prefix", { name: "s3:prefix", isMultivalued: false }],
    ["s3", "s3:requestobjecttagkeys", { name: "s3:RequestObjectTagKeys", isMultivalued: true }],
    // The author's part is no part of the name.
    ["s3", "s3:existingobjecttag", { name: "s3:ExistingObjectTag/<key>", isMultivalued: false }],
    ["dynamodb", "dynamodb:leadingkeys", { name: "dynamodb:LeadingKeys", isMultivalued: true }],
  ])("of %s IAM documents %s", (namespace, key, known) => {
    expect(knowledgeOf(namespace)?.keys.get(key)).toEqual(known);
  });

  test("every number in the table names something: no action has a key or an ARN that is not there", () => {
    for (const { keys, actions } of [...new Set(endpointPrefixes().values())].flatMap(
      (one) => knowledgeOf(one) ?? [],
    )) {
      expect(actions.flatMap((action) => action.keys).filter((key) => !keys.has(key))).toEqual([]);
      expect(actions.flatMap(({ resources }) => resources).filter((arn) => arn.split(":").length < 6)).toEqual([]);
    }
  });
});
