import { UserError } from "../errors.ts";

/** Region name prefixes outside the partition `aws` (aws-semantics 5.8); the longer prefix stands first. */
const prefixes: readonly (readonly [prefix: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-isob-", "aws-iso-b"],
  ["us-isof-", "aws-iso-f"],
  ["us-iso-", "aws-iso"],
  ["eu-isoe-", "aws-iso-e"],
  ["eusc-", "aws-eusc"],
];

export function partitionOfRegion(region: string): string {
  return prefixes.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}

/** The second part of an ARN: `arn:aws-cn:sts::...` is of `aws-cn`. */
export function partitionOfArn(arn: string): string | undefined {
  const [scheme, partition] = arn.split(":");
  return scheme === "arn" && partition !== "" ? partition : undefined;
}

/** A Region's name becomes part of a host name, so nothing else may stand in it. @throws UserError */
export function requireRegionName(region: string): void {
  if (/^[a-z]{2,8}(-[a-z]{2,12}){1,3}-\d{1,2}$/.test(region)) return;
  throw new UserError("region-name", `"${region}" is not the name of an AWS Region`, {
    hint: "Region names look like us-east-1; zone names (us-east-1a) are not Regions",
  });
}
