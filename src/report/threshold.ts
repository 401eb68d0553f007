import { severities, type Severity } from "../rules/result.ts";
import type { Report } from "./report.ts";

/** What `--fail-on` and `--allow-partial` said. */
export interface Threshold {
  failOn: Severity | "none";
  allowPartial: boolean;
}

/**
 * The exit code of a run that judged something: 1 where a failed finding is at or above `failOn`; else 3 where the
 * coverage is incomplete and partial coverage was not allowed; else 0. An unknown finding never reaches the threshold:
 * what made it unknown counts as coverage.
 */
export function decideExit(report: Report, { failOn, allowPartial }: Threshold): 0 | 1 | 3 {
  if (failOn !== "none") {
    const isBlocking = report.findings.some(
      (finding) => finding.status === "fail" && isAtLeast(finding.severity, failOn),
    );
    if (isBlocking) return 1;
  }
  return report.complete || allowPartial ? 0 : 3;
}

/**
 * What `--severity` does: the report with only the findings at or above a severity. It filters what is shown and never
 * what gates, so the exit code is decided on the whole report; the rules keep their counts.
 */
export function showFrom(report: Report, lowest: Severity): Report {
  return { ...report, findings: report.findings.filter((finding) => isAtLeast(finding.severity, lowest)) };
}

export function isAtLeast(severity: Severity, lowest: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(lowest);
}
