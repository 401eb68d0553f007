import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { didYouMean, UserError } from "../errors.ts";
import { judgeExample } from "../judge-example.ts";
import { loadRuleExamples } from "../rules/load.ts";
import { runRuleExamples, type ExampleOutcome, type Mismatch } from "../rules/rule-examples.ts";
import type { Rule, RuleSet } from "../rules/rule.ts";
import { rulesSchema } from "../scan.ts";
import { apiNames } from "../snapshot/apis.ts";
import { exitCodes } from "./exit-codes.ts";
import { rulesInForce } from "./judging.ts";
import { formatTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

interface RulesOptions {
  rules?: string | undefined;
}

export async function listRules(options: RulesOptions, terminal: Terminal): Promise<void> {
  const { rules, disabled } = await rulesInForce(options.rules, terminal);
  const rows = [
    ...rules.map(({ card }) => [card.id, card.severity, card.resource, card.title]),
    ...disabled.map(({ card }) => [card.id, "off", card.resource, card.title]),
  ];
  terminal.stdout(formatTable(["rule", "severity", "judges each", "title"], rows));
}

export async function showRule(id: string, options: RulesOptions, terminal: Terminal): Promise<void> {
  const rules = await rulesInForce(options.rules, terminal);
  const rule = findRule(rules, id);
  terminal.stdout(formatCard(rule, rules.disabled.includes(rule)));
}

function findRule({ rules, disabled }: RuleSet, id: string): Rule {
  const all = [...rules, ...disabled];
  const rule = all.find(({ card }) => card.id === id);
  if (rule !== undefined) return rule;
  const suggestion = didYouMean(
    id,
    all.map(({ card }) => card.id),
  );
  throw new UserError("unknown-rule", `there is no rule "${id}"`, {
    hint: suggestion === undefined ? "`vpclint rules list` names the rules in force" : `did you mean ${suggestion}?`,
  });
}

function formatCard({ card, parameters, appliesWhen, failWhen }: Rule, isOff: boolean): string {
  const settings = [...parameters].map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ");
  const fields: [string, string][] = [
    ["severity", isOff ? `${card.severity} (switched off)` : card.severity],
    ["judges each", card.resource],
    ["declared at", `${card.source.file}:${card.source.line}`],
    ["parameters", settings],
    ["applies when", appliesWhen?.source ?? "always"],
    ["fails when", failWhen.source],
  ];
  const width = Math.max(...fields.map(([name]) => name.length));
  return [
    `${card.id}: ${card.title}`,
    "",
    ...fields
      .filter(([, value]) => value !== "")
      .map(([name, value]) => `${name.padEnd(width)}  ${value.replaceAll(/\s+/g, " ").trim()}`),
    ...section("", card.description),
    ...section("Why: ", card.rationale),
    ...section("To do: ", card.remediation),
    ...(card.references.length === 0 ? [] : ["", ...card.references]),
    "",
  ].join("\n");
}

function section(title: string, text: string): string[] {
  return text === "" ? [] : ["", `${title}${text}`];
}

/** Runs example files; exits with 1 if a verdict is not the one that the example expects. */
export async function testRules(paths: readonly string[], options: RulesOptions, terminal: Terminal): Promise<void> {
  const rules = await rulesInForce(options.rules, terminal);
  const outcomes: ExampleOutcome[] = [];
  for (const file of await exampleFiles(paths, terminal)) {
    const examples = await loadRuleExamples(file, { cwd: terminal.cwd, apiNames });
    findRule(rules, examples.rule);
    outcomes.push(...runRuleExamples(examples, (rule, situation) => judgeExample(rules, rule, situation)));
  }
  const failed = outcomes.filter(({ mismatches }) => mismatches.length > 0);
  for (const { rule, name, mismatches } of failed) {
    terminal.stdout(
      `FAIL ${rule}: ${name}\n${mismatches.map((mismatch) => `  ${explainMismatch(mismatch)}\n`).join("")}`,
    );
  }
  terminal.stdout(`${outcomes.length - failed.length} passed, ${failed.length} failed\n`);
  if (failed.length > 0) terminal.setExitCode(exitCodes.findings);
}

function explainMismatch({ resource, expected, actual, where }: Mismatch): string {
  const place = `${where.file}:${where.line ?? 1}`;
  const got = actual ?? (resource === "*" ? "no such resource was judged" : "it was not judged");
  return `${place}: ${resource} should be ${expected ?? "pass or not-applicable, as the example does not name it"}; got ${got}`;
}

/** The files that were named, and the YAML files of the folders that were. */
async function exampleFiles(paths: readonly string[], { cwd }: Terminal): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = await stat(resolve(cwd, path)).catch(() => undefined);
    if (found?.isDirectory() === true) {
      const names = (await readdir(resolve(cwd, path))).filter((name) => /\.ya?ml$/.test(name)).toSorted();
      files.push(...names.map((name) => join(path, name)));
    } else {
      files.push(path);
    }
  }
  if (files.length === 0) throw new UserError("no-examples", `no example files (*.yaml) in ${paths.join(", ")}`);
  return files;
}

export function printSchema(terminal: Terminal): void {
  terminal.stdout(`${JSON.stringify(rulesSchema(), undefined, 2)}\n`);
}
