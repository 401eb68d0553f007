import type { Maybe } from "../unknown.ts";

/** What is known around an endpoint: who we are, and whom we trust (policy-semantics 10). */
export interface PolicyContext {
  /** The endpoint's service token: what follows the Region in its service name, such as `s3` or `ecr.api`. */
  service: string;
  /** `VpcEndpointPolicySupported` of the endpoint's service. */
  policySupported: Maybe<boolean>;
  /** Our organization; absent where it is not known, or where there is none. */
  organizationId?: string;
  /** Our accounts. */
  accounts: readonly string[];
  /** Whether an account that is not in `accounts` is surely not ours. */
  accountsComplete: boolean;
  trustedAccounts: readonly string[];
  trustedOrganizations: readonly string[];
  partition: string;
  /** Requests come from now on (ISO 8601); without it they may come at any time. */
  now?: string;
  /** The endpoint itself; without them a condition on aws:SourceVpce and its like cannot be decided. */
  endpointId?: string;
  vpcId?: string;
  endpointAccount?: string;
  /** Names of S3 buckets, with wildcards, that are known to be ours. */
  ownedBuckets?: readonly string[];
  /** Names of S3 buckets, with wildcards, that are known to be others'. */
  externalBuckets?: readonly string[];
  /** ARNs, with wildcards: requests on these are left out of both questions. */
  exemptResources?: readonly string[];
}
