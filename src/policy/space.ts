import { divideActions } from "./actions.ts";
import type { ActionClass } from "./action-classes.ts";
import { divideCallers } from "./callers.ts";
import type { Caller } from "./callers.ts";
import { compilePolicy } from "./compiled-policy.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";
import type { PolicyContext } from "./context.ts";
import type { PolicyDocument, Statement } from "./document.ts";
import { judgeAtom, matchAtomText, present, absent, anything } from "./atom-truth.ts";
import { divideKeys } from "./key-dimensions.ts";
import type { KeyDimension } from "./key-dimensions.ts";
import type { Mentions, Standing } from "./memberships.ts";
import { divideOwners } from "./owners.ts";
import { divideResources } from "./resources.ts";
import type { ResourceClass } from "./resource-classes.ts";
import { serviceOf } from "./services.ts";
import { endpointText, substituting } from "./substitution.ts";
import type { Substitution } from "./substitution.ts";
import { every } from "./truth.ts";
import type { Truth } from "./truth.ts";

/** Classes of which every statement says the same. */
export interface Group<Class> {
  members: readonly [Class, ...Class[]];
  truths: readonly Truth[];
}

/** A class of requests, but for what they hold under the keys of `Space.keys`. */
export interface Cell {
  caller: Group<Caller>;
  action: ActionClass;
  resource: Group<ResourceClass>;
}

/** Every request that can pass the endpoint, in classes that the policy cannot tell apart. */
export interface Space {
  policy: CompiledPolicy;
  context: PolicyContext;
  callers: readonly Group<Caller>[];
  actions: readonly ActionClass[];
  resources: readonly Group<ResourceClass>[];
  keys: readonly KeyDimension[];
  /** What the conditions say that hold, or do not, for every request alike; by statement. */
  ofAll: readonly Truth[];
}

/** @param substitution what the policy's variables are taken to stand for; those not in it have two readings */
export function buildSpace(document: PolicyDocument, context: PolicyContext, substitution: Substitution): Space {
  const policy = compilePolicy(document, context, substituting(substitution, context));
  const samples = new Set([...substitution.values()].filter((text) => text !== undefined));
  const mentions = { ...mentionsOf(document), samples };
  const owners = divideOwners(policy, context, mentions);
  const callers = divideCallers(policy, context, mentions);
  const keys = divideKeys(policy, context, substitution);
  const actions = divideActions(
    policy,
    serviceOf(context.service),
    keys.map(({ name }) => name),
  );
  const resources = divideResources(policy, context, mentions, owners);
  return {
    policy,
    context,
    callers: group(callers, ({ principal, standing }) => `${principal.kind} ${describeStanding(standing)}`),
    actions,
    resources: group(resources, ({ kind, standing, isExempt }) => `${kind} ${describeStanding(standing)} ${isExempt}`),
    keys,
    ofAll: policy.statements.map(({ atoms }) => every(atoms, (atom) => judgeConstant(atom, context))),
  };
}

function describeStanding({ side, doubt }: Standing): string {
  return `${side} ${doubt !== undefined}`;
}

function group<Class extends { truths: readonly Truth[] }>(
  classes: readonly Class[],
  kindOf: (one: Class) => string,
): Group<Class>[] {
  const groups = new Map<string, { members: [Class, ...Class[]]; truths: readonly Truth[] }>();
  for (const one of classes) {
    const signature = `${one.truths.join(",")} ${kindOf(one)}`;
    const known = groups.get(signature);
    if (known === undefined) groups.set(signature, { members: [one], truths: one.truths });
    else known.members.push(one);
  }
  return [...groups.values()];
}

/** Keys of the endpoint hold the endpoint's own ids in every request; some are in none. */
function judgeConstant(atom: CompiledPolicy["statements"][number]["atoms"][number], context: PolicyContext): Truth {
  if (atom.subject !== "constant") return "yes";
  if (atom.key.source === "absent") return judgeAtom(atom, absent);
  const text = endpointText(atom.name, context);
  return judgeAtom(atom, text === undefined ? anything : present(matchAtomText(atom, text)));
}

const accountInText = /(?<!\d)\d{12}(?!\d)/gu;
const organizationInText = /(?<![\w-])o-[a-z0-9]+(?![\w*?$-])/gu;

/** Account numbers and organization ids that stand anywhere in the document. */
function mentionsOf({ statements }: PolicyDocument): Omit<Mentions, "samples"> {
  const texts = statements.flatMap(textsOf);
  const find = (grammar: RegExp): Set<string> =>
    new Set(texts.flatMap((text) => [...text.matchAll(grammar)].map(([found]) => found)));
  return { accounts: find(accountInText), organizations: find(organizationInText) };
}

function textsOf({ principal, resource, condition }: Statement): string[] {
  return [
    ...principal.named.map(({ name }) => name),
    ...resource.patterns,
    ...condition.flatMap(({ values }) => values),
  ];
}

/** Whether some request has these three together. */
export function isRequestable({ action, resource }: Pick<Cell, "action" | "resource">): boolean {
  return action.kinds.has(resource.members[0].kind);
}
