import { Environment } from "@marcbachmann/cel-js";
import type { FactObject, FactType } from "../../facts/vocabulary.ts";
import type { ParameterValue } from "./syntax.ts";
import { typeName } from "./syntax.ts";

const parametersType = "RuleParameters";

/** Far above what a rule needs, far below what would trouble a recursive walk. */
export const limits = { maxAstNodes: 1000, maxDepth: 40, maxListElements: 500, maxCallArguments: 8, maxMapEntries: 1 };

/** The CEL environment of one resource type: its variable, and every object type that can be reached from it. */
export function createEnvironment(variable: string, root: FactObject): Environment {
  const environment = new Environment({ unlistedVariablesAreDyn: false, limits });
  const objects = collectObjects(root);
  for (const object of objects) registerFacts(environment, object);
  // Only now are all types known that a method may return.
  for (const object of objects) registerMethods(environment, object);
  return environment.registerVariable(variable, root.name);
}

/** The same with the rule's own parameters as `parameters.<name>`. */
export function withParameters(base: Environment, parameters: ReadonlyMap<string, ParameterValue>): Environment {
  const fields = Object.fromEntries([...parameters].map(([name, value]) => [name, typeName(parameterType(value))]));
  return base
    .clone()
    .registerType(parametersType, { ctor: createConstructor(), fields })
    .registerVariable("parameters", parametersType);
}

export function parameterType(value: ParameterValue): FactType {
  if (typeof value === "boolean") return { kind: "bool" };
  if (typeof value === "number") return { kind: "int" };
  return typeof value === "string" ? { kind: "string" } : { kind: "list", of: { kind: "string" } };
}

/** Every object type reachable from the root, each once; types may be recursive. */
function collectObjects(root: FactObject): FactObject[] {
  const byName = new Map([[root.name, root]]);
  // A Map's iterator also visits what is added on the way.
  for (const object of byName.values()) {
    const factTypes = Object.values(object.facts).map((fact) => fact.type);
    const methodTypes = methodsOf(object).map(([, method]) => method.returns);
    for (const found of [...factTypes, ...methodTypes].map(objectIn)) {
      if (found === undefined) continue;
      const known = byName.get(found.name);
      if (known !== undefined && known !== found)
        throw new Error(`two object types of the vocabulary are named ${found.name}`);
      byName.set(found.name, found);
    }
  }
  return [...byName.values()];
}

function objectIn(type: FactType): FactObject | undefined {
  if (type.kind === "list") return objectIn(type.of);
  return type.kind === "object" ? type.object : undefined;
}

function methodsOf(object: FactObject) {
  return Object.entries(object.methods ?? {});
}

function registerFacts(environment: Environment, object: FactObject): void {
  const fields = Object.fromEntries(Object.entries(object.facts).map(([name, fact]) => [name, typeName(fact.type)]));
  // Without a constructor of its own, cel-js wants the types of all fields registered before: no recursive types.
  environment.registerType(object.name, { ctor: createConstructor(), fields });
}

function registerMethods(environment: Environment, object: FactObject): void {
  for (const [name, method] of methodsOf(object)) {
    const args = method.args.map((arg) => arg.type).join(", ");
    environment.registerFunction(`${object.name}.${name}(${args}): ${typeName(method.returns)}`, neverCalled);
  }
}

/** A type of cel-js is known by its constructor, so each has one of its own. */
function createConstructor(): new () => object {
  return class extends Object {};
}

/** cel-js only checks types here; evaluation is ours. */
function neverCalled(): never {
  throw new Error("cel-js evaluates nothing in vpclint");
}
