import type { Explanation } from "../../report/explanation.ts";
import { element, toHtml } from "../html/markup.ts";
import { drawPieces } from "../html/parts/path-drawing.ts";
import { toPlainText } from "../plain-text.ts";

const margin = 16;
const titleHeight = 34;
/** Of a letter of a heading: text in an SVG does not wrap, so the drawing is made wide enough. */
const headingLetter = 8.5;

/** The drawing stands alone: its colours follow the reader's, as the report's do. */
const style = `
svg { font: 11px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1b1e22; }
.paper { fill: #f6f6f3; } .box { fill: #ffffff; stroke: #dfdfd9; } .arrow { fill: none; stroke: #565d66; }
.heading { font-size: 14px; font-weight: 600; } .type, .place, .route { fill: #565d66; font-size: 10px; }
.edge { fill: #b9bbb4; } .edge.direct, text.direct { fill: #2b6b4d; } .edge.costly, text.costly { fill: #785600; }
.edge.stopped, text.stopped { fill: #8c1740; } .via { font-weight: 600; }
@media (prefers-color-scheme: dark) {
  svg { fill: #e6e8ea; } .paper { fill: #121417; } .box { fill: #1a1d21; stroke: #2d3238; } .arrow { stroke: #a3abb5; }
  .type, .place, .route { fill: #a3abb5; } .edge { fill: #4a5058; } .edge.direct, text.direct { fill: #76c49c; }
  .edge.costly, text.costly { fill: #e2c163; } .edge.stopped, text.stopped { fill: #ff8fae; }
}`;

/** The paths of a subnet as one drawing, one below the other. Nothing in it is loaded, and nothing runs. */
export function explanationAsSvg({ resource, paths }: Explanation): string {
  let y = margin;
  let width = 0;
  const drawings = paths.map((path) => {
    const { drawing, size } = drawPieces(path);
    const top = y + titleHeight;
    const heading = `${resource.id}: ${path.title}`;
    const title = element("text", { x: margin, y: y + 18, class: "heading" }, heading);
    y = top + size.height + margin;
    width = Math.max(width, size.width, Math.ceil(heading.length * headingLetter));
    return [title, { ...drawing, attributes: { ...drawing.attributes, x: margin, y: top } }];
  });
  const total = { width: width + 2 * margin, height: y };
  const label = toPlainText(`Paths of ${resource.id}`);
  const image = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${total.width} ${total.height}`,
      ...total,
      role: "img",
      "aria-label": label,
    },
    element("rect", { class: "paper", width: total.width, height: total.height }),
    drawings,
  );
  // A style sheet of our own, without anything of AWS's in it, which therefore needs no escaping.
  return `${toHtml(image).replace(">", `><style>${style}</style>`)}\n`;
}
