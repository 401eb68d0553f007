import { describe, expect, test } from "vitest";
import { documentedActions, guessKinds } from "../../../src/policy/documented-actions.ts";
import { sampleActionsOf, serviceOf } from "../../../src/policy/services.ts";
import { allow, decide, dynamodb, s3 } from "./fixtures.ts";

const kindsOf = (action: string): string[] => {
  const { actions, places } = documentedActions(serviceOf(action.split(":")[0] ?? ""));
  return [...(actions[places.get(action.toLowerCase()) ?? -1]?.kinds ?? [])].toSorted();
};

describe("what an action is asked on", () => {
  test.each([
    ["s3:GetObject", ["account", "object"]],
    ["s3:ListBucket", ["account", "bucket"]],
    ["s3:PutBucketPolicy", ["bucket"]],
    ["s3:ListAllMyBuckets", ["none"]],
    ["s3:DeleteAccessPoint", ["account"]],
    ["dynamodb:GetItem", ["account"]],
    ["dynamodb:ListTables", ["none"]],
    ["ecr:GetAuthorizationToken", ["none"]],
  ])("%s: IAM documents %j", (action, kinds) => {
    expect(kindsOf(action)).toEqual(kinds);
  });

  test.each([
    ["s3:GetObjectAnnotation", ["object"]],
    ["s3:PutObjectSomething", ["object"]],
    ["s3:deleteobjects", ["object"]],
    ["s3:AbortMultipartUpload", ["object"]],
    ["s3:ListMultipartUploadParts", ["object"]],
    ["s3:RestoreObject", ["object"]],
    ["s3:ReplicateEverything", ["object"]],
    ["s3:BypassGovernanceRetention", ["object"]],
    ["s3:ObjectOwnerOverrideToBucketOwner", ["object"]],
    ["s3:InitiateReplication", ["object"]],
    ["s3:UpdateObjectEncryption", ["object"]],
    ["s3:ListBucketSomething", ["bucket"]],
    ["s3:GetBucketSomething", ["bucket"]],
    ["s3:PutLifecycleSomething", ["bucket"]],
    ["s3:GetReplicationSomething", ["bucket"]],
    ["s3:PutEncryptionSomething", ["bucket"]],
    ["s3:PutInventorySomething", ["bucket"]],
    ["s3:GetMetricsSomething", ["bucket"]],
    ["s3:GetAnalyticsSomething", ["bucket"]],
    ["s3:GetAccelerateSomething", ["bucket"]],
    ["s3:PutIntelligentTieringSomething", ["bucket"]],
    ["s3:CreateBucket", ["bucket"]],
    // An access point of Object Lambda is no object, and what else is new may be on anything.
    ["s3:GetObjectLambdaSomething", ["account", "bucket", "object"]],
    ["s3:CreateBucketSomething", ["account", "bucket", "object"]],
    ["s3:DescribeSomething", ["account", "bucket", "object"]],
    ["s3:SomethingGetObject", ["account", "bucket", "object"]],
    ["s3:", ["account", "bucket", "object"]],
  ])("%s, if it is new, is likely on %j, by its name", (action, kinds) => {
    expect([...guessKinds(action, serviceOf("s3"))].toSorted()).toEqual(kinds);
  });

  test("of another service it is on what an account has", () => {
    expect([...guessKinds("dynamodb:GetObject", serviceOf("dynamodb"))]).toEqual(["account"]);
  });
});

describe("the actions that a service has", () => {
  test.each(["s3", "dynamodb", "ecr", "kms", "ec2"])(
    "the plainest of %s come first, and IAM documents them",
    (token) => {
      const service = serviceOf(token);
      const plain = sampleActionsOf(service);
      expect(plain.length).toBeGreaterThan(2);
      expect(
        documentedActions(service)
          .actions.slice(0, plain.length)
          .map(({ name }) => name),
      ).toEqual(plain);
    },
  );

  test("none where nobody knows the service", () => {
    expect(documentedActions(serviceOf("no-such")).actions).toEqual([]);
    expect(sampleActionsOf(serviceOf("no-such"))).toEqual([]);
  });

  test("a witness is of a plain one, spelled as IAM does or as the policy writes a new one", () => {
    const actionOf = (Action: string, context = s3) => decide(allow({ Action }), context).principalWitness?.action;
    expect(actionOf("S3:PUT*")).toBe("s3:PutObject");
    expect(actionOf("*item", dynamodb)).toBe("dynamodb:GetItem");
    expect(actionOf("s3:getobject")).toBe("s3:GetObject");
    expect(actionOf("s3:FoldBuckets")).toBe("s3:FoldBuckets");
    expect(actionOf("*:*", { ...s3, service: "no-such" })).toBe("no-such:anyaction");
  });
});
