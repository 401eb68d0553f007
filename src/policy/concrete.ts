import type { ActionClass } from "./actions.ts";
import type { Caller } from "./callers.ts";
import type { Cell } from "./cells.ts";
import type { PolicyContext } from "./context.ts";
import type { ConditionAtom, PolicyDocument } from "./document.ts";
import { parseGlob } from "./glob.ts";
import { conditionKey } from "./keys.ts";
import type { Owner } from "./owners.ts";
import { matchesGlobs } from "./pattern.ts";
import { readAwsPrincipal } from "./principal.ts";
import type { Membership, Request, RequestKey, RequestPrincipal, RequestedResource } from "./request.ts";
import type { ResourceClass } from "./resources.ts";
import { serviceOf, targetOf } from "./services.ts";
import type { Service } from "./services.ts";
import { fillGlob } from "./text-class.ts";
import { compileResource } from "./vocabulary.ts";

/** Concrete requests of a class of requests: what a witness is looked for among. */

export interface RequestSource {
  context: PolicyContext;
  /** Assignments of the keys that a request can hold freely, the emptiest first. */
  keyChoices: readonly (readonly RequestKey[])[];
  /** Action names as people write them, by their lower case. */
  actionNames: ReadonlyMap<string, string>;
  /** Sessions of roles that Principal names, by the role's ARN. */
  sessions: ReadonlyMap<string, readonly string[]>;
}

const maxMembers = 6;

export function* requestsOf(cell: Cell, source: RequestSource): Generator<Request> {
  const principals = take(cell.caller.members, maxMembers).flatMap((caller) => [...principalsOf(caller, source)]);
  const actions = take(cell.action.members, maxMembers).flatMap((action) => actionsOf(action, source));
  const resources = take(cell.resource.members, maxMembers * 2).flatMap((resource) => [
    ...resourcesOf(resource, source),
  ]);
  const service = serviceOf(source.context.service);
  for (const keys of source.keyChoices) {
    for (const principal of principals) {
      for (const action of actions) {
        for (const resource of resources) {
          const request = { principal, action, resource, keys };
          if (isRealizable(request, service)) yield request;
        }
      }
    }
  }
}

function take<T>(items: readonly T[], count: number): T[] {
  return items.slice(0, count);
}

function* principalsOf(caller: Caller, { sessions }: RequestSource): Generator<RequestPrincipal> {
  if (caller.kind === "anonymous") yield { kind: "anonymous" };
  if (caller.kind === "service")
    yield* caller.name.samples.slice(0, 2).map((name) => ({ kind: "service" as const, name }));
  if (caller.kind !== "iam") return;
  const [organization] = membershipsOf(caller.owner);
  if (organization === undefined && caller.owner.organization !== undefined) return;
  for (const arn of caller.arn.samples.slice(0, 2)) {
    const principal = {
      kind: "iam" as const,
      account: arn.split(":")[4] ?? "",
      arn,
      ...(organization === undefined ? {} : { organization }),
    };
    yield principal;
    for (const sessionArn of sessions.get(arn) ?? []) yield { ...principal, sessionArn };
  }
}

function membershipsOf({ organization }: Owner): Membership[] {
  if (organization === undefined) return [];
  return organization.id.samples.flatMap((id) =>
    organization.path.samples.filter((path) => path.startsWith(`${id}/`)).map((path) => ({ id, path })),
  );
}

function actionsOf({ texts }: ActionClass, { actionNames }: RequestSource): string[] {
  return texts.samples.slice(0, maxMembers).map((name) => actionNames.get(name) ?? name);
}

function* resourcesOf({ arn, owner, kind }: ResourceClass, { context }: RequestSource): Generator<RequestedResource> {
  if (arn === undefined || owner === undefined) {
    yield { arn: "*" };
    return;
  }
  const [organization] = membershipsOf(owner);
  if (organization === undefined && owner.organization !== undefined) return;
  for (const text of arn.samples.slice(0, 3)) {
    const spelled = text.split(":")[4] ?? "";
    const isSpelled = kind === "any" && /^\d{12}$/u.test(spelled);
    const account = isSpelled ? spelled : owner.account.samples[0];
    if (account === undefined || isExempt(text, context)) continue;
    yield { arn: text, owner: { account, ...(organization === undefined ? {} : { organization }) } };
  }
}

