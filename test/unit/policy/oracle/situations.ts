import type { Request, RequestKey, RequestPrincipal } from "../../../../src/policy/request.ts";
import { blank, groupParts } from "./groups.ts";
import type { Group, Scene } from "./groups.ts";
import { keyOf } from "./keys.ts";
import { joinViews } from "./mixed.ts";
import type { ActionRow, Pool } from "./pools.ts";

/** What is done, and what the request holds under the keys that its caller fills. */
export interface Situation {
  action: ActionRow;
  keys: readonly RequestKey[];
  isReal: boolean;
}

export type CallerKind = RequestPrincipal["kind"];

const stand: Readonly<Record<CallerKind, RequestPrincipal>> = {
  anonymous: { kind: "anonymous" },
  service: { kind: "service", name: "" },
  iam: { kind: "iam", account: "", arn: "" },
};

const listingKeys = new Set(["s3:prefix", "s3:max-keys"]);
const signedKeys = new Set(["aws:principaltag/team", "aws:multifactorauthage", "aws:tokenissuetime"]);

/** Keys that no test reads are in none: they make no difference. */
export function groupSituations(scene: Scene, pool: Pool, kind: CallerKind): Group<Situation>[] {
  const read = new Set(scene.statements.flatMap(({ tests }) => tests.flatMap(({ reads }) => reads)));
  let rows = groupParts<ActionRow>(scene, pool.actions, "action", {
    requestOf: ({ name }) => ({ ...blank, action: name }),
    apart: (action) => `${action.on.join("/")} ${action.isUnlisted} ${mayList(action)}`,
  }).map((group): Group<Situation> => ({ ...group, part: { action: group.part, keys: [], isReal: true } }));
  for (const key of [...read].filter((one) => keyOf(one).facet === "keys")) {
    rows = withKey(scene, rows, key, groupOptions(scene, pool, kind, key));
  }
  return rows;
}

const mayList = (action: ActionRow): boolean => action.isUnlisted === true || action.name === "s3:ListBucket";

type Option = readonly string[] | undefined;

function groupOptions(scene: Scene, pool: Pool, kind: CallerKind, key: string): Group<Option>[] {
  return groupParts<Option>(scene, optionsOf(pool, kind, key), "keys", {
    requestOf: (values) => requestWith(kind, values === undefined ? [] : [{ key, values }]),
    apart: (values) => (values === undefined ? "absent" : ""),
    key,
  });
}

const options = new WeakMap<Pool, Map<string, readonly Option[]>>();

/** One list for each key and kind of caller, so that what tests say of it is worked out once. */
function optionsOf(pool: Pool, kind: CallerKind, key: string): readonly Option[] {
  const ofPool = options.get(pool) ?? new Map<string, readonly Option[]>();
  options.set(pool, ofPool);
  const name = `${kind} ${key}`;
  const isAbsent = kind !== "iam" && signedKeys.has(key);
  const known = ofPool.get(name) ?? (isAbsent ? [undefined] : [...(pool.situations[key] ?? [undefined])]);
  ofPool.set(name, known);
  return known;
}

const requestWith = (kind: CallerKind, keys: readonly RequestKey[]): Request => ({
  ...blank,
  principal: stand[kind],
  keys,
});

function withKey(
  scene: Scene,
  rows: readonly Group<Situation>[],
  key: string,
  some: readonly Group<Option>[],
): Group<Situation>[] {
  const groups = new Map<string, Group<Situation>>();
  for (const row of rows) {
    const { action } = row.part;
    const isListing = listingKeys.has(key);
    for (const option of isListing && !mayList(action) ? some.filter(({ part }) => part === undefined) : some) {
      const values = option.part;
      const part: Situation = {
        action,
        keys: values === undefined ? row.part.keys : [...row.part.keys, { key, values }],
        // Whether an action that is not in the table holds the keys of listing is not said.
        isReal: row.part.isReal && !(isListing && values !== undefined && action.isUnlisted === true),
      };
      const masks = { must: row.must & option.must, may: row.may & option.may };
      const view = joinViews(scene, row.view, option.view);
      const apart = `${action.on.join("/")} ${action.isUnlisted} ${mayList(action)} ${part.isReal}`;
      const signature = `${masks.must} ${masks.may} ${view.join()} ${apart}`;
      if (!groups.has(signature)) groups.set(signature, { part, view, ...masks });
    }
  }
  return [...groups.values()];
}
