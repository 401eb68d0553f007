import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateOrganization } from "../../src/simulator/organization-generator.ts";
import { startSimulator, type Simulator } from "../../src/simulator/server.ts";
import { runCli } from "../support/run-cli.ts";
import { readWithoutTimes } from "../support/snapshot-folder.ts";

let simulator: Simulator;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vpclint-disk-"));
  simulator = await startSimulator({
    snapshot: generateOrganization({ accounts: 4, regions: 3, seed: 2, occupied: 1 }),
  });
});

afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const collect = (snapshot: string, ...more: string[]) =>
  runCli(["collect", "--org", "--quiet", "--snapshot", snapshot, ...more], {
    cwd: folder,
    env: simulator.environment(),
  });

/** A file system of this size; undefined where this machine does not let us. */
function mountTiny(path: string, size: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("a disk that is full", () => {
  test("ends the scan with what to do; what is saved is there for --resume when there is room", async (context) => {
    const disk = join(folder, "disk");
    await mkdir(disk);
    if (!mountTiny(disk, "256k")) return context.skip("mounting a tmpfs takes root");
    try {
      const full = await collect(join(disk, "snapshot"));
      expect(full).toMatchObject({ code: 2, stdout: "" });
      expect(full.stderr).toMatch(/cannot write .*: the disk is full[\s\S]*help: .*room.*--resume/);
      expect(full.stderr).not.toMatch(/\n\s+at /);
      const left = await readdir(join(disk, "snapshot"), { recursive: true });
      expect(left.some((path) => path.endsWith(".json"))).toBe(true);
      expect(left.filter((path) => path.endsWith(".tmp") || path === "manifest.json")).toEqual([]);

      execFileSync("mount", ["-o", "remount,size=64m", disk]);
      expect(await collect(join(disk, "snapshot"), "--resume")).toMatchObject({ code: 0, stderr: "" });
      expect(await collect("elsewhere")).toMatchObject({ code: 0 });
      expect(await readWithoutTimes(join(disk, "snapshot"))).toEqual(await readWithoutTimes(join(folder, "elsewhere")));
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});

describe("a folder that may not be written to", () => {
  test("is said before anything is asked, and nothing in it changes", async (context) => {
    const disk = join(folder, "read-only");
    await mkdir(disk);
    const isRoot = process.getuid?.() === 0;
    if (isRoot && !mountTiny(disk, "64k")) return context.skip("root may write anywhere, and may not mount");
    try {
      await (isRoot ? Promise.resolve(execFileSync("mount", ["-o", "remount,ro", disk])) : chmod(disk, 0o555));
      const before = simulator.requests.total();
      const run = await collect(join(disk, "snapshot"));
      expect(run).toMatchObject({ code: 2, stdout: "" });
      expect(run.stderr).toMatch(
        /cannot write .*: (the file system is read-only|it is not permitted)[\s\S]*help: .*folder/,
      );
      expect(simulator.requests.total()).toBe(before);
      expect(await readdir(disk)).toEqual([]);
    } finally {
      if (isRoot) execFileSync("umount", [disk]);
      else await chmod(disk, 0o755);
    }
  });
});
