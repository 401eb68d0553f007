/** SMT-LIB, written as text; and three-valued answers, for what the reference leaves open. */

export type Formula = string;

export const yes: Formula = "true";
export const no: Formula = "false";

export function and(...parts: readonly Formula[]): Formula {
  const some = parts.filter((one) => one !== yes);
  if (some.includes(no)) return no;
  return some.length < 2 ? (some[0] ?? yes) : `(and ${some.join(" ")})`;
}

export function or(...parts: readonly Formula[]): Formula {
  const some = parts.filter((one) => one !== no);
  if (some.includes(yes)) return yes;
  return some.length < 2 ? (some[0] ?? no) : `(or ${some.join(" ")})`;
}

export function not(part: Formula): Formula {
  if (part === yes) return no;
  return part === no ? yes : `(not ${part})`;
}

export const implies = (left: Formula, right: Formula): Formula => or(not(left), right);

export function exactlyOne(...parts: readonly Formula[]): Formula {
  const pairs = parts.flatMap((one, at) => parts.slice(at + 1).map((other) => not(and(one, other))));
  return and(or(...parts), ...pairs);
}

/** `must` holds where something surely does, `may` where it does under some reading. */
export interface Tri {
  must: Formula;
  may: Formula;
}

export const settled = (formula: Formula): Tri => ({ must: formula, may: formula });
export const open: Tri = { must: no, may: yes };

export const allOf = (parts: readonly Tri[]): Tri => ({
  must: and(...parts.map(({ must }) => must)),
  may: and(...parts.map(({ may }) => may)),
});

export const anyOf = (parts: readonly Tri[]): Tri => ({
  must: or(...parts.map(({ must }) => must)),
  may: or(...parts.map(({ may }) => may)),
});

export const opposite = ({ must, may }: Tri): Tri => ({ must: not(may), may: not(must) });

/** One where the condition holds, the other where it does not. */
export function either(condition: Formula, one: Tri, other: Tri): Tri {
  const pick = (left: Formula, right: Formula): Formula => and(implies(condition, left), or(condition, right));
  return { must: pick(one.must, other.must), may: pick(one.may, other.may) };
}
