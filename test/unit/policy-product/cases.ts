import type { PolicySubject } from "../../../src/policy/assess.ts";
import { policy, s3, type StatementJson } from "../policy/fixtures.ts";

/** A policy of a gateway endpoint for S3 in us-east-1, of the organization of test/unit/policy/fixtures.ts. */
export function subject(statements: StatementJson | StatementJson[], more: Partial<PolicySubject> = {}): PolicySubject {
  return {
    document: policy(...[statements].flat()),
    context: s3,
    region: "us-east-1",
    endpointType: "Gateway",
    presets: [],
    ...more,
  };
}

export const layers = "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*";
