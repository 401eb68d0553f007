import type { KeyClass } from "./key-dimensions.ts";

/**
 * What requests have to hold under their condition keys so that statements match, or do not. A statement is got past by
 * failing one of its conditions, so the search branches over which.
 */

/** The classes that requests can have under one key. */
export interface Domain {
  name: string;
  classes: readonly KeyClass[];
  /** A bit for each class. */
  all: bigint;
}

/** A statement that matches where every key has one of these classes. No keys: it always does. */
export type Demand = readonly { domain: number; matching: bigint }[];

/** One class of each key, by the key's name. */
export type Assignment = ReadonlyMap<string, KeyClass>;

/** `exhausted` where the search ended before all was looked at. */
export type Found = Assignment | "none" | "exhausted";

/** The nodes of one search; more end it without an answer. */
const maxNodes = 20_000;

/** What most cells end with: nothing allows, or something denies whatever the keys hold. */
export function canPass(allows: readonly Demand[], denies: readonly Demand[]): boolean {
  return allows.length > 0 && denies.every((demand) => demand.length > 0);
}

export class Search {
  readonly #domains: readonly Domain[];
  #nodes = 0;

  constructor(domains: readonly Domain[]) {
    this.#domains = domains;
  }

  anything(): Assignment {
    return this.#assign(this.#all());
  }

  admitted(allows: readonly Demand[], denies: readonly Demand[]): Found {
    if (!canPass(allows, denies)) return "none";
    let isExhausted = false;
    for (const allow of allows) {
      const room = this.#narrow(this.#all(), allow);
      const found = room === undefined ? "none" : this.#escape(room, sortByBranches(denies), 0);
      if (found === "exhausted") isExhausted = true;
      else if (found !== "none") return found;
    }
    return isExhausted ? "exhausted" : "none";
  }

  refused(allows: readonly Demand[], denies: readonly Demand[]): Found {
    for (const deny of denies) {
      const room = this.#narrow(this.#all(), deny);
      if (room !== undefined) return this.#assign(room);
    }
    if (allows.some((demand) => demand.length === 0)) return "none";
    return this.#escape(this.#all(), sortByBranches(allows), 0);
  }

  #all(): readonly bigint[] {
    return this.#domains.map(({ all }) => all);
  }

  #narrow(room: readonly bigint[], demand: Demand): bigint[] | undefined {
    const narrowed = [...room];
    for (const { domain, matching } of demand) {
      narrowed[domain] = (narrowed[domain] ?? 0n) & matching;
      if (narrowed[domain] === 0n) return undefined;
    }
    return narrowed;
  }

  /** Fails each statement from `at` on, by one of its keys. */
  #escape(room: readonly bigint[], statements: readonly Demand[], at: number): Found {
    this.#nodes += 1;
    if (this.#nodes > maxNodes) return "exhausted";
    const statement = statements[at];
    if (statement === undefined) return this.#assign(room);
    // Where what is chosen already fails it, there is nothing to choose.
    if (statement.some(({ domain, matching }) => ((room[domain] ?? 0n) & matching) === 0n)) {
      return this.#escape(room, statements, at + 1);
    }
    let isExhausted = false;
    for (const { domain, matching } of statement) {
      const rest = (room[domain] ?? 0n) & ~matching;
      if (rest === 0n) continue;
      const found = this.#escape(room.with(domain, rest), statements, at + 1);
      if (found === "exhausted") isExhausted = true;
      else if (found !== "none") return found;
    }
    return isExhausted ? "exhausted" : "none";
  }

  #assign(room: readonly bigint[]): Assignment {
    return new Map(
      this.#domains.flatMap(({ name, classes }, at) => {
        const chosen = classes.find((_, number) => ((room[at] ?? 0n) & (1n << BigInt(number))) !== 0n);
        return chosen === undefined ? [] : [[name, chosen] as const];
      }),
    );
  }
}

function sortByBranches(demands: readonly Demand[]): Demand[] {
  return demands.toSorted((a, b) => a.length - b.length);
}
