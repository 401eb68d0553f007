import type { ASTNode } from "@marcbachmann/cel-js";
import type { Argument, Method } from "../../facts/vocabulary.ts";
import { didYouMean } from "../../errors.ts";
import type { Pattern } from "./pattern.ts";
import { PatternError } from "./pattern-syntax.ts";
import { compilePattern } from "./pattern.ts";
import type { Scope } from "./scope.ts";
import { refuse, withLocal } from "./scope.ts";
import { stringFunctions } from "./string-functions.ts";
import type { Expr, ExprType, MacroName, Range, StringFunction } from "./syntax.ts";
import { macroNames, typeName } from "./syntax.ts";

type Lower = (node: ASTNode, scope: Scope) => Expr;
type CallNode = ASTNode & { op: "call" };
type MethodCallNode = ASTNode & { op: "rcall" };

const globalFunctions = ["size", "has"] as const;

/** `size(x)` and `has(x.y)`, the only functions that are not written after a dot. */
export function lowerCall(node: CallNode, scope: Scope, lower: Lower): Expr {
  const [name, args] = node.args;
  const [arg] = args;
  if (arg === undefined || args.length > 1 || !globalFunctions.some((known) => known === name)) {
    return refuseCall(name, node.range, [...globalFunctions]);
  }
  return name === "size"
    ? lowerSize(lower(arg, scope), node.range)
    : lowerHas(arg, node.range, () => lower(arg, scope));
}

/** A call after a dot: a macro or `size` on a list, a function of a text, or a method of the vocabulary. */
export function lowerMethodCall(node: MethodCallNode, scope: Scope, lower: Lower): Expr {
  const [name, receiver, args] = node.args;
  const of = lower(receiver, scope);
  const call: Call = { name, of, args, range: node.range, scope, lower };
  if (name === "size" && args.length === 0) return lowerSize(of, node.range);
  if (of.type.kind === "object") return lowerMethod(call);
  if (of.type.kind === "string") return lowerStringCall(call);
  const macro = macroNames.find((known) => known === name);
  const isIterable = of.type.kind === "list" || of.type.kind === "map";
  if (isIterable && macro !== undefined) return lowerMacro(macro, call);
  return refuseCall(name, node.range, isIterable ? ["size", ...macroNames] : []);
}

interface Call {
  name: string;
  of: Expr;
  args: readonly ASTNode[];
  range: Range;
  scope: Scope;
  lower: Lower;
}

function refuseCall(name: string, range: Range, known: readonly string[]): never {
  const similar = didYouMean(name, known);
  if (similar === name) return refuse(range, `${name}() does not take these arguments`);
  const hint = known.length === 0 ? undefined : `known here: ${known.join(", ")}`;
  return refuse(
    range,
    `${name}() is not part of the rule language here`,
    similar === undefined ? hint : `did you mean ${similar}?`,
  );
}

function lowerSize(of: Expr, range: Range): Expr {
  const { kind } = of.type;
  if (kind !== "list" && kind !== "map" && kind !== "string") {
    return refuse(of.range, `size() counts a list, a map or the letters of a text, not ${typeName(of.type)}`);
  }
  return { kind: "size", of, type: { kind: "int" }, range };
}

function lowerHas(arg: ASTNode, range: Range, lowerArg: () => Expr): Expr {
  if (arg.op !== "." && arg.op !== "[]")
    return refuse(range, "has() asks for a key of a map, such as has(subnet.tags.Owner)");
  const entry = lowerArg();
  if (entry.kind !== "entry" || arg.op === "[]") {
    const hint =
      entry.kind === "entry"
        ? 'write has(map.key), or "key" in map'
        : "a fact is always there; its value may be unknown";
    return refuse(arg.range, "has() asks for a key of a map, such as has(subnet.tags.Owner)", hint);
  }
  return { ...entry, test: true, type: { kind: "bool" }, range };
}

function lowerMethod({ name, of, args, range, scope, lower }: Call): Expr {
  if (of.type.kind !== "object") return refuse(range, `${typeName(of.type)} has no methods`);
  const { object } = of.type;
  const methods = object.methods ?? {};
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) {
    const known = Object.keys(methods);
    const isFact = Object.hasOwn(object.facts, name);
    const similar = didYouMean(name, known);
    const all = known.length === 0 ? `${object.name} has no methods` : `methods of ${object.name}: ${known.join(", ")}`;
    const hint = isFact
      ? `${name} is a fact: leave the ( ) out`
      : similar === undefined
        ? all
        : `did you mean ${similar}?`;
    return refuse(range, `unknown method ${name} of ${object.name}`, hint);
  }
  const lowered = args.map((arg) => lower(arg, scope));
  checkArguments(
    { name, args: method.args.map((arg) => arg.type), signature: signatureOf(name, method) },
    lowered,
    range,
  );
  method.args.forEach((arg, index) => checkLiteral(arg, lowered[index]));
  const text = lowered.map((arg) => scope.source.slice(arg.range.start, arg.range.end)).join(", ");
  const path = `${of.path ?? object.name}.${name}(${text})`;
  return { kind: "method", of, name, method, args: lowered, path, type: method.returns, range };
}

