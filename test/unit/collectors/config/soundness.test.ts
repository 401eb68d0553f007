import { readdir } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Collection } from "../../../../src/collectors/collection.ts";
import type { ConfigSource } from "../../../../src/collectors/config/source.ts";
import { fillPlace } from "../../../../src/collectors/config/fill-from-config.ts";
import { generateOrganization } from "../../../../src/simulator/organization-generator.ts";
import { apiNames } from "../../../../src/snapshot/apis.ts";
import type { AccountRegion, Gap, Manifest } from "../../../../src/snapshot/format.ts";
import { openSnapshot } from "../../../../src/snapshot/read.ts";
import { configurationItems, throughConfig } from "../../../support/config-mirror.ts";
import { judgePlaces as judge, type Verdicts } from "../../../support/judge-places.ts";
import { repository } from "../../../support/run-cli.ts";
import { manifestOf, type Topology } from "../../../support/snapshot.ts";

/**
 * The law of this source: what is judged by AWS Config's answers gets the verdict that EC2's answers give, or unknown.
 * Tried on every scenario, the sample organization and generated ones, with the built-in rules and with ones that ask
 * for every fact that rests on a member which Config does not record.
 */
/** Where `asked` says something else than `truth` and does not say unknown. */
function contradictions(truth: Verdicts, asked: Verdicts): string[] {
  const wrong: string[] = [];
  for (const [key, { verdict }] of asked) {
    const known = truth.get(key)?.verdict;
    if (verdict !== "unknown" && known !== verdict) wrong.push(`${key}: ${known ?? "nothing"} became ${verdict}`);
  }
  for (const [key, { verdict, owner }] of truth) {
    const [place = "", rule = "", type = ""] = key.split(" ");
    // A participant's view of what others own is not recorded: the owner's place has the verdict.
    const isOthers = owner !== place.split("/")[0];
    const isListed = asked.has(key) || asked.has([place, rule, type, "*"].join(" "));
    if (!isListed && !isOthers && verdict !== "not-applicable") wrong.push(`${key}: ${verdict} is gone`);
  }
  return wrong;
}

interface World {
  manifest: Manifest;
  places: AccountRegion[];
}

async function scenarios(): Promise<[string, World][]> {
  const folder = join(repository, "test", "scenarios");
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const worlds: [string, World][] = [];
  for (const { name } of names) {
    const topology = (await import(join(folder, name, "topology.ts")).catch(() => undefined)) as
      | { default?: Topology }
      | undefined;
    const found = topology?.default ?? (topology as Record<string, Topology> | undefined)?.["topology"];
    if (found !== undefined) worlds.push([name, { manifest: manifestOf(found), places: found.places }]);
  }
  return worlds;
}

async function sample(): Promise<World> {
  const snapshot = await openSnapshot(join(repository, "examples", "organization"));
  const places = await Promise.all(snapshot.places.map(({ account, region }) => snapshot.read(account, region)));
  return { manifest: snapshot.manifest, places };
}

async function generated(seed: number): Promise<World> {
  const organization = generateOrganization({ accounts: 6, regions: 2, seed, occupied: 0.7, transit: 0.4 });
  const { manifest } = organization;
  const rows = manifest.ledger.filter((row) => row.collected.length > 0);
  const places = await Promise.all(rows.map(({ account, region }) => organization.read(account, region)));
  return { manifest, places: places.filter((place) => place !== undefined) };
}

const worlds: [string, World][] = [
  ...(await scenarios()),
  ["the sample organization", await sample()],
  ["a generated organization", await generated(1)],
  ["another generated organization", await generated(20)],
];

test("there are topologies to try", () => {
  expect(worlds.length).toBeGreaterThan(30);
});

/** In which Regions of a world there is anything of which type. */
function knownTypes(places: readonly AccountRegion[]): (region: string, type: string) => boolean {
  const known = new Set(
    places.flatMap((place) => configurationItems(place).map((item) => `${item.region} ${item.resourceType}`)),
  );
  return (region, type) => known.has(`${region} ${type}`);
}

