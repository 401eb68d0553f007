import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { topology } from "../scenarios/kitchen-sink/topology.ts";
import { repository, runCli } from "../support/run-cli.ts";
import { writeSnapshot } from "../support/snapshot.ts";

interface SavedReport {
  complete: boolean;
  findings: { ruleId: string; status: string }[];
}

test("the kitchen sink trips every built-in rule, and nothing else", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vpclint-kitchen-sink-"));
  try {
    await writeSnapshot(join(folder, "snapshot"), topology);
    const run = await runCli(["check", "--snapshot", "snapshot", "--report", "json=-"], { cwd: folder });
    const report = JSON.parse(run.stdout) as SavedReport;

    expect(tripped(report)).toEqual(await builtinRules());
    expect(report.complete).toBe(true);
    expect(run.code).toBe(1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

function tripped(report: SavedReport): string[] {
  const failures = report.findings.filter((finding) => finding.status === "fail");
  return [...new Set(failures.map((finding) => finding.ruleId))].toSorted();
}

async function builtinRules(): Promise<string[]> {
  const file = parse(await readFile(join(repository, "rules.yaml"), "utf8")) as { rules: { id: string }[] };
  return file.rules.map((rule) => rule.id).toSorted();
}
