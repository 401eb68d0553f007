import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import examplesSchema from "../../../schemas/rule-examples.schema.json" with { type: "json" };
import rulesSchema from "../../../schemas/rules.schema.json" with { type: "json" };
import { formatUserError, UserError } from "../../../src/errors.ts";
import { loadRuleExamples, rulesSchemaFor } from "../../../src/rules/load.ts";
import type { Verdict } from "../../../src/rules/result.ts";
import { severities } from "../../../src/rules/result.ts";
import type { Situation } from "../../../src/rules/rule-examples.ts";
import { runRuleExamples } from "../../../src/rules/rule-examples.ts";
import { outcomes } from "../../../src/snapshot/format.ts";
import { toyVocabulary } from "./toy-vocabulary.ts";

const apiNames = ["DescribeSubnets", "DescribeNatGateways", "DescribeRouteTables"];

function load(text: string) {
  const cwd = mkdtempSync(join(tmpdir(), "vpclint-examples-"));
  writeFileSync(join(cwd, "r.yaml"), text);
  return loadRuleExamples("r.yaml", { cwd, apiNames });
}

const text = `rule: s3-through-nat
base:
  DescribeSubnets: {Subnets: [{SubnetId: subnet-1}]}
  DescribeNatGateways: {NatGateways: []}
examples:
  - name: replaces an answer
    expect: {subnet-1: fail}
    snapshot: {DescribeNatGateways: {NatGateways: [{NatGatewayId: nat-1}]}}
  - name: takes an answer away
    expect: {"*": unknown}
    missing: {DescribeNatGateways: denied}
    organization: {id: o-1}
`;

describe("what an example says", () => {
  test("answers replace those of the base API by API; what is missing is taken out of them", async () => {
    const { rule, examples } = await load(text);
    expect(rule).toBe("s3-through-nat");
    expect(examples.map(({ situation }) => situation)).toEqual([
      {
        answers: {
          DescribeSubnets: { Subnets: [{ SubnetId: "subnet-1" }] },
          DescribeNatGateways: { NatGateways: [{ NatGatewayId: "nat-1" }] },
        },
        gaps: [],
        organization: undefined,
      },
      {
        answers: { DescribeSubnets: { Subnets: [{ SubnetId: "subnet-1" }] } },
        gaps: [{ api: "DescribeNatGateways", outcome: "denied", reason: "missing in this example" }],
        organization: { id: "o-1" },
      },
    ]);
  });

  test("errors point into the file", async () => {
    const bad = `rule: s3-through-nat
base: {DescribeSubnet: {}}
examples:
  - name: a
    expect: {subnet-1: failed}
    snapshots: {}
`;
    const shown = async (source: string): Promise<string> => {
      const error: unknown = await load(source).catch((thrown: unknown) => thrown);
      return error instanceof UserError ? formatUserError(error) : "no error";
    };
    expect(await shown(bad)).toMatchInlineSnapshot(`
      "r.yaml:5:24: error: subnet-1 must be one of pass, fail, unknown, not-applicable, not failed
        |     expect: {subnet-1: failed}
        |                        ^^^^^^
        = help: did you mean fail?

      r.yaml:6:5: error: unknown key snapshots
        |     snapshots: {}
        |     ^^^^^^^^^
        = help: did you mean snapshot?"
    `);
    expect(await shown(bad.replace("failed", "fail").replace("    snapshots: {}\n", "    missing: {Nope: denied}\n")))
      .toMatchInlineSnapshot(`
      "r.yaml:2:8: error: unknown API DescribeSubnet
        | base: {DescribeSubnet: {}}
        |        ^^^^^^^^^^^^^^
        = help: did you mean DescribeSubnets?

      r.yaml:6:15: error: unknown API Nope
        |     missing: {Nope: denied}
        |               ^^^^
        = help: a snapshot holds: DescribeSubnets, DescribeNatGateways, DescribeRouteTables"
    `);
  });
});

describe("how an example is judged", () => {
  async function mismatches(expected: string, actual: Record<string, Verdict>): Promise<string[]> {
    const examples = await load(`rule: r\nexamples: [{name: n, expect: {${expected}}}]\n`);
    const [outcome] = runRuleExamples(examples, () => new Map(Object.entries(actual)));
    return (
      outcome?.mismatches.map(
        ({ resource, expected: wanted, actual: got }) => `${resource}: ${String(wanted)} but ${String(got)}`,
      ) ?? []
    );
  }

  const cases: [string, Record<string, Verdict>, string[]][] = [
    ["a: fail", { a: "fail" }, []],
    ["a: fail", { a: "pass" }, ["a: fail but pass"]],
    ["a: fail", {}, ["a: fail but undefined"]],
    // What is fine need not be named; what shows in reports must be.
    ["a: fail", { a: "fail", b: "pass", c: "not-applicable" }, []],
    [
      "a: fail",
      { a: "fail", b: "fail", c: "unknown", d: "error" },
      ["b: undefined but fail", "c: undefined but unknown", "d: undefined but error"],
    ],
    ['"*": pass', { a: "pass", b: "pass" }, []],
    ['"*": pass', { a: "pass", b: "fail" }, ["b: pass but fail"]],
    ['"*": pass, b: fail', { a: "pass", b: "fail" }, []],
    ['"*": unknown', { "*": "unknown" }, []],
    ['"*": pass', {}, ["*: pass but undefined"]],
    ['"*": pass, a: fail', { a: "fail" }, ["*: pass but undefined"]],
  ];
  test.each(cases)("expect {%s} of %o: %o", async (expected, actual, wanted) => {
    expect(await mismatches(expected, actual)).toEqual(wanted);
  });

  test("each situation is judged once, by the rule of the file", async () => {
    const asked: [string, Situation["gaps"]][] = [];
    const outcomesOf = runRuleExamples(await load(text), (rule, { gaps }) => {
      asked.push([rule, gaps]);
      return new Map([["subnet-1", gaps.length === 0 ? "fail" : "unknown"]]);
    });
    expect(asked.map(([rule]) => rule)).toEqual(["s3-through-nat", "s3-through-nat"]);
    expect(outcomesOf.map(({ name, mismatches: found, where }) => [name, found.length, where.line])).toEqual([
      ["replaces an answer", 0, 6],
      ["takes an answer away", 0, 9],
    ]);
  });
});

describe("the schemas", () => {
  test("spell severities and outcomes as the code does", () => {
    expect(rulesSchema.definitions.severity.enum).toEqual(severities);
    expect(examplesSchema.definitions.example.properties.missing.additionalProperties.enum).toEqual(
      outcomes.filter((outcome) => outcome !== "collected"),
    );
  });

  test("describe every key of a rule, for editors", () => {
    const keys = {
      ...rulesSchema.properties,
      ...rulesSchema.definitions.override.properties,
      ...rulesSchema.definitions.rule.properties,
    };
    for (const [name, key] of Object.entries(keys)) {
      const shown = "$ref" in key ? rulesSchema.definitions.severity : key;
      expect({ name, description: "description" in shown }).toEqual({ name, description: true });
    }
  });

  test("the printed schema names the resource types; the one that is validated against does not change", () => {
    expect(rulesSchemaFor(toyVocabulary)).toHaveProperty("definitions.rule.properties.resource.enum", ["subnet"]);
    expect(rulesSchema.definitions.rule.properties.resource).not.toHaveProperty("enum");
  });
});
