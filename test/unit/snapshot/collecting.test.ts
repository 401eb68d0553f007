import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openCollectingFolder, type CollectingFolder } from "../../../src/snapshot/collecting.ts";
import type { LedgerRow, Manifest, RegionFile } from "../../../src/snapshot/format.ts";
import { journalFile, readJournal } from "../../../src/snapshot/journal.ts";
import { openSnapshot } from "../../../src/snapshot/read.ts";

let directory: string;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), "vpclint-collecting-")), "snapshot");
});

afterEach(() => rm(join(directory, ".."), { recursive: true, force: true }));

const account = "111122223333";
const time = "2026-11-02T06:00:00.000Z";
const order = { startedAt: time, selection: { org: true, regions: [] }, resume: false };
const scope = { partition: "aws", callerAccount: account, organization: null };
const fileOf = (region: string): RegionFile => ({
  account,
  region,
  capturedAt: { DescribeVpcs: time },
  answers: { DescribeVpcs: { Vpcs: [] } },
});
const rowOf = (region: string): LedgerRow => ({ account, region, collected: ["DescribeVpcs"], gaps: [] });
const manifestOf = (ledger: LedgerRow[]): Manifest => ({
  format: "vpclint-snapshot",
  version: 1,
  tool: { name: "vpclint", version: "0" },
  startedAt: time,
  finishedAt: time,
  ...scope,
  accounts: [{ id: account, name: "", state: "UNKNOWN", path: "" }],
  ledger,
});
const resume = (more: object = {}) => openCollectingFolder(directory, { ...order, resume: true, ...more });

async function begun(...regions: string[]): Promise<CollectingFolder> {
  const folder = await openCollectingFolder(directory, order);
  await folder.begin(scope);
  for (const region of regions) await folder.write(fileOf(region), rowOf(region));
  return folder;
}

