import type { ASTNode } from "@marcbachmann/cel-js";
import { UnsignedInt } from "@marcbachmann/cel-js/evaluator";
import { didYouMean } from "../../errors.ts";
import { lowerCall, lowerMethodCall } from "./lower-call.ts";
import type { Scope } from "./scope.ts";
import { refuse } from "./scope.ts";
import type { BinaryOperator, Expr, ExprType, Literal, Range } from "./syntax.ts";
import { arithmeticOperators, holdsObject, typeName } from "./syntax.ts";
import { parameterType } from "./environment.ts";
import { checkComparedValues } from "./compared-values.ts";

/**
 * Turns CEL's syntax tree into ours: resolves names against the vocabulary and refuses what the rule language leaves
 * out of CEL. Operand types of operators are left to cel-js's checker, which runs afterwards.
 */
export function lower(node: ASTNode, scope: Scope): Expr {
  switch (node.op) {
    case "value":
      return lowerLiteral(node.args, node);
    case "id":
      return lowerVariable(node.args, node, scope);
    case ".":
      return lowerMember(node, scope);
    case "[]":
      return lowerIndex(node, scope);
    case "!_":
    case "-_":
      return lowerUnary(node, scope);
    case "&&":
    case "||": {
      const [left, right] = lowerPair(node.args, scope);
      return { kind: "logical", operator: node.op, left, right, type: { kind: "bool" }, range: node.range };
    }
    case "?:":
      return lowerConditional(node, scope);
    case "list":
      return lowerList(node, scope);
    case "call":
      return lowerCall(node, scope, lower);
    case "rcall":
      return lowerMethodCall(node, scope, lower);
    case "map":
      return refuse(node.range, "map literals are not part of the rule language");
    case ".?":
    case "[?]":
      return refuse(node.range, "optional access is not part of the rule language");
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "in":
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return lowerBinary(node, scope);
  }
}

type NodeOf<Op extends ASTNode["op"]> = ASTNode & { op: Op };

function lowerPair([left, right]: readonly [ASTNode, ASTNode], scope: Scope): [Expr, Expr] {
  return [lower(left, scope), lower(right, scope)];
}

function lowerLiteral(value: NodeOf<"value">["args"], { range }: ASTNode): Literal {
  if (typeof value === "boolean") return { kind: "literal", value, type: { kind: "bool" }, range };
  if (typeof value === "string") return { kind: "literal", value, type: { kind: "string" }, range };
  if (typeof value === "bigint") return lowerInteger(value, range);
  if (value === null)
    return refuse(range, "null is not part of the rule language", "a fact always has a value, or is unknown");
  if (value instanceof UnsignedInt)
    return refuse(range, "unsigned numbers are not part of the rule language", "leave the u out");
  if (typeof value === "number") return refuse(range, "only whole numbers are part of the rule language");
  return refuse(range, "bytes are not part of the rule language", "leave the b before the quote out");
}

function lowerInteger(value: bigint, range: Range): Literal {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) return refuse(range, `${value} is too large`);
  return { kind: "literal", value: number, type: { kind: "int" }, range };
}

function lowerVariable(name: string, { range }: ASTNode, scope: Scope): Expr {
  const local = scope.locals.get(name);
  if (local !== undefined) return { kind: "local", range, ...local };
  if (name === scope.variable) {
    return { kind: "root", range, type: { kind: "object", object: scope.root }, path: name };
  }
  if (name === "parameters") {
    return refuse(range, "parameters can only be read by name, as in parameters.minimumZones");
  }
  const known = [scope.variable, "parameters", ...scope.locals.keys()];
  return refuse(range, `unknown variable ${name}`, variableHint(name, known, scope));
}

function variableHint(name: string, known: readonly string[], scope: Scope): string {
  if (Object.hasOwn(scope.root.facts, name)) return `did you mean ${scope.variable}.${name}?`;
  const similar = didYouMean(name, known);
  return similar === undefined ? `known here: ${known.join(", ")}` : `did you mean ${similar}?`;
}

function lowerMember(node: NodeOf<".">, scope: Scope): Expr {
  const [receiver, name] = node.args;
  const nameRange = { start: node.range.end - name.length, end: node.range.end };
  if (receiver.op === "id" && receiver.args === "parameters" && !scope.locals.has("parameters")) {
    return lowerParameter({ name, nameRange, range: node.range }, scope);
  }
  const of = lower(receiver, scope);
  if (of.type.kind === "object") return lowerFact({ of, name, nameRange, range: node.range });
  if (of.type.kind !== "map") return refuse(nameRange, `${typeName(of.type)} has no facts, so no ${name}`);
  const key: Literal = { kind: "literal", value: name, type: { kind: "string" }, range: nameRange };
  return lowerEntry(of, key, node.range);
}

