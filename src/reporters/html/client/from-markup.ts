import { h, type ComponentChild } from "preact";
import { toPlainText } from "../../plain-text.ts";
import { isElement, type Markup } from "../markup.ts";

/** The shared pieces as preact elements. Text becomes text nodes, with control characters spelled out as in Node. */
export function fromMarkup(markup: Markup): ComponentChild {
  if (markup === undefined || typeof markup === "number") return markup;
  if (typeof markup === "string") return toPlainText(markup);
  if (!isElement(markup)) return markup.map(fromMarkup);
  return h(markup.tag, { ...markup.attributes }, ...markup.children.map(fromMarkup));
}
