import { severities, type Severity } from "../rules/result.ts";
import { isCoverageFinding } from "./coverage-rule.ts";
import { coveragePercent } from "./coverage.ts";
import type { Report } from "./report.ts";

/** What `--fail-on` and `--allow-partial` said. */
export interface Threshold {
  failOn: Severity | "none";
  allowPartial: boolean;
  /** The least coverage, from 0 to 100, that is enough; below it the code is 3 whatever `allowPartial` says. */
  minCoverage?: number | undefined;
}

/**
 * The exit code of a run that judged something: 1 where a failed finding is at or above `failOn`; else 3 where the
 * coverage is incomplete and partial coverage was not allowed; else 0. An unknown finding never reaches the threshold:
 * what made it unknown counts as coverage, also where it is in an account that the scan was not asked for.
 */
export function decideExit(report: Report, { failOn, allowPartial, minCoverage }: Threshold): 0 | 1 | 3 {
  if (failOn !== "none") {
    const isBlocking = report.findings.some(
      (finding) => finding.status === "fail" && isAtLeast(finding.severity, failOn),
    );
    if (isBlocking) return 1;
  }
  if (!isCovered(report, minCoverage)) return 3;
  return report.complete || allowPartial ? 0 : 3;
}

/** Whether the coverage is at least this, from 0 to 100. */
export function isCovered({ coverage }: Report, minCoverage: number | undefined): boolean {
  return minCoverage === undefined || (coverage.percent ?? coveragePercent(coverage)) >= minCoverage;
}

/**
 * What `--severity` does: the report with only the findings at or above a severity. It filters what is shown and never
 * what gates, so the exit code is decided on the whole report; the rules keep their counts.
 */
export function showFrom(report: Report, lowest: Severity): Report {
  const findings = report.findings.filter(
    // What was not read must not vanish with the lower severities: it may hold higher ones.
    (finding) => isAtLeast(finding.severity, lowest) || isCoverageFinding(finding),
  );
  return keepFixes(report, findings);
}

/** The report with these of its findings, and what is left of the steps that mend them. */
function keepFixes({ fixes, ...report }: Report, findings: Report["findings"]): Report {
  if (fixes === undefined) return { ...report, findings };
  const kept = new Set(findings.map(({ fingerprint }) => fingerprint));
  const left = fixes.map((fix) => ({ ...fix, findings: fix.findings.filter((each) => kept.has(each)) }));
  return { ...report, findings, fixes: left.filter((fix) => fix.findings.length > 0) };
}

export function isAtLeast(severity: Severity, lowest: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(lowest);
}
