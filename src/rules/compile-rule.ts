import { didYouMean, UserError } from "../errors.ts";
import type { Check } from "./expression/check.ts";
import { createCheck } from "./expression/check.ts";
import type { Compiled, Expected, Expression } from "./expression/expression.ts";
import { compileExpression } from "./expression/expression.ts";
import type { Problem } from "./expression/syntax.ts";
import type { RuleCard } from "./result.ts";
import type { Definition, Fix, FixDeclaration, Rule, RuleDeclaration, SeverityCase, Vocabulary } from "./rule.ts";
import type { Path } from "./source.ts";
import type { Template } from "./template.ts";
import { compileTemplate } from "./template.ts";

export type CompiledRule = { rule: Rule; errors?: undefined } | { errors: UserError[] };

/** Checks all expressions of a rule against the vocabulary and compiles them; or everything that is wrong with them. */
export function compileRule(definition: Definition, vocabulary: Vocabulary): CompiledRule {
  const { declaration, parameters } = definition;
  const type = vocabulary.find(({ name }) => name === declaration.resource);
  if (type === undefined) return { errors: [unknownResource(definition, vocabulary)] };
  const check = createCheck({ variable: type.variable, root: type.facts, parameters });
  const errors: UserError[] = [];
  const compiler = createCompiler(definition, check, errors);
  const { message, remediation = "", identity = [], "applies-when": appliesWhen } = declaration;
  const severityCases = compileSeverityCases(declaration, compiler);
  const rule: Rule = {
    card: toCard(definition),
    parameters,
    appliesWhen: appliesWhen === undefined ? undefined : compiler.expression(appliesWhen, "bool", ["applies-when"]),
    failWhen: compiler.expression(declaration["fail-when"], "bool", ["fail-when"]),
    identity: identity.map((text, at) => compiler.expression(text, "printable", ["identity", at])),
    message: compiler.template(message, ["message"]),
    remediation: compiler.template(remediation, ["remediation"]),
    severityCases: definition.isSeverityOverridden === true ? [] : severityCases,
    fixes: (declaration.fixes ?? []).map((fix, at) => compileFix(fix, compiler, ["fixes", at])),
  };
  return errors.length > 0 ? { errors } : { rule };
}

/** Compiles texts of one rule. What is wrong is kept, and something that nobody will evaluate stands in its place. */
interface Compiler {
  expression(text: string, expected: Expected, path: Path): Expression;
  template(text: string, path: Path): Template;
}

function createCompiler({ source, index }: Definition, check: Check, errors: UserError[]): Compiler {
  const keep = <T>(compiled: Compiled<T>, path: Path, broken: T): T => {
    if (compiled.problems === undefined) return compiled.value;
    errors.push(
      ...compiled.problems.map((problem) =>
        toUserError(problem, source.whereInText(["rules", index, ...path], problem.range)),
      ),
    );
    return broken;
  };
  return {
    expression: (text, expected, path) =>
      keep(compileExpression(text, check, expected), path, { source: text, evaluate: () => false }),
    template: (text, path) =>
      keep(compileTemplate(text, check), path, { source: text, render: () => "", renderPieces: () => [] }),
  };
}

function compileSeverityCases({ "severity-when": cases = [] }: RuleDeclaration, compiler: Compiler): SeverityCase[] {
  return cases.map(({ when, severity }, at) => ({
    when: compiler.expression(when, "bool", ["severity-when", at, "when"]),
    severity,
  }));
}

function compileFix(
  { when, per = [], action, consequences = [] }: FixDeclaration,
  compiler: Compiler,
  path: Path,
): Fix {
  const optional = (text: string | undefined, at: Path) =>
    text === undefined ? undefined : compiler.expression(text, "bool", at);
  return {
    when: optional(when, [...path, "when"]),
    per: per.map((text, at) => compiler.expression(text, "printable", [...path, "per", at])),
    action: compiler.template(action, [...path, "action"]),
    consequences: consequences.map((each, at) => ({
      when: optional(each.when, [...path, "consequences", at, "when"]),
      text: compiler.template(each.text, [...path, "consequences", at, "text"]),
    })),
  };
}

function toUserError({ message, hint }: Problem, where: UserError["where"] & object): UserError {
  return new UserError("rules-expression", message, { where, ...(hint === undefined ? {} : { hint }) });
}

function unknownResource({ declaration, source, index }: Definition, vocabulary: Vocabulary): UserError {
  const names = vocabulary.map(({ name }) => name);
  const similar = didYouMean(declaration.resource, names);
  return new UserError("rules-unknown-resource", `unknown resource type ${declaration.resource}`, {
    where: source.whereOfValue(["rules", index, "resource"]),
    hint: similar === undefined ? `it is one of: ${names.join(", ")}` : `did you mean ${similar}?`,
  });
}

/** What the reports say about the rule: its texts as written, with the overridden severity. */
function toCard({ declaration, source, index, severity }: Definition): RuleCard {
  const { id, title, resource, description = "", rationale = "", remediation = "", references = [] } = declaration;
  const { file, line = 1 } = source.whereOfValue(["rules", index]);
  return { id, title, severity, resource, description, rationale, remediation, references, source: { file, line } };
}
