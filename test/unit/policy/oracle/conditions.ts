import type { Request } from "../../../../src/policy/request.ts";
import { readKey } from "./keys.ts";
import type { World } from "./keys.ts";
import { allOf, anyOf, matchesArn, matchesExactly, matchesLike, opposite, unsettled } from "./values.ts";
import type { Comparison, Tri } from "./values.ts";

/** The table of policy-semantics 5, row by row. */

export interface Atom {
  operator: string;
  key: string;
  values: readonly string[];
}

type Compare = (value: string, text: string, comparison: Comparison) => Tri;

const lower = (text: string): string => text.toLowerCase();
const numeric =
  (holds: (text: number, value: number) => boolean): Compare =>
  (value, text) => {
    const [left, right] = [text, value].map((one) => (/^-?\d+(?:\.\d+)?$/u.test(one) ? Number(one) : undefined));
    return left === undefined || right === undefined ? undefined : holds(left, right);
  };
const dated =
  (holds: (text: number, value: number) => boolean): Compare =>
  (value, text) => {
    const [left, right] = [text, value].map((one) => (/^\d+$/u.test(one) ? Number(one) * 1000 : Date.parse(one)));
    return left === undefined || right === undefined || Number.isNaN(left + right) ? undefined : holds(left, right);
  };

function inNetwork(value: string, text: string): Tri {
  const [address = "", length = "32"] = value.split("/");
  const bits = (ip: string): string =>
    ip
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
  return bits(text).startsWith(bits(address).slice(0, Number(length)));
}

/** Positive operators; each has a Not form except the orders. */
const operators: Readonly<Record<string, Compare>> = {
  stringequals: matchesExactly,
  stringequalsignorecase: (value, text, { hasVariables, textOf }) =>
    matchesExactly(lower(value), lower(text), {
      hasVariables,
      textOf: (key) => {
        const found = textOf(key);
        return typeof found === "string" ? lower(found) : found;
      },
    }),
  stringlike: matchesLike,
  arnequals: matchesArn,
  arnlike: matchesArn,
  bool: (value, text) => lower(value) === lower(text),
  ipaddress: inNetwork,
  numericequals: numeric((text, value) => text === value),
  numericlessthan: numeric((text, value) => text < value),
  numericlessthanequals: numeric((text, value) => text <= value),
  numericgreaterthan: numeric((text, value) => text > value),
  numericgreaterthanequals: numeric((text, value) => text >= value),
  dateequals: dated((text, value) => text === value),
  datelessthan: dated((text, value) => text < value),
  datelessthanequals: dated((text, value) => text <= value),
  dategreaterthan: dated((text, value) => text > value),
  dategreaterthanequals: dated((text, value) => text >= value),
};

const negations: Readonly<Record<string, string>> = {
  stringnotequals: "stringequals",
  stringnotequalsignorecase: "stringequalsignorecase",
  stringnotlike: "stringlike",
  arnnotequals: "arnequals",
  arnnotlike: "arnlike",
  notipaddress: "ipaddress",
  numericnotequals: "numericequals",
  datenotequals: "dateequals",
};

interface Operator {
  compare: Compare;
  isNegated: boolean;
  ifExists: boolean;
  set: string | undefined;
}

function operatorOf(name: string): Operator | undefined {
  const parts = name.toLowerCase().split(":");
  const [set, rest = ""] = parts.length === 1 ? [undefined, ...parts] : parts;
  const ifExists = rest.endsWith("ifexists");
  const base = ifExists ? rest.slice(0, -"ifexists".length) : rest;
  const compare = operators[negations[base] ?? base];
  return compare === undefined ? undefined : { compare, isNegated: base in negations, ifExists, set };
}

export function holds({ operator, key, values }: Atom, request: Request, world: World): Tri {
  const { isMultivalued, found } = readKey(key, request, world);
  if (found === "open") return undefined;
  if (operator.toLowerCase() === "null") return values.some((value) => lower(value) === String(found === undefined));
  const read = operatorOf(operator);
  if (read === undefined) return undefined;
  if (found === undefined) return onAbsence(read);
  const answers = found.map((text) => satisfies(read, values, text, comparisonFor(request, world)));
  // Section 13: a multivalued key without a set operator matches as any of its values do, or never.
  if (isMultivalued && read.set === undefined) return read.isNegated || anyOf(answers) !== false ? undefined : false;
  return read.set === "forallvalues" ? allOf(answers) : anyOf(answers);
}

function onAbsence({ set, ifExists, isNegated }: Operator): Tri {
  if (set === "forallvalues") return true;
  // Section 13: ForAnyValue with IfExists.
  if (set === "foranyvalue") return ifExists ? undefined : false;
  return ifExists || isNegated;
}

function satisfies({ compare, isNegated }: Operator, values: readonly string[], text: string, how: Comparison): Tri {
  const some = anyOf(values.map((value) => compare(value, text, how)));
  return isNegated ? opposite(some) : some;
}

export function comparisonFor(request: Request, world: World): Comparison {
  return {
    hasVariables: world.hasVariables,
    textOf: (key) => {
      const { isMultivalued, found } = readKey(key, request, world);
      if (found === "open" || isMultivalued) return unsettled;
      return found?.[0];
    },
  };
}
