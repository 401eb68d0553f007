import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import type { Log, Result } from "sarif";
import { describe, expect, test } from "vitest";
import type { Finding, Report } from "../../../src/report/report.ts";
import { renderSarif } from "../../../src/reporters/sarif.ts";
import { canonicalReport } from "../../support/canonical-report.ts";
import { findProfileBreaches } from "../../support/github-profile.ts";

const schema: unknown = JSON.parse(
  readFileSync(new URL("../../fixtures/sarif-schema-2.1.0.json", import.meta.url), "utf8"),
);
const fits = new Ajv2020({ strict: false, validateFormats: false }).compile(schema as object);

const render = (report: Report): Log => JSON.parse(renderSarif(report)) as Log;
const resultsOf = (log: Log): Result[] => log.runs[0]?.results ?? [];
const report = canonicalReport();

/** What the official schema and GitHub's profile have against a log. */
function findFaults(log: Log): unknown[] {
  fits(log);
  return [...(fits.errors ?? []), ...findProfileBreaches(log)];
}

function withFindings(change: (finding: Finding, index: number) => Finding, count: number): Report {
  const [first] = report.findings;
  if (first === undefined) throw new Error("the canonical report has findings");
  return { ...report, findings: Array.from({ length: count }, (_, index) => change(first, index)) };
}

describe("renderSarif", () => {
  test("fits the official schema and GitHub's own demands (reporting 1.1-1.6)", () => {
    expect(findFaults(render(report))).toEqual([]);
    expect(findFaults(render({ ...report, findings: [], rules: [] }))).toEqual([]);
  });

  test("the checks can fail: schema and profile refuse a spoiled log", () => {
    const log = render(report);
    const [result] = resultsOf(log);
    Object.assign(result ?? {}, { level: "critical", locations: [], suppressions: [] });
    expect(fits(log)).toBe(false);
    expect(findProfileBreaches(log).length).toBeGreaterThan(2);
  });

  test("holds the failures, and first an alert for each account that was not wholly read, but no unknown (reporting 1.6)", () => {
    const failed = report.findings.filter((finding) => finding.status === "fail");
    const uncovered = report.findings.filter((finding) => finding.ruleId === "coverage-incomplete");
    expect(uncovered.map((finding) => finding.resource.id)).toEqual(["210987654321", "444455556666"]);
    expect(resultsOf(render(report)).map((result) => result.partialFingerprints?.["primaryLocationLineHash"])).toEqual(
      [...uncovered, ...failed].map((finding) => finding.fingerprint),
    );
  });

  test("whatever the ids are, a location stays one relative path of five segments (reporting 1.4)", () => {
    const part = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("", ".", "..", "a/b", "arn:aws:x", "*", "\ud800", "%2e%2e"),
    );
    fc.assert(
      fc.property(part, part, part, part, (account, region, type, id) => {
        const log = render(
          withFindings(
            (finding) => ({ ...finding, status: "fail", resource: { ...finding.resource, account, region, type, id } }),
            1,
          ),
        );
        expect(findProfileBreaches(log)).toEqual([]);
        const uri = resultsOf(log)[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? "";
        expect(uri.split("/")).toHaveLength(5);
        expect(() => new URL(uri, "file:///checkout/")).not.toThrow();
        expect(new URL(uri, "file:///checkout/").pathname).toMatch(/^\/checkout\/aws\//);
      }),
    );
  });

  test("cuts at 5,000 results, worst first, and says so", () => {
    const log = render(
      withFindings((finding, index) => ({ ...finding, status: "fail", message: `number ${index}` }), 5_007),
    );
    expect(resultsOf(log)).toHaveLength(5_000);
    expect(resultsOf(log).at(-1)?.message.text).toMatch(/^number 4999\n/);
    const notices = log.runs[0]?.invocations?.[0]?.toolExecutionNotifications ?? [];
    expect(notices[0]?.message.text).toMatch(/^7 findings of the lowest severities left out/);
  });

  test("an incomplete scan stays a successful execution, with each gap as a notification (reporting 1.6)", () => {
    const invocation = render(report).runs[0]?.invocations?.[0];
    expect(invocation?.executionSuccessful).toBe(true);
    const texts =
      invocation?.toolExecutionNotifications?.map((notice) => `${notice.level}: ${notice.message.text}`) ?? [];
    expect(texts).toContain("warning: 3 verdicts could not be reached: what they rest on was not collected.");
    expect(texts).toContain(
      "warning: denied: DescribeNatGateways in 444455556666/us-east-1: explicit deny in a service control policy",
    );
    expect(texts).toHaveLength(1 + report.coverage.gaps.length);
  });

  test("the message carries every way of the path in words, and the fix", () => {
    const text = resultsOf(render(report)).find((result) => result.ruleId === "s3-through-nat")?.message.text ?? "";
    expect(text).toMatch(/^subnet-0a1b2c3d4e5f60718 sends S3 traffic/);
    expect(text).toContain("via nat-gateway: subnet subnet-0a1b2c3d4e5f60718 (app-a) > route-table");
    expect(text).toContain("via gateway-endpoint");
    expect(text).toContain("Fix: Associate vpce-0aaaabbbbccccdddd");
  });

  test("text from AWS cannot become a link in a message (SARIF 3.11.6)", () => {
    const text = resultsOf(render(report)).find((result) => result.ruleId === "route-blackhole")?.message.text ?? "";
    expect(text).toContain("\\[click\\](javascript:alert(1))");
    expect(text.replace(/\\[\\[\]]/g, "")).not.toMatch(/[[\]]/);
  });

  test("help in Markdown shows hostile rule text as text, and links https only", () => {
    const rules = render(report).runs[0]?.tool.driver.rules ?? [];
    const help = rules.map((rule) => rule.help?.markdown ?? "").join("\n");
    expect(help).toContain("\\[click\\]\\(javascript\\:alert\\(1\\)\\)");
    expect(help).toContain("](<https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html>)");
    expect(help).not.toMatch(/\]\(<?javascript:/);
  });

  test("severity becomes a level and a score as text in the middle of GitHub's bands (reporting 1.3)", () => {
    const rules = render(report).runs[0]?.tool.driver.rules ?? [];
    expect(rules.map((rule) => [rule.defaultConfiguration?.level, rule.properties?.["security-severity"]])).toEqual([
      ["error", "9.5"],
      ["error", "8.0"],
      ["warning", "5.5"],
      ["warning", "5.5"],
      ["note", "2.5"],
      ["note", undefined],
    ]);
  });
});
