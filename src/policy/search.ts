import { canPass, Search } from "./key-search.ts";
import type { Demand, Domain, Found } from "./key-search.ts";
import type { Cell, Space } from "./space.ts";
import type { Truth } from "./truth.ts";

/**
 * Which requests a policy admits (policy-semantics 12): a request passes where some Allow statement matches and no Deny
 * statement does.
 *
 * What could not be decided has two readings. `must` takes it against what is sought: what is found is sure. `may`
 * takes it in favour: where nothing is found, there is nothing.
 */
export type Reading = "must" | "may";
export type Sought = "admitted" | "refused";

/**
 * Whether a `maybe` counts as a match, by effect: what favours an admission is an Allow that matches, or a Deny that
 * does not.
 */
interface Leaning {
  allowMatches: boolean;
  denyMatches: boolean;
}

const towardsAdmission: Leaning = { allowMatches: true, denyMatches: false };
const towardsRefusal: Leaning = { allowMatches: false, denyMatches: true };
const everyMatch: Leaning = { allowMatches: true, denyMatches: true };

/** What a request of the cell would have to hold under its keys to be admitted, or refused. */
export function searchCell(space: Space, cell: Cell, sought: Sought, reading: Reading): Found {
  const leaning = (sought === "admitted") === (reading === "may") ? towardsAdmission : towardsRefusal;
  return matcherOf(space, leaning).search(cell, sought);
}

/** Whether a statement matches some request of a cell, or could not be shown to match none. */
export function canMatch(space: Space, cell: Cell, index: number): boolean {
  return matcherOf(space, everyMatch).canMatch(cell, index);
}

const matchers = new WeakMap<Space, Map<Leaning, Matcher>>();

function matcherOf(space: Space, leaning: Leaning): Matcher {
  const ofSpace = matchers.get(space) ?? new Map<Leaning, Matcher>();
  matchers.set(space, ofSpace);
  const matcher = ofSpace.get(leaning) ?? new Matcher(space, leaning);
  ofSpace.set(leaning, matcher);
  return matcher;
}

/** Bits of statements, 32 to a word. */
type Statements = Uint32Array;

interface Keys {
  domains: readonly Domain[];
  /** By statement; undefined where it matches nothing. */
  demands: readonly (Demand | undefined)[];
}

/** Which statements match a cell, with every `maybe` taken in one way. */
class Matcher {
  readonly #space: Space;
  readonly #leaning: Leaning;
  readonly #ofAll: Statements;
  readonly #ofPart = new Map<readonly Truth[], Statements>();
  readonly #ofKeys = new Map<string, Keys>();

  constructor(space: Space, leaning: Leaning) {
    this.#space = space;
    this.#leaning = leaning;
    this.#ofAll = this.#bits(space.ofAll);
  }

  search(cell: Cell, sought: Sought): Found {
    const live = this.#live(cell);
    const { statements } = this.#space.policy;
    const isSome = live.some((index) => statements[index]?.effect === "Allow");
    if (!isSome) return sought === "admitted" ? "none" : new Search(this.#keysOf(cell).domains).anything();
    const { domains, demands } = this.#keysOf(cell);
    const allows: Demand[] = [];
    const denies: Demand[] = [];
    for (const index of live) {
      const demand = demands[index];
      if (demand !== undefined) (statements[index]?.effect === "Allow" ? allows : denies).push(demand);
    }
    if (sought === "admitted" && !canPass(allows, denies)) return "none";
    const search = new Search(domains);
    return sought === "admitted" ? search.admitted(allows, denies) : search.refused(allows, denies);
  }

  canMatch(cell: Cell, index: number): boolean {
    return this.#live(cell).includes(index) && this.#keysOf(cell).demands[index] !== undefined;
  }

  /** The statements that match the cell, but for their conditions on keys. */
  #live({ caller, action, resource }: Cell): number[] {
    const parts = [caller.truths, action.truths, resource.truths].map((truths) => this.#bitsOf(truths));
    const live: number[] = [];
    for (let word = 0; word < this.#ofAll.length; word++) {
      let bits = parts.reduce((rest, part) => rest & (part[word] ?? 0), this.#ofAll[word] ?? 0) >>> 0;
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits);
        live.push(word * 32 + bit);
        bits = (bits & (bits - 1)) >>> 0;
      }
    }
    return live;
  }

  #bitsOf(truths: readonly Truth[]): Statements {
    const known = this.#ofPart.get(truths) ?? this.#bits(truths);
    this.#ofPart.set(truths, known);
    return known;
  }

  #bits(truths: readonly Truth[]): Statements {
    const bits = new Uint32Array(Math.ceil(truths.length / 32));
    for (const [index, truth] of truths.entries()) {
      if (this.#matches(index, truth)) bits[index >> 5] = (bits[index >> 5] ?? 0) | (1 << (index & 31));
    }
    return bits;
  }

  #matches(index: number, truth: Truth): boolean {
    if (truth !== "maybe") return truth === "yes";
    const isAllow = this.#space.policy.statements[index]?.effect === "Allow";
    return isAllow ? this.#leaning.allowMatches : this.#leaning.denyMatches;
  }

  /** What requests of the cell can hold under their keys: it depends on the kind of caller, and on the action. */
  #keysOf({ caller, action }: Cell): Keys {
    const { kind } = caller.members[0].principal;
    const signature = [kind, ...action.lackedKeys].join(" ");
    const known = this.#ofKeys.get(signature);
    if (known !== undefined) return known;
    const domains = domainsOf(this.#space, kind, action.lackedKeys);
    const keys = {
      domains,
      demands: this.#space.policy.statements.map((_, index) => this.#demandOf(domains, index)),
    };
    this.#ofKeys.set(signature, keys);
    return keys;
  }

  #demandOf(domains: readonly Domain[], index: number): Demand | undefined {
    const demand: { domain: number; matching: bigint }[] = [];
    for (const [at, { classes, all }] of domains.entries()) {
      if (classes[0]?.truths[index] === undefined) continue;
      let matching = 0n;
      for (const [number, { truths }] of classes.entries()) {
        if (this.#matches(index, truths[index] ?? "maybe")) matching |= 1n << BigInt(number);
      }
      if (matching === 0n) return undefined;
      if (matching !== all) demand.push({ domain: at, matching });
    }
    return demand;
  }
}

type CallerKind = Cell["caller"]["members"][0]["principal"]["kind"];

function domainsOf({ keys }: Space, kind: CallerKind, lackedKeys: ReadonlySet<string>): Domain[] {
  return keys.map(({ name, key: { source }, absent, present, opaque }) => {
    const gone = absent === undefined ? [] : [absent];
    // An anonymous caller has nothing that comes with credentials; what an AWS service's own call holds is not known.
    const isOfCaller = source === "signed" || source === "service-call";
    const isOpaque = isOfCaller && kind === "service";
    const isGone = source === "service-call" || (isOfCaller && kind === "anonymous") || lackedKeys.has(name);
    const possible = isGone ? gone : [...gone, ...present];
    const classes = isOpaque || possible.length === 0 ? [opaque] : possible;
    return { name, classes, all: (1n << BigInt(classes.length)) - 1n };
  });
}
