/**
 * What is computed from a network is remembered in it, and goes when it goes. With WeakMaps beside the networks, node 20
 * spent several times as long on collecting young objects: it seems to copy what an old WeakMap holds, dead or not.
 */
export type Memory = Map<object, Map<string, unknown>>;

export interface Remembering {
  readonly memory: Memory;
}

/** Results by a key; made by `known.recall(owner, key) ?? known.keep(owner, key, make())`. */
export interface Memo<Result> {
  recall(owner: Remembering, key: string): Result | undefined;
  /** @returns the result, so that it can be kept and returned at once */
  keep(owner: Remembering, key: string, result: Result): Result;
}

/** `make` must be pure, and what the key stands for must be settled by the owner. */
export function memoize<Result>(): Memo<Result> {
  const memo: Memo<Result> = {
    recall: ({ memory }, key) => memory.get(memo)?.get(key) as Result | undefined,
    keep({ memory }, key, result) {
      const results = memory.get(memo);
      if (results === undefined) memory.set(memo, new Map([[key, result]]));
      else results.set(key, result);
      return result;
    },
  };
  return memo;
}

/** Makes something of an owner once. */
export function once<Owner extends Remembering, Result>(make: (owner: Owner) => Result): (owner: Owner) => Result {
  const known = memoize<Result>();
  return (owner) => known.recall(owner, "") ?? known.keep(owner, "", make(owner));
}
