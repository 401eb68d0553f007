import { describe, expect, test } from "vitest";
import { buildReport } from "../../../src/report/build.ts";
import { parseReport } from "../../../src/report/parse.ts";
import type { Report } from "../../../src/report/report.ts";
import { decideExit } from "../../../src/report/threshold.ts";
import { reporters } from "../../../src/reporters/index.ts";
import type { Result } from "../../../src/rules/result.ts";
import type { LedgerRow } from "../../../src/snapshot/format.ts";
import type { Need } from "../../../src/unknown.ts";
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
    const known = { ...judgement, results: judgement.results.filter(({ verdict }) => verdict !== "unknown") };
    const complete = buildReport({ tool, manifest: { ...manifest, accounts, ledger: whole }, judgement: known });
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

describe("what verdicts need and the scan was not asked for", () => {
  const [account, hub] = ["111122223333", "222233334444"];
  const seen = (region: string): LedgerRow => ({ account, region, collected: ["DescribeVpcs"], gaps: [] });
  const left = (id: string): LedgerRow => ({
    account: id,
    region: "*",
    collected: [],
    gaps: [{ api: "*", outcome: "skipped", reason: "excluded by --exclude-account" }],
  });
  const unknown = judgement.results.find(({ verdict }) => verdict === "unknown");
  const needing = (...missing: Partial<Need>[]): Result => {
    if (unknown === undefined) throw new Error("the canonical judgement has unknown results");
    const need = { account: hub, region: "us-east-1", api: "SearchTransitGatewayRoutes", reason: "traffic leaves" };
    return { ...unknown, evidence: { ...unknown.evidence, missing: missing.map((part) => ({ ...need, ...part })) } };
  };
  const judged = (ledger: LedgerRow[], ...results: Result[]): Report => {
    const ids = [...new Set(ledger.map((row) => row.account))];
    const accounts = ids.map((id) => ({ id, name: "", state: "ACTIVE", path: "" }));
    return buildReport({ tool, manifest: { ...manifest, accounts, ledger }, judgement: { ...judgement, results } });
  };
  const strict = { failOn: "none", allowPartial: false } as const;

  test("leaves the scan incomplete: exit code 3, unless --allow-partial; its percentage is of what was asked for", () => {
    const one = judged([seen("us-east-1")], needing({}));
    expect(one).toMatchObject({ complete: false, coverage: { percent: 100 } });
    expect(decideExit(one, strict)).toBe(3);
    expect(decideExit(one, { ...strict, allowPartial: true })).toBe(0);
    expect(decideExit(one, { ...strict, allowPartial: true, minCoverage: 100 })).toBe(0);
  });

  test("is said by account, Region and API, with the verdicts that wait for it and one reason of many", () => {
    const one = judged([seen("us-east-1")], needing({ reason: "b" }), needing({ reason: "a" }, { reason: "b" }));
    const ruleId = unknown?.ruleId ?? "";
    expect(one.coverage.outside).toEqual([
      {
        account: hub,
        region: "us-east-1",
        api: "SearchTransitGatewayRoutes",
        reason: "a (and 1 more)",
        madeUnknown: [{ ruleId, verdicts: 2 }],
      },
    ]);
  });

  test("has a finding for the account, in every format, and an alert in SARIF", () => {
    const one = judged([seen("us-east-1")], needing({}));
    expect(ofCoverage(one)).toMatchObject([{ resource: { id: hub }, evidence: { missing: [{ account: hub }] } }]);
    const text = `Account ${hub} is not in the scan, and verdicts need it`;
    for (const render of Object.values(reporters)) expect(render(one, terminal)).toContain(text);
    expect(one.rules.find(({ id }) => id === "coverage-incomplete")?.counts).toMatchObject({ pass: 1, unknown: 1 });
    expect(reporters.html(one)).toContain("Needed, and not in the scan");
    expect(parseReport(reporters.json(one), "one.json").coverage.outside).toEqual(one.coverage.outside);
  });

  test("may be another Region of an account that was read", () => {
    const one = judged([seen("us-east-1")], needing({ account, region: "eu-west-1" }));
    expect(one.complete).toBe(false);
    expect(ofCoverage(one)[0]?.message).toContain(`Account ${account} was not asked for all that verdicts need`);
  });

  test("may be an account that was left alone on purpose", () => {
    const calm = judged([seen("us-east-1"), left(hub)]);
    expect(calm.complete).toBe(true);
    const one = judged([seen("us-east-1"), left(hub)], needing({}));
    expect(one).toMatchObject({ complete: false, coverage: { outside: [] } });
    expect(ofCoverage(one)[0]?.message).toContain(`Account ${hub} was left alone, and verdicts need it`);
  });

  test("may be an account that AWS does not name: it stands in the coverage alone", () => {
    const one = judged([seen("us-east-1")], needing({ account: "*", region: "*" }));
    expect(one).toMatchObject({ complete: false, coverage: { outside: [{ account: "*" }] } });
    expect(ofCoverage(one)).toEqual([]);
    expect(reporters.html(one)).toContain("an account that AWS does not name");
  });

  test("is not what no account could answer, nor what a place that was read does not say", () => {
    const limit = needing({ account: "*", region: "*", api: "*", reason: "vpclint does not know the service" });
    const odd = needing({ account, reason: "the state of the route is not understood" });
    expect(judged([seen("us-east-1")], limit, odd)).toMatchObject({ complete: true, coverage: { outside: [] } });
  });
});

