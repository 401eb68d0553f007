import { atomsOf, listOf, readPolicy } from "../../test/unit/policy/oracle/statements.ts";
import type { PolicyContext } from "../../src/policy/context.ts";
import type { Pool } from "../../test/unit/policy/oracle/pools.ts";
import { atomFormula } from "./conditions.ts";
import type { Scene } from "./conditions.ts";
import { allOf, and, anyOf, either, no, not, open, opposite, or, settled, yes } from "./formula.ts";
import type { Formula, Tri } from "./formula.ts";
import { globOf } from "./globs.ts";
import { boundsOf, isRealSituation } from "./keys.ts";
import { matchText, Model } from "./model.ts";
import { declareRequest, is, isNamedBucket, judge, worldOf } from "./request.ts";
import type { RequestModel } from "./request.ts";
import { isExempt, matchResource } from "./resource.ts";

/** A policy and the questions of policy-semantics 10, as formulas over one request. */

type Json = Record<string, unknown>;

export type Question = "principals" | "resources" | "full" | "nothing";

export interface Questions {
  model: Model;
  world: Formula;
  /** By question: a request that surely shows it, and one that does under some reading. */
  sought: Readonly<Record<Question, Tri>>;
}

/** One element of a set for each atom that could tell it from the others, and no more than this. */
const mostElements = 4;

export function questionsOf(document: string, pool: Pool, context: PolicyContext): Questions {
  const { statements, hasVariables } = readPolicy(document);
  const model = new Model();
  const names = statements.flatMap((one) => principalsOf(one).map(({ name }) => name));
  const sessions = [...new Set(names.filter((name) => /^arn:aws:sts::\d+:assumed-role\//u.test(name)))];
  const request = declareRequest(model, pool, context, sessions);
  const atoms = statements.flatMap(atomsOf);
  const scene: Scene = { model, request, hasVariables, most: Math.min(atoms.length + 1, mostElements) };
  const matching = (effect: string): Tri =>
    anyOf(statements.filter((one) => one["Effect"] === effect).map((one) => statementFormula(one, scene)));
  const [allows, denies] = [matching("Allow"), matching("Deny")];
  const admitted = allOf([allows, opposite(denies)]);
  const sought = soughtOf(admitted, scene, { document, statements });
  return { model, world: and(worldOf(model, request), boundsOf(model)), sought };
}

function statementFormula(statement: Json, scene: Scene): Tri {
  return allOf([
    principalFormula(statement, scene),
    actionFormula(statement, scene),
    resourceFormula(statement, scene),
    ...atomsOf(statement).map((atom) => atomFormula(atom, scene)),
  ]);
}

function actionFormula(statement: Json, { model, request }: Scene): Tri {
  const patterns = listOf(statement["Action"] ?? statement["NotAction"]);
  const named = or(...patterns.map((one) => matchText(model, request.action, globOf(one.toLowerCase()))));
  return settled("NotAction" in statement ? not(named) : named);
}

function resourceFormula(statement: Json, { model, request, hasVariables }: Scene): Tri {
  const patterns = listOf(statement["Resource"] ?? statement["NotResource"]);
  const named = anyOf(patterns.map((one) => matchResource(model, request, one, hasVariables)));
  return "NotResource" in statement ? opposite(named) : named;
}

function principalsOf(statement: Json): { kind: string; name: string }[] {
  const element = statement["Principal"] ?? statement["NotPrincipal"];
  if (element === "*") return [{ kind: "AWS", name: "*" }];
  return Object.entries(element as Json).flatMap(([kind, names]) => listOf(names).map((name) => ({ kind, name })));
}

function principalFormula(statement: Json, { model, request }: Scene): Tri {
  const isNegated = "NotPrincipal" in statement;
  const named = principalsOf(statement);
  if (named.some(({ kind, name }) => kind === "AWS" && name === "*")) return settled(isNegated ? no : yes);
  const isNamed = or(...named.map(({ kind, name }) => isCaller(model, request, kind, name)));
  if (!isNegated) return settled(isNamed);
  // Members of an account that is listed in part may be denied as well: not settled.
  const accounts = named.flatMap(({ name }) => /(?<!\d)\d{12}(?!\d)/u.exec(name)?.[0] ?? []);
  const isPartly = and(request.isIam, or(...accounts.map((account) => is(model, request.caller.account, account))));
  return either(isPartly, open, settled(not(isNamed)));
}

function isCaller(model: Model, request: RequestModel, kind: string, name: string): Formula {
  if (kind === "Service") return and(request.isService, is(model, request.serviceName, name));
  if (/^\d+$/u.test(name)) return and(request.isIam, is(model, request.caller.account, name));
  const [, , service, , account = "", tail = ""] = name.split(":");
  const ofAccount = and(request.isIam, is(model, request.caller.account, account));
  if (tail === "root") return ofAccount;
  // A role's ARN covers its sessions; a session's ARN that one session.
  if (service === "sts") return request.sessions.get(name) ?? no;
  return and(ofAccount, not(request.isSts), is(model, request.callerTail, tail));
}

interface Written {
  document: string;
  statements: readonly Json[];
}

function soughtOf(admitted: Tri, scene: Scene, { document, statements }: Written): Questions["sought"] {
  const { model, request, hasVariables } = scene;
  const mentioned = {
    accounts: [...new Set(document.match(/(?<!\d)\d{12}(?!\d)/gu))],
    organizations: [...new Set(document.match(/(?<![\w-])o-[a-z0-9]{10,32}(?![\w*?$-])/gu))],
  };
  const caller = judge(model, request, request.caller, mentioned);
  const owner = judge(model, request, request.owner, mentioned);
  const patterns = statements.flatMap((one) => listOf(one["Resource"] ?? one["NotResource"]));
  const isDoubtful = isNamedBucket(model, request, patterns, hasVariables);
  const none = request.kinds["none"] ?? no;
  const isReal = and(
    or(not(request.isIam), caller.isReal),
    or(none, owner.isReal),
    not(request.kinds["other"] ?? no),
    isRealSituation(scene, new Set(statements.flatMap(atomsOf).map(({ key }) => key.toLowerCase()))),
  );
  const counts = not(isExempt(model, request));
  const byOutsider = or(request.isAnonymous, and(request.isIam, caller.isOutside));
  const mayBeByOutsider = or(request.isAnonymous, and(request.isIam, not(caller.isInside)));
  const called = and(not(none), not(request.isService), counts);
  return {
    principals: {
      must: and(admitted.must, isReal, counts, byOutsider),
      may: and(admitted.may, counts, mayBeByOutsider),
    },
    resources: {
      must: and(admitted.must, isReal, called, owner.isOutside, not(isDoubtful)),
      may: and(admitted.may, called, not(owner.isInside)),
    },
    full: { must: and(not(admitted.may), isReal), may: not(admitted.must) },
    nothing: { must: and(admitted.must, isReal), may: admitted.may },
  };
}
