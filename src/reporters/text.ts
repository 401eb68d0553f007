import { styleText } from "node:util";
import { isCoverageFinding } from "../report/coverage-rule.ts";
import type { Finding, Report, ReportRule } from "../report/report.ts";
import { arrangeFindings, type Arranged, type FixGroup } from "./arrange.ts";
import { countOf, formatCount, toPlainText } from "./plain-text.ts";
import type { TerminalOptions } from "./reporter.ts";
import {
  describeCoverage,
  describeExhibit,
  describeHeldBack,
  describeNeed,
  describeOrganization,
  describeResource,
  describeVerdict,
  groupMissing,
  isUnknownVerdict,
  severityWords,
  type Severity,
} from "./wording.ts";

type Style = Parameters<typeof styleText>[0];

const severityStyles = {
  critical: ["bold", "red"],
  high: "red",
  medium: "yellow",
  low: "cyan",
  info: "dim",
} as const satisfies Record<Severity, Style | readonly Style[]>;

/** How many findings of a rule, ways of a path and missing cells a terminal shows; the other formats show them all. */
const mostFindings = 20;
const mostWays = 3;
const mostMissing = 20;

interface Pen {
  width: number;
  paint(style: Style | readonly Style[], text: string): string;
}

/** For the terminal. Text from AWS cannot move the cursor or change colours: its control characters are spelled out. */
export function renderText(report: Report, { color, width }: TerminalOptions): string {
  const pen: Pen = {
    width: Math.max(40, width),
    // Not validated against a stream: whether the terminal takes colours is the caller's to know.
    paint: (style, text) => (color ? styleText(style as Style, text, { validateStream: false }) : text),
  };
  const sections = [
    header(report, pen),
    ...ruleSections(report, pen),
    unknownSection(report, pen),
    coverageSection(report, pen),
    ruleTable(report, pen),
  ];
  const blocks = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${[...blocks, verdictLine(report, pen)].join("\n\n")}\n`;
}

function header(report: Report, pen: Pen): string[] {
  const { tool, finishedAt } = report;
  const title = toPlainText(`${tool.name} ${tool.version}  ${describeOrganization(report)}  ${finishedAt}`);
  const told = [describeCoverage(report.coverage), describeHeldBack(report.coverage)].filter((text) => text !== "");
  return [pen.paint("bold", title), ...told.flatMap((text) => wrap(toPlainText(text), pen.width, ""))];
}

function ruleSections(report: Report, pen: Pen): string[][] {
  const failed = report.findings.filter((finding) => finding.status === "fail");
  return report.rules.flatMap((rule) => {
    const findings = failed.filter((finding) => finding.ruleId === rule.id);
    return findings.length === 0 ? [] : [ruleSection(rule, arrangeFindings(report, findings), pen)];
  });
}

function ruleSection(rule: ReportRule, arranged: readonly Arranged[], pen: Pen): string[] {
  const word = pen.paint(severityStyles[rule.severity], severityWords[rule.severity].toUpperCase());
  const lines = [`${word}  ${pen.paint("bold", toPlainText(rule.id))}  ${toPlainText(rule.title)}`];
  let place = "";
  let left = mostFindings;
  for (const { fix, findings } of arranged) {
    if (left === 0) break;
    const { account, region } = findings[0].resource;
    const next = toPlainText(`${account}  ${region}`);
    if (next !== place) lines.push(`  ${pen.paint("dim", next)}`);
    place = next;
    const shown = findings.slice(0, left);
    left -= shown.length;
    if (fix === undefined) lines.push(...shown.flatMap((finding) => findingLines(finding, { rule, pen })));
    else lines.push(...groupLines(fix, shown, { rule, pen }));
  }
  const all = arranged.reduce((sum, { findings }) => sum + findings.length, 0);
  if (all > mostFindings) lines.push(`    ... and ${formatCount(all - mostFindings)} more`);
  return lines;
}

interface Section {
  rule: ReportRule;
  pen: Pen;
}

function findingLines(finding: Finding, { rule, pen }: Section): string[] {
  const message = wrap(toPlainText(finding.message), pen.width, "      ");
  const fix = finding.remediation === "" ? [] : wrap(`fix: ${toPlainText(finding.remediation)}`, pen.width, "      ");
  return [`    ${subjectOf(finding, { rule, pen })}`, ...message, ...exhibitLines(finding, pen), ...fix];
}

/** One step, then what it mends; the way of the first stands for those of the others, which the other formats show. */
function groupLines(fix: FixGroup, findings: readonly Finding[], { rule, pen }: Section): string[] {
  const count = countOf(fix.findings.length, "finding");
  const lines = wrap(`One fix for ${count}: ${toPlainText(fix.action)}`, pen.width, "    ");
  lines.push(...fix.consequences.flatMap((each) => wrap(toPlainText(each), pen.width, "      ")));
  for (const [index, finding] of findings.entries()) {
    lines.push(`      ${subjectOf(finding, { rule, pen })}`);
    lines.push(...wrap(toPlainText(finding.message), pen.width, "        "));
    if (index === 0) lines.push(...exhibitLines(finding, pen).map((line) => `  ${line}`));
  }
  return lines;
}

/** The resource, with its severity where that is not the rule's. */
function subjectOf({ resource, severity }: Finding, { rule, pen }: Section): string {
  const name = pen.paint("bold", toPlainText(describeResource(resource)));
  return severity === rule.severity
    ? name
    : `${name}  ${pen.paint(severityStyles[severity], severityWords[severity].toUpperCase())}`;
}

function exhibitLines(finding: Finding, pen: Pen): string[] {
  return finding.evidence.exhibits.flatMap((exhibit) => {
    const [title, ...ways] = describeExhibit(exhibit);
    const more = ways.length > mostWays ? [`... and ${formatCount(ways.length - mostWays)} more`] : [];
    const shown = [...ways.slice(0, mostWays), ...more].flatMap((way) => wrap(toPlainText(way), pen.width, "        "));
    return [...wrap(toPlainText(title), pen.width, "      "), ...shown].map((line) => pen.paint("dim", line));
  });
}

function unknownSection(report: Report, pen: Pen): string[] {
  const unknown = report.findings.filter(isUnknownVerdict);
  if (unknown.length === 0) return [];
  const groups = groupMissing(unknown);
  const title = `${pen.paint("magenta", "UNKNOWN")}  ${countOf(unknown.length, "verdict")} could not be reached, for want of:`;
  const lines = groups.slice(0, mostMissing).flatMap((group) => {
    const waiting = `(${countOf(group.findings, "verdict")})`;
    return wrap(`${toPlainText(describeNeed(group))} ${waiting}`, pen.width, "    ");
  });
  if (groups.length > mostMissing) lines.push(`    ... and ${formatCount(groups.length - mostMissing)} more`);
  return [title, ...lines];
}

/** The accounts of which something is missing, and what it cost. */
function coverageSection(report: Report, pen: Pen): string[] {
  const findings = report.findings.filter(isCoverageFinding);
  if (findings.length === 0) return [];
  const title = `${pen.paint("magenta", "COVERAGE")}  ${countOf(findings.length, "account")} not wholly read:`;
  const lines = findings.slice(0, mostMissing).flatMap(({ message }) => wrap(toPlainText(message), pen.width, "    "));
  if (findings.length > mostMissing) lines.push(`    ... and ${formatCount(findings.length - mostMissing)} more`);
  return [title, ...lines];
}

const columns = ["fail", "unknown", "error", "waived", "pass", "n.a."] as const;

/** Each rule with its denominators (design law 4). */
function ruleTable(report: Report, pen: Pen): string[] {
  const rows = report.rules.map(({ id, counts }) => ({
    id: toPlainText(id),
    cells: [counts.fail, counts.unknown, counts.error, counts.waived, counts.pass, counts.notApplicable].map(
      formatCount,
    ),
  }));
  const nameWidth = Math.max(4, ...rows.map((row) => row.id.length));
  const widths = columns.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row.cells[column]?.length ?? 0)),
  );
  const align = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  ");
  const head = `${"RULE".padEnd(nameWidth)}  ${align(columns)}`;
  return [pen.paint("dim", head), ...rows.map((row) => `${row.id.padEnd(nameWidth)}  ${align(row.cells)}`)];
}

function verdictLine(report: Report, pen: Pen): string {
  const hasFailed = report.findings.some((finding) => finding.status === "fail");
  const style = hasFailed ? "red" : report.complete ? "green" : "yellow";
  return pen.paint(["bold", style], `Result: ${describeVerdict(report)}`);
}

/** Breaks text at blanks; a word that is longer than the line stays whole, so that ids can be copied. */
function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && indent.length + longer.length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, indent + line];
}
