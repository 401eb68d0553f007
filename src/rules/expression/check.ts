import type { ASTNode, Environment } from "@marcbachmann/cel-js";
import { ParseError, TypeError as CelTypeError } from "@marcbachmann/cel-js";
import type { FactObject } from "../../facts/vocabulary.ts";
import { createEnvironment, limits, withParameters } from "./environment.ts";
import { lower } from "./lower.ts";
import { ProblemThrown } from "./scope.ts";
import type { Expr, ParameterValue, Problem, Range } from "./syntax.ts";

/** What the expressions of one rule may speak of. */
export interface Subjects {
  /** The resource's variable, such as `subnet`, and its type. */
  variable: string;
  root: FactObject;
  parameters: ReadonlyMap<string, ParameterValue>;
}

export type Checked = { expr: Expr; problem?: undefined } | { problem: Problem };

/** Parses and type-checks the text of one expression. */
export type Check = (source: string) => Checked;

const maxLength = 8192;

const environments = new WeakMap<FactObject, Map<string, Environment>>();

/** The checker of one rule's expressions. */
export function createCheck({ variable, root, parameters }: Subjects): Check {
  const environment = withParameters(baseEnvironment(variable, root), parameters);
  return (source) => {
    try {
      if (source.length > maxLength) return { problem: tooLarge(`longer than ${maxLength} characters`, source) };
      const parsed = environment.parse(source);
      const expr = lower(parsed.ast, { source, variable, root, parameters, locals: new Map(), depth: 0 });
      const { error } = parsed.check();
      return error === undefined ? { expr } : { problem: describeTypeError(error, source) };
    } catch (error) {
      if (error instanceof ProblemThrown) return { problem: error.problem };
      if (error instanceof ParseError) return { problem: describeParseError(error, source) };
      if (error instanceof CelTypeError) return { problem: describeTypeError(error, source) };
      throw error;
    }
  };
}

/** Registering the vocabulary takes milliseconds; all rules of a resource type share it. */
function baseEnvironment(variable: string, root: FactObject): Environment {
  const known = environments.get(root) ?? new Map<string, Environment>();
  environments.set(root, known);
  const environment = known.get(variable) ?? createEnvironment(variable, root);
  known.set(variable, environment);
  return environment;
}

function tooLarge(what: string, source: string): Problem {
  const hint = "split the rule, or put long lists into its parameters";
  return { message: `the expression is ${what}`, hint, range: { start: 0, end: source.length } };
}

/** Spellings of other languages, and what CEL writes instead. */
const otherSpellings: readonly { pattern: RegExp; hint: string }[] = [
  { pattern: /^and\b/i, hint: "write && for and" },
  { pattern: /^or\b/i, hint: "write || for or" },
  { pattern: /^not\b/i, hint: "write ! for not" },
  { pattern: /^=/, hint: "write == to compare" },
  { pattern: /^&/, hint: "write && for and" },
  { pattern: /^\|/, hint: "write || for or" },
];

const structuralLimits: Readonly<Record<string, string>> = {
  maxAstNodes: `larger than ${limits.maxAstNodes} parts`,
  maxDepth: `nested more than ${limits.maxDepth} deep`,
  maxListElements: `holding a list of more than ${limits.maxListElements} elements`,
};

function describeParseError(error: ParseError, source: string): Problem {
  if (error.code === "limit_exceeded") {
    const limit = Object.keys(structuralLimits).find((name) => error.summary.includes(name));
    return tooLarge(structuralLimits[limit ?? ""] ?? "too large", source);
  }
  const range = clampRange(error.range, source);
  if (source.trim() === "") return { message: "the expression is empty", range };
  const hint = findOtherSpelling(source, range);
  const message =
    error.code === "unexpected_token" && range.start >= source.trimEnd().length
      ? "the expression ends too early"
      : lowerFirst(error.summary);
  return { message, range, ...(hint === undefined ? {} : { hint }) };
}

/** cel-js's lexer stops at the end of a word, or at the word after it; the spelling is looked for at both. */
function findOtherSpelling(source: string, range: Range): string | undefined {
  const wordStart = source.slice(0, range.end).search(/\w+$/);
  const before = source.slice(0, range.start).search(/\w+\s*$/);
  for (const start of [range.start, wordStart, before]) {
    const text = start < 0 ? "" : source.slice(start);
    const found = otherSpellings.find(({ pattern }) => pattern.test(text));
    if (found !== undefined) return found.hint;
  }
  return undefined;
}

function describeTypeError(error: ParseError | CelTypeError, source: string): Problem {
  const range = clampRange(error.range, source);
  const overload = /^no such overload: (.*)$/.exec(error.summary)?.[1];
  if (overload === undefined) return { message: lowerFirst(error.summary), range };
  return { message: `these types do not fit together: ${overload}`, range: operandRange(error.node, range) };
}

/** The range of a whole operation, so that the caret underlines both operands. */
function operandRange(node: unknown, range: Range): Range {
  return isNode(node) ? { start: node.start, end: node.end } : range;
}

function isNode(node: unknown): node is ASTNode {
  return typeof node === "object" && node !== null && "op" in node && "start" in node && "end" in node;
}

function clampRange(range: Range | undefined, source: string): Range {
  const start = Math.min(range?.start ?? 0, source.length);
  return { start, end: Math.max(start, Math.min(range?.end ?? source.length, source.length)) };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
