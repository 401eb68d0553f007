import { createHash } from "node:crypto";
import type { Result } from "../rules/result.ts";
import { canonicalJson } from "./canonical-json.ts";

/**
 * What makes a finding the same finding in the next scan: rule id, resource identity and the rule's declared identity
 * facts (design law 5). Never the message, the order, a count, a name or a tag. SHA-256 in hex.
 */
export function fingerprint({ ruleId, resource, identity }: Pick<Result, "ruleId" | "resource" | "identity">): string {
  const { account, region, type, id } = resource;
  const text = canonicalJson({ rule: ruleId, resource: { account, region, type, id }, identity });
  return createHash("sha256").update(text).digest("hex");
}
