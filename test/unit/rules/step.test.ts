import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createJudge } from "../../../src/rules/evaluate.ts";
import { loadRules } from "../../../src/rules/load.ts";
import type { Result } from "../../../src/rules/result.ts";
import type { ToyPlace, ToySubnet } from "./toy-vocabulary.ts";
import { makeSubnet, toyVocabulary, unknownOf } from "./toy-vocabulary.ts";

const rule = `version: 1
rules:
  - id: rule
    title: A title
    severity: high
    severity-when:
      - when: subnet.count == 0
        severity: low
      - when: subnet.count > 100
        severity: critical
    resource: subnet
    fail-when: "true"
    message: m
    remediation: Ask {subnet.id} what it wants.
    fixes:
      - when: subnet.private
        per: [subnet.id]
        action: Open {subnet.id}.
        consequences:
          - when: subnet.count > 1
            text: "{subnet.count} things move."
          - text: Tell them.
      - when: subnet.count == 7
        action: Leave it.
`;

async function load(text: string, overrides = "") {
  const cwd = mkdtempSync(join(tmpdir(), "vpclint-step-"));
  writeFileSync(join(cwd, "rules.yaml"), text.replace("rules:\n", `${overrides}rules:\n`));
  return loadRules({ builtin: "rules.yaml", cwd, vocabulary: toyVocabulary });
}

async function judge(changes: Partial<ToySubnet>, overrides = ""): Promise<Result> {
  const judging = createJudge({
    ruleSet: await load(rule, overrides),
    vocabulary: toyVocabulary,
    placeOf: ({ account, region }: ToyPlace) => ({ account, region }),
  });
  judging.judge({ account: "111122223333", region: "eu-west-1", subnets: [makeSubnet(changes)] });
  const [result] = judging.finish().results;
  if (result === undefined) throw new Error("no result was kept");
  return result;
}

describe("severity-when", () => {
  test.each([
    [0, "low"],
    [5, undefined],
    [500, "critical"],
  ])("with a count of %i it is %s", async (count, severity) => {
    expect((await judge({ count })).severity).toBe(severity);
  });

  test("says nothing where it is unknown: the rule's own severity holds", async () => {
    expect((await judge({ count: unknownOf("A") })).severity).toBeUndefined();
  });

  test("gives way to an override, which holds for every finding", async () => {
    expect((await judge({ count: 0 }, "overrides: { rule: { severity: medium } }\n")).severity).toBeUndefined();
  });
});

describe("fixes", () => {
  test("the first that applies is the step and the remediation, with what follows from it", async () => {
    const result = await judge({ private: true, count: 3 });
    expect(result.step).toEqual({
      key: [0, "subnet-1"],
      action: ["Open ", ["subnet-1"], "."],
      consequences: ["3 things move.", "Tell them."],
    });
    expect(result.remediation).toBe("Open subnet-1. 3 things move. Tell them.");
  });

  test("a later one is taken where an earlier one does not apply", async () => {
    expect((await judge({ private: false, count: 7 })).remediation).toBe("Leave it.");
  });

  test("without one, the rule's remediation is the finding's", async () => {
    const result = await judge({ private: false, count: 3 });
    expect(result.step).toBeUndefined();
    expect(result.remediation).toBe("Ask subnet-1 what it wants.");
  });

  test("where it is not known whether one applies, no later one is advised", async () => {
    expect((await judge({ private: unknownOf("A"), count: 7 })).remediation).toBe("Ask subnet-1 what it wants.");
  });

  test("mistakes in any of their expressions are found at load, with their place", async () => {
    const broken = rule
      .replace("when: subnet.private\n", "when: subnet.privat\n")
      .replace("{subnet.count} things", "{subnet.cont} things")
      .replace("when: subnet.count == 0", "when: subnet.count");
    const error: unknown = await load(broken).catch((thrown: unknown) => thrown);
    const { errors } = error as { errors: { message: string; where: { line: number } }[] };
    expect(errors.map(({ message, where }) => `${where.line} ${message}`)).toEqual([
      "7 a condition must be a bool, not int",
      "16 unknown fact privat of Subnet",
      "21 unknown fact cont of Subnet",
    ]);
  });
});
