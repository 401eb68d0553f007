import { describe, expect, test, beforeEach, afterEach } from "vitest";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../src/errors.ts";
import type { AccountRegion, LedgerRow, Manifest } from "../../../src/snapshot/format.ts";
import { mergeSnapshots } from "../../../src/snapshot/merge.ts";
import type { Part } from "../../../src/snapshot/merge-ledger.ts";
import { openSnapshot } from "../../../src/snapshot/read.ts";
import { manifestOf, type Topology } from "../../support/snapshot.ts";

const organization = { id: "o-exampleorgid", managementAccount: "111122223333" };
const tool = { name: "vpclint", version: "9.9.9" };
const [a, b] = ["222233334444", "333344445555"] as const;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vpclint-merge-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const place = (
  account: string,
  region: string,
  cidr = "10.0.0.0/16",
  time = "2026-11-02T06:00:00Z",
): AccountRegion => ({
  account,
  region,
  capturedAt: { DescribeVpcs: time },
  answers: { DescribeVpcs: { Vpcs: [{ VpcId: "vpc-1", CidrBlock: cidr }] } },
  gaps: [],
});

const leftAlone = (account: string, reason: string): LedgerRow => ({
  account,
  region: "*",
  collected: [],
  gaps: [{ api: "*", outcome: "skipped", reason }],
});

const refused = (account: string): LedgerRow => ({
  account,
  region: "*",
  collected: [],
  gaps: [{ api: "AssumeRole", outcome: "denied", reason: "AccessDenied" }],
});

function part(name: string, topology: Topology, changes: Partial<Manifest> = {}): Part {
  const manifest = { ...manifestOf({ organization, ...topology }), ...changes };
  const places = topology.places.map(({ account, region }) => ({ account, region }));
  return {
    name,
    snapshot: {
      manifest,
      places,
      read: (account: string, region: string) => {
        const found = topology.places.find((one) => one.account === account && one.region === region);
        return found === undefined ? Promise.reject(new Error("not there")) : Promise.resolve(found);
      },
    },
  };
}

const merge = (parts: [Part, ...Part[]], allowPartial = false) =>
  mergeSnapshots(parts, { directory: join(folder, "out"), tool, allowPartial });

const shardOf = (index: number, own: string, other: string, changes: Partial<Manifest> = {}) =>
  part(
    `shard-${index}`,
    { places: [place(own, "us-east-1")], rows: [leftAlone(other, "another shard")] },
    { shard: { index, count: 2 }, ...changes },
  );

describe("mergeSnapshots", () => {
  test("joins a place whose shared answers were asked there with one where they were asked in the caller's", async () => {
    const own = part("own", { places: [place(a, "us-east-1")] });
    const { manifest } = own.snapshot;
    const ledger = manifest.ledger.map((row) => ({ ...row, fromCaller: [...row.collected] }));
    const shared = part("shared", { places: [place(a, "us-east-1")] }, { ledger });
    expect((await merge([shared, own])).ledger).toEqual(manifest.ledger);
    await rm(join(folder, "out"), { recursive: true });
    expect((await merge([own, shared])).ledger).toEqual(manifest.ledger);
  });

  test("sums up what limits have cost; a part that stands there twice is one run", async () => {
    const waited = (api: string, limitMs: number) => ({ api, throttled: 0, throttleMs: 0, limitMs });
    const first = shardOf(1, a, b, { heldBack: [waited("DescribeVpcs", 10)] });
    const second = shardOf(2, b, a, { heldBack: [waited("AssumeRole", 5), waited("DescribeVpcs", 1)] });
    const { heldBack } = await merge([first, second, { ...first, name: "again" }]);
    expect(heldBack).toEqual([waited("AssumeRole", 5), waited("DescribeVpcs", 11)]);
  });

  test("joins the shards of a set to a snapshot that is no shard", async () => {
    const { shard, ledger } = await merge([shardOf(1, a, b), shardOf(2, b, a)]);
    expect(shard).toBeUndefined();
    expect(ledger.map(({ account, region }) => `${account}/${region}`)).toEqual([`${a}/us-east-1`, `${b}/us-east-1`]);
    const snapshot = await openSnapshot(join(folder, "out"));
    expect((await snapshot.read(b, "us-east-1")).answers).toEqual(place(b, "us-east-1").answers);
  });

  test("spans the times of its parts", async () => {
    const early = shardOf(1, a, b, { startedAt: "2026-11-02T05:00:00.000Z", finishedAt: "2026-11-02T05:10:00.000Z" });
    const late = shardOf(2, b, a, { startedAt: "2026-11-02T07:00:00.000Z", finishedAt: "2026-11-02T07:10:00.000Z" });
    expect(await merge([late, early])).toMatchObject({
      startedAt: "2026-11-02T05:00:00.000Z",
      finishedAt: "2026-11-02T07:10:00.000Z",
    });
  });

  test("joins Regions of one account, and what one run left alone with what another has", async () => {
    const { ledger } = await merge([
      part("east", { places: [place(a, "us-east-1")], rows: [leftAlone(b, "not chosen by --account")] }),
      part("west", { places: [place(a, "eu-west-1"), place(b, "eu-west-1")] }),
    ]);
    expect(ledger.map(({ account, region }) => `${account}/${region}`)).toEqual([
      `${a}/eu-west-1`,
      `${a}/us-east-1`,
      `${b}/eu-west-1`,
    ]);
  });

  test("of the same content at two times, keeps the earlier, whatever the order", async () => {
    const [early, late] = ["2026-11-02T06:00:00Z", "2026-11-02T09:00:00Z"].map((time) =>
      part(time, { places: [place(a, "us-east-1", "10.0.0.0/16", time)] }),
    ) as [Part, Part];
    await merge([late, early]);
    const kept = await readFile(join(folder, "out", a, "us-east-1.json"), "utf8");
    expect(kept).toContain("06:00:00");
    expect(kept).not.toContain("09:00:00");
  });
});

