import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { startSimulator, type Simulator } from "../../src/simulator/server.ts";
import type { Manifest } from "../../src/snapshot/format.ts";
import { openSnapshot } from "../../src/snapshot/read.ts";
import { repository, runCli, type CliRun } from "../support/run-cli.ts";
import { withoutTimes } from "../support/snapshot-folder.ts";

/** Shards, their merge and the steps of deploy/, with the real CLI against the simulator. */
const count = 3;
let simulator: Simulator;
let folder: string;

const cli = (args: string[], env: Record<string, string> = {}): Promise<CliRun> =>
  runCli(args, { cwd: folder, env: { ...simulator.environment(), ...env } });

const collectShard = (shard: string, name: string, env: Record<string, string> = {}) =>
  cli(["collect", "--org", "--quiet", "--shard", shard, "--snapshot", name], env);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vpclint-shards-"));
  simulator = await startSimulator({ snapshot: await openSnapshot(join(repository, "examples", "organization")) });
  await cli(["collect", "--org", "--quiet", "--snapshot", "whole"]);
  for (let index = 1; index <= count; index++) await collectShard(`${index}/${count}`, `part-${index}`);
  await cli(["merge", "--out", "merged", "part-3", "part-1", "part-2"]);
});

afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

/** Every file of a snapshot or every report, by its path, with the times that differ by nature made equal. */
async function readAll(directory: string): Promise<Record<string, string>> {
  const paths = (await readdir(join(folder, directory), { recursive: true })).filter((path) => path.endsWith(".json"));
  const texts = paths.toSorted().map(async (path) => {
    const text = await readFile(join(folder, directory, path), "utf8");
    return [path, withoutTimes(text)] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

const readManifest = async (name: string) =>
  JSON.parse(await readFile(join(folder, name, "manifest.json"), "utf8")) as Manifest;

describe("sharded, merged and judged", () => {
  test("the merged snapshot is that of one run, byte for byte but for the times", async () => {
    expect(await readAll("merged")).toEqual(await readAll("whole"));
  });

  test("so are its reports, in every format", async () => {
    const formats = ["json", "sarif", "html", "text"];
    const judgeAtOneTime = async (name: string) => {
      const copy = `${name}-at-one-time`;
      for (const [path, text] of Object.entries(await readAll(name))) {
        await mkdir(join(folder, copy, path, ".."), { recursive: true });
        await writeFile(join(folder, copy, path), text.replaceAll("(time)", "2026-11-02T06:00:00.000Z"));
      }
      const reports = formats.flatMap((format) => ["--report", `${format}=${copy}/report.${format}`]);
      const { code } = await cli(["check", "--snapshot", copy, ...reports]);
      return [
        code,
        ...(await Promise.all(formats.map((format) => readFile(join(folder, copy, `report.${format}`), "utf8")))),
      ];
    };
    expect(await judgeAtOneTime("merged")).toEqual(await judgeAtOneTime("whole"));
  });

  test("every account is in exactly one shard", async () => {
    const parts = await Promise.all(Array.from({ length: count }, (_, index) => readManifest(`part-${index + 1}`)));
    const entered = parts.flatMap(({ ledger }) => [
      ...new Set(
        ledger
          .filter(
            ({ gaps }) => gaps[0]?.outcome !== "skipped" || gaps[0].api !== "*" || gaps[0].reason.startsWith("no VPC"),
          )
          .map(({ account }) => account),
      ),
    ]);
    const whole = await readManifest("whole");
    const active = whole.accounts.filter(({ state }) => state === "ACTIVE").map(({ id }) => id);
    expect(entered.toSorted()).toEqual(active.toSorted());
  });

  test("merging does not depend on the order, and a part that stands there twice changes nothing", async () => {
    await cp(join(folder, "part-2"), join(folder, "part-2-again"), { recursive: true });
    const run = await cli(["merge", "--out", "again", "part-1", "part-2-again", "part-2", "part-3"]);
    expect(run.code).toBe(0);
    expect(await readAll("again")).toEqual(await readAll("whole"));
    const texts = await Promise.all(
      ["merged", "again"].map((name) => readFile(join(folder, name, "manifest.json"), "utf8")),
    );
    expect(texts[0]).toBe(texts[1]);
  });
});

describe("--shard auto/n", () => {
  test.each(["AWS_BATCH_JOB_ARRAY_INDEX", "JOB_COMPLETION_INDEX"])("counts %s from 0", async (variable) => {
    const run = await collectShard(`auto/${count}`, `auto-${variable}`, { [variable]: "1" });
    expect(run.code).toBe(0);
    expect(await readAll(`auto-${variable}`)).toEqual(await readAll("part-2"));
  });
});

describe("a part alone", () => {
  test("is judged as a part: incomplete, exit code 3", async () => {
    const run = await cli(["check", "--snapshot", "part-1", "--fail-on", "none", "--report", "json=-"]);
    const report = JSON.parse(run.stdout) as Report;
    expect(run.code).toBe(3);
    expect(report).toMatchObject({ complete: false, shard: { index: 1, count } });
  });

  test("is not enough for merge, unless that is allowed: then the others count as not collected", async () => {
    const refused = await cli(["merge", "--out", "half", "part-1", "part-3"]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("shard 2 of 3 is missing") as string });
    expect(await readdir(folder)).not.toContain("half");
    await cli(["merge", "--allow-partial", "--out", "half", "part-1", "part-3"]);
    const run = await cli(["check", "--snapshot", "half", "--fail-on", "none", "--report", "json=-"]);
    const { coverage, findings } = JSON.parse(run.stdout) as Report;
    const absent = coverage.gaps.filter(({ reason }) => reason === "its shard was not merged");
    expect(run.code).toBe(3);
    expect(absent.length).toBeGreaterThan(2);
    const told = findings.filter(({ ruleId }) => ruleId === "coverage-incomplete").map(({ resource }) => resource.id);
    expect(told).toEqual(expect.arrayContaining(absent.map(({ account }) => account)));
  });
});

describe("--min-coverage", () => {
  test("below it: exit code 3 though partial coverage is allowed, and no SARIF, which says why", async () => {
    const args = [
      "check",
      "--snapshot",
      "whole",
      "--fail-on",
      "none",
      "--allow-partial",
      "--report",
      "sarif=low.sarif",
    ];
    expect((await cli([...args, "--min-coverage", "50"])).code).toBe(0);
    await rm(join(folder, "low.sarif"));
    const run = await cli([...args, "--min-coverage", "99.9"]);
    expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining("below --min-coverage 99.9") as string });
    expect(await readdir(folder)).not.toContain("low.sarif");
  });
});

