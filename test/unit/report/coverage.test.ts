import { describe, expect, test } from "vitest";
import { isComplete, readCoverage } from "../../../src/report/coverage.ts";
import type { Gap, LedgerRow, SnapshotAccount } from "../../../src/snapshot/format.ts";
import { canonicalReport } from "../../support/canonical-report.ts";

const account = (id: string, state = "ACTIVE"): SnapshotAccount => ({ id, name: `name of ${id}`, state, path: "Root" });

const row = (part: Partial<LedgerRow>): LedgerRow => ({
  account: "1",
  region: "us-east-1",
  collected: [],
  gaps: [],
  ...part,
});

const gap = (api: Gap["api"], outcome: Gap["outcome"], reason = "because"): Gap => ({ api, outcome, reason });

describe("readCoverage", () => {
  test("counts every cell of the ledger once, by outcome; a wildcard is one cell", () => {
    expect(canonicalReport().coverage.cells).toEqual({
      collected: 23,
      denied: 2,
      "not-enabled": 1,
      "throttled-out": 1,
      failed: 1,
      skipped: 2,
    });
  });

  test("lists every gap but for the APIs that need not be asked in a Region without a VPC", () => {
    const { gaps } = canonicalReport().coverage;
    expect(gaps.map((entry) => `${entry.account}/${entry.region} ${entry.api} ${entry.outcome}`)).toEqual([
      "123456789012/* * skipped",
      "210987654321/* AssumeRole denied",
      "444455556666/eu-west-1 DescribeRouteTables failed",
      "444455556666/eu-west-1 DescribeVpcEndpoints throttled-out",
      "444455556666/me-central-1 * not-enabled",
      "444455556666/us-east-1 DescribeNatGateways denied",
    ]);
  });

  test("an account or Region is collected, partly collected, or what became of the whole of it", () => {
    const { accounts, regions } = canonicalReport().coverage;
    expect(accounts.map(({ id, outcome, reason }) => ({ id, outcome, reason }))).toEqual([
      { id: "111122223333", outcome: "collected", reason: "" },
      { id: "123456789012", outcome: "skipped", reason: "account state SUSPENDED" },
      {
        id: "210987654321",
        outcome: "denied",
        reason: "AssumeRole: AccessDenied: not authorized to perform sts:AssumeRole",
      },
      { id: "444455556666", outcome: "partial", reason: expect.stringContaining("DescribeRouteTables: InternalError") },
      { id: "777788889999", outcome: "collected", reason: "" },
    ]);
    expect(regions.map(({ account: id, region, outcome }) => `${id}/${region} ${outcome}`)).toContain(
      "444455556666/me-central-1 not-enabled",
    );
    expect(regions.some(({ region }) => region === "*")).toBe(false);
  });

  test("an account that the ledger does not speak of is a failed cell and not a pass (design law 1)", () => {
    const coverage = readCoverage({
      accounts: [account("1"), account("2")],
      ledger: [row({ collected: ["DescribeVpcs"] })],
    });
    expect(coverage.cells.failed).toBe(1);
    expect(coverage.accounts[1]).toMatchObject({ id: "2", outcome: "failed" });
    expect(isComplete(coverage.cells)).toBe(false);
  });

  test("an account that only the ledger names is not lost", () => {
    const coverage = readCoverage({ accounts: [], ledger: [row({ account: "9", collected: ["DescribeVpcs"] })] });
    expect(coverage.accounts).toMatchObject([{ id: "9", outcome: "collected" }]);
  });

  test("an API of which some keys failed stands in both lists of the ledger, and counts as its gap", () => {
    const ledger = [
      row({
        collected: ["DescribeVpcs", "SearchTransitGatewayRoutes"],
        gaps: [gap("SearchTransitGatewayRoutes", "denied")],
      }),
    ];
    const { cells } = readCoverage({ accounts: [account("1")], ledger });
    expect(cells).toMatchObject({ collected: 1, denied: 1 });
  });
});

describe("coveragePercent", () => {
  const percentOf = (ledger: LedgerRow[]) =>
    readCoverage({ accounts: [...new Set(ledger.map((one) => one.account))].map((id) => account(id)), ledger }).percent;
  const whole = (id: string, region = "us-east-1") => row({ account: id, region, collected: ["DescribeVpcs"] });

  test("is the mean over the account-Regions of the share of their answers", () => {
    const half = row({ account: "2", collected: ["DescribeVpcs"], gaps: [gap("DescribeSubnets", "denied")] });
    expect(percentOf([whole("1"), half])).toBe(75);
  });

  test("an account that was not entered weighs as many Regions as the others have", () => {
    const closed = row({ account: "2", region: "*", gaps: [gap("AssumeRole", "denied")] });
    expect(percentOf([whole("1", "a"), whole("1", "b"), whole("1", "c"), closed])).toBe(50);
  });

  test("nothing read is 0, nothing to read is 100, and nearly everything is not everything", () => {
    expect(percentOf([row({ region: "*", gaps: [gap("AssumeRole", "denied")] })])).toBe(0);
    expect(percentOf([row({ region: "*", gaps: [gap("*", "skipped")] })])).toBe(100);
    const many = Array.from({ length: 99_999 }, (_, index) => whole("1", `r${index}`));
    expect(percentOf([...many, row({ region: "last", gaps: [gap("*", "failed")] })])).toBe(99.99);
    expect(percentOf([whole("1"), whole("2"), whole("3")])).toBe(100);
  });

  test("skipped accounts and Regions that are not enabled do not weigh", () => {
    const closed = row({ account: "1", region: "b", gaps: [gap("*", "not-enabled")] });
    const left = row({ account: "2", region: "*", gaps: [gap("*", "skipped", "another shard")] });
    expect(percentOf([whole("1", "a"), closed, left])).toBe(100);
  });
});

test("by API: every cell of the ledger once", () => {
  const { apis = [], cells } = canonicalReport().coverage;
  const sum = (outcome: keyof typeof cells) => apis.reduce((all, api) => all + api.cells[outcome], 0);
  for (const outcome of Object.keys(cells) as (keyof typeof cells)[]) expect(sum(outcome)).toBe(cells[outcome]);
  expect(apis.find(({ api }) => api === "DescribeNatGateways")?.cells.denied).toBe(1);
});

describe("complete", () => {
  test.each([
    ["denied", false],
    ["throttled-out", false],
    ["failed", false],
    ["not-enabled", true],
    ["skipped", true],
  ] as const)("a cell that was %s: complete is %s", (outcome, complete) => {
    const ledger = [row({ collected: ["DescribeVpcs"], gaps: [gap("DescribeSubnets", outcome)] })];
    expect(isComplete(readCoverage({ accounts: [account("1")], ledger }).cells)).toBe(complete);
  });
});
