import type { Invocation, Notification } from "sarif";
import type { Coverage, CoverageGap, Report } from "../../report/report.ts";
import { countOf, formatCount, toPlainText } from "../plain-text.ts";
import { describeNeed, describeOutsidePlace, isUnknownVerdict, outcomeWords, type Outcome } from "../wording.ts";

/** An organization can have many thousands of gaps; the JSON report names them all. */
const mostGaps = 1_000;

type GapLevel = NonNullable<Notification["level"]>;

/** What was skipped on purpose, or is not there to be scanned, is worth a note; the rest leaves the scan incomplete. */
const gapLevels = {
  denied: "warning",
  "throttled-out": "warning",
  failed: "warning",
  "not-enabled": "note",
  skipped: "note",
} as const satisfies Record<Exclude<Outcome, "collected">, GapLevel>;

/**
 * `executionSuccessful` stays true where coverage is incomplete: GitHub has refused files that say otherwise
 * (reporting 1.6). What was not seen stands in the notifications.
 * @param notShown how many results were cut off
 */
export function invocation(report: Report, notShown: number): Invocation {
  return {
    executionSuccessful: true,
    startTimeUtc: report.startedAt,
    endTimeUtc: report.finishedAt,
    toolExecutionNotifications: [
      ...cutNotice(notShown),
      ...unknownNotice(report),
      ...gapNotices(report.coverage.gaps),
      ...outsideNotices(report.coverage),
    ],
  };
}

function cutNotice(notShown: number): Notification[] {
  if (notShown === 0) return [];
  const text = `${countOf(notShown, "finding")} of the lowest severities left out: GitHub keeps 5,000 results of a run. The JSON report has them all.`;
  return [notice("results-cut", "warning", text)];
}

function unknownNotice({ findings }: Report): Notification[] {
  const unknown = findings.filter(isUnknownVerdict).length;
  if (unknown === 0) return [];
  return [
    notice(
      "unknown",
      "warning",
      `${countOf(unknown, "verdict")} could not be reached: what they rest on was not collected.`,
    ),
  ];
}

function gapNotices(gaps: readonly CoverageGap[]): Notification[] {
  const notices = gaps
    .slice(0, mostGaps)
    .map((gap) => notice("coverage", gapLevels[gap.outcome], `${outcomeWords[gap.outcome]}: ${describeNeed(gap)}`));
  const more = gaps.length - notices.length;
  return more === 0
    ? notices
    : [...notices, notice("coverage", "warning", `${formatCount(more)} more gaps are in the JSON report.`)];
}

function outsideNotices({ outside = [] }: Coverage): Notification[] {
  return outside
    .slice(0, mostGaps)
    .map(({ api, reason, ...place }) =>
      notice("coverage", "warning", `not in the scan: ${api} in ${describeOutsidePlace(place)}: ${reason}`),
    );
}

function notice(id: string, level: GapLevel, text: string): Notification {
  return {
    descriptor: { id: `vpclint/${id}` },
    level,
    message: { text: toPlainText(text).replace(/[\\[\]]/g, "\\$&") },
  };
}
