import type { PolicyContext } from "../../../../src/policy/context.ts";
import type { Request, RequestKey } from "../../../../src/policy/request.ts";
import { holds } from "./conditions.ts";
import type { Atom } from "./conditions.ts";
import { keyOf } from "./keys.ts";
import type { Side, World } from "./keys.ts";
import type { ActionRow, Pool } from "./pools.ts";
import { atomsOf, compile, listOf, readPolicy } from "./statements.ts";
import type { OracleStatement, Test } from "./statements.ts";
import { bucketOf } from "./universe.ts";
import type { Caller, Target, Universe } from "./universe.ts";
import { allOf, variableKeys } from "./values.ts";

/** `open`: the reference leaves it open, or it rests on what the context does not tell. */
export type OracleAnswer = "yes" | "no" | "open";

export interface OracleAnswers {
  principals: OracleAnswer;
  resources: OracleAnswer;
  full: OracleAnswer;
  nothing: OracleAnswer;
}

interface Situation {
  action: ActionRow;
  keys: readonly RequestKey[];
  isReal: boolean;
}

/** Parts of requests that no test of the policy tells apart; bit i of a mask is statement i. */
interface Group<Part> {
  part: Part;
  /** Statements whose tests of this part surely pass. */
  must: number;
  /** Statements whose tests of this part pass under some reading. */
  may: number;
}

/** The questions of policy-semantics 10, put to every request of the universe. */
export function enumerate(document: string, pool: Pool, context: PolicyContext, universe: Universe): OracleAnswers {
  const { statements: written, hasVariables } = readPolicy(document);
  const world: World = { context, namespace: pool.namespace, hasVariables };
  const statements = written.map((one) => compile(one, world));
  const valuesInPolicy = written.flatMap((one) => [
    ...listOf(one["Resource"] ?? one["NotResource"]),
    ...atomsOf(one).flatMap(({ values }) => values),
  ]);
  const view = viewOf(valuesInPolicy, written);
  const judge = judgeTargets(written, context);
  const callers = group(statements, "caller", universe.callers, callerRequest, (caller) =>
    [caller.principal.kind, caller.standing, caller.isReal, view.ofCaller(caller)].join(),
  );
  const targets = group(statements, "target", universe.targets.map(judge), targetRequest, (target) =>
    [target.kind, target.standing, target.isReal, target.isExempt, view.ofTarget(target)].join(),
  );
  const kinds = ["anonymous", "service", "iam"] as const;
  const situations = new Map(
    kinds.map((kind) => [
      kind,
      group(statements, "situation", situationsOf(pool, written, world, kind), situationRequest(kind), (situation) =>
        [situation.action.on.join("/"), situation.isReal, view.ofSituation(situation)].join(),
      ),
    ]),
  );
  const tally = new Tally(statements);
  for (const caller of callers) {
    for (const situation of situations.get(caller.part.principal.kind) ?? []) {
      for (const target of targets) {
        if (situation.part.action.on.includes(target.part.kind)) tally.count(caller, situation, target);
      }
    }
  }
  return tally.answers();
}

const nobody = { kind: "anonymous" } as const;
const blank: Request = { principal: nobody, action: "", resource: { arn: "*" }, keys: [] };
const callerRequest = ({ principal }: Caller): Request => ({ ...blank, principal });
const targetRequest = ({ resource }: Target): Request => ({ ...blank, resource });
const stand = {
  anonymous: nobody,
  service: { kind: "service", name: "" },
  iam: { kind: "iam", account: "", arn: "" },
} as const;
const situationRequest =
  (kind: keyof typeof stand) =>
  ({ action, keys }: Situation): Request => ({ ...blank, principal: stand[kind], action: action.name, keys });

