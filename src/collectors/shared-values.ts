/** How many different values are remembered; there are few Regions, and few ways for one to be empty. */
const mostShared = 1_000;

const shared = new Map<string, unknown>();

/**
 * One copy of equal plain values that are kept until the scan ends, such as the rows of a ledger. A text that was cut
 * out of an answer keeps the whole answer in memory, because V8 cuts by reference; what comes from here keeps nothing.
 * Nobody may change it.
 */
export function shareEqual<T extends string | readonly unknown[]>(value: T): T {
  const text = JSON.stringify(value);
  const known = shared.get(text);
  if (known !== undefined) return known as T;
  const copy = JSON.parse(text) as T;
  if (shared.size < mostShared) shared.set(text, copy);
  return copy;
}
