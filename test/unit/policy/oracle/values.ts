/**
 * The oracle's own reading of one value of a policy, from policy-semantics 4 and 5: written apart from src/policy, with
 * regular expressions, slow and plain. `undefined` is an answer that the reference leaves open.
 */
export type Tri = boolean | undefined;

/** Of a text that the reference does not tell. */
export const unsettled = Symbol("unsettled");

export interface Comparison {
  /** Version 2012-10-17: `${...}` is a variable. */
  hasVariables: boolean;
  /** Undefined where it has none. */
  textOf(key: string): string | typeof unsettled | undefined;
}

type Token = { text: string } | "*" | "?";

const variable = /\$\{([^{}]*)\}/gu;

/** Whether a value of the policy has a variable, other than the three that stand for a character. */
export function hasVariable(value: string): boolean {
  return [...value.matchAll(variable)].some(([, content = ""]) => !["*", "?", "$"].includes(content));
}

export function variableKeys(value: string): string[] {
  return [...value.matchAll(variable)].map(([, content = ""]) => (content.split(",")[0] ?? "").trim());
}

export function matchesLike(value: string, text: string, comparison: Comparison): Tri {
  return matches(value, text, { ...comparison, wild: true });
}

export function matchesExactly(value: string, text: string, comparison: Comparison): Tri {
  return matches(value, text, { ...comparison, wild: false });
}

/** Field by field: `*` stays within its field, and the sixth field is all the rest. */
export function matchesArn(value: string, text: string, comparison: Comparison): Tri {
  if (value === "*") return true;
  const [patterns, texts] = [sixFields(value), sixFields(text)];
  if (texts === undefined) return false;
  if (patterns === undefined) return /[*?]/u.test(value) ? undefined : false;
  return allOf(patterns.map((pattern, index) => matchesLike(pattern, texts[index] ?? "", comparison)));
}

function sixFields(arn: string): string[] | undefined {
  const fields = arn.split(":");
  return fields.length < 6 ? undefined : [...fields.slice(0, 5), fields.slice(5).join(":")];
}

export function allOf(answers: readonly Tri[]): Tri {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

export function anyOf(answers: readonly Tri[]): Tri {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

export function opposite(answer: Tri): Tri {
  return answer === undefined ? undefined : !answer;
}

function matches(value: string, text: string, comparison: Comparison & { wild: boolean }): Tri {
  const isPlain = !comparison.hasVariables || !value.includes("${");
  if (isPlain) return comparison.wild ? globOf(value).test(text) : value === text;
  const tokens = tokensOf(value, comparison);
  if (tokens === undefined) return undefined;
  // A variable without a value: the pattern matches nothing.
  if (tokens === "nothing") return false;
  return regExpOf(tokens).test(text);
}

function tokensOf(
  value: string,
  { hasVariables, textOf, wild }: Comparison & { wild: boolean },
): Token[] | "nothing" | undefined {
  const tokens: Token[] = [];
  const pieces = hasVariables ? value.split(/(\$\{[^{}]*\})/u) : [value];
  for (const [index, piece] of pieces.entries()) {
    if (hasVariables && index % 2 === 1) {
      const content = piece.slice(2, -1);
      const [key = "", fallback] = content.split(",").map((part) => part.trim());
      const found = ["*", "?", "$"].includes(content) ? content : textOf(key);
      if (found === unsettled) return undefined;
      const text = found ?? fallback?.slice(1, -1);
      if (text === undefined) return "nothing";
      tokens.push({ text });
    } else {
      for (const sign of piece) tokens.push(wild && (sign === "*" || sign === "?") ? sign : { text: sign });
    }
  }
  return tokens;
}

const globs = new Map<string, RegExp>();

function globOf(value: string): RegExp {
  const known = globs.get(value);
  if (known !== undefined) return known;
  const made = regExpOf(Array.from(value, (sign) => (sign === "*" || sign === "?" ? sign : { text: sign })));
  globs.set(value, made);
  return made;
}

const compiled = new Map<string, RegExp>();

function regExpOf(tokens: readonly Token[]): RegExp {
  const source = tokens.map((token) => (typeof token === "string" ? signs[token] : escaped(token.text))).join("");
  const known = compiled.get(source) ?? new RegExp(`^${source}$`, "su");
  compiled.set(source, known);
  return known;
}

const signs = { "*": ".*", "?": "." };

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}
