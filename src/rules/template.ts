import type { Subject } from "../facts/vocabulary.ts";
import { isUnknown } from "../unknown.ts";
import type { Check } from "./expression/check.ts";
import type { Compiled, Evaluation, Expression } from "./expression/expression.ts";
import { compileExpression } from "./expression/expression.ts";
import type { Operand } from "./expression/frame.ts";
import { isList } from "./expression/kleene.ts";
import type { Problem } from "./expression/syntax.ts";

/** Text with `{expression}` parts; `{{` and `}}` stand for the braces themselves. */
export interface Template {
  source: string;
  render(root: Subject, evaluation: Evaluation): string;
  /** The same in pieces: text as it is written, and the values that each {expression} has. */
  renderPieces(root: Subject, evaluation: Evaluation): (string | string[])[];
}

type Part = string | Expression;

export function compileTemplate(source: string, check: Check): Compiled<Template> {
  const parts: Part[] = [];
  const problems: Problem[] = [];
  for (const piece of splitTemplate(source)) {
    if ("problem" in piece) problems.push(piece.problem);
    else if ("text" in piece) parts.push(piece.text);
    else {
      const compiled = compileExpression(piece.expression, check, "printable");
      if (compiled.problems === undefined) parts.push(compiled.value);
      else problems.push(...compiled.problems.map((problem) => shift(problem, piece.start)));
    }
  }
  const [first, ...others] = problems;
  if (first !== undefined) return { problems: [first, ...others] };
  const render: Template["render"] = (root, evaluation) =>
    parts.map((part) => (typeof part === "string" ? part : renderPart(part, root, evaluation))).join("");
  const renderPieces: Template["renderPieces"] = (root, evaluation) =>
    parts.map((part) => (typeof part === "string" ? part : valuesOfPart(part, root, evaluation)));
  return { value: { source, render, renderPieces } };
}

function valuesOfPart(part: Expression, root: Subject, evaluation: Evaluation): string[] {
  try {
    const operand = part.evaluate(root, evaluation);
    return !isUnknown(operand) && isList(operand) ? operand.map(renderOperand) : [renderOperand(operand)];
  } catch {
    return ["unknown"];
  }
}

function shift(problem: Problem, by: number): Problem {
  const { start, end } = problem.range;
  return { ...problem, range: { start: start + by, end: end + by } };
}

type Piece = { text: string } | { expression: string; start: number } | { problem: Problem };

function* splitTemplate(source: string): Iterable<Piece> {
  let offset = 0;
  while (offset < source.length) {
    const char = source.charAt(offset);
    if (char !== "{" && char !== "}") {
      const text = /^[^{}]+/.exec(source.slice(offset))?.[0] ?? "";
      yield { text };
      offset += text.length;
    } else if (source[offset + 1] === char) {
      yield { text: char };
      offset += 2;
    } else {
      const end = char === "{" ? findClosingBrace(source, offset + 1) : undefined;
      yield end === undefined
        ? loneBrace(char, offset)
        : { expression: source.slice(offset + 1, end), start: offset + 1 };
      if (end === undefined) return;
      offset = end + 1;
    }
  }
}

function loneBrace(char: string, offset: number): Piece {
  const other = char === "{" ? "}" : "{";
  const message = `a ${char} without its ${other}`;
  return {
    problem: {
      message,
      hint: `write ${char}${char} for a ${char} of the text`,
      range: { start: offset, end: offset + 1 },
    },
  };
}

/** The } that ends the expression, which may hold braces in its own texts. */
function findClosingBrace(source: string, from: number): number | undefined {
  let quote: string | undefined;
  for (let offset = from; offset < source.length; offset++) {
    const char = source.charAt(offset);
    if (quote !== undefined) {
      if (char === "\\") offset++;
      else if (char === quote) quote = undefined;
    } else if (char === '"' || char === "'") quote = char;
    else if (char === "}") return offset;
  }
  return undefined;
}

/** A message is shown whatever becomes of its parts: the verdict stands without it. */
function renderPart(part: Expression, root: Subject, evaluation: Evaluation): string {
  try {
    return renderOperand(part.evaluate(root, evaluation));
  } catch {
    return "unknown";
  }
}

const shownElements = 20;

function renderOperand(operand: Operand): string {
  if (isUnknown(operand)) return "unknown";
  if (typeof operand !== "object") return String(operand);
  // The type check at load lets nothing else through.
  if (!isList(operand)) return "unknown";
  const shown = operand.slice(0, shownElements).map(renderOperand);
  const left = operand.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join(", ");
}
