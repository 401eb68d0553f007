import type { Operator, OperatorFamily, Relation } from "./document.ts";

interface OperatorShape {
  family: OperatorFamily;
  relation: Relation;
  negated: boolean;
}

const positive = (family: OperatorFamily): OperatorShape => ({ family, relation: "equal", negated: false });
const negative = (family: OperatorFamily): OperatorShape => ({ family, relation: "equal", negated: true });

/** `NumericEquals`, `NumericLessThan` and so on, and the same for dates. */
function ordered(name: string, family: OperatorFamily): [string, OperatorShape][] {
  const relations: readonly [string, Relation][] = [
    ["lessthan", "less"],
    ["lessthanequals", "less-or-equal"],
    ["greaterthan", "greater"],
    ["greaterthanequals", "greater-or-equal"],
  ];
  return [
    [`${name}equals`, positive(family)],
    [`${name}notequals`, negative(family)],
    ...relations.map(([suffix, relation]): [string, OperatorShape] => [
      `${name}${suffix}`,
      { family, relation, negated: false },
    ]),
  ];
}

/** Every condition operator of IAM, in lower case. ArnEquals and ArnLike are the same operator (policy-semantics 5). */
const operatorShapes: ReadonlyMap<string, OperatorShape> = new Map([
  ["stringequals", positive("string")],
  ["stringnotequals", negative("string")],
  ["stringequalsignorecase", positive("string-ignore-case")],
  ["stringnotequalsignorecase", negative("string-ignore-case")],
  ["stringlike", positive("string-like")],
  ["stringnotlike", negative("string-like")],
  ["arnequals", positive("arn")],
  ["arnlike", positive("arn")],
  ["arnnotequals", negative("arn")],
  ["arnnotlike", negative("arn")],
  ["bool", positive("bool")],
  ["null", positive("null")],
  ["ipaddress", positive("ip")],
  ["notipaddress", negative("ip")],
  ["binaryequals", positive("binary")],
  ...ordered("numeric", "numeric"),
  ...ordered("date", "date"),
]);

const operatorGrammar = /^(?:(foranyvalue|forallvalues):)?([a-z]+?)(ifexists)?$/u;

/** Reads an operator's name in any letter case (policy-semantics 13); undefined where there is no such operator. */
export function parseOperator(name: string): Operator | undefined {
  const [, quantifier, base = "", ifExists] = operatorGrammar.exec(name.toLowerCase()) ?? [];
  const shape = operatorShapes.get(base);
  if (shape === undefined) return undefined;
  // Null asks about presence itself, so AWS gives it neither suffix nor quantifier.
  if (shape.family === "null" && (ifExists !== undefined || quantifier !== undefined)) return undefined;
  return { ...shape, ifExists: ifExists !== undefined, quantifier: quantifierNames.get(quantifier ?? "") };
}

const quantifierNames = new Map<string, "ForAnyValue" | "ForAllValues">([
  ["foranyvalue", "ForAnyValue"],
  ["forallvalues", "ForAllValues"],
]);
