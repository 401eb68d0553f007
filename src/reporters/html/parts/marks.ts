import { severityWords, type Severity } from "../../wording.ts";
import { element, type Element } from "../markup.ts";

/** A shape of its own for each severity, so that colour is never the only sign. All fit a box of 12 by 12. */
const shapes = {
  critical: "M3.6.2h4.8l3.4 3.4v4.8l-3.4 3.4H3.6L.2 8.4V3.6zM5.2 2.4h1.6v4.4H5.2zM5.2 8h1.6v1.6H5.2z",
  high: "M6 .8 11.7 11H.3z",
  medium: "M6 .3 11.7 6 6 11.7.3 6z",
  low: "M1.5 1.5h9v9h-9z",
  info: "M1 4.4h10v3.2H1z",
  unknown: "M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1zM6 3.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z",
} as const satisfies Record<Severity | "unknown", string>;

export type Mark = keyof typeof shapes;

const markWords = { ...severityWords, unknown: "Unknown" } as const satisfies Record<Mark, string>;

/** The shape and the word. */
export function badge(mark: Mark): Element {
  return element("span", { class: `badge ${mark}` }, shape(mark), element("span", {}, markWords[mark]));
}

export function shape(mark: Mark): Element {
  const path = element("path", { d: shapes[mark], "fill-rule": "evenodd" });
  return element(
    "svg",
    { class: `shape ${mark}`, viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" },
    path,
  );
}
