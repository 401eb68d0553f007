import { contains, readBlock } from "./address.ts";
import type { Operator, Relation } from "./document.ts";
import { truthOf } from "./truth.ts";
import type { Truth } from "./truth.ts";

/** Operators that read their texts as something else: numbers, instants, addresses. */

/** Whether a text of the request stands to the policy's as the operator says. `maybe` where one cannot be read so. */
export function compareValues({ family, relation }: Operator, text: string, value: string): Truth {
  if (family === "numeric") return compareOrdered(relation, readNumber(text), readNumber(value));
  if (family === "date") return compareOrdered(relation, readInstant(text), readInstant(value));
  return family === "ip" ? compareAddress(text, value) : "maybe";
}

const relations: Readonly<Record<Relation, (left: number, right: number) => boolean>> = {
  equal: (left, right) => left === right,
  less: (left, right) => left < right,
  "less-or-equal": (left, right) => left <= right,
  greater: (left, right) => left > right,
  "greater-or-equal": (left, right) => left >= right,
};

function compareOrdered(relation: Relation, left: number | undefined, right: number | undefined): Truth {
  return left === undefined || right === undefined ? "maybe" : truthOf(relations[relation](left, right));
}

function compareAddress(text: string, value: string): Truth {
  const [address, block] = [readBlock(text), readBlock(value)];
  return address === undefined || block === undefined ? "maybe" : truthOf(contains(block, address));
}

export function readNumber(text: string): number | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/u.test(text) ? Number(text) : undefined;
}

const isoDate = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?)?$/u;

/** In milliseconds since 1970: a date of ISO 8601 (W3C's profile), or seconds since then, as aws:EpochTime has them. */
export function readInstant(text: string): number | undefined {
  if (/^\d{5,}$/u.test(text)) return Number(text) * 1000;
  if (!isoDate.test(text)) return undefined;
  const isZoned = /(?:Z|[+-]\d{2}:?\d{2})$/u.test(text) || !text.includes("T");
  const instant = Date.parse(isZoned ? text : `${text}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}
