import type { Membership, Request, RequestPrincipal } from "../../../../src/policy/request.ts";
import type { Facet, World } from "./keys.ts";
import type { Arn, Identity, Member, Owner, Product, Standing, Universe } from "./parts.ts";
import { isMixed, joinViews, MixedTest } from "./mixed.ts";
import type { View } from "./mixed.ts";
import type { OracleStatement, Test } from "./statements.ts";

/** Requests by their parts: of those of which no test of the policy can say different things, one. Bit i is statement i. */

export interface Masks {
  /** Statements whose tests surely pass. */
  must: number;
  /** Statements whose tests pass under some reading. */
  may: number;
}

export interface Group<Part> extends Masks {
  part: Part;
  view: View;
}

export interface Scene {
  statements: readonly OracleStatement[];
  world: World;
  mixed: readonly MixedTest[];
  known: Answers;
  /** Accounts and organizations that stand somewhere in the policy. */
  mentioned: ReadonlySet<string>;
}

/** What each test says of each part of a list, kept for the policies that come after. */
export type Answers = WeakMap<readonly unknown[], Map<string, Int8Array>>;

export function sceneOf(statements: readonly OracleStatement[], world: World, document: string, known: Answers): Scene {
  const mixed = statements.flatMap(({ tests }, index) =>
    tests.filter(isMixed).map((test) => new MixedTest(index, test, world)),
  );
  const mentioned = new Set(document.match(/(?<!\d)\d{12}(?!\d)|(?<![\w-])o-[a-z0-9]+(?![\w*?$-])/gu));
  return { statements, world, mixed, known, mentioned };
}

/** Who is not named is one of many: some of them are outsiders, whoever is ours. */
function settle({ mentioned, world: { context } }: Scene, { standing, account, organization }: Member): Standing {
  if (standing !== "doubt") return standing;
  const mayBeOurs = !context.accountsComplete && mentioned.has(account ?? "");
  const mayBeOwn = context.organizationId === undefined && mentioned.has(organization?.id ?? "");
  return mayBeOurs || mayBeOwn ? "doubt" : "outside";
}

const [no, yes, open] = [0, 1, 2];

interface Grouping<Part> {
  requestOf(part: Part): Request;
  /** What tells parts apart beside the tests. */
  apart(part: Part): string;
  /** Only tests of this key count. */
  key?: string;
}

/** @param listed the tests look at parts of this list */
export function groupParts<Part>(
  scene: Scene,
  listed: readonly Part[],
  facet: Facet,
  { requestOf, apart, key }: Grouping<Part>,
): Group<Part>[] {
  const tests = scene.statements.map((one) =>
    one.tests
      .filter((test) => !isMixed(test) && test.looksAt[0] === facet && (key === undefined || test.reads[0] === key))
      .map((test) => answersOf(scene, listed, test, requestOf)),
  );
  const groups = new Map<string, Group<Part>>();
  for (const [at, part] of listed.entries()) {
    const { must, may } = masksOf(tests, at);
    const view = scene.mixed.map((test) => test.see(facet, key, () => requestOf(part)));
    const signature = `${must} ${may} ${view.join()} ${apart(part)}`;
    if (!groups.has(signature)) groups.set(signature, { part, must, may, view });
  }
  return [...groups.values()];
}

function masksOf(tests: readonly (readonly Int8Array[])[], at: number): Masks {
  let [must, may] = [0, 0];
  for (const [index, answers] of tests.entries()) {
    let passes = yes;
    for (const answer of answers) {
      if (answer[at] === no) passes = no;
      else if (answer[at] === open && passes === yes) passes = open;
    }
    if (passes === yes) must |= 1 << index;
    if (passes !== no) may |= 1 << index;
  }
  return { must, may };
}

function answersOf<Part>(
  { known }: Scene,
  listed: readonly Part[],
  test: Test,
  requestOf: (part: Part) => Request,
): Int8Array {
  const ofList = known.get(listed) ?? new Map<string, Int8Array>();
  known.set(listed, ofList);
  const before = ofList.get(test.id);
  if (before !== undefined) return before;
  const answers = Int8Array.from(listed, (part) => {
    const passes = test.passes(requestOf(part));
    return passes === undefined ? open : Number(passes);
  });
  ofList.set(test.id, answers);
  return answers;
}

const nobody: RequestPrincipal = { kind: "anonymous" };
export const blank: Request = { principal: nobody, action: "", resource: { arn: "*" }, keys: [] };

/** Where somebody is: one account is in one organization, so two of them may not be of one world. */
interface Home {
  account: string;
  path: string | undefined;
}

export interface Caller extends Judged {
  principal: RequestPrincipal;
}

export interface Target extends Judged {
  resource: Request["resource"];
  kind: string;
  isExempt: boolean;
}

interface Judged {
  standing: Standing;
  isReal: boolean;
}

