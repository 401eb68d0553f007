import { createHash } from "node:crypto";
import type { Finding, Report } from "../report/report.ts";
import { archiveFindings } from "./html/archive.ts";
import { orderFindings } from "./html/archive-shape.ts";
import { clientScript, clientStyle } from "./html/client.generated.ts";
import { element, escapeHtml, toHtml, type Element } from "./html/markup.ts";
import { coverageSection } from "./html/parts/coverage.ts";
import { findingItem } from "./html/parts/finding.ts";
import { fixesSection } from "./html/parts/fixes.ts";
import { rulesSection } from "./html/parts/rules.ts";
import { pageHeader, summary } from "./html/parts/summary.ts";
import { countOf, formatCount } from "./plain-text.ts";
import { describeOrganization } from "./wording.ts";

/** How many findings are in the page as HTML, for readers without scripts, for print and for crawlers. */
const mostStatic = 200;

/**
 * One file that asks nothing of the network. The policy allows the one script and the one style sheet by their hashes
 * and nothing else, so that even text which found a way to become markup could not run or call home.
 */
export function renderHtml(report: Report): string {
  const findings = orderFindings(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>vpclint: ${escapeHtml(describeOrganization(report))}</title>
<style>${clientStyle}</style>
</head>
<body>
<a class="skip" href="#findings">Skip to the findings</a>
${toHtml(pageHeader(report))}
${toHtml(navigation(report))}
<main>
${toHtml(summary(report))}
${toHtml(fixesSection(report))}
${toHtml(rulesSection(report))}
${toHtml(findingsSection(report, findings))}
${toHtml(coverageSection(report))}
</main>
${toHtml(element("footer", {}, `${report.tool.name} ${report.tool.version}. This file holds everything it shows and loads nothing.`))}
${archiveFindings(report, findings)}
<script type="module">${clientScript}</script>
</body>
</html>
`;
}

function contentPolicy(): string {
  return [
    "default-src 'none'",
    `script-src '${hash(clientScript)}'`,
    `style-src '${hash(clientStyle)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function navigation(report: Report): Element {
  const fixes = fixesSection(report) === undefined ? {} : { fixes: "What to do" };
  const sections = { summary: "Summary", ...fixes, rules: "Rules", findings: "Findings", coverage: "Coverage" };
  const items = Object.entries(sections).map(([id, title]) =>
    element("li", {}, element("a", { href: `#${id}` }, title)),
  );
  return element("nav", { "aria-label": "Sections" }, element("ul", {}, items));
}

/** The script puts its list in the place of the static one; without a script the worst findings are there to read. */
function findingsSection({ rules }: Report, findings: readonly Finding[]): Element {
  const cards = new Map(rules.map((rule) => [rule.id, rule]));
  const shown = findings.slice(0, mostStatic).map((finding) => findingItem(finding, cards.get(finding.ruleId)));
  const note =
    findings.length > mostStatic
      ? `The worst ${mostStatic} of ${formatCount(findings.length)}. Searching and the rest of them need scripts.`
      : `${countOf(findings.length, "result")}, worst first.`;
  return element(
    "section",
    { id: "findings", "aria-labelledby": "findings-title" },
    element("h2", { id: "findings-title" }, "Findings"),
    element(
      "div",
      { id: "explorer" },
      element("p", { class: "note" }, note),
      element("div", { class: "findings" }, shown),
    ),
  );
}
