/** The services whose paths decide what a subnet is: Amazon S3 and DynamoDB. */
export const services = ["s3", "dynamodb"] as const;

/** All that have gateway endpoints. S3 Express One Zone has its own prefix list and endpoint (1.23). */
export const gatewayServices = [...services, "s3express"] as const;
export type Service = (typeof gatewayServices)[number];

/** A service or prefix-list name, taken apart (aws-semantics 1.25). */
export interface ServiceName {
  /** Absent in names such as `com.amazonaws.s3-global.accesspoint`. */
  region?: string;
  /** What follows the Region: `s3`, `ecr.api`, `s3express`. Compare it whole: `s3-fips` is another service (1.24). */
  token: string;
}

const regionName = /^[a-z]+(?:-[a-z]+)+-\d+$/;

/**
 * Reads `com.amazonaws.us-east-1.s3` and its forms in other partitions, which put `cn.` or `eu.` in front in some
 * answers and not in others (1.25).
 */
export function parseServiceName(name: string): ServiceName {
  const parts = name.split(".");
  const rest = parts.slice(parts.indexOf("amazonaws") + 1);
  const [first, ...others] = rest;
  if (first !== undefined && others.length > 0 && regionName.test(first))
    return { region: first, token: others.join(".") };
  return { token: rest.join(".") };
}