test("what was asked once for all accounts is counted as such", () => {
  const ledger = manifest.ledger.map((row, index): LedgerRow =>
    index < 2 ? { ...row, fromCaller: ["DescribeVpcs"] } : row,
  );
  const shared = buildReport({ tool, manifest: { ...manifest, ledger }, judgement });
  expect(reporters.text(shared, terminal)).toContain("collected (2 asked once for all accounts)");
  const again = parseReport(reporters.json(shared), "shared.json");
  expect(again.coverage.regions.filter(({ fromCaller }) => fromCaller !== undefined)).toHaveLength(2);
});

describe("what limits have cost", () => {
  const heldBack = [
    { api: "AssumeRole", throttled: 0, throttleMs: 0, limitMs: 1500 },
    { api: "DescribeVpcs", throttled: 1200, throttleMs: 100_000, limitMs: 0 },
  ];
  const slow = buildReport({ tool, manifest: { ...manifest, heldBack }, judgement });

  test("stands in the JSON report, which can be read again, in the text and in the page", () => {
    expect(slow.coverage.heldBack).toEqual(heldBack);
    expect(parseReport(reporters.json(slow), "slow.json").coverage.heldBack).toEqual(heldBack);
    const words = "1,200 attempts throttled, 1 min 42 s of requests' time lost to limits";
    expect(reporters.text(slow, terminal)).toContain(words);
    const page = reporters.html(slow);
    expect(page).toContain("time lost to limits");
    // The longest wait first.
    expect(page.indexOf("<td>DescribeVpcs</td><td>1,200</td><td>1 min 40 s</td>")).toBeGreaterThan(0);
    expect(page.indexOf("<td>DescribeVpcs</td><td>1,200")).toBeLessThan(
      page.indexOf("<td>AssumeRole</td><td>0</td><td>0 s</td>"),
    );
  });

  test("is not there where nothing waited, and not worth a line where hardly anything did", () => {
    expect(report.coverage.heldBack).toBeUndefined();
    expect(reporters.html(report)).not.toContain("time lost to limits");
    const hardly = [{ api: "DescribeVpcs", throttled: 0, throttleMs: 0, limitMs: 400 }];
    const fast = buildReport({ tool, manifest: { ...manifest, heldBack: hardly }, judgement });
    expect(reporters.text(fast, terminal)).toBe(reporters.text(report, terminal));
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
    expect(buildReport({ tool, manifest: only, judgement: { ...judgement, results: [] } }).complete).toBe(true);
  });

  test("can be read again", () => {
    expect(parseReport(reporters.json(part), "part.json").shard).toEqual({ index: 2, count: 4 });
  });
});
