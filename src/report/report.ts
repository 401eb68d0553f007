import type { Evidence, RuleCard, Severity } from "../rules/result.ts";
import type { ResourceIdentity } from "../facts/vocabulary.ts";
import type { HeldBack, Outcome } from "../snapshot/format.ts";

/** REPORT: what every reporter renders. Plain JSON data, schema in schemas/report.schema.json. */

export const reportVersion = 1;

export interface Report {
  version: number;
  tool: { name: string; version: string };
  /** ISO 8601: from the snapshot. */
  startedAt: string;
  finishedAt: string;
  organization: { id: string; managementAccount: string } | null;
  /** Which of several runs over the same accounts this is; absent where it is the whole. */
  shard?: { index: number; count: number };
  /**
   * No cell denied, throttled out or failed, no account left to another shard, and no verdict that is unknown for want of
   * an account or a Region that was not asked. Skipped accounts and Regions that are not enabled count only where a
   * verdict needs them.
   */
  complete: boolean;
  coverage: Coverage;
  rules: ReportRule[];
  /** Sorted by severity, rule, account, Region, resource. */
  findings: Finding[];
  /** The steps that mend several findings at once, in the order of the findings; absent where an older vpclint wrote the report. */
  fixes?: FixGroup[];
}

/** One step and the findings that it mends: those of one rule, account and Region with the same fix. */
export interface FixGroup {
  ruleId: string;
  account: string;
  region: string;
  /** `Associate vpce-1 with rtb-2 and rtb-3.` */
  action: string;
  /** What somebody should know before. */
  consequences: string[];
  /** Fingerprints, in the order of the findings. */
  findings: string[];
}

export interface Coverage {
  accounts: AccountCoverage[];
  regions: RegionCoverage[];
  /** By API name; absent where an older vpclint wrote the report. */
  apis?: ApiCoverage[];
  /** How much of what was to be read was read, from 0 to 100; absent where an older vpclint wrote the report. */
  percent?: number;
  /** How many cells (account x Region x API) ended in which outcome. */
  cells: Record<Outcome, number>;
  gaps: CoverageGap[];
  /** What verdicts needed of accounts and Regions that are not in the scan; absent where an older vpclint wrote the report. */
  outside?: OutsideNeed[];
  /** What limits have cost while collecting, by API; absent where nothing waited. */
  heldBack?: HeldBack[];
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
  /** APIs that AWS Config answered in EC2's place; absent where there are none. */
  fromConfig?: string[];
  /** APIs that were asked once for all accounts, in the caller's; absent where there are none. */
  fromCaller?: string[];
}

export interface ApiCoverage {
  /** API name; `*`, `AssumeRole` and `DescribeRegions` stand for gaps of a whole Region or account. */
  api: string;
  cells: Record<Outcome, number>;
}

export interface CoverageGap {
  account: string;
  region: string;
  api: string;
  outcome: Exclude<Outcome, "collected">;
  reason: string;
  /** The verdicts that rest on it, by rule, most first; absent where an older vpclint wrote the report. */
  madeUnknown?: { ruleId: string; verdicts: number }[];
}

/** What would have to be read in an account or a Region that is not in the scan. */
export interface OutsideNeed {
  /** `*` where AWS does not say whose it is. */
  account: string;
  /** `*` where it is not known which. */
  region: string;
  api: string;
  /** What leads there. */
  reason: string;
  madeUnknown: { ruleId: string; verdicts: number }[];
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
  /** The rule's, or what its `severity-when` says of this finding. */
  severity: Severity;
  /** An `error` verdict is an unknown here, with the error among `evidence.missing`. */
  status: "fail" | "unknown";
  resource: ResourceIdentity;
  message: string;
  evidence: Evidence;
  remediation: string;
  fingerprint: string;
}
