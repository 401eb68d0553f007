import { FromStringShapeDeserializer } from "@smithy/core/protocols";
import type { NormalizedSchema } from "@smithy/core/schema";
import { NotPlainError, skipElement, skipGap, takeClosing, takeText, type Cursor } from "./xml-cursor.ts";

/** Reads the answer of one operation. @throws NotPlainError for XML that has to be left to the SDK */
export type ReadAnswer = (xml: string) => Record<string, unknown>;

/** Reads the content of an element whose opening tag has been passed, and passes its closing tag too. */
type ReadContent = (cursor: Cursor, closing: string) => unknown;

interface ElementReader {
  readonly read: ReadContent;
  /** What the SDK makes of an element without content: a new value each time. */
  readonly empty: () => unknown;
}

/** An XML declaration, the root's opening tag with its namespace, nothing else. */
const rootTag = /\s*(?:<\?xml [^<>]*\?>\s*)?<([A-Za-z]+)(?:\s+xmlns="[^"<>&]*")?>/y;

/** As the SDK's own EC2 protocol sets it up: timestamps are ISO 8601 unless a trait says otherwise. */
const scalars = new FromStringShapeDeserializer({
  httpBindings: false,
  timestampFormat: { useTrait: true, default: 5 },
});

/**
 * Compiles the SDK's schema of an answer into a reader of EC2's XML. It gives what the SDK's own reader gives, member
 * by member, at a fraction of the cost: that one walks character by character, builds a tree of everything, and then
 * walks the schema again for each value. This one accepts only XML as EC2 writes it (no attributes below the root, no
 * comments, CDATA or mixed content), and throws for the rest, which the SDK's reader then reads.
 *
 * @throws NotPlainError where the schema has kinds of values that this reader does not know
 */
export function compileAnswerReader(output: NormalizedSchema): ReadAnswer {
  const { read } = compile(output, new Map());
  return (text) => {
    // As an XML processor has to, and as the SDK's does.
    const xml = text.includes("\r") ? text.replaceAll(/\r\n?/g, "\n") : text;
    rootTag.lastIndex = 0;
    const root = rootTag.exec(xml);
    if (root === null) throw new NotPlainError("no plain root element");
    const cursor = { xml, at: rootTag.lastIndex };
    return read(cursor, `</${root[1]}>`) as Record<string, unknown>;
  };
}

type Known = Map<unknown, ElementReader>;

function compile(schema: NormalizedSchema, known: Known): ElementReader {
  if (schema.isListSchema() || isPlainStruct(schema)) return compileOnce(schema, known);
  if (schema.isMapSchema() || schema.isStructSchema() || schema.isDocumentSchema() || schema.isUnitSchema()) {
    throw new NotPlainError(`no reader for ${schema.getName(true) ?? "a value"}`);
  }
  return compileScalar(schema);
}

function isPlainStruct(schema: NormalizedSchema): boolean {
  return schema.isStructSchema() && !schema.isUnionSchema();
}

/** A type that holds itself is compiled once, and reached through `known` from within. */
function compileOnce(schema: NormalizedSchema, known: Known): ElementReader {
  const key = schema.getSchema();
  const same = known.get(key);
  if (same !== undefined) return same;
  const isList = schema.isListSchema();
  const inProgress = {
    read: (cursor: Cursor, closing: string) => reader.read(cursor, closing),
    empty: () => (isList ? [] : {}),
  };
  // A list is known by its traits too, so only structures, which can hold themselves, are kept.
  if (!isList) known.set(key, inProgress);
  const reader = { read: isList ? compileList(schema, known) : compileStruct(schema, known), empty: inProgress.empty };
  if (!isList) known.set(key, reader);
  return reader;
}

interface Member extends ElementReader {
  readonly name: string;
  readonly slot: number;
  readonly closing: string;
}

function compileStruct(schema: NormalizedSchema, known: Known): ReadContent {
  const members: Member[] = [...schema.structIterator()].map(([name, member], slot) => {
    const tag = member.getMemberTraits().xmlName ?? name;
    return { name, slot, closing: `</${tag}>`, ...compile(member, known) };
  });
  const byTag = new Map(members.map((member) => [member.closing.slice(2, -1), member]));
  return (cursor, closing) => {
    // In the schema's order, whatever the wire's: a snapshot's bytes must not depend on which reader read them.
    const slots: unknown[] = [];
    slots.length = members.length;
    for (let tag = nextTag(cursor, closing); tag !== undefined; tag = nextTag(cursor, closing)) {
      const isEmpty = tag.endsWith("/");
      const member = byTag.get(isEmpty ? tag.slice(0, -1) : tag);
      if (member === undefined) {
        skipElement(cursor, tag);
        continue;
      }
      // Twice the same member: the SDK makes an array of it, with consequences.
      if (slots[member.slot] !== undefined) throw new NotPlainError(`${tag} twice`);
      slots[member.slot] = isEmpty ? member.empty() : member.read(cursor, member.closing);
    }
    const value: Record<string, unknown> = {};
    for (const { name, slot } of members) if (slots[slot] !== undefined) value[name] = slots[slot];
    return value;
  };
}

function compileList(schema: NormalizedSchema, known: Known): ReadContent {
  if (schema.getMergedTraits().xmlFlattened) throw new NotPlainError("a flattened list");
  const element = schema.getValueSchema();
  const itemTag = element.getMergedTraits().xmlName ?? "member";
  const itemClosing = `</${itemTag}>`;
  const item = compile(element, known);
  return (cursor, closing) => {
    const items: unknown[] = [];
    for (let tag = nextTag(cursor, closing); tag !== undefined; tag = nextTag(cursor, closing)) {
      if (tag === itemTag) items.push(item.read(cursor, itemClosing));
      else if (tag === `${itemTag}/`) items.push(item.empty());
      else skipElement(cursor, tag);
    }
    return items;
  };
}

/** The next child's opening tag without its brackets; undefined where the element ends, whose closing tag is passed. */
function nextTag(cursor: Cursor, closing: string): string | undefined {
  const { xml } = cursor;
  skipGap(cursor);
  if (xml.charCodeAt(cursor.at + 1) === 47 /* "/" */) {
    takeClosing(cursor, closing);
    return undefined;
  }
  const end = xml.indexOf(">", cursor.at);
  if (end === -1) throw new NotPlainError("an unfinished tag");
  const tag = xml.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  return tag;
}

function compileScalar(schema: NormalizedSchema): ElementReader {
  const parse = compileParser(schema);
  return {
    empty: () => parse(""),
    read: (cursor, closing) => parse(takeText(cursor, closing)),
  };
}

function compileParser(schema: NormalizedSchema): (text: string) => unknown {
  if (schema.isStringSchema() && schema.getMergedTraits().mediaType === undefined) return (text) => text;
  if (schema.isBooleanSchema()) return (text) => text.toLowerCase() === "true";
  if (schema.isNumericSchema()) return Number;
  return (text) => scalars.read(schema, text);
}
