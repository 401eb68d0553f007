import type { Caller } from "./callers.ts";
import type { ConditionAtom, Statement } from "./document.ts";
import { tooMany } from "./memberships.ts";
import { requestOf } from "./questions.ts";
import type { Answer, Case } from "./questions.ts";
import type { Request } from "./request.ts";
import type { ResourceClass } from "./resource-classes.ts";
import { canMatch, searchCell } from "./search.ts";
import type { Cell, Group, Space } from "./space.ts";
import type { Truth } from "./truth.ts";

/** The reasons behind an answer, statement by statement, for people. */

function nameStatement({ index, sid }: Statement): string {
  return sid === undefined ? `Statement[${index}]` : `Statement[${index}] (${sid})`;
}

function nameAtom({ operatorName, key }: ConditionAtom): string {
  return `${operatorName} on ${key}`;
}

const maxReasons = 6;

/** Whom an answer is about: the standing of the others is no reason for it. */
export type Outsiders = "callers" | "resources" | "anybody";

/** What would have to be known for an answer: a construct of a statement, or an owner. */
export function reasonsOf(theCase: Case, { open, isCut, disputed }: Answer, outsiders: Outsiders): string[] {
  const reasons = new Set<string>();
  if (disputed !== undefined) reasons.add("two ways to evaluate one request disagree, which is a bug of vpclint");
  const settled = open.filter((cell) => doubtOf(cell, outsiders) === undefined);
  for (const cell of settled.length > 0 ? settled : open) {
    const doubt = doubtOf(cell, outsiders);
    if (doubt !== undefined) reasons.add(doubt);
    for (const { statement } of theCase.space.policy.statements) {
      for (const construct of undecidedParts(theCase, statement, cell)) {
        reasons.add(`${nameStatement(statement)} could not be decided: ${construct}`);
      }
    }
    if (reasons.size >= maxReasons) break;
  }
  if (isCut) reasons.add(tooMany);
  if (reasons.size === 0) reasons.add("no concrete request could be found that shows what the policy seems to admit");
  return [...reasons].slice(0, maxReasons);
}

function doubtOf({ caller, action, resource }: Cell, outsiders: Outsiders): string | undefined {
  const doubtAbout = (
    { members: [{ standing }] }: Group<Caller | ResourceClass>,
    isAsked: boolean,
  ): string | undefined => (isAsked || standing.side === "inside" ? standing.doubt : undefined);
  const isUntold = [caller, resource].some(({ members: [{ standing }] }) => standing.doubt === tooMany);
  return (
    action.doubt ??
    doubtAbout(caller, outsiders === "callers") ??
    doubtAbout(resource, outsiders === "resources") ??
    (isUntold ? tooMany : undefined)
  );
}

/** The parts of a statement of which the evaluator cannot say whether they match a request of the cell. */
function undecidedParts({ tests, context, space }: Case, statement: Statement, cell: Cell): string[] {
  if (!canMatch(space, cell, statement.index)) return [];
  const found = searchCell(space, cell, "admitted", "may");
  const request = requestOf(cell, typeof found === "string" ? new Map() : found, new Map(), context);
  const elements = tests[statement.index];
  const atoms = statement.condition.filter((_, at) => elements?.condition[at]?.(request) === "maybe");
  if (atoms.length > 0) return atoms.map(nameAtom);
  const names = [
    ["principal", statement.principal.negated ? "NotPrincipal" : "Principal"],
    ["action", statement.action.negated ? "NotAction" : "Action"],
    ["resource", statement.resource.negated ? "NotResource" : "Resource"],
  ] as const;
  return names.filter(([element]) => elements?.[element](request) === "maybe").map(([, name]) => name);
}

/** What keeps outsiders from matching an Allow, or lets a Deny match them; undefined where the statement does neither. */
export function boundOf(theCase: Case, statement: Statement, outsiders: "callers" | "resources"): string | undefined {
  const { space } = theCase;
  const isAllow = statement.effect === "Allow";
  if (isAllow && isAlways(space.actions, statement.index, "no")) return "it names no action of this service";
  if (isAllow && space.ofAll[statement.index] === "no") return "its conditions hold for no request";
  const isOfCallers = outsiders === "callers";
  const groups: readonly Group<Caller | ResourceClass>[] = isOfCallers ? space.callers : space.resources;
  const outside = groups.filter(({ members: [{ standing }] }) => standing.side === "outside");
  const wanted: Truth = isAllow ? "no" : "yes";
  if (outside.length === 0 || !isAlways(outside, statement.index, wanted)) return undefined;
  const bounding = boundingAtoms(theCase, { statement, outsiders, wanted });
  const element = isOfCallers ? statement.principal : statement.resource;
  const isTelling = isAllow || element.negated || bounding.length > 0;
  if (!isTelling) return undefined;
  const name = `${element.negated ? "Not" : ""}${isOfCallers ? "Principal" : "Resource"}`;
  const by = bounding.length > 0 ? bounding.map(nameAtom).join(", ") : `its ${name} element`;
  return `${isAllow ? "bounded by" : "denied by"} ${by}`;
}

interface Bounding {
  statement: Statement;
  outsiders: "callers" | "resources";
  wanted: Truth;
}

/** The conditions on the caller, or on the owner, that hold alike for all outsiders. */
function boundingAtoms({ tests, space }: Case, { statement, outsiders, wanted }: Bounding): ConditionAtom[] {
  const requests = outsiders === "callers" ? callersOf(space) : resourcesOf(space);
  const side = outsiders === "callers" ? "caller-" : "owner-";
  const atoms = space.policy.statements[statement.index]?.atoms ?? [];
  const holds = tests[statement.index]?.condition ?? [];
  return atoms
    .filter(({ subject }, at) => subject.startsWith(side) && requests.every((one) => holds[at]?.(one) === wanted))
    .map(({ atom }) => atom);
}

function callersOf({ callers }: Space): Request[] {
  return callers
    .filter(({ members: [{ standing }] }) => standing.side === "outside")
    .map(({ members: [{ principal }] }) => ({ principal, action: "any:Action", resource: { arn: "*" }, keys: [] }));
}

function resourcesOf({ resources }: Space): Request[] {
  return resources
    .filter(({ members: [{ standing }] }) => standing.side === "outside")
    .map(({ members: [{ resource }] }) => ({
      principal: { kind: "anonymous" },
      action: "any:Action",
      resource,
      keys: [],
    }));
}

function isAlways(classes: readonly { truths: readonly Truth[] }[], index: number, wanted: Truth): boolean {
  return classes.every(({ truths }) => truths[index] === wanted);
}
