import type { ReportingConfiguration, ReportingDescriptor } from "sarif";
import type { ReportRule } from "../../report/report.ts";
import { escapeMarkdown, markdownLink, safeLink } from "../markdown.ts";
import { toPlainText } from "../plain-text.ts";
import type { Severity } from "../wording.ts";

interface SeverityMapping {
  level: NonNullable<ReportingConfiguration["level"]>;
  /** In the middle of GitHub's bands, as text: a number here rejects the upload (reporting 1.3). */
  score: string | undefined;
  /** What GitHub shows for a rule that is not a security rule. */
  problem: "error" | "warning" | "recommendation";
}

export const severityMapping = {
  critical: { level: "error", score: "9.5", problem: "error" },
  high: { level: "error", score: "8.0", problem: "error" },
  medium: { level: "warning", score: "5.5", problem: "warning" },
  low: { level: "note", score: "2.5", problem: "recommendation" },
  info: { level: "note", score: undefined, problem: "recommendation" },
} as const satisfies Record<Severity, SeverityMapping>;

/** GitHub's limit for descriptions (reporting 1.1). */
const mostCharacters = 1024;

export function reportingDescriptor(rule: ReportRule): ReportingDescriptor {
  const { level, score, problem } = severityMapping[rule.severity];
  const link = rule.references.map(safeLink).find((address) => address !== undefined);
  return {
    id: rule.id,
    name: cut(rule.id, 255),
    shortDescription: { text: cut(toPlainText(rule.title), mostCharacters) },
    fullDescription: { text: cut(toPlainText(rule.description || rule.title), mostCharacters) },
    help: { text: helpText(rule), markdown: helpMarkdown(rule) },
    ...(link === undefined ? {} : { helpUri: link }),
    defaultConfiguration: { level },
    properties: {
      // Without the tag `security` GitHub ignores the score.
      tags: ["aws", "network", ...(score === undefined ? [] : ["security"]), rule.resource],
      precision: "high",
      "problem.severity": problem,
      ...(score === undefined ? {} : { "security-severity": score }),
      "vpclint/counts": rule.counts,
      "vpclint/source": `${rule.source.file}:${rule.source.line}`,
    },
  };
}

function helpText(rule: ReportRule): string {
  const parts = [rule.description || rule.title, rule.rationale, rule.remediation && `Fix: ${rule.remediation}`];
  return [...parts, ...rule.references]
    .filter((part) => part !== "")
    .map(toPlainText)
    .join("\n\n");
}

function helpMarkdown(rule: ReportRule): string {
  const sections = [
    escapeMarkdown(rule.description || rule.title),
    rule.rationale && `**Why it matters**\n\n${escapeMarkdown(rule.rationale)}`,
    rule.remediation && `**What to do**\n\n${escapeMarkdown(rule.remediation)}`,
    rule.references.map((address) => `- ${markdownLink(address)}`).join("\n"),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 3)}...`;
}
