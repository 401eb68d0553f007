import type { ResourceType } from "../facts/vocabulary.ts";
import type { Expression } from "./expression/expression.ts";
import type { ParameterValue } from "./expression/syntax.ts";
import type { RuleCard, Severity } from "./result.ts";
import type { Source } from "./source.ts";
import type { Template } from "./template.ts";

/** A rule as a file declares it, under the file's own key names; its shape is that of schemas/rules.schema.json. */
export interface RuleDeclaration {
  id: string;
  title: string;
  severity: Severity;
  "severity-when"?: readonly SeverityCaseDeclaration[];
  resource: string;
  description?: string;
  rationale?: string;
  parameters?: Record<string, ParameterValue>;
  "applies-when"?: string;
  "fail-when": string;
  identity?: string[];
  message: string;
  remediation?: string;
  fixes?: readonly FixDeclaration[];
  references?: string[];
}

export interface SeverityCaseDeclaration {
  when: string;
  severity: Severity;
}

export interface FixDeclaration {
  when?: string;
  per?: readonly string[];
  action: string;
  consequences?: readonly { when?: string; text: string }[];
}

/** A rule on its way through `extends` and `overrides`. */
export interface Definition {
  declaration: RuleDeclaration;
  /** Where it is declared. */
  source: Source;
  /** Which of the file's rules it is, from 0. */
  index: number;
  enabled: boolean;
  severity: Severity;
  /** An override said the severity: it holds for every finding, whatever `severity-when` says. */
  isSeverityOverridden?: boolean;
  parameters: ReadonlyMap<string, ParameterValue>;
}

/** A rule that is ready to judge. */
export interface Rule {
  card: RuleCard;
  /** After overrides. */
  parameters: ReadonlyMap<string, ParameterValue>;
  appliesWhen: Expression | undefined;
  failWhen: Expression;
  identity: readonly Expression[];
  message: Template;
  remediation: Template;
  /** In order; the first that holds decides. */
  severityCases: readonly SeverityCase[];
  fixes: readonly Fix[];
}

export interface SeverityCase {
  when: Expression;
  severity: Severity;
}

/** A step that mends findings, several at once. */
export interface Fix {
  /** Undefined: always. */
  when: Expression | undefined;
  per: readonly Expression[];
  action: Template;
  consequences: readonly { when: Expression | undefined; text: Template }[];
}

/** The rules in force. */
export interface RuleSet {
  rules: readonly Rule[];
  /** Switched off by an override; checked all the same. */
  disabled: readonly Rule[];
}

/** What the loader needs of the vocabulary: names and types, not the resources. */
export type Vocabulary = readonly Pick<ResourceType<never, unknown>, "name" | "variable" | "facts">[];
