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

describe("--min-coverage", () => {
  const covered = (percent: number): Report => {
    const report = reportWith([], percent === 100);
    return { ...report, coverage: { ...report.coverage, percent } };
  };

  test.each([
    [94.99, 95, 3],
    [95, 95, 0],
    [100, 100, 0],
    [99.99, 100, 3],
  ] as const)("%d %% where %d %% is enough: %i, though partial coverage is allowed", (percent, minCoverage, code) => {
    expect(decideExit(covered(percent), { failOn: "low", allowPartial: true, minCoverage })).toBe(code);
  });

  test("enough coverage does not make an incomplete scan complete", () => {
    expect(decideExit(covered(97), { failOn: "low", allowPartial: false, minCoverage: 95 })).toBe(3);
  });

  test("a finding wins over it", () => {
    const failed = { ...reportWith([{ severity: "medium", status: "fail" }], false) };
    expect(decideExit(failed, { failOn: "low", allowPartial: true, minCoverage: 100 })).toBe(1);
  });

  test("is measured where an older report does not say", () => {
    const { percent: _, ...coverage } = base.coverage;
    expect(
      decideExit({ ...base, findings: [], coverage }, { failOn: "low", allowPartial: true, minCoverage: 99 }),
    ).toBe(3);
  });
});

describe("showFrom", () => {
  test("keeps the findings at or above the severity, what was not read, and every count of the rules", () => {
    const shown = showFrom(base, "high");
    const judged = shown.findings.filter((finding) => finding.ruleId !== "coverage-incomplete");
    expect(shown.findings.length - judged.length).toBe(2);
    expect(new Set(judged.map((finding) => finding.severity))).toEqual(new Set(["critical", "high"]));
    expect(shown.rules).toEqual(base.rules);
  });
});