/** What is written in the rule is checked at load; what is computed, when it is used. */
function checkLiteral({ check }: Argument, arg: Expr | undefined): void {
  const text = arg?.kind === "literal" || arg?.kind === "parameter" ? arg.value : undefined;
  const problem = typeof text === "string" ? check?.(text) : undefined;
  if (arg !== undefined && problem !== undefined) refuse(arg.range, problem);
}

function signatureOf(name: string, method: Method<never>): string {
  return `${name}(${method.args.map((arg) => `${arg.name}: ${arg.type}`).join(", ")})`;
}

interface Expected {
  name: string;
  args: readonly string[];
  signature: string;
}

function checkArguments(expected: Expected, args: readonly Expr[], range: Range): void {
  if (args.length !== expected.args.length) {
    refuse(
      range,
      `${expected.name}() takes ${expected.args.length} argument(s), not ${args.length}`,
      `write ${expected.signature}`,
    );
  }
  args.forEach((arg, index) => {
    const wanted = expected.args[index] ?? "";
    if (arg.type.kind !== wanted) {
      refuse(
        arg.range,
        `${expected.name}() takes ${wanted} here, not ${typeName(arg.type)}`,
        `write ${expected.signature}`,
      );
    }
  });
}

function lowerStringCall({ name, of, args, range, scope, lower }: Call): Expr {
  if (name === "matches") return lowerMatches(of, args, range);
  const known = Object.hasOwn(stringFunctions, name) ? stringFunctions[name] : undefined;
  if (known === undefined) return refuseCall(name, range, ["size", "matches", ...Object.keys(stringFunctions)]);
  const lowered = args.map((arg) => lower(arg, scope));
  checkArguments({ name, args: known.args, signature: `${name}(${known.args.join(", ")})` }, lowered, range);
  return { kind: "string-call", of, function: known, args: lowered, type: { kind: known.returns }, range };
}

/** The pattern must be a literal, so that it is compiled, and refused, at load. */
function lowerMatches(of: Expr, args: readonly ASTNode[], range: Range): Expr {
  const [arg] = args;
  if (arg?.op !== "value" || typeof arg.args !== "string" || args.length > 1) {
    return refuse(arg?.range ?? range, "matches() takes one pattern, written as a text in quotes");
  }
  const pattern = compileAt(arg.args, arg.range);
  const matches: StringFunction = {
    args: [],
    returns: "bool",
    stepsPerLetter: pattern.states,
    run: (text) => pattern.test(text),
  };
  return { kind: "string-call", of, function: matches, args: [], type: { kind: "bool" }, range };
}

function compileAt(source: string, range: Range): Pattern {
  try {
    return compilePattern(source);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return refuse(range, `bad pattern: ${error.message}`, "patterns are RE2's: no backreferences, no lookaround");
  }
}

function lowerMacro(name: MacroName, call: Call): Expr {
  const { of, args, scope, lower, range } = call;
  const [variable, second, third] = args;
  const isComplete = args.length === 2 || (name === "map" && args.length === 3);
  if (variable?.op !== "id" || second === undefined || !isComplete) {
    return refuse(range, `${name}() takes a variable and an expression`, `as in list.${name}(item, item == "a")`);
  }
  const inner = withLocal(scope, variable.args, of);
  const where = third === undefined ? undefined : lower(second, inner);
  const body = lower(third ?? second, inner);
  const condition = name === "map" ? where : body;
  if (condition !== undefined && condition.type.kind !== "bool") {
    return refuse(condition.range, `${name}() wants a bool here, not ${typeName(condition.type)}`);
  }
  const derived = derivedOf(name, of, body);
  return { kind: "macro", name, of, slot: scope.depth, where, body, range, ...derived };
}

/** What the result of a macro is: `filter` keeps the elements, `map` replaces them, the others answer a question. */
function derivedOf(
  name: MacroName,
  of: Expr,
  body: Expr,
): { type: ExprType; values?: readonly string[]; path?: string } {
  if (name !== "filter" && name !== "map") return { type: { kind: "bool" } };
  const values = name === "map" ? body.values : of.values;
  const known = values === undefined ? {} : { values };
  if (name === "map") return { type: { kind: "list", of: body.type }, ...known };
  const type: ExprType = of.type.kind === "list" ? of.type : { kind: "list", of: { kind: "string" } };
  return { type, ...known, ...(of.path === undefined ? {} : { path: of.path }) };
}
