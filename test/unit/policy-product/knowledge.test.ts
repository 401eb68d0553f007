import { describe, expect, test } from "vitest";
import { endpointPrefixes } from "../../../scripts/endpoint-services.ts";
import { policyKnowledge } from "../../../scripts/policy-knowledge.ts";
import { readFileSync } from "node:fs";
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
    ["sts", "aws", "arn:aws:iam::111122223333:role/any-role"],
    ["sqs", "aws-cn", "arn:aws-cn:sqs:cn-north-1:111122223333:any"],
    ["secretsmanager", "aws-us-gov", "arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:any-secret"],
    ["new-thing", "aws", "arn:aws:new-thing:us-east-1:111122223333:any-resource"],
  ])("a witness on an endpoint of %s in %s is about %s", (token, partition, arn) => {
    expect(sampleArnsOf(serviceOf(token), partition, "111122223333")[0]).toBe(arn);
  });

  test("an action has its level, the ARNs that it is asked on, and its own keys", () => {
    const actions = new Map(knowledgeOf("s3")?.actions.map((action) => [action.name, action]));
    expect(actions.get("s3:GetObject")).toMatchObject({ level: "read" });
    expect(actions.get("s3:GetObject")?.resources).toContain("arn:*:s3:::*/*");
    expect(actions.get("s3:ListAllMyBuckets")?.resources).toEqual([]);
    expect(actions.get("s3:ListBucket")?.keys).toContain("s3:prefix");
    expect(actions.get("s3:GetObject")?.keys).not.toContain("s3:prefix");
    expect(knowledgeOf("s3")?.keys.get("s3:requestobjecttagkeys")?.isMultivalued).toBe(true);
  });

  test("the generated table is the one that the generator writes", async () => {
    expect(readFileSync("src/policy/knowledge.generated.ts", "utf8")).toBe(await policyKnowledge());
  });
});
