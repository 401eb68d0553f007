/**
 * Remembers what `compute` made of an object and a key, for as long as the object lives. `compute` must be pure, and
 * what the key stands for must be settled by the object.
 */
export function memoize<Result>(): (owner: object, key: string, compute: () => Result) => Result {
  const known = new WeakMap<object, Map<string, Result>>();
  return (owner, key, compute) => {
    let results = known.get(owner);
    if (results === undefined) known.set(owner, (results = new Map()));
    const before = results.get(key);
    if (before !== undefined) return before;
    const result = compute();
    results.set(key, result);
    return result;
  };
}
