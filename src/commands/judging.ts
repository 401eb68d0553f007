import { resolve } from "node:path";
import type { Report } from "../report/report.ts";
import type { RuleSet } from "../rules/rule.ts";
import { judgeSnapshot, loadRulesInForce, type Trust } from "../scan.ts";
import type { Snapshot } from "../snapshot/read.ts";
import { packageFile, tool } from "./package-root.ts";
import type { Terminal } from "./terminal.ts";

/** The rules in force: the file that was named, else the built-in rules. */
export async function rulesInForce(file: string | undefined, terminal: Terminal): Promise<RuleSet> {
  const builtin = packageFile("rules.yaml");
  return loadRulesInForce({
    builtin,
    cwd: terminal.cwd,
    ...(file === undefined ? {} : { file: resolve(terminal.cwd, file) }),
  });
}

export async function judge(snapshot: Snapshot, rules: RuleSet, trust: Trust): Promise<Report> {
  return judgeSnapshot({ snapshot, rules, tool, trust });
}
