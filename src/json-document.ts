import type { ErrorObject } from "ajv";
import { isMap, LineCounter, parseDocument, type Document, type Node } from "yaml";
import { didYouMean, UserError, type Where } from "./errors.ts";

/** JSON that a person may have touched: what is wrong with it is named with its line. */
export interface JsonDocument {
  file: string;
  text: string;
  content: unknown;
}

interface Complaint {
  code: string;
  hint: string;
}

/** Above this many characters a second parse for the line costs more than it is worth; the member is named anyway. */
const maxCharactersForLines = 5_000_000;

/** How many errors of one file are worth reading: the first few tell what kind of file it is. */
const maxErrors = 5;

/** @throws UserError where the text is not JSON */
export function parseJsonDocument(text: string, file: string, { code, hint }: Complaint): JsonDocument {
  try {
    return { file, text, content: JSON.parse(text) };
  } catch (cause) {
    const reason = (cause as Error).message;
    // Most of V8's messages name the offset; the others are about a text that ends too early.
    const offset = Number(/at position (\d+)/.exec(reason)?.[1] ?? text.length);
    const before = text.slice(0, offset).split("\n");
    const where = { file, ...withExcerpt(text, { line: before.length, column: (before.at(-1) ?? "").length + 1 }) };
    const what =
      text.trim() === "" ? "the file is empty" : `this is not JSON: ${reason.split(/ in JSON at position|, "/)[0]}`;
    throw new UserError(code, what, { cause, where, hint });
  }
}

/** What a schema found wrong, one error for each member, with its place. */
export function explainSchemaErrors(
  errors: readonly ErrorObject[],
  document: JsonDocument,
  complaint: Complaint,
): UserError[] {
  const told = errors.filter(({ keyword }) => !["oneOf", "anyOf", "if"].includes(keyword)).slice(0, maxErrors);
  const locate = createLocator(document);
  return told.map((error) => {
    const path = error.instancePath.split("/").slice(1).map(unescapePointer);
    const extra = (error.params as { additionalProperty?: string }).additionalProperty;
    const similar = extra === undefined ? undefined : didYouMean(extra, knownMembers(error));
    return new UserError(complaint.code, `${path.length === 0 ? "the file" : path.join(".")} ${explain(error)}`, {
      hint: similar === undefined ? complaint.hint : `did you mean ${similar}?`,
      where: { file: document.file, ...locate(path, extra) },
    });
  });
}

function knownMembers({ parentSchema }: ErrorObject): string[] {
  return Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
}

type Locate = (path: readonly string[], member?: string) => Partial<Where>;

/** JSON.parse forgets places, so the text is read again, with places, once something is wrong with it. */
function createLocator({ text }: JsonDocument): Locate {
  if (text === "" || text.length > maxCharactersForLines) return () => ({});
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return (path, member) => {
    const { line, col } = lines.linePos(offsetOf(document, path, member));
    return withExcerpt(text, { line, column: col });
  };
}

function offsetOf(document: Document, path: readonly string[], member: string | undefined): number {
  const node = document.getIn(path, true) as Node | undefined;
  if (member !== undefined && isMap(node)) {
    const pair = node.items.find(({ key }) => (key as { value?: unknown }).value === member);
    const key = pair?.key as Node | undefined;
    if (key?.range) return key.range[0];
  }
  return node?.range?.[0] ?? 0;
}

/** The line itself, unless it is as long as a whole file without line breaks. */
function withExcerpt(text: string, { line, column }: { line: number; column: number }): Partial<Where> {
  const excerpt = text.split("\n")[line - 1] ?? "";
  return excerpt.length > 160 ? { line, column } : { line, column, excerpt };
}

/** A JSON pointer writes `/` as `~1` and `~` as `~0`. */
function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

function explain({ keyword, message, params }: ErrorObject): string {
  const { additionalProperty, allowedValues, missingProperty, pattern, allowedValue } = params as Record<
    string,
    unknown
  >;
  if (keyword === "additionalProperties") return `may not have "${String(additionalProperty)}"`;
  if (keyword === "required") return `lacks "${String(missingProperty)}"`;
  if (keyword === "enum" && Array.isArray(allowedValues)) return `must be one of ${allowedValues.join(", ")}`;
  if (keyword === "const") return `must be ${JSON.stringify(allowedValue)}`;
  if (keyword === "pattern") return `is not of the form ${String(pattern)}`;
  return message ?? "does not fit the schema";
}
