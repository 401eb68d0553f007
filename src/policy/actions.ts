import type { CompiledPolicy } from "./compiled-policy.ts";
import { knowledgeOf } from "./knowledge.ts";
import type { KnownAction } from "./knowledge.ts";
import { lowerOrDigit } from "./letters.ts";
import { tooMany } from "./memberships.ts";
import { sampleActionsOf, targetOf } from "./services.ts";
import type { Service } from "./services.ts";
import { choice, letter, literal, sequence, some } from "./shape.ts";
import { divideTexts, languageOf, recognizerOf } from "./text-classes.ts";
import { testClass, testText } from "./text-test.ts";
import { not } from "./truth.ts";
import type { Truth } from "./truth.ts";

/** What an action is asked on. `account`: on what has its owner's account in its ARN. `none`: it takes no resource. */
export type ResourceKind = "bucket" | "object" | "account" | "none";

/** Actions that the policy cannot tell apart, with one of them. */
export interface ActionClass {
  name: string;
  /** What requests of it can be on. */
  kinds: ReadonlySet<ResourceKind>;
  /** Keys of the service, among the asked ones, that no request of it holds. */
  lackedKeys: ReadonlySet<string>;
  doubt?: string;
  /** What each statement's Action says of it. */
  truths: readonly Truth[];
}

/**
 * The actions that IAM documents of the service, and those that it does not: services gain actions every week.
 *
 * @param askedKeys the keys of the policy's conditions, in lower case
 */
export function divideActions(policy: CompiledPolicy, service: Service, askedKeys: readonly string[]): ActionClass[] {
  const known = service.isKnown ? documentedActions(service) : noActions;
  const restricted = askedKeys.filter((key) => known.keys.has(withoutTag(key)));
  const documented = known.actions.map((action): ActionClass => {
    const lacked = restricted.filter((key) => !action.keys.has(withoutTag(key)));
    return {
      name: action.name,
      kinds: action.kinds,
      lackedKeys: lacked.length === 0 ? noKeys : new Set(lacked),
      truths: judge(policy, ({ action: test }) => testText(test, action.compared)),
    };
  });
  const prefixes = service.isKnown ? [] : foreignPrefixes(policy, service.namespace);
  const others = [service.namespace, ...prefixes].map((namespace) => {
    const doubt = `whether requests with actions of ${namespace} pass this endpoint is not known`;
    const isOwn = namespace === service.namespace;
    return divideUnlisted(policy, service, { namespace, names: known.names, ...(isOwn ? {} : { doubt }) });
  });
  return [...oneOfEach(documented), ...others.flat()];
}

interface DocumentedAction {
  name: string;
  /** In lower case, as IAM compares it. */
  compared: string;
  kinds: ReadonlySet<ResourceKind>;
  keys: ReadonlySet<string>;
}

interface DocumentedActions {
  actions: readonly DocumentedAction[];
  names: ReadonlySet<string>;
  /** Keys of which IAM says which actions hold them (policy-semantics 6). */
  keys: ReadonlySet<string>;
}

const noKeys: ReadonlySet<string> = new Set();
const noActions: DocumentedActions = { actions: [], names: noKeys, keys: noKeys };
const documentedBefore = new Map<string, DocumentedActions>();

/** The plainest first: of actions that a policy treats alike, the first is shown. Worked out once for each service. */
function documentedActions(service: Service): DocumentedActions {
  const before = documentedBefore.get(service.namespace);
  if (before !== undefined) return before;
  const plain = sampleActionsOf(service);
  const rank = ({ name }: KnownAction): number => (plain.includes(name) ? plain.indexOf(name) : plain.length);
  const known = (knowledgeOf(service.namespace)?.actions ?? []).toSorted((a, b) => rank(a) - rank(b));
  const actions = known.map((action) => ({
    name: action.name,
    compared: action.name.toLowerCase(),
    kinds: kindsOf(action, service),
    keys: new Set(action.keys),
  }));
  const documented = {
    actions,
    names: new Set(actions.map(({ compared }) => compared)),
    keys: new Set(known.flatMap(({ keys }) => keys)),
  };
  documentedBefore.set(service.namespace, documented);
  return documented;
}

function judge(policy: CompiledPolicy, match: (statement: CompiledPolicy["statements"][number]) => Truth): Truth[] {
  return policy.statements.map((compiled) => {
    const named = match(compiled);
    return compiled.statement.action.negated ? not(named) : named;
  });
}

