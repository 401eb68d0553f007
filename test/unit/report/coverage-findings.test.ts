import { describe, expect, test } from "vitest";
import { buildReport } from "../../../src/report/build.ts";
import { parseReport } from "../../../src/report/parse.ts";
import type { Report } from "../../../src/report/report.ts";
import { reporters } from "../../../src/reporters/index.ts";
import { canonicalReport, judgement, manifest } from "../../support/canonical-report.ts";

const tool = { name: "vpclint", version: "0.1.0" };
const terminal = { color: false, width: 100 };
const report = canonicalReport();
const ofCoverage = ({ findings }: Report) => findings.filter(({ ruleId }) => ruleId === "coverage-incomplete");

describe("an account that was not wholly read", () => {
  test("has one finding, which is an unknown and names what is missing", () => {
    const [denied, partial, ...more] = ofCoverage(report);
    expect(more).toEqual([]);
    expect(denied).toMatchObject({
      status: "unknown",
      severity: "medium",
      resource: { type: "account", id: "210987654321", region: "*" },
      message: expect.stringContaining("Nothing of account 210987654321 was read: AssumeRole") as string,
      evidence: { missing: [{ api: "AssumeRole" }] },
    });
    expect(partial?.message).toContain("Account 444455556666 was read in part");
    expect(partial?.evidence.missing.map(({ api }) => api)).toEqual([
      "DescribeRouteTables",
      "DescribeVpcEndpoints",
      "DescribeNatGateways",
    ]);
  });

  test("is counted, with those that were read and those that were left alone", () => {
    const rule = report.rules.find(({ id }) => id === "coverage-incomplete");
    expect(rule?.counts).toEqual({ pass: 2, fail: 0, unknown: 2, notApplicable: 1, error: 0, waived: 0 });
  });

  test("is there in every format", () => {
    for (const render of Object.values(reporters)) {
      expect(render(report, terminal)).toContain("Nothing of account 210987654321 was read");
    }
  });

  test("does not count among the unknown verdicts", () => {
    expect(reporters.text(report, terminal)).toContain("3 verdicts could not be reached");
  });

  test("has no finding and no rule where everything was read", () => {
    const whole = manifest.ledger.filter(({ gaps }) => gaps.length === 0);
    const accounts = manifest.accounts.filter(({ id }) => whole.some(({ account }) => account === id));
    const complete = buildReport({ tool, manifest: { ...manifest, accounts, ledger: whole }, judgement });
    expect(ofCoverage(complete)).toEqual([]);
    expect(complete.rules.some(({ id }) => id === "coverage-incomplete")).toBe(false);
  });
});

describe("what a gap made unknown", () => {
  const madeUnknown = (account: string, api: string) =>
    report.coverage.gaps.find((gap) => gap.account === account && gap.api === api)?.madeUnknown;

  test("is counted by rule, from the API's own gap and from that of the whole account", () => {
    expect(madeUnknown("444455556666", "DescribeNatGateways")).toEqual([{ ruleId: "s3-through-nat", verdicts: 1 }]);
    expect(madeUnknown("210987654321", "AssumeRole")).toEqual([{ ruleId: "endpoint-single-zone", verdicts: 1 }]);
    expect(madeUnknown("444455556666", "DescribeRouteTables")).toEqual([]);
  });
});

describe("a lone shard", () => {
  const part = buildReport({
    tool,
    manifest: { ...manifest, ledger: [], accounts: [], shard: { index: 2, count: 4 } },
    judgement,
  });

  test("is never complete, and says which part it is", () => {
    expect(part).toMatchObject({ complete: false, shard: { index: 2, count: 4 } });
    expect(reporters.text(part, terminal)).toContain("shard 2 of 4");
    expect(reporters.html(part)).toContain("shard 2 of 4");
  });

  test("of one is the whole", () => {
    const only = { ...manifest, ledger: [], accounts: [], shard: { index: 1, count: 1 } };
    expect(buildReport({ tool, manifest: only, judgement }).complete).toBe(true);
  });

  test("can be read again", () => {
    expect(parseReport(reporters.json(part), "part.json").shard).toEqual({ index: 2, count: 4 });
  });
});
