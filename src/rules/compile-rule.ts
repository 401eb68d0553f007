import { didYouMean, UserError } from "../errors.ts";
import type { Check } from "./expression/check.ts";
import { createCheck } from "./expression/check.ts";
import type { Compiled, Expected, Expression } from "./expression/expression.ts";
import { compileExpression } from "./expression/expression.ts";
import type { Problem } from "./expression/syntax.ts";
import type { RuleCard } from "./result.ts";
import type { Definition, Rule, Vocabulary } from "./rule.ts";
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
  const parts = compileParts(definition, check, errors);
  if (
    parts.failWhen === undefined ||
    parts.message === undefined ||
    parts.remediation === undefined ||
    errors.length > 0
  ) {
    return { errors };
  }
  const { appliesWhen, failWhen, identity, message, remediation } = parts;
  return { rule: { card: toCard(definition), parameters, appliesWhen, failWhen, identity, message, remediation } };
}

interface Parts {
  appliesWhen: Expression | undefined;
  failWhen: Expression | undefined;
  identity: Expression[];
  message: Template | undefined;
  remediation: Template | undefined;
}

function compileParts({ declaration, source, index }: Definition, check: Check, errors: UserError[]): Parts {
  const keep = <T>(compiled: Compiled<T>, path: Path): T | undefined => {
    if (compiled.problems === undefined) return compiled.value;
    errors.push(
      ...compiled.problems.map((problem) =>
        toUserError(problem, source.whereInText(["rules", index, ...path], problem.range)),
      ),
    );
    return undefined;
  };
  const expression = (text: string, expected: Expected, path: Path): Expression | undefined =>
    keep(compileExpression(text, check, expected), path);
  const { "applies-when": appliesWhen, "fail-when": failWhen, identity = [], message, remediation = "" } = declaration;
  return {
    appliesWhen: appliesWhen === undefined ? undefined : expression(appliesWhen, "bool", ["applies-when"]),
    failWhen: expression(failWhen, "bool", ["fail-when"]),
    identity: identity
      .map((text, at) => expression(text, "printable", ["identity", at]))
      .filter((compiled) => compiled !== undefined),
    message: keep(compileTemplate(message, check), ["message"]),
    remediation: keep(compileTemplate(remediation, check), ["remediation"]),
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