describe("a snapshot on its way", () => {
  test("is one when its manifest is there, and then has no journal", async () => {
    const folder = await begun("us-east-1");
    await expect(openSnapshot(directory)).rejects.toMatchObject({ code: "snapshot-unfinished" });
    await folder.finish(manifestOf([rowOf("us-east-1")]));
    await folder.close();
    expect((await readdir(directory)).toSorted()).toEqual([account, "manifest.json"]);
    expect((await openSnapshot(directory)).places).toHaveLength(1);
  });

  test("that has nothing yet leaves nothing behind", async () => {
    const folder = await openCollectingFolder(directory, order);
    await folder.close();
    await expect(readdir(directory)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("remembers what it was told, at every byte at which it can be cut off", async () => {
    const folder = await begun("eu-west-1", "us-east-1");
    await folder.listed(account, [{ name: "us-east-1", optIn: "enabled", status: "opted-in" }]);
    await folder.close();
    const journal = await readFile(join(directory, journalFile));
    for (let length = journal.length; length >= 0; length -= 7) {
      await writeFile(join(directory, journalFile), journal.subarray(0, length));
      const again = await resume();
      const lines = journal.subarray(0, length).toString().split("\n").slice(0, -1);
      expect(again.earlier.rows).toHaveLength(lines.filter((line) => line.includes('"place"')).length);
      await again.close();
      // What is appended after the cut is a line of its own.
      await expect(readJournal(directory)).resolves.toBeDefined();
    }
  });

  test("sums up what limits have cost, over all its runs", async () => {
    const waited = (api: string, throttleMs: number) => ({ api, throttled: 1, throttleMs, limitMs: 0.4 });
    const folder = await begun();
    folder.held(waited("DescribeVpcs", 100));
    folder.held(waited("AssumeRole", 20.4));
    await folder.write(fileOf("us-east-1"), rowOf("us-east-1"));
    // After the last line: a run that ends there does not tell of it.
    folder.held(waited("DescribeVpcs", 7));
    expect(folder.heldBack()).toEqual([
      { api: "AssumeRole", throttled: 1, throttleMs: 20, limitMs: 0 },
      { api: "DescribeVpcs", throttled: 2, throttleMs: 107, limitMs: 0 },
    ]);
    await folder.close();
    const again = await resume();
    again.held(waited("DescribeVpcs", 1000));
    const heldBack = again.heldBack();
    expect(heldBack).toMatchObject([{ api: "AssumeRole" }, { throttled: 2, throttleMs: 1100 }]);
    await again.finish({ ...manifestOf([rowOf("us-east-1")]), heldBack });
    await again.close();
    const filled = await resume();
    expect(filled.heldBack()).toEqual(heldBack);
    await filled.close();
    expect((await openSnapshot(directory)).manifest.heldBack).toEqual(heldBack);
  });

  test("knows a file that is not what was written", async () => {
    await (await begun("us-east-1")).close();
    const folder = await resume();
    expect(await folder.earlier.read(rowOf("us-east-1"))).toEqual(fileOf("us-east-1"));
    await truncate(join(directory, account, "us-east-1.json"), 20);
    expect(await folder.earlier.read(rowOf("us-east-1"))).toBeUndefined();
    await folder.close();
  });

  test("loses the files that no row tells of, and half-written ones", async () => {
    await (await begun("us-east-1")).close();
    await writeFile(join(directory, account, "eu-west-1.json"), "{}");
    await writeFile(join(directory, account, "us-east-1.json.1.tmp"), "{");
    const folder = await resume();
    await folder.begin(scope);
    await folder.finish(manifestOf([rowOf("us-east-1")]));
    expect(await readdir(join(directory, account))).toEqual(["us-east-1.json"]);
  });

  test("keeps the time at which the first run began", async () => {
    await (await begun("us-east-1")).close();
    const folder = await resume({ startedAt: "2026-11-03T06:00:00.000Z" });
    expect(folder.startedAt).toBe(time);
    await folder.close();
  });
});

describe("resuming is refused", () => {
  test.each([
    ["with other options", { selection: { org: true, regions: ["us-east-1"] } }, "resume-options"],
    ["without --resume", { resume: false }, "snapshot-unfinished"],
  ])("%s", async (_, more, code) => {
    await (await begun("us-east-1")).close();
    await expect(resume(more)).rejects.toMatchObject({ code });
  });

  test.each([
    ["another caller", { callerAccount: "999999999999" }],
    ["another partition", { partition: "aws-cn" }],
    ["another organization", { organization: { id: "o-exampleorgid", managementAccount: account } }],
  ])("for %s", async (_, change) => {
    await (await begun("us-east-1")).close();
    const folder = await resume();
    await expect(folder.begin({ ...scope, ...change })).rejects.toMatchObject({ code: "resume-scope" });
    await folder.close();
  });

  test("in a folder of something else, which stays as it is", async () => {
    await mkdir(directory);
    await writeFile(join(directory, "thesis.txt"), "mine");
    await expect(resume()).rejects.toMatchObject({ code: "snapshot-exists" });
    expect(await readdir(directory)).toEqual(["thesis.txt"]);
  });

  test("where the journal is damaged in the middle", async () => {
    await (await begun("us-east-1")).close();
    const journal = await readFile(join(directory, journalFile), "utf8");
    await writeFile(join(directory, journalFile), journal.replace('{"kind":"scope"', "scope"));
    await expect(resume()).rejects.toMatchObject({ code: "journal-damaged", where: { line: 2 } });
  });
});

test("a file that cannot be written is said with what to do, and nothing is told of it", async () => {
  const folder = await begun("us-east-1");
  await writeFile(join(directory, "222233334444"), "a file where a folder has to be");
  const row = { ...rowOf("us-east-1"), account: "222233334444" };
  await expect(folder.write({ ...fileOf("us-east-1"), account: row.account }, row)).rejects.toMatchObject({
    code: "cannot-write",
    hint: expect.any(String) as string,
  });
  await folder.close();
  const journal = await readJournal(directory);
  expect(journal?.entries.filter(({ kind }) => kind === "place")).toHaveLength(1);
});
