import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createJudge } from "../../../src/rules/evaluate.ts";
import { loadRules } from "../../../src/rules/load.ts";
import type { Judgement, Result } from "../../../src/rules/result.ts";
import type { ToyPlace, ToySubnet } from "./toy-vocabulary.ts";
import { makeSubnet, reads, toyVocabulary, unknownOf } from "./toy-vocabulary.ts";

const header = "version: 1\nrules:\n";

interface RuleText {
  id?: string;
  lines: string[];
}

function ruleText({ id = "rule", lines }: RuleText): string {
  const keys = [`id: ${id}`, "title: A title", "severity: high", "resource: subnet", ...lines];
  if (!lines.some((line) => line.startsWith("message:"))) keys.push("message: m");
  return `  - ${keys.join("\n    ")}\n`;
}

async function loadText(text: string) {
  const cwd = mkdtempSync(join(tmpdir(), "vpclint-rules-"));
  writeFileSync(join(cwd, "rules.yaml"), text);
  return loadRules({ builtin: "rules.yaml", cwd, vocabulary: toyVocabulary });
}

function place(subnets: ToyPlace["subnets"]): ToyPlace {
  return { account: "111122223333", region: "eu-west-1", subnets };
}

async function judgeAll(text: string, subnets: ToyPlace["subnets"]): Promise<Judgement & { verdicts: string[] }> {
  const verdicts: string[] = [];
  const judge = createJudge({
    ruleSet: await loadText(header + text),
    vocabulary: toyVocabulary,
    placeOf: ({ account, region }: ToyPlace) => ({ account, region }),
    onVerdict: (ruleId, resource, verdict) => verdicts.push(`${ruleId} ${resource.id} ${verdict}`),
  });
  judge.judge(place(subnets));
  return { ...judge.finish(), verdicts };
}

async function judgeOne(lines: string[], changes: Partial<ToySubnet> = {}): Promise<Result> {
  const { results } = await judgeAll(ruleText({ lines }), [makeSubnet(changes)]);
  const [result] = results;
  if (result === undefined) throw new Error("no result was kept");
  return result;
}

describe("verdicts", () => {
  const lines = ["applies-when: subnet.private", "fail-when: subnet.count > 1"];
  const cases: [string, Partial<ToySubnet>, string][] = [
    ["fail", {}, "fail"],
    ["pass", { count: 1 }, "pass"],
    ["not-applicable", { private: false }, "not-applicable"],
    ["not-applicable, although fail-when is unknown", { private: false, count: unknownOf("A") }, "not-applicable"],
    ["unknown, as fail-when is", { count: unknownOf("A") }, "unknown"],
    ["unknown, as applies-when is, although fail-when is false", { private: unknownOf("A"), count: 1 }, "unknown"],
  ];
  test.each(cases)("%s", async (_, changes, verdict) => {
    const { verdicts, counts, results } = await judgeAll(ruleText({ lines }), [makeSubnet(changes)]);
    expect(verdicts).toEqual([`rule subnet-1 ${verdict}`]);
    expect(counts["rule"]).toMatchObject({ [verdict]: 1 });
    expect(Object.values(counts["rule"] ?? {}).reduce((sum, count) => sum + count)).toBe(1);
    expect(results).toHaveLength(verdict === "pass" || verdict === "not-applicable" ? 0 : 1);
  });

  test("an error of the expression is the verdict error, with its message among what is missing", async () => {
    const result = await judgeOne(['fail-when: subnet.tags["none"] == "x"']);
    expect(result.verdict).toBe("error");
    expect(result.evidence.missing).toEqual([
      {
        account: "111122223333",
        region: "eu-west-1",
        api: "*",
        reason: 'rule rule could not be evaluated: there is no subnet.tags["none"]; ask "none" in subnet.tags first',
      },
    ]);
  });

  test("a fact that throws is an error about that resource, not the end of the scan", async () => {
    const { verdicts } = await judgeAll(
      ruleText({ lines: ["fail-when: subnet.broken"] }) + ruleText({ id: "other", lines: ["fail-when: 'true'"] }),
      [makeSubnet()],
    );
    expect(verdicts).toEqual(["rule subnet-1 error", "other subnet-1 fail"]);
  });

  test("a fact that throws is not absorbed by ||, as CEL's errors are", async () => {
    expect((await judgeOne(["fail-when: subnet.broken || true"])).verdict).toBe("error");
  });

  test("running out of steps is an error", async () => {
    const ports = Array.from({ length: 2000 }, (_, index) => index);
    const result = await judgeOne(["fail-when: subnet.ports.all(a, subnet.ports.all(b, a + b >= 0))"], { ports });
    expect(result.verdict).toBe("error");
    expect(result.message).toContain("takes more than 1000000 steps");
  });
});