describe.each(worlds)("%s", (_, { manifest, places }) => {
  const truth = judge(manifest, places);

  test("no verdict by Config contradicts EC2's, and nothing is lost", () => {
    const isKnownType = knownTypes(places);
    expect(
      contradictions(
        truth,
        judge(
          manifest,
          places.map((place) => throughConfig(place, { isKnownType })),
        ),
      ),
    ).toEqual([]);
  });

  test("nor where every empty list is certain", () => {
    expect(
      contradictions(
        truth,
        judge(
          manifest,
          places.map((place) => throughConfig(place)),
        ),
      ),
    ).toEqual([]);
  });

  test("what Config knows of one account beside EC2's answers of the others contradicts nothing", () => {
    for (const account of new Set(places.map((place) => place.account).slice(0, 12))) {
      const mixed = places.map((place) => (place.account === account ? throughConfig(place) : place));
      expect(contradictions(truth, judge(manifest, mixed))).toEqual([]);
    }
  });
});

describe("filling what the API denied", () => {
  const denied = (place: AccountRegion, missing: ReadonlySet<string>): AccountRegion => ({
    ...place,
    answers: Object.fromEntries(Object.entries(place.answers).filter(([api]) => !missing.has(api))),
    gaps: [
      ...place.gaps,
      ...apiNames
        .filter((api) => missing.has(api) && place.answers[api] !== undefined)
        .map((api): Gap => ({ api, outcome: "denied", reason: "explicit deny in a service control policy" })),
    ],
  });

  const fill = async (place: AccountRegion, whole: AccountRegion): Promise<AccountRegion> => {
    const items = configurationItems(whole);
    const source: ConfigSource = {
      aggregator: {
        name: "organization",
        whyNot: () => undefined,
        select: () => Promise.reject(new Error("not asked")),
      },
      selectItems: () => Promise.resolve({ items, nextToken: undefined }),
      isKnownType: () => true,
    };
    const collection = {
      options: { regions: [] as string[] },
      clock: () => "2026-11-02T07:00:00.000Z",
      attempts: { signal: new AbortController().signal },
    } as unknown as Collection;
    const { account, region, gaps, capturedAt, answers } = place;
    const collected = apiNames.filter((api) => answers[api] !== undefined);
    const filled = await fillPlace(collection, source, {
      row: { account, region, collected, gaps },
      file: { account, region, capturedAt, answers },
    });
    const { fromConfig } = filled.row;
    return { ...filled.file, gaps: filled.row.gaps, ...(fromConfig === undefined ? {} : { fromConfig }) };
  };

  const interesting = worlds.filter(([name]) => !name.includes("another"));

  test("contradicts neither what the API would have said nor what it did say, whatever it denied", async () => {
    const known = new Map(interesting.map(([name, { manifest, places }]) => [name, judge(manifest, places)]));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...interesting),
        fc.uniqueArray(fc.constantFrom(...apiNames), { minLength: 1, maxLength: 8 }),
        async ([name, { manifest, places }], apis) => {
          const missing = new Set<string>(apis);
          const before = places.map((place) => denied(place, missing));
          const after = await Promise.all(before.map((place, at) => fill(place, places[at] ?? place)));
          const verdicts = judge(manifest, after);
          expect(contradictions(known.get(name) ?? new Map(), verdicts)).toEqual([]);
          for (const [key, { verdict }] of judge(manifest, before)) {
            if (verdict !== "unknown")
              expect(`${key} ${verdicts.get(key)?.verdict ?? "nothing"}`).toBe(`${key} ${verdict}`);
          }
        },
      ),
      { numRuns: 60, seed: 20261123 },
    );
  }, 120_000);

  test("makes verdicts known that were not", async () => {
    const { manifest, places } = await sample();
    const missing = new Set(["DescribeRouteTables", "DescribeNatGateways", "DescribeSubnets"]);
    const before = places.map((place) => denied(place, missing));
    const after = await Promise.all(before.map((place, at) => fill(place, places[at] ?? place)));
    const unknowns = (verdicts: Verdicts) =>
      [...verdicts.values()].filter(({ verdict }) => verdict === "unknown").length;
    const knowns = (verdicts: Verdicts) => verdicts.size - unknowns(verdicts);
    expect(knowns(judge(manifest, after))).toBeGreaterThan(2 * knowns(judge(manifest, before)));
  });
});
