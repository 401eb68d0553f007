import type { Scalar } from "yaml";

/**
 * Where in a file each character of a YAML scalar's value stands, so that the caret under an expression's error is
 * exact in plain, quoted, literal and folded scalars alike.
 *
 * YAML's folding, indentation and chomping change white space only. So the characters that are not white space stand in
 * the value in the same order as in the file, and it is enough to pair those; quoted scalars are decoded first.
 */
export function locateInScalar(text: string, scalar: Scalar, offset: number): number | undefined {
  const [start, end] = scalar.range ?? [];
  if (typeof scalar.value !== "string" || start === undefined || end === undefined) return undefined;
  const units = sourceUnits(text, { type: scalar.type ?? "PLAIN", start, end }).filter(({ char }) => !isSpace(char));
  const value = scalar.value;
  const solid = [...Array(value.length).keys()].filter((index) => !isSpace(value.charAt(index)));
  const isAligned = solid.length === units.length && solid.every((at, index) => value[at] === units[index]?.char);
  if (!isAligned) return undefined;
  const next = solid.findIndex((index) => index >= offset);
  const unit = units[next];
  if (unit !== undefined && solid[next] === offset) return unit.offset;
  // White space, or the end: right after the character before it.
  const before = units[next === -1 ? units.length - 1 : next - 1];
  return before === undefined ? start : before.offset + before.length;
}

/** One UTF-16 unit of the value and the piece of the file that spells it. */
interface Unit {
  char: string;
  offset: number;
  length: number;
}

interface Piece {
  type: string;
  start: number;
  end: number;
}

function sourceUnits(text: string, { type, start, end }: Piece): Unit[] {
  const content = contentStart(text, type, start);
  const inner = text.slice(content, type.startsWith("QUOTE") ? end - 1 : end);
  const spelling = spellings[type];
  const units: Unit[] = [];
  for (let at = 0; at < inner.length;) {
    const found = spelling?.(inner, at) ?? { value: inner.charAt(at), length: 1 };
    // A surrogate pair from one escape is two units at one place.
    for (const char of found.value.split("")) units.push({ char, offset: content + at, length: found.length });
    at += found.length;
  }
  return units;
}

/** After the opening quote, or after the header line of a block scalar, which may hold a comment. */
function contentStart(text: string, type: string, start: number): number {
  if (type.startsWith("QUOTE")) return start + 1;
  if (!type.startsWith("BLOCK")) return start;
  const lineEnd = text.indexOf("\n", start);
  return lineEnd === -1 ? text.length : lineEnd + 1;
}

type Spelling = (inner: string, at: number) => { value: string; length: number } | undefined;

const spellings: Readonly<Record<string, Spelling>> = {
  QUOTE_SINGLE: (inner, at) => (inner.startsWith("''", at) ? { value: "'", length: 2 } : undefined),
  QUOTE_DOUBLE: (inner, at) => (inner[at] === "\\" ? decodeEscape(inner, at) : undefined),
};

const hexEscapes: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const solidEscapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  '"': '"',
  "/": "/",
  "\\": "\\",
};

/** An escape of a double-quoted scalar; those of white space (`\n`, `\t`, `\ `, a line end) spell nothing solid. */
function decodeEscape(inner: string, at: number): { value: string; length: number } {
  const letter = inner.charAt(at + 1);
  const digits = hexEscapes[letter];
  if (digits === undefined) return { value: solidEscapes[letter] ?? " ", length: 2 };
  const code = Number.parseInt(inner.slice(at + 2, at + 2 + digits), 16);
  return { value: code <= 0x10ffff ? String.fromCodePoint(code) : " ", length: 2 + digits };
}

function isSpace(char: string): boolean {
  return /\s/.test(char) || char === "\x85";
}
