import { severities, type Judgement, type Result, type RuleCard, type VerdictCounts } from "../rules/result.ts";
import type { Manifest } from "../snapshot/format.ts";
import { compareText } from "./canonical-json.ts";
import { nameConsequences, needsMore } from "./consequences.ts";
import { coverageFindings, coverageRule } from "./coverage-findings.ts";
import { isComplete, readCoverage } from "./coverage.ts";
import { fingerprint } from "./fingerprint.ts";
import { groupFixes } from "./fixes.ts";
import { reportVersion, type Finding, type Report, type RuleCounts } from "./report.ts";

export interface ReportSources {
  /** This vpclint, which judged; the snapshot may have been taken by another. */
  tool: { name: string; version: string };
  manifest: Pick<Manifest, "startedAt" | "finishedAt" | "organization" | "heldBack" | "shard" | "accounts" | "ledger">;
  judgement: Judgement;
}

/**
 * Results -> report: order, fingerprints, totals and coverage. Pure: the times are the snapshot's, so the same sources
 * give the same bytes.
 */
export function buildReport({ tool, manifest, judgement }: ReportSources): Report {
  const coverage = nameConsequences(readCoverage(manifest), judgement.results);
  const { shard } = manifest;
  const cards = new Map(judgement.rules.map((rule) => [rule.id, rule]));
  const found = judgement.results
    .flatMap((result) => toFinding(result, cards).map((finding) => ({ finding, step: result.step })))
    .concat(coverageFindings(coverage).map((finding) => ({ finding, step: undefined })))
    .sort((a, b) => compareFindings(a.finding, b.finding));
  return {
    version: reportVersion,
    tool: { name: tool.name, version: tool.version },
    startedAt: manifest.startedAt,
    finishedAt: manifest.finishedAt,
    organization: manifest.organization,
    ...(shard === undefined ? {} : { shard: { index: shard.index, count: shard.count } }),
    complete: isComplete(coverage.cells) && !needsMore(coverage) && (shard === undefined || shard.count === 1),
    coverage,
    rules: judgement.rules
      .map((rule) => ({ ...rule, counts: countVerdicts(judgement.counts[rule.id]) }))
      .concat(coverageRule(coverage))
      .sort((a, b) => compareSeverity(a, b) || compareText(a.id, b.id)),
    findings: found.map(({ finding }) => finding),
    fixes: groupFixes(found),
  };
}

function toFinding(result: Result, cards: ReadonlyMap<string, RuleCard>): Finding[] {
  if (result.verdict === "pass" || result.verdict === "not-applicable") return [];
  const rule = cards.get(result.ruleId);
  if (rule === undefined) throw new Error(`a result names the rule ${result.ruleId}, which was not judged`);
  return [
    {
      ruleId: result.ruleId,
      severity: result.severity ?? rule.severity,
      // An error decides nothing about the resource: to a reader it is an unknown whose reason is the error.
      status: result.verdict === "fail" ? "fail" : "unknown",
      resource: result.resource,
      message: result.message,
      evidence: result.evidence,
      remediation: result.remediation,
      fingerprint: fingerprint(result),
    },
  ];
}

function countVerdicts(counts: VerdictCounts | undefined): RuleCounts {
  return {
    pass: counts?.pass ?? 0,
    fail: counts?.fail ?? 0,
    unknown: counts?.unknown ?? 0,
    notApplicable: counts?.["not-applicable"] ?? 0,
    error: counts?.error ?? 0,
    waived: 0,
  };
}

function compareSeverity(a: Pick<Finding, "severity">, b: Pick<Finding, "severity">): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity);
}

/** Severity, rule, account, Region, type, id: a total order, because the fingerprint settles what is left. */
function compareFindings(a: Finding, b: Finding): number {
  return (
    compareSeverity(a, b) ||
    compareText(a.ruleId, b.ruleId) ||
    compareText(a.resource.account, b.resource.account) ||
    compareText(a.resource.region, b.resource.region) ||
    compareText(a.resource.type, b.resource.type) ||
    compareText(a.resource.id, b.resource.id) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}