function isExempt(arn: string, { exemptResources }: PolicyContext): boolean {
  return (exemptResources ?? []).some((glob) => matchesGlobs(compileResource(glob, "2008-10-17").globs, arn));
}

const listingKeys: ReadonlySet<string> = new Set(["s3:prefix", "s3:delimiter", "s3:max-keys"]);

/** Whether AWS can see such a request at all. */
function isRealizable({ principal, action, resource, keys }: Request, service: Service): boolean {
  const target = targetOf(action);
  const isObject = /^arn:[^:]*:s3:::[^/]+\/./u.test(resource.arn);
  const isBucket = /^arn:[^:]*:s3:::[^/]+$/u.test(resource.arn);
  if (target === "none" && resource.arn !== "*") return false;
  if (target === "object" && !isObject) return false;
  if (target === "bucket" && !isBucket) return false;
  // Whether an action that we do not know takes no resource is not known either.
  if (target === "any" && resource.arn === "*") return false;
  if (principal.kind === "anonymous" && keys.some(({ key }) => conditionKey(key, service).source === "signed"))
    return false;
  // Keys of listing come with listing alone (policy-semantics 6).
  return (
    !keys.some(({ key }) => listingKeys.has(key)) || /^s3:listbucket(?:versions|multipartuploads)?$/iu.test(action)
  );
}

const maxChoices = 48;

/** Ways to fill the keys that the caller, or the situation, can fill freely. */
export function chooseKeys(document: PolicyDocument, context: PolicyContext): RequestKey[][] {
  const service = serviceOf(context.service);
  const atoms = document.statements.flatMap(({ condition }) => condition);
  const options = new Map<string, Map<string, RequestKey | undefined>>();
  for (const atom of atoms) {
    const key = atom.key.toLowerCase();
    const { source } = conditionKey(key, service);
    if (source !== "signed" && source !== "free" && source !== "required") continue;
    const known =
      options.get(key) ?? new Map<string, RequestKey | undefined>(source === "required" ? [] : [["", undefined]]);
    for (const value of valuesFor(atom)) known.set(`=${value}`, { key, values: [value] });
    options.set(key, known);
  }
  const choices = [...options.values()].filter(({ size }) => size > 0);
  return product(choices.map((some) => [...some.values()].slice(0, 5)));
}

function valuesFor({ operator, values }: ConditionAtom): string[] {
  if (operator?.family === "bool") return ["true", "false"];
  if (operator?.family === "ip" || operator?.family === "other") return [];
  const instances = values.slice(0, 3).flatMap((value) => [...fillGlob(parseGlob(value), ["", "x"], "x")].slice(0, 2));
  return [...instances, "any"];
}

/** All combinations while they are few; then each key's options with the others at their first. */
function product(options: readonly (readonly (RequestKey | undefined)[])[]): RequestKey[][] {
  const count = options.reduce((total, { length }) => total * Math.max(1, length), 1);
  const present = (keys: readonly (RequestKey | undefined)[]): RequestKey[] => keys.filter((key) => key !== undefined);
  if (count <= maxChoices) {
    return options
      .reduce<(RequestKey | undefined)[][]>(
        (all, some) => all.flatMap((keys) => some.map((key) => [...keys, key])),
        [[]],
      )
      .map(present);
  }
  const longest = Math.max(...options.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) =>
    present(options.map((some) => some[Math.min(at, some.length - 1)])),
  );
}

export function nameActions(document: PolicyDocument, samples: readonly string[]): Map<string, string> {
  const written = document.statements
    .flatMap(({ action }) => action.patterns)
    .flatMap((pattern) => [...fillGlob(parseGlob(pattern), ["", "x"], "x")].slice(0, 4));
  return new Map([...written, ...samples].map((name) => [name.toLowerCase(), name]));
}

export function nameSessions(document: PolicyDocument, partition: string): Map<string, string[]> {
  const sessions = new Map<string, string[]>();
  for (const { name } of document.statements.flatMap(({ principal }) => principal.named)) {
    const meant = readAwsPrincipal(name, partition);
    if (meant.kind !== "session") continue;
    const role = `arn:${partition}:iam::${meant.account}:role/${meant.role}`;
    sessions.set(role, [...(sessions.get(role) ?? []), meant.sessionArn]);
  }
  return sessions;
}
