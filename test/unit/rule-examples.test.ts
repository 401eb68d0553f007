import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { judgeExample } from "../../src/judge-example.ts";
import { loadRuleExamples } from "../../src/rules/load.ts";
import type { Situation } from "../../src/rules/rule-examples.ts";
import { loadRulesInForce } from "../../src/scan.ts";
import { apiNames } from "../../src/snapshot/apis.ts";
import { repository, runCli } from "../support/run-cli.ts";

interface Rule {
  id: string;
  "applies-when"?: string;
}

interface Examples {
  rule: string;
  examples: { name: string; expect: Record<string, string> }[];
}

const folder = join(repository, "test", "rules");
const rulesFile = join(repository, "rules.yaml");
const { rules } = await read<{ rules: Rule[] }>(rulesFile);
const rulesInForce = await loadRulesInForce({ builtin: rulesFile, cwd: repository });

test("each built-in rule has its file of examples, and no file is without its rule", async () => {
  const files = await readdir(folder);
  expect(files.toSorted()).toEqual(rules.map((rule) => `${rule.id}.yaml`).toSorted());
});

describe.each(rules)("examples of $id", (rule) => {
  const file = join(folder, `${rule.id}.yaml`);

  test("they show every verdict that the rule can give", async () => {
    const { rule: id, examples } = await read<Examples>(file);
    const shown = new Set(examples.flatMap((example) => Object.values(example.expect)));
    expect(id).toBe(rule.id);
    expect([...shown].toSorted()).toEqual(possibleVerdicts(rule).toSorted());
  });

  test("each has a name of its own", async () => {
    const { examples } = await read<Examples>(file);
    expect(new Set(examples.map((example) => example.name)).size).toBe(examples.length);
  });

  test("`vpclint rules test` finds the verdicts that they expect", async () => {
    const { examples } = await read<Examples>(file);
    const run = await runCli(["rules", "test", `test/rules/${rule.id}.yaml`]);
    expect(run).toEqual({ code: 0, stdout: `${examples.length} passed, 0 failed\n`, stderr: "" });
  });

  test("an answer that is taken away makes a verdict unknown, or leaves it as it was (law 2)", async () => {
    const { examples } = await loadRuleExamples(file, { cwd: repository, apiNames });
    for (const { name, situation } of examples) {
      const complete = judgeExample(rulesInForce, rule.id, situation);
      for (const api of Object.keys(situation.answers)) {
        const partial = judgeExample(rulesInForce, rule.id, without(situation, api));
        for (const [resource, verdict] of complete) {
          const left = partial.get(resource) ?? partial.get("*");
          expect(["unknown", verdict], `${resource} in "${name}" without ${api}`).toContain(left);
        }
      }
    }
  });
});

function without({ answers, gaps, organization }: Situation, api: string): Situation {
  return {
    answers: Object.fromEntries(Object.entries(answers).filter(([name]) => name !== api)),
    gaps: [...gaps, { api, outcome: "denied", reason: "taken away" }],
    organization,
  };
}

/** Without `applies-when` a rule applies to every resource of its type. */
function possibleVerdicts(rule: Rule): string[] {
  const always = ["pass", "fail", "unknown"];
  return rule["applies-when"] === undefined ? always : [...always, "not-applicable"];
}

async function read<T>(path: string): Promise<T> {
  return parse(await readFile(path, "utf8")) as T;
}
