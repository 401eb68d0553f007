import type { Finding, ReportRule } from "../../../report/report.ts";
import { safeLink } from "../../markdown.ts";
import { describeNeed, describePlace, describeResource } from "../../wording.ts";
import { element, type Element, type Markup } from "../markup.ts";
import { showExhibit } from "./exhibits.ts";
import { badge, type Mark } from "./marks.ts";

export type RuleReference = Pick<ReportRule, "id" | "title" | "severity" | "references">;

/** Failures show their severity; a verdict that was not reached shows that. */
export function markOf({ status, severity }: Pick<Finding, "status" | "severity">): Mark {
  return status === "fail" ? severity : "unknown";
}

/** All about one finding, for its page in the static list and for the pane beside the list. */
export function findingDetails(finding: Finding, rule: RuleReference | undefined): Element {
  const { resource, message, remediation, evidence, fingerprint } = finding;
  return element(
    "div",
    { class: "finding-body" },
    element("p", { class: "message" }, message),
    evidence.missing.length === 0 ? undefined : titled("Missing", listTexts(evidence.missing.map(describeNeed))),
    evidence.exhibits.map(showExhibit),
    remediation === "" ? undefined : titled("What to do", element("p", {}, remediation)),
    showFacts(evidence.facts),
    titled("Resource", showResource(resource)),
    links(rule?.references ?? []),
    element("p", { class: "fingerprint" }, "Fingerprint ", element("code", {}, fingerprint)),
  );
}

/** A finding of the static list: it opens without a script. */
export function findingItem(finding: Finding, rule: RuleReference | undefined): Element {
  const { resource } = finding;
  const summary = element(
    "summary",
    {},
    badge(markOf(finding)),
    element("span", { class: "subject" }, describeResource(resource)),
    element("span", { class: "rule-id" }, finding.ruleId),
    element("span", { class: "place" }, describePlace(resource)),
  );
  return element("details", { class: "finding" }, summary, findingDetails(finding, rule));
}

function showResource({ type, id, name, arn, account, region, tags }: Finding["resource"]): Element {
  const rows = { Type: type, Id: id, Name: name, Account: account, Region: region, ARN: arn };
  const own = Object.entries(rows).filter(([, value]) => value !== "");
  return definitions([...own, ...Object.entries(tags).map(([key, value]) => [`tag ${key}`, value] as const)]);
}

function showFacts(facts: Finding["evidence"]["facts"]): Markup {
  const rows = Object.entries(facts).map(([name, value]) => [name, showValue(value)] as const);
  return rows.length === 0 ? undefined : titled("Facts that decided", definitions(rows));
}

function showValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function definitions(rows: readonly (readonly [string, string])[]): Element {
  return element(
    "dl",
    {},
    rows.map(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]),
  );
}

function titled(title: string, content: Markup): Element {
  return element("section", {}, element("h4", {}, title), content);
}

function listTexts(texts: readonly string[]): Element {
  return element(
    "ul",
    {},
    texts.map((text) => element("li", {}, text)),
  );
}

/** Only https: an address in a rules file is somebody's text too. */
export function links(addresses: readonly string[]): Markup {
  const items = addresses.map((address) => {
    const href = safeLink(address);
    return element(
      "li",
      {},
      href === undefined ? address : element("a", { href, rel: "noopener noreferrer" }, address),
    );
  });
  return items.length === 0 ? undefined : titled("References", element("ul", { class: "links" }, items));
}
