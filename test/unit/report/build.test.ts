import { describe, expect, test } from "vitest";
import { buildReport } from "../../../src/report/build.ts";
import type { Result } from "../../../src/rules/result.ts";
import { canonicalReport, judgement, manifest } from "../../support/canonical-report.ts";

const tool = { name: "vpclint", version: "0.1.0" };

describe("buildReport", () => {
  test("sorts findings by severity, rule, account, Region and resource, whatever the order of the results", () => {
    const reversed = { ...judgement, results: judgement.results.toReversed(), rules: judgement.rules.toReversed() };
    const report = buildReport({ tool, manifest, judgement: reversed });
    expect(report).toEqual(canonicalReport());
    expect(report.findings.map((finding) => `${finding.severity} ${finding.ruleId} ${finding.resource.id}`)).toEqual([
      "critical endpoint-policy-admits-outside-principals vpce-0aaaabbbbccccdddd",
      "high endpoint-single-zone *",
      "high endpoint-single-zone vpce-0eeee111122223333",
      "medium coverage-incomplete 210987654321",
      "medium coverage-incomplete 444455556666",
      "medium s3-through-nat subnet-0a1b2c3d4e5f60718",
      "medium s3-through-nat subnet-0ffee",
      "low route-blackhole rtb-0bad",
      "info team-tag vpc-0err",
      "info team-tag vpc-0evil",
    ]);
  });

  test("an error is an unknown whose reason is the error, and is counted as an error", () => {
    const report = canonicalReport();
    const finding = report.findings.find((candidate) => candidate.resource.id === "vpc-0err");
    expect(finding?.status).toBe("unknown");
    expect(finding?.evidence.missing).toHaveLength(1);
    expect(report.rules.find((rule) => rule.id === "team-tag")?.counts).toEqual({
      pass: 0,
      fail: 1,
      unknown: 0,
      notApplicable: 0,
      error: 1,
      waived: 0,
    });
  });

  test("a pass or a not-applicable never becomes a finding", () => {
    const [first] = judgement.results;
    if (first === undefined) throw new Error("the fixture has results");
    const results: Result[] = [
      { ...first, verdict: "pass" },
      { ...first, verdict: "not-applicable" },
    ];
    const ledger = manifest.ledger.filter((row) => row.gaps.length === 0);
    const accounts = manifest.accounts.filter(({ id }) => ledger.some((row) => row.account === id));
    const complete = { ...manifest, accounts, ledger };
    expect(buildReport({ tool, manifest: complete, judgement: { ...judgement, results } }).findings).toEqual([]);
  });

  test("refuses a result of a rule that was not judged", () => {
    expect(() => buildReport({ tool, manifest, judgement: { ...judgement, rules: [] } })).toThrow(/was not judged/);
  });
});

describe("fingerprints", () => {
  const fingerprintsOf = (results: Result[]) =>
    buildReport({ tool, manifest, judgement: { ...judgement, results } })
      .findings.filter((finding) => finding.ruleId !== "coverage-incomplete")
      .map((finding) => finding.fingerprint)
      .toSorted();
  const changed = (change: (result: Result) => Partial<Result>) =>
    fingerprintsOf(judgement.results.map((result) => ({ ...result, ...change(result) })));
  const original = fingerprintsOf(judgement.results);

  test("are SHA-256 in hex and different for every finding of the report", () => {
    expect(original.every((fingerprint) => /^[0-9a-f]{64}$/.test(fingerprint))).toBe(true);
    expect(new Set(original).size).toBe(original.length);
  });

  test("do not change with the message, remediation, evidence, name, tags, ARN or order (design law 5)", () => {
    expect(changed(() => ({ message: "other", remediation: "other" }))).toEqual(original);
    expect(changed(() => ({ evidence: { facts: { a: 1 }, exhibits: [], missing: [] } }))).toEqual(original);
    expect(changed(({ resource }) => ({ resource: { ...resource, name: "x", tags: { a: "b" }, arn: "" } }))).toEqual(
      original,
    );
    expect(fingerprintsOf(judgement.results.toReversed())).toEqual(original);
  });

  test("do not change with the verdict: an unknown that turns into a failure is the same finding", () => {
    expect(changed(() => ({ verdict: "fail" }))).toEqual(original);
  });

  test.each([
    ["resource id", ({ resource }: Result) => ({ resource: { ...resource, id: `${resource.id}x` } })],
    ["type", ({ resource }: Result) => ({ resource: { ...resource, type: `${resource.type}x` } })],
    ["account", ({ resource }: Result) => ({ resource: { ...resource, account: "000000000001" } })],
    ["Region", ({ resource }: Result) => ({ resource: { ...resource, region: "eu-north-1" } })],
    ["identity facts", ({ identity }: Result) => ({ identity: [...identity, "ipv6"] })],
  ])("change with the %s", (_, change) => {
    expect(changed(change).filter((fingerprint) => original.includes(fingerprint))).toEqual([]);
  });

  test("do not run fields together: ab + c is not a + bc", () => {
    const [first] = judgement.results;
    if (first === undefined) throw new Error("the fixture has results");
    const split = (account: string, region: string) =>
      fingerprintsOf([{ ...first, resource: { ...first.resource, account, region } }]);
    expect(split("ab", "c")).not.toEqual(split("a", "bc"));
  });

  test("do not depend on the order of members inside an identity fact", () => {
    const [first] = judgement.results;
    if (first === undefined) throw new Error("the fixture has results");
    expect(fingerprintsOf([{ ...first, identity: [{ a: 1, b: [{ c: 2, d: 3 }] }] }])).toEqual(
      fingerprintsOf([{ ...first, identity: [{ b: [{ d: 3, c: 2 }], a: 1 }] }]),
    );
  });
});