export interface Placed<Part> extends Group<Part> {
  homes: Home[];
}

export function groupCallers(scene: Scene, { callers }: Universe): Placed<Caller>[] {
  return join(scene, callers, {
    lefts: (lefts) =>
      groupParts<Identity>(scene, lefts, "identity", { requestOf: callerRequest, apart: ({ kind }) => kind }),
    rights: (rights, [first = nobody]) =>
      groupParts<Member>(scene, rights, "membership", {
        requestOf: (member) => callerRequest(memberOf(first, member)),
        apart: (member) => `${settle(scene, member)} ${member.isReal}`,
      }),
    both: (identity, member): Caller => {
      return { principal: memberOf(identity, member), standing: settle(scene, member), isReal: member.isReal };
    },
    apart: ({ principal: { kind }, standing, isReal }) => `${kind} ${standing} ${isReal}`,
    homeOf: ({ principal }) =>
      principal.kind === "iam" ? homeOf(principal.account, principal.organization) : undefined,
  });
}

const callerRequest = (principal: RequestPrincipal): Request => ({ ...blank, principal });

function memberOf(principal: Identity, { organization }: Member): RequestPrincipal {
  return principal.kind === "iam" && organization !== undefined ? { ...principal, organization } : principal;
}

const homeOf = (account: string, organization: Membership | undefined): Home => ({ account, path: organization?.path });

/** @param isNamed whether the policy spells the bucket out, so that it is one unknown account's */
export function groupTargets(scene: Scene, { targets }: Universe, isNamed: (arn: Arn) => boolean): Placed<Target>[] {
  return join(scene, targets, {
    lefts: (lefts) =>
      groupParts<Arn>(scene, lefts, "arn", {
        requestOf: ({ arn }) => ({ ...blank, resource: { arn } }),
        apart: (one) => `${one.kind} ${one.isReal} ${one.isExempt} ${isNamed(one)}`,
      }),
    rights: (rights) =>
      groupParts<Owner | undefined>(scene, rights, "owner", {
        requestOf: (owner) => ({ ...blank, resource: resourceOf("arn:", owner) }),
        apart: (owner) => (owner === undefined ? "" : `${settle(scene, owner)} ${owner.isReal}`),
      }),
    both: (arn, owner): Target => {
      const standing = owner === undefined ? "inside" : settle(scene, owner);
      return {
        resource: resourceOf(arn.arn, owner),
        kind: arn.kind,
        isExempt: arn.isExempt,
        // An exact bucket name belongs to one account, which only the context can tell (policy-semantics 4 and 10).
        standing: standing === "outside" && isNamed(arn) ? "doubt" : standing,
        isReal: (owner?.isReal ?? true) && arn.isReal,
      };
    },
    apart: ({ kind, standing, isReal, isExempt }) => `${kind} ${standing} ${isReal} ${isExempt}`,
    homeOf: ({ resource: { owner } }) => (owner === undefined ? undefined : homeOf(owner.account, owner.organization)),
  });
}

function resourceOf(arn: string, owner: Owner | undefined): Request["resource"] {
  if (owner === undefined) return { arn };
  const { account, organization } = owner;
  return { arn, owner: { account, ...(organization === undefined ? {} : { organization }) } };
}

interface Joining<Left, Right, Part> {
  lefts(listed: readonly Left[]): Group<Left>[];
  rights(listed: readonly Right[], lefts: readonly Left[]): Group<Right>[];
  both(left: Left, right: Right): Part;
  apart(part: Part): string;
  homeOf(part: Part): Home | undefined;
}

function join<Left, Right, Part>(
  scene: Scene,
  products: readonly Product<Left, Right>[],
  { lefts, rights, both, apart, homeOf }: Joining<Left, Right, Part>,
): Placed<Part>[] {
  const groups = new Map<string, Placed<Part>>();
  for (const product of products) {
    const ofRight = rights(product.rights, product.lefts);
    for (const left of lefts(product.lefts)) {
      for (const right of ofRight) {
        const part = both(left.part, right.part);
        const [must, may] = [left.must & right.must, left.may & right.may];
        const view = joinViews(scene, left.view, right.view);
        const signature = `${must} ${may} ${view.join()} ${apart(part)}`;
        const group = groups.get(signature) ?? { part, must, may, view, homes: [] };
        groups.set(signature, group);
        const home = homeOf(part);
        if (home !== undefined) group.homes.push(home);
      }
    }
  }
  return [...groups.values()];
}

/** Whether some of the callers, and some of the owners, can be together. */
export function isOneWorld(callers: readonly Home[], owners: readonly Home[]): boolean {
  if (callers.length === 0 || owners.length === 0) return true;
  return callers.some((caller) =>
    owners.some((owner) => owner.account !== caller.account || owner.path === caller.path),
  );
}
