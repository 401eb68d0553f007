/** XML that is not as EC2 writes it: not an error of the service, only a case for the SDK's own reader. */
export class NotPlainError extends Error {
  constructor(what: string) {
    super(`not plain XML: ${what}`);
    this.name = "NotPlainError";
  }
}

/** A place in a document; each function here moves it on. */
export interface Cursor {
  readonly xml: string;
  at: number;
}

/** Passes what stands between two tags: nothing, or white space with a line break, as of indented XML. */
export function skipGap(cursor: Cursor): void {
  const { xml, at } = cursor;
  if (xml.charCodeAt(at) === 60 /* "<" */) return;
  const next = xml.indexOf("<", at);
  // Other text beside elements, even one blank, is content to the SDK.
  if (next === -1 || !/^[ \t\n]*\n[ \t\n]*$/.test(xml.slice(at, next))) throw new NotPlainError("mixed content");
  cursor.at = next;
}

export function takeClosing(cursor: Cursor, closing: string): void {
  if (!cursor.xml.startsWith(closing, cursor.at)) throw new NotPlainError(`${closing} is not where it should be`);
  cursor.at += closing.length;
}

/** The text of an element without children. Blank text with a line break is none, as the SDK has it. */
export function takeText(cursor: Cursor, closing: string): string {
  const { xml, at } = cursor;
  const end = xml.indexOf("<", at);
  if (end === -1) throw new NotPlainError("unfinished text");
  cursor.at = end;
  takeClosing(cursor, closing);
  const raw = xml.slice(at, end);
  const text = raw.includes("&") ? decodeEntities(raw) : raw;
  return text.includes("\n") && text.trim() === "" ? "" : text;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** As the SDK decodes them: by UTF-16 code unit, and an entity that it does not know is dropped. */
function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{0,30}));/g,
    (_entity, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (decimal !== undefined) return String.fromCharCode(Number.parseInt(decimal, 10));
      if (name === undefined || Object.hasOwn(entities, name)) return entities[name ?? ""] ?? "";
      // The SDK looks names up in an object that inherits, with what comes of it.
      if (name in entities) throw new NotPlainError(`&${name};`);
      return "";
    },
  );
}

const plainTag = /^[A-Za-z][\w.-]*$/;

/** Passes an element that the schema does not know, and sees that it is whole: a cut answer must not pass as one. */
export function skipElement(cursor: Cursor, tag: string): void {
  const isEmpty = tag.endsWith("/");
  const name = isEmpty ? tag.slice(0, -1) : tag;
  if (!plainTag.test(name)) throw new NotPlainError(`<${name.slice(0, 40)}>`);
  if (isEmpty) return;
  const closing = `</${name}>`;
  const { xml } = cursor;
  let at = xml.indexOf("<", cursor.at);
  if (xml.startsWith(closing, at)) {
    cursor.at = at + closing.length;
    return;
  }
  for (;;) {
    skipGap(cursor);
    at = cursor.at;
    if (xml.charCodeAt(at + 1) === 47 /* "/" */) return takeClosing(cursor, closing);
    const end = xml.indexOf(">", at);
    if (end === -1) throw new NotPlainError("an unfinished tag");
    cursor.at = end + 1;
    skipElement(cursor, xml.slice(at + 1, end));
  }
}
