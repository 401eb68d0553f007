import { describe, expect, test } from "vitest";
import type { Finding, Report } from "../../../src/report/report.ts";
import { decideExit, showFrom } from "../../../src/report/threshold.ts";
import { canonicalReport } from "../../support/canonical-report.ts";

const base = canonicalReport();

function reportWith(findings: Partial<Finding>[], complete: boolean): Report {
  const [first] = base.findings;
  if (first === undefined) throw new Error("the canonical report has findings");
  return { ...base, complete, findings: findings.map((part) => ({ ...first, ...part })) };
}

describe("decideExit", () => {
  const medium = { severity: "medium", status: "fail" } as const;

  test.each([
    ["low", 1],
    ["medium", 1],
    ["high", 0],
    ["none", 0],
  ] as const)("a medium failure and --fail-on %s: %i", (failOn, code) => {
    expect(decideExit(reportWith([medium], true), { failOn, allowPartial: false })).toBe(code);
  });

  test("incomplete coverage is 3, unless --allow-partial", () => {
    const report = reportWith([], false);
    expect(decideExit(report, { failOn: "low", allowPartial: false })).toBe(3);
    expect(decideExit(report, { failOn: "low", allowPartial: true })).toBe(0);
    expect(decideExit(report, { failOn: "none", allowPartial: false })).toBe(3);
  });

  test("1 wins over 3", () => {
    expect(decideExit(reportWith([medium], false), { failOn: "low", allowPartial: false })).toBe(1);
  });

  test("an unknown finding never reaches the threshold", () => {
    const report = reportWith([{ severity: "critical", status: "unknown" }], true);
    expect(decideExit(report, { failOn: "info", allowPartial: false })).toBe(0);
  });
});

describe("showFrom", () => {
  test("keeps the findings at or above the severity, and every count of the rules", () => {
    const shown = showFrom(base, "high");
    expect(new Set(shown.findings.map((finding) => finding.severity))).toEqual(new Set(["critical", "high"]));
    expect(shown.rules).toEqual(base.rules);
  });
});
