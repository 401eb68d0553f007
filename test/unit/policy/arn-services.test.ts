import { expect, test } from "vitest";
import { arnServiceOf } from "../../../src/policy/arn-services.ts";
import { serviceOf } from "../../../src/policy/services.ts";
import { acceptsText, automatonOf } from "../../../src/policy/shape.ts";

test.each([
  ["s3", ["s3"], ["s3express", "dynamodb", "", "*"]],
  ["dynamodb", ["dynamodb"], ["s3", "kinesis"]],
  // ssm:SendCommand is asked on instances and buckets too.
  ["ssm", ["ssm", "ec2", "s3"], ["dynamodb", "", "*"]],
  // Recovery points have the ARNs of what they were made of.
  ["backup", ["backup", "ec2", "rds"], ["", "*", "a:b"]],
  // A service that IAM documents nothing of: its ARNs may have any name.
  ["not-a-service", ["not-a-service", "s3"], ["", "*", "a:b"]],
])("%s: what stands for the service in ARNs that its actions are asked on", (token, names, others) => {
  const automaton = automatonOf(arnServiceOf(serviceOf(token)));
  expect([...names, ...others].filter((name) => acceptsText(automaton, name))).toEqual(names);
});

test("it is put together once", () => {
  expect(arnServiceOf(serviceOf("s3"))).toBe(arnServiceOf(serviceOf("s3")));
});
