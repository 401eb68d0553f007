import type { NormalizedSchema } from "@smithy/core/schema";
import { ServiceError } from "./service-error.ts";

/** Writes the content of one XML element. */
export type WriteXml = (value: unknown) => string;

const compiled = new WeakMap<object, WriteXml>();

/**
 * Compiles a schema of the SDK into a writer of its values as AWS's Query protocols put them on the wire. Names come
 * from the schema's own traits alone: the irregular list names of EC2 follow no rule (emulators 4.2).
 * Members that the schema does not know are left out; the SDK would not read them either.
 */
export function compileXml(schema: NormalizedSchema): WriteXml {
  if (schema.isTimestampSchema()) return writeTimestamp;
  if (!schema.isListSchema() && !schema.isStructSchema()) return writeScalar;
  const key = schema.getSchema();
  if (typeof key !== "object") return schema.isListSchema() ? compileList(schema) : compileStruct(schema);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  // Stands in while the members are compiled, so that a type which holds itself ends.
  compiled.set(key, (value) => (compiled.get(key) ?? writeScalar)(value));
  const write = schema.isListSchema() ? compileList(schema) : compileStruct(schema);
  compiled.set(key, write);
  return write;
}

function compileStruct(schema: NormalizedSchema): WriteXml {
  const members = [...schema.structIterator()].map(([name, member]) => ({
    name,
    tag: xmlName(member) ?? name,
    write: compileXml(member),
  }));
  return (value) => {
    if (!isRecord(value)) throw misfit(schema, "an object");
    let xml = "";
    for (const { name, tag, write } of members) {
      const content = Object.hasOwn(value, name) ? value[name] : undefined;
      if (content !== undefined && content !== null) xml += `<${tag}>${write(content)}</${tag}>`;
    }
    return xml;
  };
}

function compileList(schema: NormalizedSchema): WriteXml {
  const element = schema.getValueSchema();
  const tag = xmlName(element) ?? "member";
  const write = compileXml(element);
  return (value) => {
    if (!Array.isArray(value)) throw misfit(schema, "a list");
    let xml = "";
    for (const item of value) xml += `<${tag}>${write(item)}</${tag}>`;
    return xml;
  };
}

function xmlName(schema: NormalizedSchema): string | undefined {
  const name: unknown = schema.getMergedTraits().xmlName;
  return typeof name === "string" ? name : undefined;
}

const writeScalar: WriteXml = (value) => {
  if (typeof value === "string") return escapeXml(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new ServiceError("InternalError", 500, "The snapshot holds an object or a list where AWS answers a scalar");
};

/** ISO 8601, whatever other form the snapshot has ("2019-11-12 22:49:12+00:00" of older CLIs). */
const writeTimestamp: WriteXml = (value) => {
  const date = new Date(typeof value === "string" || typeof value === "number" ? value : Number.NaN);
  if (Number.isNaN(date.getTime())) {
    throw new ServiceError("InternalError", 500, "The snapshot holds a timestamp that is not a date");
  }
  return date.toISOString();
};

function misfit(schema: NormalizedSchema, expected: string): ServiceError {
  return new ServiceError("InternalError", 500, `The snapshot's ${schema.getName() ?? "value"} is not ${expected}`);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // A parser turns a bare carriage return into a line feed.
  "\r": "&#xD;",
};

/** All but the characters that XML 1.0 can carry: control characters and lone surrogates, among others. */
const notXml = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Text as XML content; what XML cannot carry becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text.replaceAll(notXml, "\uFFFD").replaceAll(/[&<>"\r]/g, (character) => entities[character] ?? character);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
