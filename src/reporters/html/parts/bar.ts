import { formatCount } from "../../plain-text.ts";
import { element, type Element } from "../markup.ts";

export interface BarPart {
  /** Names the colour in the style sheet. */
  tone: string;
  word: string;
  count: number;
}

/** Shares of a whole as one line, with its legend: every count that is not nought, in words. */
export function bar(title: string, parts: readonly BarPart[]): Element {
  const shown = parts.filter((part) => part.count > 0);
  const legend = shown.map(({ tone, word, count }) =>
    element(
      "li",
      {},
      element("span", { class: `dot ${tone}`, "aria-hidden": "true" }),
      `${formatCount(count)} ${word}`,
    ),
  );
  return element("div", { class: "bar" }, drawBar(title, shown), element("ul", { class: "legend" }, legend));
}

const length = 1000;

/** A part that is there is at least a sliver: one failure among thousands must not vanish. */
function drawBar(title: string, parts: readonly BarPart[]): Element {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const widths = parts.map((part) => Math.max(8, (part.count / total) * length));
  const scale = length / widths.reduce((sum, width) => sum + width, 0);
  let start = 0;
  const rects = parts.map(({ tone }, index) => {
    const width = (widths[index] ?? 0) * scale;
    const rect = element("rect", { class: tone, x: start.toFixed(1), width: width.toFixed(1), height: 8 });
    start += width;
    return rect;
  });
  const box = { viewBox: `0 0 ${length} 8`, preserveAspectRatio: "none", role: "img" };
  return element("svg", box, element("title", {}, title), rects);
}
