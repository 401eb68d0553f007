import type { Report } from "../../../report/report.ts";
import { formatCount } from "../../plain-text.ts";
import { countFindings, describeCoverage, describeOrganization, severityOrder } from "../../wording.ts";
import { element, type Element } from "../markup.ts";
import { badge, type Mark } from "./marks.ts";

/** The page's head: whose network, when, and the answer. */
export function pageHeader(report: Report): Element {
  const { fail } = countFindings(report);
  const title = fail === 0 ? "No findings" : `${formatCount(fail)} ${fail === 1 ? "finding" : "findings"}`;
  const lead = element(
    "p",
    { class: "eyebrow" },
    element("b", {}, "vpclint"),
    ` network report for ${describeOrganization(report)}`,
  );
  return element(
    "header",
    { class: "page-header" },
    element("div", {}, lead, element("h1", {}, title, element("span", {}, inPlaces(report)))),
    times(report),
  );
}

function inPlaces({ coverage }: Report): string {
  const accounts = coverage.accounts.length;
  const regions = new Set(coverage.regions.map((row) => row.region)).size;
  return ` in ${formatCount(accounts)} ${accounts === 1 ? "account" : "accounts"}, ${formatCount(regions)} ${regions === 1 ? "Region" : "Regions"}`;
}

function times({ startedAt, finishedAt, tool }: Report): Element {
  const rows = [
    ["Collected", `${readableTime(startedAt)} to ${readableTime(finishedAt)}`],
    ["Judged by", `${tool.name} ${tool.version}`],
  ];
  return element(
    "dl",
    { class: "times" },
    rows.map(([term = "", value = ""]) => [element("dt", {}, term), element("dd", {}, value)]),
  );
}

/** `2026-11-02 06:00:00 UTC`; what is not such a time is shown as it stands. */
function readableTime(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, "$1 $2 UTC");
}

/** Counts by severity and what was not decided; the answer in five seconds. */
export function summary(report: Report): Element {
  const { bySeverity, unknown, hidden } = countFindings(report);
  const tiles = [...severityOrder.map((severity) => tile(severity, bySeverity[severity])), tile("unknown", unknown)];
  const note =
    hidden === 0
      ? undefined
      : element("p", { class: "note" }, `${formatCount(hidden)} findings of lower severity are not shown.`);
  return element(
    "section",
    { id: "summary", "aria-labelledby": "summary-title" },
    element("h2", { id: "summary-title", class: "vh" }, "Summary"),
    element("ul", { class: "tiles" }, tiles),
    note,
    coverageCallout(report),
  );
}

function tile(mark: Mark, count: number): Element {
  return element(
    "li",
    { class: `tile ${mark}${count === 0 ? " none" : ""}` },
    element("b", {}, formatCount(count)),
    badge(mark),
  );
}

/** Whether the whole was seen belongs beside the counts: nought findings of nothing seen is no good news. */
function coverageCallout({ complete, coverage }: Report): Element {
  const word = complete ? "Coverage is complete." : "Coverage is incomplete.";
  const link = element("a", { href: "#coverage" }, "See the coverage");
  return element(
    "p",
    { class: complete ? "callout complete" : "callout incomplete" },
    element("b", {}, word),
    ` ${describeCoverage(coverage)}. `,
    link,
  );
}
