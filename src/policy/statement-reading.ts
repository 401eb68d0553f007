import type { ActionClass } from "./actions.ts";
import type { Caller } from "./callers.ts";
import { readForAll, readForCaller, readForResource, setScene, sideOf } from "./class-reading.ts";
import type { PolicyContext } from "./context.ts";
import type { NamedPrincipal, PatternElement, PolicyDocument, PrincipalElement, Statement } from "./document.ts";
import { isMatchAll } from "./glob.ts";
import type { Pattern } from "./pattern.ts";
import { readAwsPrincipal } from "./principal.ts";
import type { ResourceClass } from "./resources.ts";
import { matchClass } from "./text-class.ts";
import type { TextClass } from "./text-class.ts";
import { both, every, not, some, truthOf } from "./truth.ts";
import type { Truth } from "./truth.ts";
import { compileGlob, compileLiteral, compileResource } from "./vocabulary.ts";

/**
 * How one statement reads over classes of requests. It matches a request where all four parts do: they are decided
 * apart, so that classes can be compared by what the whole policy says of them.
 */
export interface StatementReading {
  statement: Statement;
  ofCaller(caller: Caller): Truth;
  ofAction(action: ActionClass): Truth;
  ofResource(resource: ResourceClass): Truth;
  /** Of the conditions on neither caller nor resource. */
  ofContext: Truth;
}

export function readStatement(
  statement: Statement,
  { version }: PolicyDocument,
  context: PolicyContext,
): StatementReading {
  const actions = statement.action.patterns.map((text) => compileGlob(text.toLowerCase()));
  const resources = statement.resource.patterns.map((text) => compileResource(text, version));
  const scenes = statement.condition.map((atom) => setScene(atom, version, context));
  const on = (side: string): typeof scenes => scenes.filter(({ atom }) => sideOf(atom, context) === side);
  const [callerScenes, resourceScenes] = [on("caller"), on("resource")];
  return {
    statement,
    ofCaller: (caller) =>
      both(
        matchPrincipal(statement.principal, caller, context.partition),
        every(callerScenes, (scene) => readForCaller(scene, caller)),
      ),
    ofAction: ({ texts }) => matchElement(statement.action, actions, (pattern) => matchClass(pattern, texts)),
    ofResource: (resource) =>
      both(
        matchElement(statement.resource, resources, (pattern) => matchResource(pattern, resource.arn)),
        every(resourceScenes, (scene) => readForResource(scene, resource)),
      ),
    ofContext: every(on("neither"), readForAll),
  };
}

function matchElement(
  { negated }: PatternElement,
  patterns: readonly Pattern[],
  match: (pattern: Pattern) => Truth,
): Truth {
  const named = some(patterns, match);
  return negated ? not(named) : named;
}

function matchResource(pattern: Pattern, arn: TextClass | undefined): Truth {
  if (arn !== undefined) return matchClass(pattern, arn);
  return truthOf(pattern.globs.length === 1 && isMatchAll(pattern.globs[0] ?? []));
}

function matchPrincipal({ negated, everybody, named }: PrincipalElement, caller: Caller, partition: string): Truth {
  if (everybody) return truthOf(!negated);
  if (!negated) return some(named, (principal) => matchNamed(principal, caller, partition));
  // Members of an account that NotPrincipal names only in part may be denied or not (policy-semantics 3).
  return not(some(named, (principal) => blurAccount(principal, caller, matchNamed(principal, caller, partition))));
}

function blurAccount({ kind, name }: NamedPrincipal, caller: Caller, truth: Truth): Truth {
  if (caller.kind !== "iam" || kind !== "AWS") return truth;
  const account = /(?<!\d)\d{12}(?!\d)/u.exec(name)?.[0];
  if (account === undefined) return truth;
  return matchClass(compileLiteral(account), caller.owner.account) === "no" ? truth : "maybe";
}

function matchNamed({ kind, name }: NamedPrincipal, caller: Caller, partition: string): Truth {
  if (caller.kind === "anonymous") return "no";
  if (caller.kind === "service") {
    if (kind !== "Service") return "no";
    return /[*?]/u.test(name) ? "maybe" : matchClass(compileLiteral(name), caller.name);
  }
  if (kind === "Service") return "no";
  return kind === "AWS" ? matchAws(name, caller, partition) : "maybe";
}

type IamCaller = Extract<Caller, { kind: "iam" }>;

function matchAws(name: string, { owner, arn }: IamCaller, partition: string): Truth {
  const meant = readAwsPrincipal(name, partition);
  switch (meant.kind) {
    case "account":
      return matchClass(compileLiteral(meant.account), owner.account);
    case "arn":
      return matchClass(compileLiteral(meant.arn), arn);
    case "session":
      return matchClass(compileLiteral(meant.account), owner.account) === "no" ? "no" : "maybe";
    case "pattern":
      return matchClass(compileGlob(meant.pattern), arn) === "no" ? "no" : "maybe";
    case "nobody":
      return "no";
    case "unresolved":
      return "maybe";
  }
}
