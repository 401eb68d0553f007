import type { Json } from "../rules/result.ts";

/** JSON with the members of every object in code-point order and no spaces: equal values give equal bytes. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(sortMembers(value));
}

function sortMembers(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) return value.map(sortMembers);
  // fromEntries defines own members, so that a tag key `__proto__` stays data.
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compareText(a, b))
      .map(([member, held]) => [member, sortMembers(held)]),
  );
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** By UTF-16 code unit and not by locale: the same order on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
