import type { Finding, Report } from "../../../report/report.ts";
import { arrangeFindings, type FixGroup } from "../../arrange.ts";
import { countOf, formatCount } from "../../plain-text.ts";
import { describePlace, describeResource } from "../../wording.ts";
import { element, type Element, type Markup } from "../markup.ts";
import { markOf } from "./finding.ts";
import { badge } from "./marks.ts";

/** How many steps, and findings of each, the page lists; the findings below are all there are. */
const mostFixes = 200;
const mostFindings = 50;

/** The steps that mend several findings at once, worst first: what to do, then what it mends. */
export function fixesSection(report: Report): Markup {
  const shared = arrangeFindings(report, report.findings).flatMap(({ fix, findings }) =>
    fix === undefined ? [] : [{ fix, findings }],
  );
  if (shared.length === 0) return undefined;
  const mended = shared.reduce((sum, { findings }) => sum + findings.length, 0);
  const shown = shared.slice(0, mostFixes).map(({ fix, findings }) => fixItem(fix, findings));
  const note = `${countOf(shared.length, "step")} would mend ${countOf(mended, "finding")}${
    shared.length > mostFixes ? `; the worst ${formatCount(mostFixes)} of them are listed` : ""
  }.`;
  return element(
    "section",
    { id: "fixes", "aria-labelledby": "fixes-title" },
    element("h2", { id: "fixes-title" }, "What to do"),
    element("p", { class: "note" }, note),
    element("div", { class: "findings" }, shown),
  );
}

function fixItem({ action, consequences, ruleId }: FixGroup, findings: readonly [Finding, ...Finding[]]): Element {
  const [first] = findings;
  const summary = element(
    "summary",
    {},
    badge(markOf(first)),
    element("span", { class: "action" }, action),
    element("span", { class: "rule-id" }, ruleId),
    element("span", { class: "place" }, `${describePlace(first.resource)}, ${countOf(findings.length, "finding")}`),
  );
  const items = findings
    .slice(0, mostFindings)
    .map(({ resource, message }) => element("li", {}, element("b", {}, describeResource(resource)), `: ${message}`));
  const left = findings.length - items.length;
  return element(
    "details",
    { class: "finding" },
    summary,
    element(
      "div",
      { class: "finding-body" },
      consequences.map((text) => element("p", { class: "consequence" }, text)),
      element("ul", {}, items, left > 0 ? element("li", {}, `and ${formatCount(left)} more`) : undefined),
    ),
  );
}
