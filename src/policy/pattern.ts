import type { PolicyVersion } from "./document.ts";
import { anyMany, codeUnits, isMatchAll, literalOf, matchGlob, normalizeGlob, wildcards } from "./glob.ts";
import type { Glob } from "./glob.ts";

/** A policy variable, `${key}` or `${key, 'default'}`: its text is known only once there is a request. */
interface Variable {
  key: string;
  fallback: string | undefined;
}

type Template = readonly (number | Variable)[];

/** A value of a policy that a request's text is compared with. */
export interface Pattern {
  /** One part is compared with the whole text; six with the fields of an ARN, the sixth being all the rest. */
  parts: readonly Template[];
  /** The parts with each variable taken for `*`. */
  globs: readonly Glob[];
  /** False where a match with the globs does not settle it: the pattern has variables, or is malformed. */
  isExact: boolean;
  /** An ARN of fewer than six fields, with wildcards. */
  isMalformed: boolean;
  /** The one text that matches, if there is only one. */
  literal: string | undefined;
}

export interface PatternSyntax {
  /** Whether `*` and `?` are wildcards. */
  wildcards: boolean;
  /** Whether the value is an ARN, compared field by field (policy-semantics 4 and 5). */
  arn: boolean;
  version: PolicyVersion;
}

const colon = ":".charCodeAt(0);
const arnFields = 6;

export function compilePattern(text: string, syntax: PatternSyntax): Pattern {
  const template = readTemplate(text, syntax);
  const parts = syntax.arn ? splitTemplate(template) : [template];
  const globs = parts.map((part) => normalizeGlob(part.map((token) => (typeof token === "number" ? token : anyMany))));
  const hasVariable = template.some((token) => typeof token !== "number");
  const isMalformed = syntax.arn && isMalformedArn(globs);
  return {
    parts,
    globs,
    isExact: !hasVariable && !isMalformed,
    isMalformed,
    literal: hasVariable ? undefined : joinLiterals(globs.map(literalOf)),
  };
}

function joinLiterals(parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join(":");
}

/** With fewer than six fields a wildcard would have to run over a colon; whether AWS lets it is not documented. */
function isMalformedArn(globs: readonly Glob[]): boolean {
  const [only, ...others] = globs;
  return only !== undefined && others.length === 0 && !isMatchAll(only) && literalOf(only) === undefined;
}

const variableGrammar = /\$\{([^{}]*)\}/uy;

/** Version 2012-10-17 alone has variables, `${*}`, `${?}` and `${$}` among them (policy-semantics 5). */
function readTemplate(text: string, syntax: PatternSyntax): Template {
  const tokens: (number | Variable)[] = [];
  for (let index = 0; index < text.length;) {
    variableGrammar.lastIndex = index;
    const found = syntax.version === "2012-10-17" && text[index] === "$" ? variableGrammar.exec(text) : null;
    if (found === null) {
      const unit = text.charCodeAt(index);
      tokens.push((syntax.wildcards ? wildcards.get(unit) : undefined) ?? unit);
      index += 1;
    } else {
      const content = found[1] ?? "";
      if (["*", "?", "$"].includes(content)) tokens.push(content.charCodeAt(0));
      else tokens.push(readVariable(content));
      index += found[0].length;
    }
  }
  return tokens;
}

function readVariable(content: string): Variable {
  const comma = content.indexOf(",");
  if (comma === -1) return { key: content.trim(), fallback: undefined };
  return { key: content.slice(0, comma).trim(), fallback: /^\s*'(.*)'\s*$/u.exec(content.slice(comma + 1))?.[1] };
}

function splitTemplate(template: Template): Template[] {
  const parts: (number | Variable)[][] = [[]];
  for (const token of template) {
    if (token === colon && parts.length < arnFields) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.length === arnFields ? parts : [template];
}

function splitArn(text: string): string[] | undefined {
  const fields = text.split(":");
  if (fields.length < arnFields) return undefined;
  return [...fields.slice(0, arnFields - 1), fields.slice(arnFields - 1).join(":")];
}

/** Whether a text matches a pattern: a yes settles it only where the pattern is exact. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  return pattern.literal === undefined ? matchesGlobs(pattern.globs, text) : pattern.literal === text;
}

export function matchesGlobs(globs: readonly Glob[], text: string): boolean {
  const [first = []] = globs;
  if (globs.length === 1) return matchGlob(first, text);
  const fields = splitArn(text);
  return fields !== undefined && globs.every((glob, index) => matchGlob(glob, fields[index] ?? ""));
}

/** The globs with the variables' texts put in; undefined where one has no value, for then nothing matches. */
export function resolveVariables(pattern: Pattern, valueOf: (key: string) => string | undefined): Glob[] | undefined {
  const globs: Glob[] = [];
  for (const part of pattern.parts) {
    const tokens: number[] = [];
    for (const token of part) {
      const text = typeof token === "number" ? undefined : (valueOf(token.key) ?? token.fallback);
      if (typeof token === "number") tokens.push(token);
      else if (text === undefined) return undefined;
      else tokens.push(...codeUnits(text));
    }
    globs.push(normalizeGlob(tokens));
  }
  return globs;
}

export function variablesOf(pattern: Pattern): Variable[] {
  return pattern.parts.flat().filter((token) => typeof token !== "number");
}
