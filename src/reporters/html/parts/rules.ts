import type { Report, ReportRule } from "../../../report/report.ts";
import { countOf } from "../../plain-text.ts";
import { element, type Element, type Markup } from "../markup.ts";
import { bar } from "./bar.ts";
import { links } from "./finding.ts";
import { badge } from "./marks.ts";

export function rulesSection({ rules }: Report): Element {
  return element(
    "section",
    { id: "rules", "aria-labelledby": "rules-title" },
    element("h2", { id: "rules-title" }, "Rules"),
    element("p", { class: "note" }, "Each rule with how many resources it judged, by verdict."),
    element("div", { class: "cards" }, rules.map(ruleCard)),
  );
}

function ruleCard(rule: ReportRule): Element {
  const { counts } = rule;
  const judged = counts.pass + counts.fail + counts.unknown + counts.error;
  const parts = [
    { tone: "fail", word: "fail", count: counts.fail },
    { tone: "unknown", word: "unknown", count: counts.unknown },
    { tone: "error", word: "error", count: counts.error },
    { tone: "pass", word: "pass", count: counts.pass },
    { tone: "idle", word: "not applicable", count: counts.notApplicable },
  ];
  const isEmpty = judged + counts.notApplicable === 0;
  const title = `Verdicts about ${countOf(judged + counts.notApplicable, rule.resource)}`;
  const waived =
    counts.waived === 0 ? undefined : element("p", { class: "note" }, `${countOf(counts.waived, "failure")} waived`);
  return element(
    "article",
    { class: "card" },
    element("div", { class: "card-head" }, element("h3", {}, rule.title), badge(rule.severity)),
    element("p", { class: "rule-id" }, rule.id),
    isEmpty ? element("p", { class: "note" }, `No ${rule.resource} was looked at.`) : bar(title, parts),
    waived,
    about(rule),
  );
}

function about({ description, rationale, remediation, references }: ReportRule): Markup {
  const parts = [
    description === "" ? undefined : element("p", {}, description),
    rationale === "" ? undefined : [element("h4", {}, "Why it matters"), element("p", {}, rationale)],
    remediation === "" ? undefined : [element("h4", {}, "What to do"), element("p", {}, remediation)],
    links(references),
  ];
  if (parts.every((part) => part === undefined)) return undefined;
  return element("details", {}, element("summary", {}, "About this rule"), parts);
}