function group<Part>(
  statements: readonly OracleStatement[],
  side: Side,
  parts: readonly Part[],
  requestOf: (part: Part) => Request,
  apart: (part: Part) => string,
): Group<Part>[] {
  const tests = statements.map((one) => one.tests.filter((test) => test.side === side));
  const groups = new Map<string, Group<Part>>();
  for (const part of parts) {
    const request = requestOf(part);
    let [must, may] = [0, 0];
    for (const [index, some] of tests.entries()) {
      const passes = allOf(some.map((test) => test.passes(request)));
      if (passes === true) must |= 1 << index;
      if (passes !== false) may |= 1 << index;
    }
    const signature = `${must} ${may} ${apart(part)}`;
    if (!groups.has(signature)) groups.set(signature, { part, must, may });
  }
  return [...groups.values()];
}

/** What tests with variables can see of each part, beside what the masks hold. */
function viewOf(
  values: readonly string[],
  written: readonly Record<string, unknown>[],
): {
  ofCaller(part: Caller): string;
  ofTarget(part: Target): string;
  ofSituation(part: Situation): string;
} {
  const variables = values.flatMap(variableKeys).map((key) => key.toLowerCase());
  if (variables.length === 0) return { ofCaller: () => "", ofTarget: () => "", ofSituation: () => "" };
  const compared = written
    .flatMap(atomsOf)
    .filter((atom) => atom.values.some((value) => value.includes("${")))
    .map(({ key }) => key.toLowerCase());
  const seen = [...new Set([...variables, ...compared])].map((name) => [name, keyOf(name)] as const);
  const hasArn = written.some((one) =>
    listOf(one["Resource"] ?? one["NotResource"]).some((text) => text.includes("${")),
  );
  const world = { namespace: "s3", hasVariables: false, context: {} as PolicyContext };
  const look = (side: Side, request: Request): string =>
    seen
      .filter(([, key]) => key.side === side)
      .map(([name, key]) => String(key.read(request, world, name)))
      .join("|");
  return {
    ofCaller: (part) => look("caller", callerRequest(part)),
    ofTarget: (part) => `${look("target", targetRequest(part))}|${hasArn ? part.resource.arn : ""}`,
    ofSituation: (part) => look("situation", situationRequest("iam")(part)),
  };
}

/** An exact bucket name belongs to one account, which only the context can tell (policy-semantics 4 and 10). */
function judgeTargets(written: readonly Record<string, unknown>[], context: PolicyContext): (target: Target) => Target {
  const patterns = written.flatMap((one) => listOf(one["Resource"] ?? one["NotResource"]));
  const exact = new Set(patterns.map(bucketOf).filter((name) => name !== undefined && !/[*?]/u.test(name)));
  const hasNamesOfAccounts = patterns.some((one) => bucketOf(one)?.includes("${") === true);
  const listed = new Set([...(context.ownedBuckets ?? []), ...(context.externalBuckets ?? [])]);
  return (target) => {
    const { bucket, standing } = target;
    if (bucket === undefined || standing !== "outside" || listed.has(bucket)) return target;
    const isNamed = exact.has(bucket) || (hasNamesOfAccounts && /^\d{12}-/u.test(bucket));
    return isNamed ? { ...target, standing: "doubt" } : target;
  };
}

const listingKeys = new Set(["s3:prefix", "s3:max-keys"]);
const signedKeys = new Set(["aws:principaltag/team", "aws:multifactorauthage", "aws:tokenissuetime"]);

function situationsOf(
  pool: Pool,
  written: readonly Record<string, unknown>[],
  world: World,
  caller: keyof typeof stand,
): Situation[] {
  const atoms = written.flatMap(atomsOf);
  const used = Object.keys(pool.situations).filter((key) => atoms.some((atom) => atom.key.toLowerCase() === key));
  const isBound = (key: string): boolean => caller !== "iam" && signedKeys.has(key);
  const options = new Map(used.map((key) => [key, isBound(key) ? [undefined] : distinct(pool, atoms, world, key)]));
  return pool.actions.flatMap((action) => {
    let rows: RequestKey[][] = [[]];
    for (const [key, some] of options) {
      const mayHold = !listingKeys.has(key) || action.isUnlisted === true || action.name === "s3:ListBucket";
      rows = rows.flatMap((row) =>
        (mayHold ? some : [undefined]).map((values) => (values === undefined ? row : [...row, { key, values }])),
      );
    }
    // Whether an action that is not in the table holds the keys of listing is not said.
    return rows.map((keys) => ({
      action,
      keys,
      isReal: action.isUnlisted !== true || !keys.some(({ key }) => listingKeys.has(key)),
    }));
  });
}