describe("what could not be seen", () => {
  test("resources that cannot be listed are one unknown per rule, never nothing", async () => {
    const text = ruleText({ lines: ["fail-when: 'true'"] }) + ruleText({ id: "other", lines: ["fail-when: 'false'"] });
    const { results, counts } = await judgeAll(text, unknownOf("DescribeSubnets"));
    expect(results.map(({ ruleId, verdict, resource }) => [ruleId, verdict, resource.id])).toEqual([
      ["rule", "unknown", "*"],
      ["other", "unknown", "*"],
    ]);
    expect(counts["rule"]).toEqual({ pass: 0, fail: 0, unknown: 1, "not-applicable": 0, error: 0 });
    expect(results[0]).toMatchObject({
      resource: { type: "subnet", id: "*", arn: "", account: "111122223333", region: "eu-west-1", name: "", tags: {} },
      message:
        "subnets of 111122223333/eu-west-1 could not be listed: not collected: DescribeSubnets of 111122223333/eu-west-1 (denied)",
      evidence: { missing: [{ api: "DescribeSubnets" }] },
    });
  });

  test("an account that could not be entered is one unknown per rule", async () => {
    const judge = createJudge({
      ruleSet: await loadText(header + ruleText({ lines: ["fail-when: 'true'"] })),
      vocabulary: toyVocabulary,
      placeOf: (at: ToyPlace) => at,
    });
    judge.uncollected("444455556666", "*", [
      { account: "444455556666", region: "*", api: "*", reason: "denied: AssumeRole" },
    ]);
    const { results, counts } = judge.finish();
    expect(counts["rule"]?.unknown).toBe(1);
    expect(results[0]?.message).toBe(
      "subnets of 444455556666/* could not be listed: not collected: all APIs of 444455556666/* (denied: AssumeRole)",
    );
  });

  test("an unknown says what is missing and what to do", async () => {
    const result = await judgeOne(["fail-when: subnet.private && subnet.spare"], {
      spare: unknownOf("DescribeNatGateways"),
    });
    expect(result.message).toBe(
      "subnet-1 could not be judged: not collected: DescribeNatGateways of 111122223333/eu-west-1 (denied)",
    );
    expect(result.remediation).toContain("vpclint permissions");
  });
});

