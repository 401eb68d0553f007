import { expect, test } from "vitest";
import { sampleArnsOf } from "../../../src/policy/sample-arns.ts";
import { serviceOf } from "../../../src/policy/services.ts";
import { outsider } from "./fixtures.ts";

test.each([
  [
    "dynamodb",
    "aws",
    [
      `arn:aws:dynamodb:us-east-1:${outsider}:table/any-table`,
      `arn:aws:dynamodb:us-east-1:${outsider}:table/any-table/index/any-index`,
      `arn:aws:dynamodb::${outsider}:global-table/any-global-table`,
    ],
  ],
  ["sqs", "aws-cn", [`arn:aws-cn:sqs:cn-north-1:${outsider}:any`]],
  [
    "kms",
    "aws-us-gov",
    [
      `arn:aws-us-gov:kms:us-gov-west-1:${outsider}:key/any-key`,
      `arn:aws-us-gov:kms:us-gov-west-1:${outsider}:alias/any-alias`,
    ],
  ],
  // The plainest of its actions come first, and what they are asked on may be another service's.
  [
    "ssm",
    "aws",
    [
      `arn:aws:ssm:us-east-1:${outsider}:parameter/any-parameter`,
      `arn:aws:ssm:us-east-1:${outsider}:document/any-document`,
      `arn:aws:ec2:us-east-1:${outsider}:instance/any-instance`,
    ],
  ],
  // A bucket's ARN holds no account, an access point's does.
  [
    "s3",
    "aws",
    [
      `arn:aws:s3:us-east-1:${outsider}:accesspoint/any-accesspoint/object/any-object`,
      `arn:aws:s3:us-east-1:${outsider}:accesspoint/any-accesspoint`,
      `arn:aws:s3:us-east-1:${outsider}:access-grants/default`,
    ],
  ],
  ["nothing-documented", "aws", []],
])("%s in %s: ARNs that a person would think of, and plain ones", (token, partition, expected) => {
  const service = serviceOf(token);
  const region = { "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1" }[partition] ?? "us-east-1";
  const plain = ["any-resource", "other-resource"].map(
    (name) => `arn:${partition}:${service.namespace}:${region}:${outsider}:${name}`,
  );
  const arns = [...expected, ...plain];
  // Worked out, and remembered.
  expect(sampleArnsOf(service, partition, outsider)).toEqual(arns);
  expect(sampleArnsOf(service, partition, outsider)).toEqual(arns);
});

test("no ARN is of every service", () => {
  const arns = sampleArnsOf(serviceOf("backup"), "aws", outsider);
  expect(arns).toContain(`arn:aws:backup:us-east-1:${outsider}:backup-vault:any-backup-vault`);
  expect(arns.filter((arn) => arn.includes("*"))).toEqual([]);
});
