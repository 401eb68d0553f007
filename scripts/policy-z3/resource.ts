import { allOf, and, anyOf, either, implies, no, not, open, or, settled, yes } from "./formula.ts";
import type { Formula, Tri } from "./formula.ts";
import { globOf, literal } from "./globs.ts";
import type { Glob } from "./globs.ts";
import { matchText } from "./model.ts";
import type { Model, Text } from "./model.ts";
import { only } from "./request.ts";
import type { RequestModel } from "./request.ts";

/** Resource and NotResource (policy-semantics 4). */

const hasVariable = (text: string): boolean => /\$\{[^{}]*\}/u.test(text);

export function matchResource(model: Model, request: RequestModel, pattern: string, hasVariables: boolean): Tri {
  const none = request.kinds["none"] ?? no;
  if (pattern === "*") return settled(yes);
  const fields = pattern.split(":");
  const ofArn = fields.length < 6 ? settled(no) : matchFields(model, request, fields, hasVariables);
  // An action that takes no resource is matched by `*` alone.
  return allOf([settled(not(none)), ofArn]);
}

function matchFields(model: Model, request: RequestModel, fields: readonly string[], hasVariables: boolean): Tri {
  const [arn = "", partition = "", ...rest] = fields;
  const [service = "", region = "", account = "", ...tails] = rest;
  const places = placesOf(request).map(([isKind, texts]) => {
    const parts = [service, region, account].map((glob, at) => matchText(model, texts[at] ?? [], globOf(glob)));
    return and(isKind, ...parts);
  });
  const isPlace = and(
    matchText(model, [{ known: "arn" }], globOf(arn)),
    matchText(model, [{ known: "aws" }], globOf(partition)),
    or(...places),
  );
  return allOf([settled(isPlace), matchTail(model, request, tails.join(":"), hasVariables)]);
}

function placesOf({ kinds, pool, region, owner, otherFields }: RequestModel): [Formula, readonly Text[]][] {
  const empty: Text = [];
  return [
    [or(kinds["bucket"] ?? no, kinds["object"] ?? no), [[{ known: "s3" }], empty, empty]],
    [kinds["resource"] ?? no, [[{ known: pool.namespace }], region, owner.account]],
    [kinds["other"] ?? no, otherFields],
  ];
}

function matchTail(model: Model, request: RequestModel, tail: string, hasVariables: boolean): Tri {
  const { resourceTail, caller } = request;
  if (!hasVariables || !hasVariable(tail)) return settled(matchText(model, resourceTail, globOf(tail)));
  const [, before = "", name = "", after = ""] = /^([^$*?]*)\$\{([^{}]*)\}(.*)$/su.exec(tail) ?? [];
  const end = /^([^*?$]*)\*$/su.exec(after)?.[1];
  if (name.toLowerCase() !== "aws:principalaccount" || end === undefined) {
    throw new Error(`the solver's model has no variable like the one in ${tail}`);
  }
  const ofAnonymous: Glob = [...literal(`${before}anonymous${end}`), "*"];
  return either(
    request.isService,
    open,
    settled(
      and(
        implies(request.isAnonymous, matchText(model, resourceTail, ofAnonymous)),
        implies(request.isIam, model.begins(only(resourceTail), before, only(caller.account), end)),
      ),
    ),
  );
}

export function isExempt(model: Model, request: RequestModel): Formula {
  const globs = request.context.exemptResources ?? [];
  return anyOf(globs.map((glob) => matchResource(model, request, glob, false))).must;
}