/** Of the values of a key that no atom of the policy tells apart, one. */
function distinct(pool: Pool, atoms: readonly Atom[], world: World, key: string): (readonly string[] | undefined)[] {
  const ofKey = atoms.filter((atom) => atom.key.toLowerCase() === key);
  const isCompared = ofKey.some(({ values }) => values.some((value) => value.includes("${")));
  const kept = new Map<string, readonly string[] | undefined>();
  for (const values of pool.situations[key] ?? []) {
    const request: Request = { ...blank, principal: stand.iam, keys: values === undefined ? [] : [{ key, values }] };
    const signature = isCompared ? String(values) : ofKey.map((atom) => holds(atom, request, world)).join();
    if (!kept.has(signature)) kept.set(signature, values);
  }
  return [...kept.values()];
}

class Tally {
  readonly #allows: number;
  readonly #mixed: readonly (readonly Test[])[];
  readonly #found = {
    principals: [false, false],
    resources: [false, false],
    refused: [false, false],
    some: [false, false],
  };

  constructor(statements: readonly OracleStatement[]) {
    this.#allows = statements.reduce((mask, { effect }, index) => (effect === "Allow" ? mask | (1 << index) : mask), 0);
    this.#mixed = statements.map(({ tests }) => tests.filter(({ side }) => side === "mixed"));
  }

  count(caller: Group<Caller>, situation: Group<Situation>, target: Group<Target>): void {
    let must = caller.must & situation.must & target.must;
    let may = caller.may & situation.may & target.may;
    for (const [index, tests] of this.#mixed.entries()) {
      if (tests.length === 0 || (may & (1 << index)) === 0) continue;
      const passes = allOf(tests.map((one) => one.passes(requestOf(caller, situation, target))));
      if (passes !== true) must &= ~(1 << index);
      if (passes === false) may &= ~(1 << index);
    }
    const surely = (must & this.#allows) !== 0 && (may & ~this.#allows) === 0;
    const perhaps = (may & this.#allows) !== 0 && (must & ~this.#allows) === 0;
    const isReal = caller.part.isReal && situation.part.isReal && target.part.isReal && isOneWorld(caller, target);
    this.#note("some", surely && isReal, perhaps);
    this.#note("refused", !perhaps && isReal, !surely);
    if (target.part.isExempt) return;
    const who = caller.part.standing;
    this.#note("principals", surely && isReal && who === "outside", perhaps && who !== "inside");
    if (caller.part.principal.kind === "service") return;
    const whose = target.part.standing;
    this.#note("resources", surely && isReal && whose === "outside", perhaps && whose !== "inside");
  }

  #note(question: "principals" | "resources" | "refused" | "some", surely: boolean, perhaps: boolean): void {
    if (surely) this.#found[question][0] = true;
    if (perhaps) this.#found[question][1] = true;
  }

  answers(): OracleAnswers {
    const answer = ([surely, perhaps]: readonly boolean[]): OracleAnswer => {
      if (surely === true) return "yes";
      return perhaps === true ? "open" : "no";
    };
    const turned = { yes: "no", no: "yes", open: "open" } as const;
    const { principals, resources, refused, some } = this.#found;
    return {
      principals: answer(principals),
      resources: answer(resources),
      full: turned[answer(refused)],
      nothing: turned[answer(some)],
    };
  }
}

function requestOf(caller: Group<Caller>, situation: Group<Situation>, target: Group<Target>): Request {
  return {
    principal: caller.part.principal,
    action: situation.part.action.name,
    resource: target.part.resource,
    keys: situation.part.keys,
  };
}

/** One account is in one organization. */
function isOneWorld(caller: Group<Caller>, target: Group<Target>): boolean {
  const { principal } = caller.part;
  const { owner } = target.part.resource;
  if (principal.kind !== "iam" || owner?.account !== principal.account) return true;
  return owner.organization?.path === principal.organization?.path;
}
