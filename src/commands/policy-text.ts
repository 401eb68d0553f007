import { styleText } from "node:util";
import type { PolicyReport } from "../policy-decision.ts";
import { toPlainText } from "../reporters/plain-text.ts";

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/** A decision for the terminal. What the policy says cannot move the cursor or change colours. */
export function policyAsText(report: PolicyReport, { color }: { color: boolean }): string {
  const paint: Paint = (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
  const sections = [
    verdict(report, paint),
    questions(report),
    titled("Statements", report.statements.map(describeStatement), paint),
    titled(
      "Bounds nothing",
      report.ineffective.map((each) => `${placeOf(each)}: ${each.what}: ${each.why}`),
      paint,
    ),
    titled(
      "AWS would refuse",
      report.notes.map((note) => `${placeOf(note)}: ${note.message}`),
      paint,
    ),
    tighter(report, paint),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function verdict({ verdict: word, failure }: PolicyReport, paint: Paint): string[] {
  const where =
    failure === null ? [] : [`  ${toPlainText(failure.message)} (line ${failure.line}, column ${failure.column})`];
  return [`${paint("bold", word)}  ${meanings[word]}`, ...where];
}

const meanings: Readonly<Record<PolicyReport["verdict"], string>> = {
  "not-applicable": "the service heeds no endpoint policy: everything passes",
  unparseable: "this is no policy",
  "deny-all": "no request passes",
  "full-access": "every request passes",
  "open-both": "outside callers pass, and outside resources can be reached",
  "open-principal": "outside callers pass",
  "open-resource": "outside resources can be reached",
  unknown: "it could not be shown that outsiders are kept out",
  "wildcard-actions": "outsiders are kept out; every action passes",
  "least-privilege": "outsiders are kept out; actions and resources are named",
  "org-bounded": "outsiders are kept out",
};

function questions(report: PolicyReport): string[] {
  if (report.failure !== null) return [];
  const { externalPrincipal, externalResource, fullAccess } = report;
  const rows = [
    ["admits outside principals", externalPrincipal],
    ["admits outside resources", externalResource],
    ["admits every request", { ...fullAccess, witness: null, admittedBy: null }],
  ] as const;
  const owned = report.onlyAwsOwned ? ["  outsiders only read buckets that AWS owns: see the preset aws-owned"] : [];
  return [...rows.flatMap(([name, shown]) => question(name, shown)), ...owned];
}

function question(name: string, { answer, missing, witness, admittedBy }: PolicyReport["externalPrincipal"]): string[] {
  const word = answer === null ? "unknown" : answer ? "yes" : "no";
  return [
    `  ${name.padEnd(26)} ${word}`,
    ...missing.map((reason) => `    ${toPlainText(reason)}`),
    ...(witness === null ? [] : [`    ${toPlainText(witness.words)}`]),
    ...(admittedBy === null ? [] : [`    admitted by ${toPlainText(placeOf(admittedBy))}`]),
  ];
}

function describeStatement(statement: PolicyReport["statements"][number]): string {
  return `${placeOf(statement)} ${statement.effect}: ${statement.why}`;
}

function placeOf({ index, sid, line, column }: { index?: number; sid?: string; line: number; column: number }): string {
  const name = index === undefined ? "the document" : `Statement[${index}]`;
  return `${name}${sid === undefined ? "" : ` (${sid})`} at ${line}:${column}`;
}

function tighter({ tighter: found }: PolicyReport, paint: Paint): string[] {
  if (found === null) return [];
  if ("reason" in found) return titled("A tighter policy", [`none was found: ${found.reason}`], paint);
  // Its text is plain ASCII, so it goes out as it is, to be copied.
  return [...titled("A tighter policy", found.changes, paint), "", found.policy];
}

function titled(title: string, lines: readonly string[], paint: Paint): string[] {
  if (lines.length === 0) return [];
  return [paint("bold", title), ...lines.map((line) => `  ${toPlainText(line)}`)];
}
