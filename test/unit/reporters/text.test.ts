import { stripVTControlCharacters } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Finding, Report } from "../../../src/report/report.ts";
import { showFrom } from "../../../src/report/threshold.ts";
import { renderText } from "../../../src/reporters/text.ts";
import { canonicalReport } from "../../support/canonical-report.ts";

const report = canonicalReport();
const plain = { color: false, width: 100 };

function withFindings(change: (finding: Finding, index: number) => Finding, count: number): Report {
  const [first] = report.findings;
  if (first === undefined) throw new Error("the canonical report has findings");
  return { ...report, findings: Array.from({ length: count }, (_, index) => change(first, index)) };
}

describe("renderText", () => {
  test("no text from AWS can command the terminal or turn the reading direction", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const hostile = withFindings(
          (finding) => ({ ...finding, message: text, resource: { ...finding.resource, name: text } }),
          1,
        );
        expect(renderText(hostile, plain).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  test("writes ANSI colours only where asked to, and then the same words", () => {
    const coloured = renderText(report, { color: true, width: 100 });
    expect(renderText(report, plain)).not.toContain("\u001b");
    expect(coloured).toContain("\u001b[");
    expect(stripVTControlCharacters(coloured)).toBe(renderText(report, plain));
  });

  test("shows 20 findings of a rule and says how many more there are", () => {
    const many = withFindings(
      (finding, index) => ({ ...finding, resource: { ...finding.resource, id: `vpce-${index}` } }),
      1_523,
    );
    const text = renderText(many, plain);
    expect(text).toContain("vpce-19 ");
    expect(text).not.toContain("vpce-20 ");
    expect(text).toContain("... and 1,503 more");
  });

  test("groups the unknown verdicts by what is missing", () => {
    const missing = [{ account: "1", region: "us-east-1", api: "DescribeNatGateways", reason: "denied" }];
    const unknown = withFindings(
      (finding) => ({ ...finding, status: "unknown", evidence: { ...finding.evidence, missing } }),
      12,
    );
    expect(renderText(unknown, plain)).toContain("DescribeNatGateways in 1/us-east-1: denied (12 verdicts)");
  });

  test("ends with the verdict, and says what --severity keeps from sight", () => {
    expect(renderText(showFrom(report, "high"), plain).trimEnd().split("\n").at(-1)).toBe(
      "Result: 2 findings (1 critical, 1 high), 3 of lower severity not shown, 1 unknown; coverage incomplete",
    );
  });

  test("keeps to the width, but for words that are longer: ids must stay whole to be copied", () => {
    const long = renderText(report, { color: false, width: 60 }).split("\n");
    const wrapped = long.filter((line) => line.startsWith("      ") && line.length > 60);
    expect(wrapped.filter((line) => line.trim().includes(" "))).toEqual([]);
  });
});
