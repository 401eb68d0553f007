import type { Exhibit, ResourceIdentity } from "../facts/vocabulary.ts";
import type { Need } from "../unknown.ts";

/** RESULTS: the neck between judging and reporting. Plain JSON data. */

export const verdicts = ["pass", "fail", "unknown", "not-applicable", "error"] as const;
export type Verdict = (typeof verdicts)[number];

export const severities = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof severities)[number];

/** What reports call an account that was not wholly read; no rule may have this id. */
export const coverageRuleId = "coverage-incomplete";

export type Json = boolean | number | string | null | readonly Json[] | { readonly [member: string]: Json };

/** What was read to reach a verdict, recorded by the evaluator (design law 3). */
export interface Evidence {
  /** Fact name, such as `subnet.paths.s3.ipv4.via`, to its value; unknown facts are not here but under `missing`. */
  facts: Record<string, Json>;
  exhibits: (Exhibit & { fact: string })[];
  /** The cells that would have to be collected to decide; empty unless the verdict is unknown. */
  missing: Need[];
}

/** One rule's verdict about one resource. Passes and not-applicables are only counted, so they carry no evidence. */
export interface Result {
  ruleId: string;
  verdict: Verdict;
  resource: ResourceIdentity;
  message: string;
  remediation: string;
  evidence: Evidence;
  /** The rule's declared identity facts, in order: part of the fingerprint (design law 5). */
  identity: Json[];
  /** Where the rule's `severity-when` says another severity than the rule's own. */
  severity?: Severity;
  /** The step that mends it, where the rule declares fixes; findings with the same step are mended together. */
  step?: Step;
}

/** What one finding says of the step that mends it: what is needed to join it with the same step of other findings. */
export interface Step {
  /** Which of the rule's fixes, and the values of its `per`: equal in findings that share the step. */
  key: Json[];
  /** The action's text in pieces: as it is written, or the values that a part of it has for this finding. */
  action: (string | string[])[];
  consequences: string[];
}

export type VerdictCounts = Record<Verdict, number>;

/** What the reports say about a rule. */
export interface RuleCard {
  id: string;
  title: string;
  severity: Severity;
  resource: string;
  description: string;
  rationale: string;
  remediation: string;
  references: string[];
  /** Where the rule is declared, for SARIF: file relative to the working folder, line from 1. */
  source: { file: string; line: number };
}

export interface Judgement {
  rules: RuleCard[];
  counts: Record<string, VerdictCounts>;
  /** Only fail, unknown and error. */
  results: Result[];
}