describe("deploy/container/run.sh", () => {
  test("shards and merge, meeting in S3, give the report of one run", async () => {
    const bin = join(folder, "bin");
    await mkdir(bin);
    await mkdir(join(folder, "s3"));
    const vpclint = `#!/bin/sh\nexec "${process.execPath}" "${join(repository, "dist/cli.js")}" "$@"\n`;
    await writeFile(join(bin, "vpclint"), vpclint);
    await writeFile(join(bin, "aws"), standInForS3);
    await Promise.all(["vpclint", "aws"].map((name) => chmod(join(bin, name), 0o755)));
    const step = async (args: string[], env: Record<string, string> = {}): Promise<number | null> => {
      const child = spawn(join(repository, "deploy/container/run.sh"), args, {
        cwd: folder,
        env: {
          ...simulator.environment(),
          PATH: `${bin}:${process.env["PATH"] ?? ""}`,
          SCAN_URL: "s3://bucket/scan",
          S3: join(folder, "s3"),
          ...env,
        },
        stdio: "ignore",
      });
      const [code] = (await once(child, "close")) as [number | null];
      return code;
    };
    expect(await step(["shard", "1", "2", "--org"])).toBe(0);
    expect(await step(["merge", "2"])).not.toBe(0);
    expect(await step(["shard", "auto", "2"], { JOB_COMPLETION_INDEX: "1", COLLECT_OPTIONS: "--org" })).toBe(0);
    expect(await step(["merge", "2"])).toBe(0);
    const report = join(folder, "s3", "bucket", "scan", "report");
    expect((await readdir(report)).toSorted()).toEqual(["exit-code", "report.html", "report.json", "report.sarif"]);
    expect(await readFile(join(report, "exit-code"), "utf8")).toBe("1\n");
    const whole = await cli(["check", "--snapshot", "whole", "--report", "json=-"]);
    expect(withoutTimes(await readFile(join(report, "report.json"), "utf8"))).toBe(withoutTimes(whole.stdout));
  });
});

/** `aws s3 cp` between folders: enough of it for run.sh, as strict about what is not there. */
const standInForS3 = `#!/bin/sh
set -eu
[ "$1 $2" = "s3 cp" ]
shift 2
recursive= exclude=
while [ "\${1#--}" != "$1" ]; do
  case $1 in
  --recursive) recursive=1 ;;
  --exclude) exclude=$2; shift ;;
  esac
  shift
done
at() { case $1 in s3://*) echo "$S3/\${1#s3://}" ;; *) echo "$1" ;; esac; }
from=$(at "$1") to=$(at "$2")
if [ -n "$recursive" ]; then
  [ -d "$from" ] || exit 0
  mkdir -p "$to"
  cp -R "$from/." "$to"
  [ -z "$exclude" ] || rm -f "$to/$exclude"
else
  mkdir -p "$(dirname "$to")"
  cp "$from" "$to"
fi
`;
