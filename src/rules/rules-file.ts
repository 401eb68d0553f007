import type { Where } from "../errors.ts";
import { didYouMean, throwGathered, UserError } from "../errors.ts";
import rulesSchema from "../../schemas/rules.schema.json" with { type: "json" };
import type { ParameterValue } from "./expression/syntax.ts";
import type { Definition, RuleDeclaration } from "./rule.ts";
import { coverageRuleId, type Severity } from "./result.ts";
import type { Source } from "./source.ts";
import { parseSource } from "./source.ts";
import { validateShape } from "./validate.ts";

/** A rules file that has the shape of its schema. */
export interface RulesFile {
  source: Source;
  extends: readonly Base[];
  overrides: ReadonlyMap<string, Override>;
  rules: readonly Definition[];
}

/** An entry of `extends`. */
interface Base {
  /** `builtin`, or a path relative to the file. */
  name: string;
  where: Where;
}

interface Override {
  enabled?: boolean;
  severity?: Severity;
  parameters?: Record<string, ParameterValue>;
}

interface Shape {
  extends?: string | string[];
  overrides?: Record<string, Override>;
  rules?: RuleDeclaration[];
}

/** Reads the text of a rules file; throws all that is wrong with its syntax or shape. */
export async function parseRulesFile(file: string, text: string): Promise<RulesFile> {
  const source = parseSource(file, text);
  throwGathered(await validateShape(source, rulesSchema));
  const { extends: bases = [], overrides = {}, rules = [] } = source.data as Shape;
  return {
    source,
    extends: [bases].flat().map((name, index) => ({
      name,
      where: source.whereOfValue(Array.isArray(bases) ? ["extends", index] : ["extends"]),
    })),
    overrides: new Map(Object.entries(overrides)),
    rules: rules.map((declaration, index) => ({
      declaration,
      source,
      index,
      enabled: true,
      severity: declaration.severity,
      parameters: new Map(Object.entries(declaration.parameters ?? {})),
    })),
  };
}

/** What the files that a file extends stand for; undefined for one that could not be read. */
type Bases = readonly (readonly Definition[] | undefined)[];

/**
 * The rules that a file stands for: those it extends, then its own, changed by its overrides. What is wrong is added
 * to `errors`.
 */
export function combineRules(file: RulesFile, bases: Bases, errors: UserError[]): Definition[] {
  const combined = new Map<string, Definition>();
  for (const definition of [...bases.flatMap((base) => base ?? []), ...file.rules]) {
    const { id } = definition.declaration;
    if (id === coverageRuleId) errors.push(takenId(definition));
    const known = combined.get(id);
    // The same rule may come by two ways; the later way's overrides hold.
    if (known !== undefined && !isSameDeclaration(known, definition)) errors.push(duplicateId(definition, known));
    else combined.set(id, definition);
  }
  for (const [id, override] of file.overrides) {
    const definition = combined.get(id);
    if (definition !== undefined)
      combined.set(id, applyOverride({ id, override, definition, source: file.source }, errors));
    // An override of a rule of a file that could not be read is not the mistake.
    else if (!bases.includes(undefined)) errors.push(unknownRule(file.source, id, combined.keys()));
  }
  return [...combined.values()];
}

function takenId({ source, index }: Definition): UserError {
  return new UserError("rules-reserved-id", `the id ${coverageRuleId} is vpclint's own`, {
    where: source.whereOfValue(["rules", index, "id"]),
    hint: "choose another id: reports use this one for accounts that were not wholly read",
  });
}

function isSameDeclaration(one: Definition, other: Definition): boolean {
  return one.source === other.source && one.index === other.index;
}

function duplicateId({ declaration, source, index }: Definition, known: Definition): UserError {
  const { file, line } = known.source.whereOfValue(["rules", known.index, "id"]);
  return new UserError("rules-duplicate-id", `rule ${declaration.id} is already declared in ${file}:${line}`, {
    where: source.whereOfValue(["rules", index, "id"]),
    hint: "choose another id; to change a rule that is extended, use overrides",
  });
}

function unknownRule(source: Source, id: string, known: Iterable<string>): UserError {
  const similar = didYouMean(id, known);
  return new UserError("rules-unknown-rule", `there is no rule ${id} to override`, {
    where: source.whereOfKey(["overrides", id]),
    hint:
      similar === undefined
        ? "vpclint rules list shows the rules; does extends name their file?"
        : `did you mean ${similar}?`,
  });
}

interface Change {
  id: string;
  override: Override;
  definition: Definition;
  /** The file that overrides. */
  source: Source;
}

function applyOverride({ id, override, definition, source }: Change, errors: UserError[]): Definition {
  const parameters = new Map(definition.parameters);
  for (const [name, value] of Object.entries(override.parameters ?? {})) {
    const before = parameters.get(name);
    if (before === undefined) errors.push(unknownParameter({ id, name, known: parameters.keys() }, source));
    else if (kindOf(before) === kindOf(value)) parameters.set(name, value);
    else {
      const message = `parameter ${name} of ${id} is ${kindOf(before)}, not ${kindOf(value)}`;
      errors.push(
        new UserError("rules-parameter", message, {
          where: source.whereOfValue(["overrides", id, "parameters", name]),
        }),
      );
    }
  }
  const { enabled = definition.enabled, severity = definition.severity } = override;
  const isSeverityOverridden = definition.isSeverityOverridden === true || override.severity !== undefined;
  return { ...definition, enabled, severity, isSeverityOverridden, parameters };
}

function unknownParameter(
  { id, name, known }: { id: string; name: string; known: Iterable<string> },
  source: Source,
): UserError {
  const names = [...known];
  const similar = didYouMean(name, names);
  const all = names.length === 0 ? "it has no parameters" : `it has: ${names.join(", ")}`;
  return new UserError("rules-parameter", `rule ${id} has no parameter ${name}`, {
    where: source.whereOfKey(["overrides", id, "parameters", name]),
    hint: similar === undefined ? all : `did you mean ${similar}?`,
  });
}

function kindOf(value: ParameterValue): string {
  if (typeof value === "boolean") return "a bool";
  if (typeof value === "number") return "a whole number";
  return typeof value === "string" ? "a text" : "a list of texts";
}
