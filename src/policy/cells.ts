import type { ActionClass } from "./actions.ts";
import type { Caller } from "./callers.ts";
import type { Statement } from "./document.ts";
import type { Standing } from "./owners.ts";
import type { ResourceClass } from "./resources.ts";
import type { StatementReading } from "./statement-reading.ts";
import { both, every, not, some } from "./truth.ts";
import type { Truth } from "./truth.ts";

/** Classes of which every statement says the same, with what each statement says. */
export interface Group<Class> {
  members: readonly Class[];
  truths: readonly Truth[];
}

/** A class of requests. */
export interface Cell {
  caller: Group<Caller>;
  action: Group<ActionClass>;
  resource: Group<ResourceClass>;
}

export interface Space {
  readings: readonly StatementReading[];
  callers: readonly Group<Caller>[];
  actions: readonly Group<ActionClass>[];
  resources: readonly Group<ResourceClass>[];
}

/** Above this many cells times statements no answer is sought: it would be unknown in reasonable time anyway. */
const maxWork = 3_000_000;
/** The same for comparisons of a class with a pattern, before classes are grouped. */
const maxComparisons = 2_000_000;

export interface Classes {
  callers: readonly Caller[];
  actions: readonly ActionClass[];
  resources: readonly ResourceClass[];
}

/** Undefined where the policy is too large to be decided. */
export function buildSpace(
  readings: readonly StatementReading[],
  { callers, actions, resources }: Classes,
): Space | undefined {
  const patterns = readings.reduce((count, { statement }) => count + weigh(statement), 0);
  if ((callers.length + actions.length + resources.length) * patterns > maxComparisons) return undefined;
  const space: Space = {
    readings,
    callers: group(
      callers,
      (caller) => readings.map((reading) => reading.ofCaller(caller)),
      ({ kind, standing }) => `${kind} ${describeStanding(standing)}`,
    ),
    actions: group(
      actions,
      (action) => readings.map((reading) => reading.ofAction(action)),
      ({ target, doubt }) => `${target} ${doubt}`,
    ),
    resources: group(
      resources,
      (resource) => readings.map((reading) => reading.ofResource(resource)),
      ({ kind, standing, isExempt }) => `${kind} ${describeStanding(standing)} ${isExempt}`,
    ),
  };
  const work = space.callers.length * space.actions.length * space.resources.length * Math.max(1, readings.length);
  return work > maxWork ? undefined : space;
}

/** How many patterns a statement compares a class with; those without wildcards cost next to nothing. */
function weigh({ principal, action, resource, condition }: Statement): number {
  const texts = [...action.patterns, ...resource.patterns, ...condition.flatMap(({ values }) => values)];
  return 1 + texts.filter((text) => /[*?]/u.test(text)).length + (texts.length + principal.named.length) / 20;
}

function describeStanding({ side, doubt }: Standing): string {
  return `${side} ${doubt !== undefined}`;
}

function group<Class>(
  classes: readonly Class[],
  read: (one: Class) => Truth[],
  kindOf: (one: Class) => string,
): Group<Class>[] {
  const groups = new Map<string, { members: Class[]; truths: Truth[] }>();
  for (const one of classes) {
    const truths = read(one);
    const signature = `${truths.join(",")} ${kindOf(one)}`;
    const known = groups.get(signature);
    if (known === undefined) groups.set(signature, { members: [one], truths });
    else known.members.push(one);
  }
  return [...groups.values()];
}

export interface CellFilter {
  hasCaller(caller: Caller): boolean;
  hasResource(resource: ResourceClass): boolean;
}

export function* cellsOf(space: Space, filter: CellFilter): Generator<Cell> {
  // Members of a group agree in all that a filter may ask.
  const callers = space.callers.filter(({ members: [first] }) => first !== undefined && filter.hasCaller(first));
  const resources = space.resources.filter(({ members: [first] }) => first !== undefined && filter.hasResource(first));
  for (const caller of callers) {
    for (const action of space.actions) {
      for (const resource of resources) {
        if (isRequestable(action, resource)) yield { caller, action, resource };
      }
    }
  }
}

/** An action on objects is asked on objects only, and one that takes no resource on `*`. */
function isRequestable(action: Group<ActionClass>, resource: Group<ResourceClass>): boolean {
  const target = action.members[0]?.target ?? "any";
  const kind = resource.members[0]?.kind ?? "any";
  if (target === "none" || kind === "none") return target === "any" || target === kind;
  return target === "any" || kind === "any" || target === kind;
}

export function statementTruth({ readings }: Space, cell: Cell, index: number): Truth {
  const reading = readings[index];
  const parts = [cell.caller, cell.action, cell.resource].map(({ truths }) => truths[index] ?? "maybe");
  return both(
    every(parts, (truth) => truth),
    reading?.ofContext ?? "maybe",
  );
}

/** Whether the policy admits all, none, or perhaps some of a cell's requests. */
export function admission(space: Space, cell: Cell): Truth {
  const ofEffect = (effect: string): Truth =>
    some(space.readings, ({ statement }) =>
      statement.effect === effect ? statementTruth(space, cell, statement.index) : "no",
    );
  const allowed = ofEffect("Allow");
  return allowed === "no" ? "no" : both(allowed, not(ofEffect("Deny")));
}
