import { coverageRuleId } from "../rules/result.ts";
import type { Finding } from "./report.ts";

/** Whether this finding is about what was read, and not a verdict about a resource. */
export function isCoverageFinding({ ruleId }: Pick<Finding, "ruleId">): boolean {
  return ruleId === coverageRuleId;
}
