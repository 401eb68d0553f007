import type { Evidence, RuleCard, Severity } from "../rules/result.ts";
import type { ResourceIdentity } from "../facts/vocabulary.ts";
import type { Outcome } from "../snapshot/format.ts";

/** REPORT: what every reporter renders. Plain JSON data, schema in schemas/report.schema.json. */

export const reportVersion = 1;

export interface Report {
  version: number;
  tool: { name: string; version: string };
  /** ISO 8601: from the snapshot. */
  startedAt: string;
  finishedAt: string;
  organization: { id: string; managementAccount: string } | null;
  /** No cell denied, throttled out or failed. Skipped accounts and Regions that are not enabled do not count. */
  complete: boolean;
  coverage: Coverage;
  rules: ReportRule[];
  /** Sorted by severity, rule, account, Region, resource. */
  findings: Finding[];
}

export interface Coverage {
  accounts: AccountCoverage[];
  regions: RegionCoverage[];
  /** How many cells (account x Region x API) ended in which outcome. */
  cells: Record<Outcome, number>;
  gaps: CoverageGap[];
}

export interface AccountCoverage {
  id: string;
  name: string;
  path: string;
  state: string;
  /** `collected`: every cell; `partial`: some; else the outcome of the account as a whole. */
  outcome: "partial" | Outcome;
  reason: string;
}

export interface RegionCoverage {
  account: string;
  region: string;
  outcome: "partial" | Outcome;
  cells: Record<Outcome, number>;
}

export interface CoverageGap {
  account: string;
  region: string;
  api: string;
  outcome: Exclude<Outcome, "collected">;
  reason: string;
}

export interface RuleCounts {
  pass: number;
  fail: number;
  unknown: number;
  notApplicable: number;
  error: number;
  waived: number;
}

export interface ReportRule extends RuleCard {
  counts: RuleCounts;
}

export interface Finding {
  ruleId: string;
  severity: Severity;
  /** An `error` verdict is an unknown here, with the error among `evidence.missing`. */
  status: "fail" | "unknown";
  resource: ResourceIdentity;
  message: string;
  evidence: Evidence;
  remediation: string;
  fingerprint: string;
}
