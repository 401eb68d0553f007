import type { Log, Run } from "sarif";
import { isCoverageFinding } from "../report/coverage-rule.ts";
import type { Report } from "../report/report.ts";
import { toSafeJson } from "./plain-text.ts";
import { invocation } from "./sarif/invocation.ts";
import { reportingDescriptor } from "./sarif/rule.ts";
import { sarifResult } from "./sarif/result.ts";

/** GitHub keeps 5,000 results of a run and does not keep its word about which, so we cut (reporting 1.2). */
const mostResults = 5_000;

/**
 * SARIF 2.1.0 as GitHub code scanning reads it (reporting 1.1-1.8). Only failures, because GitHub opens an alert for
 * every result, whatever its `kind` or suppressions say; and one for each account that was not wholly read, first, so that
 * no cut takes it away: GitHub shows the alerts that a scan did not find again as fixed (reporting 1.6).
 */
export function renderSarif(report: Report): string {
  const log: Log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [buildRun(report)],
  };
  return `${toSafeJson(log, 2)}\n`;
}

function buildRun(report: Report): Run {
  const uncovered = report.findings.filter(isCoverageFinding);
  const alerts = [...uncovered, ...report.findings.filter(({ status }) => status === "fail")];
  const shown = alerts.slice(0, mostResults);
  const ruleIndex = new Map(report.rules.map((rule, index) => [rule.id, index]));
  return {
    tool: {
      driver: {
        name: report.tool.name,
        version: report.tool.version,
        semanticVersion: report.tool.version,
        rules: report.rules.map(reportingDescriptor),
      },
    },
    automationDetails: { id: "vpclint/" },
    invocations: [invocation(report, alerts.length - shown.length)],
    originalUriBaseIds: {
      "%SRCROOT%": { description: { text: "The root of the repository that the alerts are shown in." } },
    },
    columnKind: "utf16CodeUnits",
    results: shown.map((finding) => sarifResult(finding, ruleIndex.get(finding.ruleId) ?? -1)),
  };
}
