import { mapKnown, type Maybe } from "../unknown.ts";
import type { Placed } from "./place.ts";
import { bool, int, string, textMap, type Fact } from "./vocabulary.ts";

/** The facts that every kind of resource has. */
export function commonFacts<T extends { id: string; tags: Readonly<Record<string, string>> }>() {
  return {
    id: { type: string, description: "The AWS id.", read: ({ record }) => record.id },
    name: {
      type: string,
      description: "The tag `Name`; empty without one.",
      read: ({ record }) => record.tags["Name"] ?? "",
    },
    tags: {
      type: textMap,
      description: 'All tags: `"team" in x.tags && x.tags["team"] == "core"`.',
      read: ({ record }) => new Map(Object.entries(record.tags)),
    },
    account: { type: string, description: "The account in which it was seen.", read: ({ place }) => place.account },
    region: { type: string, description: "The Region.", read: ({ place }) => place.region },
  } satisfies Record<string, Fact<Placed<T>>>;
}

/** Short forms for facts that read one member. */
export function textFact<T>(description: string, read: (of: T) => Maybe<string>, values?: readonly string[]): Fact<T> {
  return { type: string, description, read, ...(values === undefined ? {} : { values }) };
}

export function boolFact<T>(description: string, read: (of: T) => Maybe<boolean>): Fact<T> {
  return { type: bool, description, read };
}

export function intFact<T>(description: string, read: (of: T) => Maybe<number>): Fact<T> {
  return { type: int, description, read };
}

export function textsFact<T>(description: string, read: (of: T) => Maybe<readonly string[]>): Fact<T> {
  return { type: { kind: "list", of: string }, description, read };
}

/** The ids of records, in a fixed order: the same data must give the same bytes. */
export function sortedIds(records: Maybe<readonly { id: string }[]>): Maybe<readonly string[]> {
  return mapKnown(records, (known) => known.map((record) => record.id).toSorted());
}