const withoutTag = (key: string): string => key.split("/")[0] ?? "";

/** `arn:*:s3:::*` is a bucket, `arn:*:s3:::*` with a key behind it an object. */
function kindsOf({ name, resources }: KnownAction, service: Service): ReadonlySet<ResourceKind> {
  if (resources.length === 0) return new Set(["none"]);
  if (service.namespace !== "s3") return new Set(["account"]);
  const kinds = new Set<ResourceKind>();
  for (const format of resources) {
    const tail = /^arn:[^:]*:s3:::(.*)$/u.exec(format)?.[1];
    if (tail === undefined) kinds.add("account");
    else kinds.add(tail.includes("/") ? "object" : "bucket");
  }
  return kinds.size === 0 ? guessKinds(name, service) : kinds;
}

function guessKinds(name: string, { namespace }: Service): ReadonlySet<ResourceKind> {
  const target = targetOf(name);
  if (target !== "any") return new Set([target]);
  return new Set(namespace === "s3" ? ["object", "bucket", "account"] : ["account"]);
}

/** Of a service that we do not know, any prefix in its policies may be its own. */
function foreignPrefixes({ statements }: CompiledPolicy, namespace: string): string[] {
  const patterns = statements.flatMap(({ statement }) => statement.action.patterns);
  const prefixes = patterns.flatMap((pattern) => /^([a-z0-9-]+):/iu.exec(pattern)?.[1]?.toLowerCase() ?? []);
  return [...new Set(prefixes)].filter((prefix) => prefix !== namespace);
}

interface Unlisted {
  namespace: string;
  /** Of the documented actions, in lower case. */
  names: ReadonlySet<string>;
  doubt?: string;
}

function divideUnlisted(
  policy: CompiledPolicy,
  service: Service,
  { namespace, names, doubt }: Unlisted,
): ActionClass[] {
  const patterns = policy.statements.flatMap(({ statement }) =>
    statement.action.patterns.map((text) => text.toLowerCase()),
  );
  const spelled = [...new Set(patterns)].filter((text) => names.has(text));
  const { classes, isComplete } = divideTexts(
    languageOf(sequence(literal(`${namespace}:`), some(letter(lowerOrDigit))), [
      `${namespace}:anyaction`,
      `${namespace}:otheraction`,
      `${namespace}:anotheraction`,
    ]),
    policy.statements.flatMap(({ action }) => action.recognizers),
    {
      budget: policy.budget,
      avoid: (text) => names.has(text),
      ...(spelled.length === 0 ? {} : { except: recognizerOf(choice(...spelled.map(literal)), spelled) }),
    },
  );
  const written = new Map(
    policy.statements.flatMap(({ statement }) => statement.action.patterns.map((text) => [text.toLowerCase(), text])),
  );
  const ofOwn = { lackedKeys: noKeys, ...(doubt === undefined ? {} : { doubt }) };
  const unlisted = classes.map((one) => ({
    name: written.get(one.text) ?? one.text,
    kinds: guessKinds(one.text, service),
    ...ofOwn,
    truths: judge(policy, ({ action }) => testClass(action, one)),
  }));
  const rest: ActionClass = {
    name: `${namespace}:AnyAction`,
    kinds: guessKinds("", service),
    ...ofOwn,
    doubt: tooMany,
    truths: policy.statements.map(() => "maybe"),
  };
  return [...oneOfEach(unlisted), ...(isComplete ? [] : [rest])];
}

function oneOfEach(actions: readonly ActionClass[]): ActionClass[] {
  const classes = new Map<string, ActionClass>();
  for (const action of actions) {
    const { kinds, lackedKeys, doubt, truths } = action;
    const signature = `${truths.join("")}|${kindsKey(kinds)}|${lackedKeys.size === 0 ? "" : [...lackedKeys].join(" ")}|${doubt}`;
    if (!classes.has(signature)) classes.set(signature, action);
  }
  return [...classes.values()];
}

const kindsKeys = new WeakMap<ReadonlySet<ResourceKind>, string>();

function kindsKey(kinds: ReadonlySet<ResourceKind>): string {
  const known = kindsKeys.get(kinds) ?? [...kinds].join(" ");
  kindsKeys.set(kinds, known);
  return known;
}
