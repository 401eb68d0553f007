import type { HeldBack } from "./format.ts";

/** The sums by API, in order of name. */
export function sumHeldBack(parts: readonly HeldBack[]): HeldBack[] {
  const sums = new Map<string, HeldBack>();
  for (const { api, throttled, throttleMs, limitMs } of parts) {
    const sum = sums.get(api) ?? { api, throttled: 0, throttleMs: 0, limitMs: 0 };
    sum.throttled += throttled;
    sum.throttleMs += throttleMs;
    sum.limitMs += limitMs;
    sums.set(api, sum);
  }
  return [...sums.values()]
    .map((sum) => ({ ...sum, throttleMs: Math.round(sum.throttleMs), limitMs: Math.round(sum.limitMs) }))
    .filter(({ throttled, throttleMs, limitMs }) => throttled + throttleMs + limitMs > 0)
    .sort((a, b) => (a.api < b.api ? -1 : 1));
}
