import type { ActionClass, ResourceKind } from "./action-classes.ts";
import type { CompiledPolicy, CompiledStatement } from "./compiled-policy.ts";
import { knowledgeOf, tagless } from "./knowledge.ts";
import type { KnownAction } from "./knowledge.ts";
import { matchesPattern } from "./pattern.ts";
import { sampleActionsOf } from "./services.ts";
import type { Service } from "./services.ts";
import { truthOf } from "./truth.ts";

/** The actions that IAM documents of a service. */
export interface DocumentedActions {
  actions: readonly DocumentedAction[];
  /** Where each stands, by its name in lower case. */
  places: ReadonlyMap<string, number>;
  /** A number for each set of kinds, by action. */
  kindNumbers: readonly number[];
  /** Keys of which IAM says which actions hold them (policy-semantics 6). */
  keys: ReadonlySet<string>;
}

interface DocumentedAction {
  name: string;
  /** In lower case, as IAM compares it. */
  compared: string;
  kinds: ReadonlySet<ResourceKind>;
  keys: ReadonlySet<string>;
}

const noKeys: ReadonlySet<string> = new Set();
const noActions: DocumentedActions = { actions: [], places: new Map(), kindNumbers: [], keys: noKeys };
const documentedBefore = new Map<string, DocumentedActions>();

/** Worked out once for each service. */
export function documentedActions(service: Service): DocumentedActions {
  if (!service.isKnown) return noActions;
  const before = documentedBefore.get(service.namespace);
  if (before !== undefined) return before;
  const documented = readDocumented(service);
  documentedBefore.set(service.namespace, documented);
  return documented;
}

/** The plainest first: of actions that a policy treats alike, the first is shown. */
function readDocumented(service: Service): DocumentedActions {
  const plain = sampleActionsOf(service);
  const rank = ({ name }: KnownAction): number => (plain.includes(name) ? plain.indexOf(name) : plain.length);
  const known = (knowledgeOf(service.namespace)?.actions ?? []).toSorted((a, b) => rank(a) - rank(b));
  const actions = known.map((action) => ({
    name: action.name,
    compared: action.name.toLowerCase(),
    kinds: kindsOf(action, service),
    keys: new Set(action.keys),
  }));
  return {
    actions,
    places: new Map(actions.map(({ compared }, at) => [compared, at])),
    kindNumbers: numberAlike(actions.map(({ kinds }) => [...kinds].join(" "))),
    keys: new Set(known.flatMap(({ keys }) => keys)),
  };
}

/** `arn:*:s3:::*` is a bucket, `arn:*:s3:::*` with a key behind it an object. */
function kindsOf({ resources }: KnownAction, service: Service): ReadonlySet<ResourceKind> {
  if (resources.length === 0) return new Set(["none"]);
  if (service.namespace !== "s3") return new Set(["account"]);
  const kinds = new Set<ResourceKind>();
  for (const format of resources) {
    const tail = /^arn:[^:]*:s3:::(.*)$/u.exec(format)?.[1];
    if (tail === undefined) kinds.add("account");
    else kinds.add(tail.includes("/") ? "object" : "bucket");
  }
  return kinds;
}

const objectAction =
  /^s3:(?:(?:get|put|delete)object(?!lambda)[a-z]*|abortmultipartupload|listmultipartuploadparts|restoreobject|replicate[a-z]+|bypassgovernanceretention|objectowneroverridetobucketowner|initiatereplication|updateobjectencryption)$/u;
const bucketAction =
  /^s3:(?:listbucket[a-z]*|(?:get|put|delete)(?:bucket|lifecycle|replication|encryption|inventory|metrics|analytics|accelerate|intelligenttiering)[a-z]*|createbucket)$/u;

/** What an action that IAM does not document is likely asked on, by its name. */
export function guessKinds(action: string, { namespace }: Service): ReadonlySet<ResourceKind> {
  if (namespace !== "s3") return new Set(["account"]);
  const name = action.toLowerCase();
  if (bucketAction.test(name)) return new Set(["bucket"]);
  return new Set(objectAction.test(name) ? ["object"] : ["object", "bucket", "account"]);
}

/**
 * One action of each class. S3 alone has 180 actions, so they are told apart by numbers, statement by statement, and
 * only the first of each class is looked at more closely.
 */
export function divideDocumented(
  { statements }: CompiledPolicy,
  { actions, places, kindNumbers, keys }: DocumentedActions,
  askedKeys: readonly string[],
): ActionClass[] {
  const restricted = askedKeys.filter((key) => keys.has(tagless(key)));
  const lackedBy = (action: DocumentedAction): string[] => restricted.filter((key) => !action.keys.has(tagless(key)));
  const named = statements.map((statement) => findNamed(statement, actions, places));
  let numbers = kindNumbers;
  if (restricted.length > 0) {
    const lacked = actions.map((action, at) => `${numbers[at]} ${lackedBy(action).join(" ")}`);
    numbers = numberAlike(lacked);
  }
  for (const set of named) {
    if (set === "all" || set.size === 0) continue;
    numbers = numberAlike(numbers.map((number, at) => 2 * number + (set.has(at) ? 1 : 0)));
  }
  return groupByNumber(numbers, actions).map(([action, ...others]): ActionClass => {
    const at = places.get(action.compared) ?? -1;
    const truths = statements.map(({ statement }, index) => {
      const set = named[index];
      return truthOf((set === "all" || set?.has(at) === true) !== statement.action.negated);
    });
    const lacked = lackedBy(action);
    return {
      name: action.name,
      documented: [action, ...others].map(({ name }) => name),
      kinds: action.kinds,
      lackedKeys: lacked.length === 0 ? noKeys : new Set(lacked),
      truths,
    };
  });
}

/** The places of the actions that a statement's patterns match. Action lists have no variables, so each match is sure. */
function findNamed(
  { action: { exact, recognizers } }: CompiledStatement,
  actions: DocumentedActions["actions"],
  places: DocumentedActions["places"],
): ReadonlySet<number> | "all" {
  if (recognizers.some(({ isUniversal }) => isUniversal)) return "all";
  const found = new Set<number>();
  for (const pattern of exact) {
    if (pattern.literal !== undefined) {
      const at = places.get(pattern.literal);
      if (at !== undefined) found.add(at);
      continue;
    }
    for (const [at, { compared }] of actions.entries()) if (matchesPattern(pattern, compared)) found.add(at);
  }
  return found.size === actions.length ? "all" : found;
}

/** For each item the number of its kind, counted from 0 in order of appearance. */
function numberAlike(items: readonly (string | number)[]): number[] {
  const numbers = new Map<string | number, number>();
  return items.map((item) => {
    const known = numbers.get(item) ?? numbers.size;
    numbers.set(item, known);
    return known;
  });
}

/** The actions of each number, in order. */
function groupByNumber(
  numbers: readonly number[],
  actions: readonly DocumentedAction[],
): [DocumentedAction, ...DocumentedAction[]][] {
  const groups: [DocumentedAction, ...DocumentedAction[]][] = [];
  for (const [at, action] of actions.entries()) {
    const number = numbers[at] ?? groups.length;
    const group = groups[number];
    if (group === undefined) groups.push([action]);
    else group.push(action);
  }
  return groups;
}
