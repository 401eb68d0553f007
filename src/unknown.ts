/**
 * The third truth value. A fact that rests on something which was not collected is an `Unknown`: it says what is
 * missing, and it never turns into a pass (design law 2).
 */

/** What would have to be known: the cell of the ledger, and why it is not there. */
export interface Need {
  /** Account id; `*` where the account itself is not known. */
  account: string;
  /** Region name; `*` for what concerns the whole account. */
  region: string;
  /** API name, such as `DescribeNatGateways`; `*` for all of them. */
  api: string;
  reason: string;
}

export class Unknown {
  readonly needs: readonly Need[];

  constructor(needs: readonly Need[]) {
    this.needs = needs;
  }
}

export type Maybe<T> = T | Unknown;

export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown;
}

/** One unknown that needs all that the given ones need, each named once. */
export function joinUnknowns(unknowns: readonly Unknown[]): Unknown {
  const needs = new Map<string, Need>();
  for (const unknown of unknowns) {
    for (const need of unknown.needs) {
      needs.set([need.account, need.region, need.api, need.reason].join("\n"), need);
    }
  }
  return new Unknown([...needs.values()]);
}

export function mapKnown<T, R>(value: Maybe<T>, transform: (value: T) => Maybe<R>): Maybe<R> {
  return isUnknown(value) ? value : transform(value);
}

/** All of the values, or what is missing of any. */
export function allKnown<T>(values: readonly Maybe<T>[]): Maybe<T[]> {
  const unknowns = values.filter(isUnknown);
  return unknowns.length > 0 ? joinUnknowns(unknowns) : values.filter((value): value is T => !isUnknown(value));
}

/** Whether any is true: one that is suffices, whatever the others are. */
export function anyTrue(values: readonly Maybe<boolean>[]): Maybe<boolean> {
  if (values.includes(true)) return true;
  const unknowns = values.filter(isUnknown);
  return unknowns.length > 0 ? joinUnknowns(unknowns) : false;
}
