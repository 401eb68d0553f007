import type { Document, Node, Pair } from "yaml";
import { Composer, CST, isAlias, isMap, isScalar, isSeq, LineCounter, Parser } from "yaml";
import type { Where } from "../errors.ts";
import { throwGathered, UserError } from "../errors.ts";
import { locateInScalar } from "./scalar-positions.ts";

/** A YAML file that a person wrote, with the way back from its data to its lines. */
export interface Source {
  /** As error messages name it. */
  file: string;
  /** Plain JSON data. */
  data: unknown;
  /** The value at a path of keys and indexes; the whole file for an empty one. */
  whereOfValue(path: Path): Where;
  /** The key itself at the end of a path. */
  whereOfKey(path: Path): Where;
  /** A range of the text at a path. */
  whereInText(path: Path, range: { start: number; end: number }): Where;
}

export type Path = readonly (string | number)[];

const maxNesting = 64;
/** How often aliases may be expanded: enough for shared lists, too few for a billion laughs. */
const maxAliasCount = 100;

/** Parses a YAML file; throws all its syntax errors. */
export function parseSource(file: string, text: string): Source {
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const whereAt: WhereAt = (start, end) => placeOf({ file, text, lines }, start, end);
  refuseDeepNesting(tokens, whereAt);
  const document = composeOne(tokens, text.length, whereAt);
  const data = toData(document, file);
  return {
    file,
    data,
    whereOfValue: (path) => whereOfNode(findNode(document, path)?.value, whereAt),
    whereOfKey: (path) => whereOfNode(findNode(document, path)?.key ?? findNode(document, path)?.value, whereAt),
    whereInText: (path, range) => whereInScalar({ text, scalar: findNode(document, path)?.value, range }, whereAt),
  };
}

type WhereAt = (start: number, end: number) => Where;

interface TextFile {
  file: string;
  text: string;
  lines: LineCounter;
}

const maxExcerpt = 400;

function placeOf({ file, text, lines }: TextFile, start: number, end: number): Where {
  const { line, col } = lines.linePos(start);
  const lineStart = start - (col - 1);
  const lineEnd = text.indexOf("\n", lineStart);
  const excerpt = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd).replace(/\r$/, "");
  const length = Math.max(1, Math.min(end, lineStart + excerpt.length) - start);
  // A terminal must not obey what stands in the file; a tab would move the caret.
  const shown = excerpt.replaceAll(/\p{Cc}/gu, " ");
  return { file, line, column: col, length, ...(shown.length > maxExcerpt ? {} : { excerpt: shown }) };
}

/** The composer recurses and near the end of the stack V8 may abort the process, so depth is checked before it runs. */
function refuseDeepNesting(tokens: readonly CST.Token[], whereAt: WhereAt): void {
  const pending = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token, depth } = next;
    if (depth > maxNesting) {
      const where = whereAt(token.offset, token.offset + 1);
      throw new UserError("rules-yaml", `nested more than ${maxNesting} levels deep`, { where });
    }
    for (const child of childTokens(token)) pending.push({ token: child, depth: depth + 1 });
  }
}

function childTokens(token: CST.Token): CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!CST.isCollection(token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((child) => child !== undefined && child !== null));
}

function composeOne(tokens: readonly CST.Token[], length: number, whereAt: WhereAt): Document.Parsed {
  const documents = [...new Composer().compose(tokens, true, length)];
  const [document, second] = documents as [Document.Parsed, Document.Parsed?];
  // Warnings are errors here: an unresolved tag is what YAML makes of an expression that starts with `!`.
  const errors = [...document.errors, ...document.warnings].map(({ code, message, pos: [start, end] }) => {
    const hint = yamlHints[code];
    return new UserError("rules-yaml", yamlMessages[code] ?? lowerFirst(message), {
      where: whereAt(start, end),
      ...(hint === undefined ? {} : { hint }),
    });
  });
  if (second !== undefined) {
    errors.push(
      new UserError("rules-yaml", "a second document starts here", {
        where: whereAt(second.range[0], second.range[0]),
      }),
    );
  }
  throwGathered(errors);
  return document;
}

const quoteHint = "quote the whole text, or write it below the key as a block after |";
const yamlMessages: Readonly<Record<string, string>> = {
  TAG_RESOLVE_FAILED: "YAML reads a text that starts with ! as a tag",
  DUPLICATE_KEY: "this key stands here twice",
  RESOURCE_EXHAUSTION: "nested too deeply",
};
const yamlHints: Readonly<Record<string, string>> = {
  TAG_RESOLVE_FAILED: quoteHint,
  UNEXPECTED_TOKEN: quoteHint,
  BAD_SCALAR_START: quoteHint,
  BLOCK_AS_IMPLICIT_KEY: quoteHint,
  BAD_ALIAS: quoteHint,
};

function toData(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const isBomb = error.message.startsWith("Excessive alias count");
    const message = isBomb ? "aliases (*name) of aliases stand for too much" : lowerFirst(error.message);
    throw new UserError("rules-yaml", message, {
      where: { file },
      hint: isBomb ? "write the lists out" : quoteHint,
      cause: error,
    });
  }
}

/** Errors in the order of their files' first appearance and, within a file, from top to bottom. */
export function sortByPlace(errors: readonly UserError[]): UserError[] {
  const files = [...new Set(errors.map(({ where }) => where?.file))];
  const rank = ({ where }: UserError): number[] => [files.indexOf(where?.file), where?.line ?? 0, where?.column ?? 0];
  return errors
    .map((error) => ({ error, key: rank(error) }))
    .toSorted(
      (one, other) => one.key.map((part, index) => part - (other.key[index] ?? 0)).find((order) => order !== 0) ?? 0,
    )
    .map(({ error }) => error);
}

interface Found {
  key: unknown;
  value: unknown;
}

/** The nodes at a path, through aliases; the nearest enclosing node where a path leads nowhere. */
function findNode(document: Document.Parsed, path: Path): Found | undefined {
  let found: Found = { key: undefined, value: document.contents };
  for (const step of path) {
    const next = stepInto(resolveAlias(document, found.value), step);
    if (next === undefined) return found;
    found = next;
  }
  return { key: found.key, value: resolveAlias(document, found.value) };
}

function resolveAlias(document: Document.Parsed, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function stepInto(node: unknown, step: string | number): Found | undefined {
  if (isSeq(node)) return { key: undefined, value: node.items[Number(step)] };
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item: Pair) => isScalar(item.key) && String(item.key.value) === String(step));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}

function whereOfNode(node: unknown, whereAt: WhereAt): Where {
  const [start = 0, end = start] = (node as Node | undefined)?.range ?? [];
  return whereAt(start, isMap(node) || isSeq(node) ? start + 1 : end);
}

interface TextRange {
  text: string;
  scalar: unknown;
  range: { start: number; end: number };
}

function whereInScalar({ text, scalar, range }: TextRange, whereAt: WhereAt): Where {
  if (!isScalar(scalar)) return whereOfNode(scalar, whereAt);
  const start = locateInScalar(text, scalar, range.start);
  const last = locateInScalar(text, scalar, Math.max(range.start, range.end - 1));
  if (start === undefined || last === undefined) return whereOfNode(scalar, whereAt);
  return whereAt(start, Math.max(start, last) + 1);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
