import { describeHop, describePiece, hopNotes, type PathExhibit, type PathHop, type PathPiece } from "../../wording.ts";
import { listSome, toPlainText } from "../../plain-text.ts";
import { element, type Element, type Markup } from "../markup.ts";

/** Pixels; text in an SVG does not wrap, so characters are counted. */
const columnWidth = 268;
const columnGap = 28;
const boxHeight = 56;
const headHeight = 44;
const arrowHeight = 22;
const lineHeight = 14;
const charactersOfId = 32;
const charactersOfLine = 40;

/** More ways than this are only listed as text. */
const mostPieces = 6;

/** The way of the packets as a drawing, one column for each way, and the same as a list of text. */
export function drawPath(path: PathExhibit): Element {
  return element(
    "figure",
    { class: "path" },
    element("figcaption", {}, path.title),
    element("div", { class: "scroll" }, drawPieces(path).drawing),
    element("details", {}, element("summary", {}, "The path as text"), path.pieces.map(listPiece)),
  );
}

function listPiece(piece: PathPiece): Markup {
  const hops = piece.hops.map((hop) => element("li", {}, describeHop(hop)));
  return [element("p", {}, describePiece(piece)), element("ol", {}, hops)];
}

/** The drawing, and how large it is in pixels. */
export function drawPieces({ title, pieces }: PathExhibit): {
  drawing: Element;
  size: { width: number; height: number };
} {
  const shown = pieces.slice(0, mostPieces);
  const columns = shown.map((piece, index) => drawColumn(piece, index * (columnWidth + columnGap)));
  const width = Math.max(1, shown.length) * (columnWidth + columnGap) - columnGap;
  const height = Math.max(headHeight, ...columns.map((column) => column.height)) + 2;
  const box = { viewBox: `-1 -1 ${width + 2} ${height + 2}`, width: width + 2, height: height + 2, role: "img" };
  const inWords = shown.map((piece) => `${describePiece(piece)}: ${piece.hops.map(describeHop).join(", then ")}.`);
  const drawing = element(
    "svg",
    box,
    element("title", {}, `Path: ${title}`),
    element("desc", {}, inWords.join(" ")),
    columns.map((column) => column.markup),
  );
  return { drawing, size: { width: width + 2, height: height + 2 } };
}

function drawColumn(piece: PathPiece, x: number): { markup: Markup; height: number } {
  const ranges = piece.ranges.length === 0 ? "all addresses" : listSome(piece.ranges, 2);
  const head = [
    line({ x, y: 13, text: clip(ranges, charactersOfLine), style: "ranges" }),
    line({ x, y: 31, text: clip(`via ${piece.via}`, charactersOfLine), style: `via ${tone(piece.via)}` }),
  ];
  let y = headHeight;
  const hops = piece.hops.map((hop, index) => {
    const isLast = index === piece.hops.length - 1;
    const drawn = drawHop(hop, { x, y, isLast });
    y = drawn.bottom;
    return drawn.markup;
  });
  return { markup: element("g", {}, head, hops), height: y };
}

interface HopPlace {
  x: number;
  y: number;
  isLast: boolean;
}

function drawHop(hop: PathHop, { x, y, isLast }: HopPlace): { markup: Markup; bottom: number } {
  const name = hop.name === undefined || hop.name === "" || hop.name === hop.id ? "" : `  ${hop.name}`;
  const labels = hopNotes(hop).flatMap((note) => wrapLabel(note, charactersOfLine));
  const boxBottom = y + boxHeight;
  const bottom = boxBottom + labels.length * lineHeight + (isLast ? 6 : arrowHeight);
  const box = [
    element("rect", { class: "box", x, y, width: columnWidth, height: boxHeight, rx: 6 }),
    element("rect", { class: `edge ${tone(hop.type)}`, x, y: y + 8, width: 3, height: boxHeight - 16, rx: 1.5 }),
    line({ x: x + 14, y: y + 16, text: clip(hop.type, charactersOfId), style: "type" }),
    line({ x: x + 14, y: y + 32, text: clip(`${hop.id}${name}`, charactersOfId), style: "id" }),
    line({ x: x + 14, y: y + 47, text: clip(`${hop.account} ${hop.region}`, charactersOfLine), style: "place" }),
  ];
  const text = labels.map((label, index) =>
    line({ x: x + 28, y: boxBottom + 15 + index * lineHeight, text: label, style: "route" }),
  );
  const markup = element(
    "g",
    {},
    element("title", {}, describeHop(hop)),
    box,
    text,
    isLast ? undefined : arrow(x + 16, boxBottom, bottom),
  );
  return { markup, bottom };
}

function arrow(x: number, top: number, bottom: number): Element {
  return element("path", { class: "arrow", d: `M${x} ${top}V${bottom - 1}m-4-5 4 5 4-5` });
}

function line({ x, y, text, style }: { x: number; y: number; text: string; style: string }): Element {
  return element("text", { x, y, class: style }, text);
}

/** What a hop means for the reader: an endpoint is the direct way, NAT the one that costs, the rest is neutral. */
function tone(type: string): "direct" | "costly" | "stopped" | "neutral" {
  if (/endpoint/i.test(type)) return "direct";
  if (/nat/i.test(type)) return "costly";
  return /blackhole|none|drop/i.test(type) ? "stopped" : "neutral";
}

function clip(text: string, most: number): string {
  const plain = toPlainText(text);
  return plain.length <= most ? plain : `${plain.slice(0, most - 1)}…`;
}

const mostLabelLines = 3;

function wrapLabel(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of toPlainText(text).split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(clip(word, most));
  }
  const shown = lines.slice(0, mostLabelLines);
  if (lines.length <= mostLabelLines) return shown;
  return [...shown.slice(0, -1), clip(`${shown.at(-1) ?? ""} …`, most)];
}
