import type { Ec2OperationName } from "./ec2-operations.ts";
import type { Input } from "./query-input.ts";
import { ServiceError } from "./service-error.ts";
import type { Call } from "./service.ts";

/** One EC2 request, read by its operation's schema. */
export interface Ec2Request {
  call: Call;
  action: Ec2OperationName;
  input: Input;
}

/** What a preflight asks: would the call be allowed? */
export function refuseDryRun(input: Input): void {
  if (input["DryRun"] === true) {
    throw new ServiceError("DryRunOperation", 412, "Request would have succeeded, but DryRun flag is set.");
  }
}
