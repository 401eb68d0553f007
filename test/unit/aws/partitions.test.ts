import { describe, expect, test } from "vitest";
import { partitionOfArn, partitionOfRegion, requireRegionName } from "../../../src/aws/partitions.ts";

describe("partitions (aws-semantics 5.8)", () => {
  test.each([
    ["us-east-1", "aws"],
    ["ap-southeast-7", "aws"],
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["us-iso-east-1", "aws-iso"],
    ["us-isob-east-1", "aws-iso-b"],
    ["us-isof-south-1", "aws-iso-f"],
    ["eu-isoe-west-1", "aws-iso-e"],
    ["eusc-de-east-1", "aws-eusc"],
  ])("%s is in %s, and is a name of a Region", (region, partition) => {
    expect(partitionOfRegion(region)).toBe(partition);
    expect(() => requireRegionName(region)).not.toThrow();
  });

  test.each(["us-east-1a", "us-east", "", "evil.example/", "US-EAST-1", "us-east-1\n"])(
    "%j is no name of a Region",
    (region) => {
      expect(() => requireRegionName(region)).toThrow(/not the name of an AWS Region/);
    },
  );

  test("an ARN names its partition", () => {
    expect(partitionOfArn("arn:aws-cn:sts::111122223333:assumed-role/a/b")).toBe("aws-cn");
    expect(partitionOfArn("")).toBeUndefined();
  });
});
