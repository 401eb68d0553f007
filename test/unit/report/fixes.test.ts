import { describe, expect, test } from "vitest";
import { groupFixes } from "../../../src/report/fixes.ts";
import type { Finding } from "../../../src/report/report.ts";
import { showFrom } from "../../../src/report/threshold.ts";
import type { Step } from "../../../src/rules/result.ts";
import { arrangeFindings } from "../../../src/reporters/arrange.ts";
import { canonicalReport } from "../../support/canonical-report.ts";

function finding(
  id: string,
  more: { severity?: Finding["severity"]; account?: string; status?: Finding["status"] } = {},
): Finding {
  const { severity = "medium", account = "111122223333", status = "fail" } = more;
  return {
    ruleId: "s3-through-nat",
    severity,
    status,
    resource: { type: "subnet", id, arn: "", account, region: "us-east-1", name: "", tags: {} },
    message: id,
    remediation: "",
    evidence: { facts: {}, exhibits: [], missing: [] },
    fingerprint: `print-${account}-${id}`,
  };
}

function associate(endpoint: string, table: string, consequences: string[] = []): Step {
  return { key: [0, "vpc-1", endpoint], action: ["Associate ", [endpoint], " with ", [table], "."], consequences };
}

describe("groupFixes", () => {
  test("joins the values of one step over its findings, each once, and keeps every consequence", () => {
    const fixes = groupFixes([
      { finding: finding("subnet-a"), step: associate("vpce-1", "rtb-2", ["Inspection is bypassed."]) },
      { finding: finding("subnet-b"), step: associate("vpce-1", "rtb-3") },
      { finding: finding("subnet-c"), step: associate("vpce-1", "rtb-3", ["Inspection is bypassed."]) },
    ]);
    expect(fixes).toEqual([
      {
        ruleId: "s3-through-nat",
        account: "111122223333",
        region: "us-east-1",
        action: "Associate vpce-1 with rtb-2 and rtb-3.",
        consequences: ["Inspection is bypassed."],
        findings: ["print-111122223333-subnet-a", "print-111122223333-subnet-b", "print-111122223333-subnet-c"],
      },
    ]);
  });

  test("another endpoint, account or fix is another step; without a step there is none", () => {
    const fixes = groupFixes([
      { finding: finding("subnet-a"), step: associate("vpce-1", "rtb-1") },
      { finding: finding("subnet-b"), step: associate("vpce-2", "rtb-1") },
      { finding: finding("subnet-c", { account: "222233334444" }), step: associate("vpce-1", "rtb-1") },
      { finding: finding("subnet-d"), step: { key: [1, "vpc-1"], action: ["Create one."], consequences: [] } },
      { finding: finding("subnet-e"), step: undefined },
    ]);
    expect(fixes.map(({ findings }) => findings.length)).toEqual([1, 1, 1, 1]);
  });
});

describe("reports with fixes", () => {
  const findings = [finding("subnet-a"), finding("subnet-b", { severity: "low" }), finding("subnet-c")];
  const steps = findings.map((each) => ({ finding: each, step: associate("vpce-1", `rtb-${each.resource.id}`) }));
  const report = { ...canonicalReport(), findings, fixes: groupFixes(steps) };

  test("--severity leaves a step what it still mends, and drops one that mends nothing", () => {
    const shown = showFrom(report, "medium");
    expect(shown.fixes?.map((fix) => fix.findings)).toEqual([
      ["print-111122223333-subnet-a", "print-111122223333-subnet-c"],
    ]);
    expect(showFrom(report, "high").fixes).toEqual([]);
  });

  test("findings of one step stand together at the place of the first", () => {
    const single = finding("subnet-x");
    const arranged = arrangeFindings(report, [findings[0] ?? single, single, ...findings.slice(1)]);
    expect(arranged.map((each) => each.findings.map(({ message }) => message))).toEqual([
      ["subnet-a", "subnet-b", "subnet-c"],
      ["subnet-x"],
    ]);
    expect(arranged.map(({ fix }) => fix === undefined)).toEqual([false, true]);
  });
});
