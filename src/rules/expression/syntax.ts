import type { Fact, FactObject, Method, ScalarType } from "../../facts/vocabulary.ts";

/** Our own typed syntax tree: what is left of CEL once it was checked and cut to the subset of the rule language. */

/** Offsets into the text of the expression; `end` is exclusive. */
export interface Range {
  start: number;
  end: number;
}

/** What is wrong with an expression, and where in its text. */
export interface Problem {
  message: string;
  hint?: string;
  range: Range;
}

/** A vocabulary type, and the element type of `[]`, which is a list of anything. */
export type ExprType =
  | { kind: ScalarType }
  | { kind: "list"; of: ExprType }
  | { kind: "map" }
  | { kind: "object"; object: FactObject }
  | { kind: "nothing" };

export type Scalar = boolean | number | string;

/** A function of a text. `matches` is not here: its pattern is compiled at load. */
export interface StringFunction {
  args: readonly ScalarType[];
  returns: ScalarType;
  /** What a call costs for each letter of the text; 1 if absent. */
  stepsPerLetter?: number;
  run(text: string, args: readonly Scalar[]): Scalar;
}

/** A parameter of a rule, after overrides: a constant to its expressions. */
export type ParameterValue = Scalar | readonly string[];

export const macroNames = ["all", "exists", "exists_one", "filter", "map"] as const;
export type MacroName = (typeof macroNames)[number];

export const arithmeticOperators = ["+", "-", "*", "/", "%"] as const;
export type BinaryOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | (typeof arithmeticOperators)[number];

interface Node {
  range: Range;
  type: ExprType;
  /** The only texts that the value (or, of a list, its elements) can be. */
  values?: readonly string[];
  /** The name under which evidence shows the value, such as `subnet.paths.s3.ipv4.via`; absent for computed values. */
  path?: string;
}

export interface Literal extends Node {
  kind: "literal";
  value: Scalar;
}

interface ParameterRead extends Node {
  kind: "parameter";
  value: ParameterValue;
  path: string;
}

interface Root extends Node {
  kind: "root";
}

/** The variable of a macro. */
interface Local extends Node {
  kind: "local";
  slot: number;
}

export interface FactRead extends Node {
  kind: "fact";
  of: Expr;
  name: string;
  fact: Fact<never>;
  path: string;
}

export interface MethodCall extends Node {
  kind: "method";
  of: Expr;
  name: string;
  method: Method<never>;
  args: readonly Expr[];
  path: string;
}

export interface ListIndex extends Node {
  kind: "index";
  of: Expr;
  index: Expr;
}

/** `tags["Owner"]`, `tags.Owner`, and with `test` the question whether it is there: `has(tags.Owner)`, `"Owner" in tags`. */
export interface MapEntry extends Node {
  kind: "entry";
  of: Expr;
  key: Expr;
  test: boolean;
}

export interface Unary extends Node {
  kind: "unary";
  operator: "!" | "-";
  of: Expr;
}

interface Logical extends Node {
  kind: "logical";
  operator: "&&" | "||";
  left: Expr;
  right: Expr;
}

export interface Binary extends Node {
  kind: "binary";
  operator: BinaryOperator;
  left: Expr;
  right: Expr;
}

interface Conditional extends Node {
  kind: "conditional";
  condition: Expr;
  accepted: Expr;
  otherwise: Expr;
}

interface ListLiteral extends Node {
  kind: "list";
  elements: readonly Expr[];
}

export interface Size extends Node {
  kind: "size";
  of: Expr;
}

export interface StringCall extends Node {
  kind: "string-call";
  of: Expr;
  function: StringFunction;
  args: readonly Expr[];
}

export interface Macro extends Node {
  kind: "macro";
  name: MacroName;
  of: Expr;
  slot: number;
  /** `map(x, where, body)` has both; the other macros have a body only. */
  where: Expr | undefined;
  body: Expr;
}

export type Expr =
  | Literal
  | ParameterRead
  | Root
  | Local
  | FactRead
  | MethodCall
  | ListIndex
  | MapEntry
  | Unary
  | Logical
  | Binary
  | Conditional
  | ListLiteral
  | Size
  | StringCall
  | Macro;

/** The type as rule authors know it. */
export function typeName(type: ExprType): string {
  switch (type.kind) {
    case "list":
      return `list<${typeName(type.of)}>`;
    case "map":
      return "map<string, string>";
    case "object":
      return type.object.name;
    case "nothing":
      return "dyn";
    case "bool":
    case "int":
    case "string":
      return type.kind;
  }
}

/** Whether values of the type are, or hold, objects of the vocabulary. */
export function holdsObject(type: ExprType): boolean {
  return type.kind === "object" || (type.kind === "list" && holdsObject(type.of));
}

/** Whether text can show the values: scalars and lists of them. */
export function isPrintable(type: ExprType): boolean {
  return type.kind === "list" ? isPrintable(type.of) : type.kind !== "map" && type.kind !== "object";
}