describe("what does not belong together is refused, by name, and nothing is left behind as a snapshot", () => {
  const one = () => part("one", { places: [place(a, "us-east-1")] });
  const cases: [string, () => [Part, ...Part[]], RegExp][] = [
    [
      "another organization",
      () => [one(), part("two", { places: [], organization: { id: "o-another00000", managementAccount: b } })],
      /one is of organization o-exampleorgid, two of o-another/,
    ],
    [
      "an organization and none",
      () => [one(), part("two", { places: [], organization: null })],
      /two of no organization/,
    ],
    [
      "another partition",
      () => [one(), part("two", { places: [] }, { partition: "aws-cn" })],
      /one is of partition aws, two of aws-cn/,
    ],
    [
      "other answers of a place",
      () => [one(), part("two", { places: [place(a, "us-east-1", "10.1.0.0/16")] })],
      /222233334444\/us-east-1 is in one and in two, and their answers differ/,
    ],
    [
      "another outcome of a place",
      () => [
        one(),
        part("two", {
          places: [{ ...place(a, "us-east-1"), gaps: [{ api: "DescribeSubnets", outcome: "denied", reason: "x" }] }],
        }),
      ],
      /their ledgers differ/,
    ],
    [
      "an account that one could not enter",
      () => [one(), part("two", { places: [], rows: [refused(a)] })],
      /as a whole, the other by Region/,
    ],
    [
      "another name of an account",
      () => [
        one(),
        part("two", {
          places: [place(a, "eu-west-1")],
          accounts: [{ id: a, name: "renamed", state: "ACTIVE", path: "" }],
        }),
      ],
      /its name is "account-222233334444" in one and "renamed"/,
    ],
    [
      "shards of two sets",
      () => [shardOf(1, a, b), shardOf(2, b, a, { shard: { index: 2, count: 5 } })],
      /shard-1 is shard 1 of 2, but shard-2 is 2 of 5/,
    ],
    ["a set without one of its shards", () => [shardOf(1, a, b)], /shard 2 of 2 is missing/],
    [
      "an account that every shard left to another",
      () => [
        shardOf(1, a, b),
        part("shard-2", { places: [], rows: [leftAlone(b, "another shard")] }, { shard: { index: 2, count: 2 } }),
      ],
      /333344445555 is in none of the shards/,
    ],
  ];

  test.each(cases)("%s", async (_, parts, message) => {
    const merging = merge(parts());
    await expect(merging).rejects.toThrow(message);
    await expect(merging).rejects.toBeInstanceOf(UserError);
    expect(await readdir(join(folder, "out")).catch(() => [])).not.toContain("manifest.json");
  });

  test("a folder that holds something", async () => {
    await merge([one()]);
    await expect(merge([one()])).rejects.toThrow(/is not empty/);
  });
});

describe("--allow-partial", () => {
  test("what a missing shard holds is failed, and not skipped", async () => {
    const { ledger } = await merge([shardOf(1, a, b)], true);
    expect(ledger.find(({ account }) => account === b)?.gaps).toEqual([
      { api: "*", outcome: "failed", reason: "its shard was not merged" },
    ]);
  });
});
