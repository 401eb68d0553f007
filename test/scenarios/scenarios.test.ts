import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { writeSnapshot, type Topology } from "../support/snapshot.ts";

/**
 * A scenario is a folder: `topology.ts` (the snapshot, as code; or a `snapshot/` folder as it was collected), whatever
 * other files the commands need (the rules files beside the folders are there too), a trap's `flipped` topology as
 * `flipped/`, and `scenario.md`, which holds each command with its output and its exit code as a
 * person would see them. `UPDATE=1 npm test` rewrites the outputs; read the diff.
 */
const here = import.meta.dirname;
const entries = await readdir(here, { withFileTypes: true });
const folders = entries.filter((entry) => entry.isDirectory());
const sharedRules = entries.map((entry) => entry.name).filter((name) => name.endsWith(".yaml"));

describe.concurrent("scenarios", () => {
  test.each(folders.map((folder) => folder.name))("%s", async (name) => {
    const page = join(here, name, "scenario.md");
    const text = await readFile(page, "utf8");
    const working = await prepare(join(here, name));
    try {
      const actual = await runBlocks(text, working);
      if (process.env["UPDATE"] === "1") await writeFile(page, actual);
      else expect(actual).toBe(text);
    } finally {
      await rm(working, { recursive: true, force: true });
    }
  });
});

interface Topologies {
  topology: Topology;
  /** The same with the one edit that turns the verdict. */
  flipped?: Topology;
}

async function prepare(folder: string): Promise<string> {
  const working = await mkdtemp(join(tmpdir(), "vpclint-scenario-"));
  await cp(folder, working, { recursive: true, filter: (path) => !/(scenario\.md|topology\.ts)$/.test(path) });
  for (const name of sharedRules) await cp(join(here, name), join(working, name), { force: false });
  const files = await readdir(folder);
  if (files.includes("topology.ts")) {
    const { topology, flipped } = (await import(join(folder, "topology.ts"))) as Topologies;
    await writeSnapshot(join(working, "snapshot"), topology);
    if (flipped !== undefined) await writeSnapshot(join(working, "flipped"), flipped);
  }
  return working;
}

const block = /```console\n(\$ vpclint [^\n]*)\n[\s\S]*?```/g;

/** The page with every command run again and its output put in place. */
async function runBlocks(text: string, working: string): Promise<string> {
  let result = "";
  let end = 0;
  for (const match of text.matchAll(block)) {
    const [, command = ""] = match;
    const args = command.slice("$ vpclint ".length).split(" ").filter(Boolean);
    const run = await runCli(args, { cwd: working });
    const output = [run.stdout, run.stderr].map((stream) => stream.replaceAll(working, ".").trimEnd()).filter(Boolean);
    result += `${text.slice(end, match.index)}\`\`\`console\n${[command, ...output, `exit ${run.code}`].join("\n")}\n\`\`\``;
    end = match.index + match[0].length;
  }
  return result + text.slice(end);
}
