import type { ParseFailure, Place } from "./document.ts";

/**
 * A JSON reader for policy documents. `JSON.parse` keeps the last of two equal keys silently, so that a document could
 * be read otherwise than AWS reads it (policy-semantics 2); this one refuses them, and it keeps every value's place.
 */

export type JsonNode = { offset: number } & JsonValue;

type JsonValue =
  | { kind: "object"; members: readonly JsonMember[] }
  | { kind: "array"; items: readonly JsonNode[] }
  | { kind: "string"; text: string }
  /** `text` is the literal as it stands in the document. */
  | { kind: "number"; text: string }
  | { kind: "boolean"; text: string }
  | { kind: "null" };

export interface JsonMember {
  name: string;
  offset: number;
  value: JsonNode;
}

/** A policy nests six levels deep; the limit keeps a hostile document off our stack. */
const maxDepth = 32;
/** AWS accepts 20,480 characters; a template may carry more white space, but not without end. */
const maxLength = 100_000;

/** What is wrong with the document, and where. Thrown inside the parser only: parsePolicy returns a ParseFailure. */
export class DocumentFault extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = "DocumentFault";
    this.offset = offset;
  }
}

export function placeOf(text: string, offset: number): Place {
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf("\n"); next !== -1 && next < offset; next = text.indexOf("\n", next + 1)) {
    line += 1;
    lineStart = next + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

export function faultAt(text: string, fault: DocumentFault): ParseFailure {
  return { message: fault.message, ...placeOf(text, fault.offset) };
}

/** Reads one JSON text. Throws DocumentFault, and nothing else. */
export function readJson(text: string): JsonNode {
  if (text.length > maxLength) throw new DocumentFault(`the document is longer than ${maxLength} characters`, 0);
  const cursor: Cursor = { text, offset: 0 };
  const value = readValue(cursor, 1);
  skipSpace(cursor);
  if (cursor.offset < text.length)
    throw new DocumentFault("unexpected text after the end of the document", cursor.offset);
  return value;
}

interface Cursor {
  readonly text: string;
  offset: number;
}

const space = /[ \t\n\r]*/uy;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
const word = /true|false|null/uy;
// Not in unicode mode: a lone surrogate is a code unit like another here, and simply matches nothing later.
// oxlint-disable-next-line no-control-regex, require-unicode-regexp
const plainText = /[^"\\\u0000-\u001f]*/y;

function readValue(cursor: Cursor, depth: number): JsonNode {
  skipSpace(cursor);
  const { offset } = cursor;
  if (depth > maxDepth) throw new DocumentFault(`nested more than ${maxDepth} levels deep`, offset);
  const first = cursor.text[offset];
  if (first === "{") return { offset, kind: "object", members: readMembers(cursor, depth) };
  if (first === "[") return { offset, kind: "array", items: readItems(cursor, depth) };
  if (first === '"') return { offset, kind: "string", text: readString(cursor) };
  const literal = take(cursor, word);
  if (literal === "null") return { offset, kind: "null" };
  if (literal !== "") return { offset, kind: "boolean", text: literal };
  const digits = take(cursor, number);
  if (digits !== "") return { offset, kind: "number", text: digits };
  throw unexpected(cursor, "a value");
}

function readMembers(cursor: Cursor, depth: number): JsonMember[] {
  const members: JsonMember[] = [];
  const names = new Set<string>();
  cursor.offset += 1;
  if (takeSign(cursor, "}")) return members;
  do {
    skipSpace(cursor);
    const { offset } = cursor;
    if (cursor.text[offset] !== '"') throw unexpected(cursor, "a key in double quotes");
    const name = readString(cursor);
    if (names.has(name)) throw new DocumentFault(`the key ${quote(name)} stands twice in one element`, offset);
    names.add(name);
    if (!takeSign(cursor, ":")) throw unexpected(cursor, '":"');
    members.push({ name, offset, value: readValue(cursor, depth + 1) });
  } while (takeSign(cursor, ","));
  if (!takeSign(cursor, "}")) throw unexpected(cursor, '"," or "}"');
  return members;
}

function readItems(cursor: Cursor, depth: number): JsonNode[] {
  const items: JsonNode[] = [];
  cursor.offset += 1;
  if (takeSign(cursor, "]")) return items;
  do items.push(readValue(cursor, depth + 1));
  while (takeSign(cursor, ","));
  if (!takeSign(cursor, "]")) throw unexpected(cursor, '"," or "]"');
  return items;
}

const escapes = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

function readString(cursor: Cursor): string {
  const start = cursor.offset;
  const parts: string[] = [];
  cursor.offset += 1;
  for (;;) {
    parts.push(take(cursor, plainText));
    const sign = cursor.text[cursor.offset];
    if (sign === undefined) throw new DocumentFault("a text that is never closed", start);
    if (sign !== "\\" && sign !== '"') throw new DocumentFault("a control character inside a text", cursor.offset);
    cursor.offset += 1;
    if (sign === '"') return parts.join("");
    parts.push(readEscape(cursor));
  }
}

function readEscape(cursor: Cursor): string {
  const { text, offset } = cursor;
  const sign = text[offset] ?? "";
  const plain = escapes.get(sign);
  if (plain !== undefined) {
    cursor.offset += 1;
    return plain;
  }
  const digits = text.slice(offset + 1, offset + 5);
  if (sign !== "u" || !/^[\da-fA-F]{4}$/u.test(digits))
    throw new DocumentFault("an escape that JSON does not have", offset - 1);
  cursor.offset += 5;
  return String.fromCharCode(Number.parseInt(digits, 16));
}

function take(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.offset;
  const found = pattern.exec(cursor.text)?.[0] ?? "";
  cursor.offset += found.length;
  return found;
}

function takeSign(cursor: Cursor, sign: string): boolean {
  skipSpace(cursor);
  if (cursor.text[cursor.offset] !== sign) return false;
  cursor.offset += 1;
  return true;
}

function skipSpace(cursor: Cursor): void {
  take(cursor, space);
}

function unexpected(cursor: Cursor, wanted: string): DocumentFault {
  const found = cursor.text[cursor.offset];
  return new DocumentFault(
    `expected ${wanted}, found ${found === undefined ? "the end" : quote(found)}`,
    cursor.offset,
  );
}

/** Document text in a message: bounded, and with control characters escaped. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
