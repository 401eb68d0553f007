import { createHash } from "node:crypto";
import type { Manifest, SnapshotAccount } from "../snapshot/format.ts";

/** The root or an organizational unit. */
export interface Unit {
  id: string;
  name: string;
  type: "ROOT" | "ORGANIZATIONAL_UNIT";
  /** Undefined for the root. */
  parent: Unit | undefined;
  units: Unit[];
  accounts: SnapshotAccount[];
}

export interface OrganizationTree {
  id: string;
  managementAccount: string;
  root: Unit;
  /** Every unit, the root first, parents before their children. */
  units: ReadonlyMap<string, Unit>;
  /** Account id to the unit that holds it. */
  parents: ReadonlyMap<string, Unit>;
}

/** The organization, grown from the paths of the accounts: `Root/Workloads/Prod`. Ids are made, but always the same. */
export function growOrganization(manifest: Manifest): OrganizationTree | null {
  if (manifest.organization === null) return null;
  const { id, managementAccount } = manifest.organization;
  const root: Unit = {
    id: `r-${digest(id, 4)}`,
    name: "Root",
    type: "ROOT",
    parent: undefined,
    units: [],
    accounts: [],
  };
  const units = new Map([[root.id, root]]);
  const parents = new Map<string, Unit>();
  for (const account of manifest.accounts) {
    // The first name is the root's own; an account whose path is not known hangs under the root.
    const unit = account.path
      .split("/")
      .slice(1)
      .reduce((parent, name) => descend(parent, name, units), root);
    unit.accounts.push(account);
    parents.set(account.id, unit);
  }
  return { id, managementAccount, root, units, parents };
}

function descend(parent: Unit, name: string, units: Map<string, Unit>): Unit {
  const known = parent.units.find((unit) => unit.name === name);
  if (known !== undefined) return known;
  const rootPart = (units.keys().next().value ?? "").slice(2);
  const id = `ou-${rootPart}-${digest(`${parent.id}/${name}`, 8)}`;
  const unit: Unit = { id, name, type: "ORGANIZATIONAL_UNIT", parent, units: [], accounts: [] };
  parent.units.push(unit);
  units.set(id, unit);
  return unit;
}

/** Lower-case letters and digits, as in the ids of roots and units. */
function digest(text: string, length: number): string {
  return BigInt(`0x${createHash("sha256").update(text).digest("hex")}`)
    .toString(36)
    .slice(0, length);
}

/** The path as AWS writes it, by ids: `o-exampleorgid/r-ab12/ou-ab12-cd34ef56/`. */
export function idPath(tree: OrganizationTree, unit: Unit): string {
  const ids: string[] = [];
  for (let at: Unit | undefined = unit; at !== undefined; at = at.parent) ids.unshift(at.id);
  return `${[tree.id, ...ids].join("/")}/`;
}