function lowerParameter({ name, nameRange, range }: Omit<Member, "of">, scope: Scope): Expr {
  const value = scope.parameters.get(name);
  if (value === undefined) {
    const known = [...scope.parameters.keys()];
    const similar = didYouMean(name, known);
    const all = known.length === 0 ? "the rule declares no parameters" : `declared: ${known.join(", ")}`;
    return refuse(
      nameRange,
      `unknown parameter ${name}`,
      similar === undefined ? all : `did you mean parameters.${similar}?`,
    );
  }
  return { kind: "parameter", value, path: `parameters.${name}`, type: parameterType(value), range };
}

interface Member {
  of: Expr;
  name: string;
  nameRange: Range;
  range: Range;
}

function lowerFact({ of, name, nameRange, range }: Member): Expr {
  if (of.type.kind !== "object") return refuse(nameRange, `${typeName(of.type)} has no facts`);
  const { object } = of.type;
  const fact = Object.hasOwn(object.facts, name) ? object.facts[name] : undefined;
  if (fact === undefined) {
    const known = Object.keys(object.facts);
    if (object.methods !== undefined && Object.hasOwn(object.methods, name)) {
      return refuse(nameRange, `${name} of ${object.name} asks for arguments`, `write ${name}(...)`);
    }
    const similar = didYouMean(name, known);
    const hint = similar === undefined ? `facts of ${object.name}: ${known.join(", ")}` : `did you mean ${similar}?`;
    return refuse(nameRange, `unknown fact ${name} of ${object.name}`, hint);
  }
  const path = `${of.path ?? object.name}.${name}`;
  const values = fact.values === undefined ? {} : { values: fact.values };
  return { kind: "fact", of, name, fact, path, type: fact.type, range, ...values };
}

function lowerIndex(node: NodeOf<"[]">, scope: Scope): Expr {
  const [receiver, index] = node.args;
  const of = lower(receiver, scope);
  const by = lower(index, scope);
  if (of.type.kind === "map") return lowerEntry(of, by, node.range);
  if (of.type.kind !== "list") {
    return refuse(node.range, `${typeName(of.type)} cannot be indexed`, "facts are read with a dot");
  }
  if (by.type.kind !== "int") return refuse(by.range, `a list is indexed by a number, not by ${typeName(by.type)}`);
  const position = by.kind === "literal" ? String(by.value) : "";
  return {
    kind: "index",
    of,
    index: by,
    type: of.type.of,
    range: node.range,
    ...(of.values === undefined ? {} : { values: of.values }),
    ...(of.path === undefined ? {} : { path: `${of.path}[${position}]` }),
  };
}

function lowerEntry(of: Expr, key: Expr, range: Range): Expr {
  if (key.type.kind !== "string") return refuse(key.range, `a key is a text, not ${typeName(key.type)}`);
  return { kind: "entry", of, key, test: false, type: { kind: "string" }, range };
}

function lowerUnary(node: NodeOf<"!_" | "-_">, scope: Scope): Expr {
  const of = lower(node.args, scope);
  const operator = node.op === "!_" ? "!" : "-";
  return { kind: "unary", operator, of, type: { kind: operator === "!" ? "bool" : "int" }, range: node.range };
}

function lowerConditional(node: NodeOf<"?:">, scope: Scope): Expr {
  const [condition, accepted, otherwise] = node.args.map((arg) => lower(arg, scope)) as [Expr, Expr, Expr];
  const type = isEmptyList(accepted.type) ? otherwise.type : accepted.type;
  return { kind: "conditional", condition, accepted, otherwise, type, range: node.range };
}

function isEmptyList(type: ExprType): boolean {
  return type.kind === "list" && type.of.kind === "nothing";
}

function lowerList(node: NodeOf<"list">, scope: Scope): Expr {
  const elements = node.args.map((element) => lower(element, scope));
  const of: ExprType = elements[0]?.type ?? { kind: "nothing" };
  return { kind: "list", elements, type: { kind: "list", of }, range: node.range };
}

function lowerBinary(node: NodeOf<BinaryOperator>, scope: Scope): Expr {
  const [left, right] = lowerPair(node.args, scope);
  const { op: operator, range } = node;
  if (operator === "in" && right.type.kind === "map") {
    return { kind: "entry", of: right, key: left, test: true, type: { kind: "bool" }, range };
  }
  if (holdsObject(left.type) || holdsObject(right.type)) {
    const object = holdsObject(left.type) ? left : right;
    return refuse(object.range, `${typeName(object.type)} cannot be an operand of ${operator}`, "use one of its facts");
  }
  checkComparedValues(operator, left, right);
  const isArithmetic = arithmeticOperators.some((name) => name === operator);
  const type: ExprType = isArithmetic ? left.type : { kind: "bool" };
  return { kind: "binary", operator, left, right, type, range };
}