describe("evidence is what was read (design law 3)", () => {
  test("facts by their paths, with the exhibit of the path that decided", async () => {
    const result = await judgeOne([
      'fail-when: subnet.private && subnet.path.via == "nat-gateway" && subnet.count >= parameters.minimum',
      "parameters: {minimum: 2}",
    ]);
    expect(result.evidence).toEqual({
      facts: { "subnet.private": true, "subnet.path.via": "nat-gateway", "subnet.count": 2, "parameters.minimum": 2 },
      exhibits: [
        {
          kind: "path",
          title: "path",
          pieces: [{ ranges: ["0.0.0.0/0"], via: "nat-gateway", hops: [] }],
          fact: "subnet.path",
        },
      ],
      missing: [],
    });
  });

  test("what was not read is not there: && stops at false", async () => {
    const result = await judgeOne(['fail-when: "!(subnet.spare && subnet.private)"']);
    expect(result.evidence.facts).toEqual({ "subnet.spare": false });
  });

  test("an unknown that did not matter is not missing", async () => {
    const result = await judgeOne(["fail-when: (subnet.spare && subnet.private) || subnet.count > 1"], {
      private: unknownOf("A"),
      spare: false,
    });
    expect(result.verdict).toBe("fail");
    expect(result.evidence.missing).toEqual([]);
    const other = await judgeOne(["fail-when: (subnet.private && false) || subnet.count > 1"], {
      private: unknownOf("A"),
      count: unknownOf("B"),
    });
    expect(other.evidence.missing.map(({ api }) => api)).toEqual(["B"]);
    expect(other.evidence.facts).toEqual({});
  });

  test("within a macro, the distinct values of the elements, and how many there are", async () => {
    const hops = ["route", "nat", "route"].map((kind) => ({ kind, open: true }));
    const result = await judgeOne(["fail-when: '!subnet.path.hops.exists(h, h.kind == \"x\")'"], {
      path: { via: "none", hops },
    });
    expect(result.evidence.facts).toEqual({ "size(subnet.path.hops)": 3, "subnet.path.hops[].kind": ["route", "nat"] });
  });

  test("that a list of objects is empty is evidence", async () => {
    const result = await judgeOne(['fail-when: "!subnet.path.hops.exists(h, h.open)"'], {
      path: { via: "none", hops: [] },
    });
    expect(result.evidence.facts).toEqual({ "size(subnet.path.hops)": 0 });
  });

  test("of a map only the entry that was asked for, null where it is not there", async () => {
    const result = await judgeOne(['fail-when: subnet.tags.Owner == "net" && !has(subnet.tags.Team)'], {
      tags: { Owner: "net", Secret: "x" },
    });
    expect(result.evidence.facts).toEqual({ 'subnet.tags["Owner"]': "net", 'subnet.tags["Team"]': null });
  });

  test("methods by their arguments", async () => {
    const result = await judgeOne([
      'fail-when: subnet.allows("x", 80) && subnet.pathTo("0.0.0.0/0").via == "nat-gateway"',
    ]);
    expect(result.evidence.facts).toEqual({
      'subnet.allows("x", 80)': true,
      'subnet.pathTo("0.0.0.0/0").via': "nat-gateway",
    });
    expect(result.evidence.exhibits.map(({ fact }) => fact)).toEqual(['subnet.pathTo("0.0.0.0/0")']);
  });

  test("long lists are cut", async () => {
    const names = Array.from({ length: 80 }, (_, index) => `n${index}`);
    const result = await judgeOne(["fail-when: size(subnet.names) > 1"], { names });
    expect(result.evidence.facts["subnet.names"]).toHaveLength(51);
    expect(result.evidence.facts["subnet.names"]).toContain("...");
  });

  test("a path is traced once for all rules about a resource", async () => {
    const rules = ["one", "two", "three"].map((id) =>
      ruleText({ id, lines: ['fail-when: subnet.path.via == "nat-gateway" && size(subnet.path.hops) > 0'] }),
    );
    reads.path = 0;
    const { results } = await judgeAll(rules.join(""), [makeSubnet()]);
    expect(results).toHaveLength(3);
    expect(reads.path).toBe(1);
  });
});

describe("messages, remediations and identity", () => {
  const fail = "fail-when: 'true'";

  test("the parts of a template are replaced by their values", async () => {
    const result = await judgeOne(
      [
        fail,
        "message: \"{subnet.id} has {subnet.count + 1} in {subnet.names}: {subnet.private}, {{literal}}, {subnet.path.via == '}' ? 1 : 2}\"".replace(
          "subnet.path.via",
          "subnet.id",
        ),
        'remediation: "Tag {subnet.tags.Owner} and {subnet.spare}"',
      ],
      { spare: unknownOf("A") },
    );
    expect(result.message).toBe("subnet-1 has 3 in a, b: true, {literal}, 2");
    expect(result.remediation).toBe("Tag net and unknown");
  });

  test("an error in a message leaves the verdict as it is", async () => {
    const result = await judgeOne([fail, 'message: "tag {subnet.tags.None}"']);
    expect(result.verdict).toBe("fail");
    expect(result.message).toBe("tag unknown");
  });

  test("what only a message reads is not evidence", async () => {
    expect((await judgeOne([fail, 'message: "{subnet.count}"'])).evidence.facts).toEqual({});
  });

  test("identity holds the declared values in order, null for what is unknown or an error", async () => {
    const result = await judgeOne(
      [fail, "identity: [subnet.path.via, subnet.names, subnet.spare, subnet.tags.None, subnet.count]"],
      { spare: unknownOf("A") },
    );
    expect(result.identity).toEqual(["nat-gateway", ["a", "b"], null, null, 2]);
  });

  test("hostile text passes through as text", async () => {
    const tags = { Owner: "{subnet.count}<script>\u001b[31m" };
    expect((await judgeOne([fail, 'message: "{subnet.tags.Owner}"'], { tags })).message).toBe(tags.Owner);
  });

  test("results are plain JSON", async () => {
    const result = await judgeOne(["fail-when: subnet.private && subnet.path.hops.exists(h, h.open)"]);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});
