import { describe, expect, test } from "vitest";
import { endpointPrefixes } from "../../../scripts/endpoint-services.ts";
import { policyKnowledge } from "../../../scripts/policy-knowledge.ts";
import { readFileSync } from "node:fs";
import { knowledgeOf, namespaceOfToken } from "../../../src/policy/knowledge.ts";

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
