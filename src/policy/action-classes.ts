import type { Truth } from "./truth.ts";

/** What an action is asked on. `account`: on what has its owner's account in its ARN. `none`: it takes no resource. */
export type ResourceKind = "bucket" | "object" | "account" | "none";

/** Actions that the policy cannot tell apart, with one of them. */
export interface ActionClass {
  name: string;
  /** Those of the class that IAM documents, as it writes them; none where it documents none. */
  documented: readonly string[];
  /** What requests of it can be on. */
  kinds: ReadonlySet<ResourceKind>;
  /** Keys of the service, among the asked ones, that no request of it holds. */
  lackedKeys: ReadonlySet<string>;
  doubt?: string;
  /** What each statement's Action says of it. */
  truths: readonly Truth[];
}
