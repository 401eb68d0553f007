import type { Caller } from "./callers.ts";
import { statementTruth } from "./cells.ts";
import type { Cell, Group, Space } from "./cells.ts";
import { readForAll, readForCaller, readForResource, setScene, sideOf } from "./class-reading.ts";
import type { PolicyContext } from "./context.ts";
import type { ConditionAtom, PolicyVersion, Statement } from "./document.ts";
import type { ResourceClass } from "./resources.ts";
import type { StatementReading } from "./statement-reading.ts";
import type { Truth } from "./truth.ts";

/** The reasons behind an answer, statement by statement, for people. */

export interface Scene {
  space: Space;
  version: PolicyVersion;
  context: PolicyContext;
}

function nameStatement({ index, sid }: Statement): string {
  return sid === undefined ? `Statement[${index}]` : `Statement[${index}] (${sid})`;
}

function nameAtom({ operatorName, key }: ConditionAtom): string {
  return `${operatorName} on ${key}`;
}

const maxReasons = 6;

/** Whom an answer is about: the standing of the others is no reason for it. */
export type Outsiders = "callers" | "resources" | "anybody";

/** What would have to be known for cells that could not be decided: a construct of a statement, or an owner. */
export function reasonsOf(scene: Scene, cells: readonly Cell[], outsiders: Outsiders): string[] {
  const reasons = new Set<string>();
  const settled = cells.filter((cell) => doubtOf(cell, outsiders) === undefined);
  for (const cell of settled.length > 0 ? settled : cells) {
    const doubt = doubtOf(cell, outsiders);
    if (doubt !== undefined) reasons.add(doubt);
    for (const reading of scene.space.readings) {
      if (statementTruth(scene.space, cell, reading.statement.index) !== "maybe") continue;
      for (const construct of undecidedParts(scene, reading, cell)) {
        reasons.add(`${nameStatement(reading.statement)} could not be decided: ${construct}`);
      }
    }
    if (reasons.size >= maxReasons) break;
  }
  if (reasons.size === 0) reasons.add("no concrete request could be found that shows what the policy seems to admit");
  return [...reasons].slice(0, maxReasons);
}

function doubtOf({ caller, action, resource }: Cell, outsiders: Outsiders): string | undefined {
  const doubtAbout = (group: Group<Caller | ResourceClass>, isAsked: boolean): string | undefined => {
    const standing = group.members[0]?.standing;
    return isAsked || standing?.side === "inside" ? standing?.doubt : undefined;
  };
  return (
    action.members[0]?.doubt ??
    doubtAbout(caller, outsiders === "callers") ??
    doubtAbout(resource, outsiders === "resources")
  );
}

function undecidedParts(scene: Scene, { statement, ofContext }: StatementReading, cell: Cell): string[] {
  const { index, condition, principal, action, resource } = statement;
  const atoms = condition.filter((atom) => readAtom(scene, atom, cell) === "maybe").map(nameAtom);
  if (atoms.length > 0 || ofContext === "maybe") return atoms;
  return [
    ...(cell.caller.truths[index] === "maybe" ? [principal.negated ? "NotPrincipal" : "Principal"] : []),
    ...(cell.action.truths[index] === "maybe" ? [action.negated ? "NotAction" : "Action"] : []),
    ...(cell.resource.truths[index] === "maybe" ? [resource.negated ? "NotResource" : "Resource"] : []),
  ];
}

function readAtom({ version, context }: Scene, atom: ConditionAtom, cell: Cell): Truth {
  const scene = setScene(atom, version, context);
  const side = sideOf(atom, context);
  const caller = cell.caller.members[0];
  const resource = cell.resource.members[0];
  if (side === "caller" && caller !== undefined) return readForCaller(scene, caller);
  if (side === "resource" && resource !== undefined) return readForResource(scene, resource);
  return readForAll(scene);
}

/** What keeps outsiders from matching an Allow, or lets a Deny match them; undefined where the statement does neither. */
export function boundOf(
  scene: Scene,
  reading: StatementReading,
  outsiders: "callers" | "resources",
): string | undefined {
  const { statement, ofContext } = reading;
  const isAllow = statement.effect === "Allow";
  if (isAllow && isAlways(scene.space.actions, statement.index, "no")) return "it names no action of this service";
  if (isAllow && ofContext === "no") return "its conditions hold for no request";
  const isOfCallers = outsiders === "callers";
  const groups: readonly Group<Caller | ResourceClass>[] = isOfCallers ? scene.space.callers : scene.space.resources;
  const outside = groups.filter(({ members: [first] }) => first?.standing.side === "outside");
  const wanted: Truth = isAllow ? "no" : "yes";
  if (outside.length === 0 || !isAlways(outside, statement.index, wanted)) return undefined;
  const side = isOfCallers ? "caller" : "resource";
  const atoms = statement.condition.filter((atom) => sideOf(atom, scene.context) === side);
  const bounding = atoms.filter((atom) =>
    outside.every(({ members: [first] }) => readMember(scene, atom, first) === wanted),
  );
  const element = isOfCallers ? statement.principal : statement.resource;
  const isTelling = isAllow || element.negated || bounding.length > 0;
  if (!isTelling) return undefined;
  const name = `${element.negated ? "Not" : ""}${isOfCallers ? "Principal" : "Resource"}`;
  const by = bounding.length > 0 ? bounding.map(nameAtom).join(", ") : `its ${name} element`;
  return `${isAllow ? "bounded by" : "denied by"} ${by}`;
}

function readMember(scene: Scene, atom: ConditionAtom, member: Caller | ResourceClass | undefined): Truth {
  if (member === undefined) return "maybe";
  const { version, context } = scene;
  const read = setScene(atom, version, context);
  return "isExempt" in member ? readForResource(read, member) : readForCaller(read, member);
}

function isAlways(groups: readonly { truths: readonly Truth[] }[], index: number, wanted: Truth): boolean {
  return groups.every(({ truths }) => truths[index] === wanted);
}
