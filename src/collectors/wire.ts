import type { Wire } from "../snapshot/apis.ts";

/** An answer of the SDK as plain JSON: dates become ISO 8601 text, and members without a value are dropped. */
export function toWire<T>(value: T): Wire<T> {
  return convert(value) as Wire<T>;
}

/** Most of an answer is plain already: only what holds something else is copied. */
function convert(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return isPlain(value) ? value : value.map(convert);
  if (isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, convert(member)]),
  );
}

function isPlain(value: object): boolean {
  return Object.values(value).every(isPlainMember);
}

function isPlainMember(member: unknown): boolean {
  if (typeof member !== "object" || member === null) return member !== undefined;
  return !(member instanceof Date) && isPlain(member);
}

/**
 * Sorted by these members and then by the whole text: AWS's order is arbitrary, and the same items have to give the
 * same bytes whatever the pages were.
 */
export function sortItems<T extends object>(items: readonly T[], members: readonly (keyof T & string)[]): T[] {
  const keyed = items.map((item) => ({ item, key: members.map((member) => toText(item[member])).join("\n") }));
  keyed.sort((a, b) => compareText(a.key, b.key) || compareText(JSON.stringify(a.item), JSON.stringify(b.item)));
  return keyed.map(({ item }) => item);
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

/** By code units, so that no locale changes the order. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
