import { toPlainText } from "../plain-text.ts";

/**
 * Markup as data, so that a piece of the page is written once and used twice: Node writes it as text (`toHtml`), the
 * script in the page makes it preact elements. Text is text in both; there is no way to put raw HTML into it.
 */
export type Markup = string | number | undefined | readonly Markup[] | Element;

export interface Element {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly children: readonly Markup[];
}

/** `true` writes the bare attribute; `undefined` and `false` leave it out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export function element(tag: string, attributes: Attributes = {}, ...children: Markup[]): Element {
  return { tag, attributes, children };
}

export function isElement(markup: Markup): markup is Element {
  return typeof markup === "object" && "tag" in markup;
}

const voidTags = new Set(["br", "col", "hr", "img", "input", "link", "meta"]);

export function toHtml(markup: Markup): string {
  if (markup === undefined) return "";
  if (typeof markup === "number") return String(markup);
  if (typeof markup === "string") return escapeHtml(markup);
  if (!isElement(markup)) return markup.map(toHtml).join("");
  const { tag, attributes, children } = markup;
  const open = `<${tag}${Object.entries(attributes)
    .map(([name, value]) => toAttribute(name, value))
    .join("")}>`;
  return voidTags.has(tag) ? open : `${open}${children.map(toHtml).join("")}</${tag}>`;
}

function toAttribute(name: string, value: Attributes[string]): string {
  if (value === undefined || value === false) return "";
  return value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** For text and for quoted attributes. Control characters and bidirectional overrides are spelled out. */
export function escapeHtml(text: string): string {
  return toPlainText(text).replace(/[&<>"'`]/g, (character) => entities[character] ?? "");
}
