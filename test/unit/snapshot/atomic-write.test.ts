import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cannotWrite, openFileWriter } from "../../../src/snapshot/atomic-write.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vpclint-write-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A clock on which each look at it is so many milliseconds after the one before. */
function tickingBy(ms: number): () => number {
  let time = 0;
  return () => (time += ms);
}

describe("a writer of many files", () => {
  test("writes at once where the disk is fast", async () => {
    const write = openFileWriter(tickingBy(1));
    for (let index = 0; index < 50; index++) {
      const path = join(folder, `${index}.json`);
      const written = write(path, `content ${index}`);
      expect(existsSync(path)).toBe(true);
      await written;
      expect(await readFile(path, "utf8")).toBe(`content ${index}`);
    }
  });

  test("makes the folder that is not there yet", async () => {
    const path = join(folder, "account", "region.json");
    await openFileWriter(tickingBy(1))(path, "content");
    expect(await readFile(path, "utf8")).toBe("content");
    expect(await readdir(join(folder, "account"))).toEqual(["region.json"]);
  });

  test("holds nothing up where the disk has been slow", async () => {
    const write = openFileWriter(tickingBy(500));
    await write(join(folder, "first"), "waited for");
    const path = join(folder, "second");
    const written = write(path, "beside everything else");
    expect(existsSync(path)).toBe(false);
    await written;
    expect(await readFile(path, "utf8")).toBe("beside everything else");
  });

  test("forgives a slow moment once the scan has gone on for long", async () => {
    let time = 0;
    const steps = [0, 0, 1_000, 1_001, 100_000, 100_001];
    const write = openFileWriter(() => (time = steps.shift() ?? time));
    await write(join(folder, "slow"), "a second");
    const beside = write(join(folder, "beside"), "not now");
    expect(existsSync(join(folder, "beside"))).toBe(false);
    await beside;
    const later = write(join(folder, "later"), "at once again");
    expect(existsSync(join(folder, "later"))).toBe(true);
    await later;
  });

  test("leaves nothing behind of what it could not write, and says why", async () => {
    await writeFile(join(folder, "file"), "kept");
    const write = openFileWriter(tickingBy(1));
    await expect(write(join(folder, "file", "region.json"), "lost")).rejects.toThrow(/cannot write .*region\.json/);
    expect(await readdir(folder)).toEqual(["file"]);
    expect(await readFile(join(folder, "file"), "utf8")).toBe("kept");
  });
});

describe("what keeps a file from being written", () => {
  test.each([
    ["ENOSPC", "the disk is full", "free some room, or choose another folder"],
    ["EDQUOT", "the disk quota is used up", "free some room, or choose another folder"],
    ["EROFS", "the file system is read-only", "choose another folder"],
    [
      "EFBIG",
      "files may not be that large here",
      "raise the limit of this shell (ulimit -f), or choose another file system",
    ],
  ])("%s is said in words, with what to do, each once", (code, words, hint) => {
    const error = cannotWrite("there/file.json", Object.assign(new Error(`${code}: as node has it`), { code }));
    expect(error).toMatchObject({ code: "cannot-write", message: `cannot write there/file.json: ${words}`, hint });
  });
});
