import type { Operator, OperatorFamily } from "./document.ts";

interface OperatorShape {
  family: OperatorFamily;
  negated: boolean;
}

const positive = (family: OperatorFamily): OperatorShape => ({ family, negated: false });
const negative = (family: OperatorFamily): OperatorShape => ({ family, negated: true });

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
  ["binaryequals", positive("other")],
  ["numericequals", positive("other")],
  ["numericnotequals", negative("other")],
  ["numericlessthan", positive("other")],
  ["numericlessthanequals", positive("other")],
  ["numericgreaterthan", positive("other")],
  ["numericgreaterthanequals", positive("other")],
  ["dateequals", positive("other")],
  ["datenotequals", negative("other")],
  ["datelessthan", positive("other")],
  ["datelessthanequals", positive("other")],
  ["dategreaterthan", positive("other")],
  ["dategreaterthanequals", positive("other")],
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
