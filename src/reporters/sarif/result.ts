import type { Location, Result } from "sarif";
import type { Finding } from "../../report/report.ts";
import { toPlainText } from "../plain-text.ts";
import { describeExhibit } from "../wording.ts";
import { severityMapping } from "./rule.ts";

export function sarifResult(finding: Finding, ruleIndex: number): Result {
  return {
    ruleId: finding.ruleId,
    ruleIndex,
    level: severityMapping[finding.severity].level,
    message: { text: messageText(finding) },
    locations: [location(finding.resource)],
    partialFingerprints: {
      // The location is no file of the checkout, so GitHub takes our hash without a warning (reporting 1.5).
      primaryLocationLineHash: finding.fingerprint,
      "vpclint/finding/v1": finding.fingerprint,
    },
  };
}

/**
 * The message, then the evidence in words: a code flow would need a source location for every hop. SARIF reads `[a](1)`
 * in a message as a link, so brackets are escaped (SARIF 3.11.6).
 */
function messageText({ message, evidence, remediation }: Finding): string {
  const exhibits = evidence.exhibits.map((exhibit) => {
    const [title, ...lines] = describeExhibit(exhibit).map(toPlainText);
    return [`${title ?? ""}:`, ...lines.map((line) => `- ${line}`)].join("\n");
  });
  const fix = remediation === "" ? [] : [`Fix: ${toPlainText(remediation)}`];
  return [toPlainText(message), ...exhibits, ...fix].join("\n\n").replace(/[\\[\]]/g, "\\$&");
}

/**
 * A live resource has no file. GitHub rejects the whole upload for a missing location, for an `arn:` and for a logical
 * location alone, and accepts a path that does not exist; so the path is made of ids that last (reporting 1.4, 1.8).
 */
function location({ account, region, type, id, arn, name }: Finding["resource"]): Location {
  return {
    physicalLocation: {
      artifactLocation: {
        uri: ["aws", account, region, type, id].map(encodeSegment).join("/"),
        uriBaseId: "%SRCROOT%",
      },
      region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
    },
    logicalLocations: [
      { name: toPlainText(name === "" ? id : name), fullyQualifiedName: arn === "" ? id : arn, kind: "resource" },
    ],
  };
}

/** One path segment: never empty, never `.` or `..`, without a `:` or `/` of its own. */
function encodeSegment(text: string): string {
  if (text === "") return "-";
  // Not `%2E%2E`: URL parsers read that as `..` too.
  if (/^\.+$/.test(text)) return `-${text}`;
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")).replace(/[!'()*]/g, percentEncode);
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
