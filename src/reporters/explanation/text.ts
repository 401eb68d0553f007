import { styleText } from "node:util";
import type { Explanation, ExplainedService } from "../../report/explanation.ts";
import { listSome, toPlainText } from "../plain-text.ts";
import type { TerminalOptions } from "../reporter.ts";
import { describeExhibit, describeNeed, hopNotes, type PathExhibit, type PathHop, type PathPiece } from "../wording.ts";

type Style = Parameters<typeof styleText>[0];

interface Pen {
  width: number;
  paint(style: Style, text: string): string;
}

/** For the terminal. What comes from AWS cannot move the cursor or change colours. */
export function explanationAsText(explanation: Explanation, { color, width }: TerminalOptions): string {
  const pen: Pen = {
    width: Math.min(120, Math.max(60, width)),
    paint: (style, text) => (color ? styleText(style, text, { validateStream: false }) : text),
  };
  const sections = [
    head(explanation, pen),
    ...explanation.paths.map((path) => pathSection(path, pen)),
    routeSection(explanation, pen),
    serviceSection(explanation.services ?? [], pen),
    ...[explanation.zones, explanation.policy].map((exhibit) =>
      exhibit === undefined ? [] : listed(describeExhibit(exhibit), pen),
    ),
    missingSection(explanation, pen),
  ];
  const blocks = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

function head({ resource, facts, collectedAt }: Explanation, pen: Pen): string[] {
  const name =
    resource.name === "" || resource.name === resource.id ? resource.id : `${resource.id} (${resource.name})`;
  const place = `${resource.account}  ${resource.region}  ${collectedAt}`;
  const nameWidth = Math.max(...facts.map((fact) => fact.name.length));
  return [
    `${pen.paint("bold", toPlainText(name))}  ${toPlainText(resource.type)}`,
    pen.paint("dim", toPlainText(place)),
    "",
    ...facts.flatMap((fact) =>
      hanging(`  ${fact.name.padEnd(nameWidth)}  `, toPlainText(fact.value), pen.width).map((line, index) =>
        index === 0 ? line.replace(fact.name, pen.paint("dim", fact.name)) : line,
      ),
    ),
  ];
}

function pathSection({ title, pieces }: PathExhibit, pen: Pen): string[] {
  const ways = new Set(pieces.map((piece) => piece.via));
  const verdict = ways.size > 1 ? "mixed" : (pieces[0]?.via ?? "no-addresses");
  const lines = [`${pen.paint("bold", toPlainText(title))}: ${pen.paint(styleOf(verdict), verdict)}`];
  for (const [index, piece] of pieces.entries()) {
    lines.push("", ...pieceLines(piece, pieces.length === 1 ? "" : `${index + 1} of ${pieces.length}  `, pen));
  }
  return lines;
}

function pieceLines(piece: PathPiece, count: string, pen: Pen): string[] {
  const ranges = piece.ranges.length === 0 ? "all addresses" : listSome(piece.ranges, 3);
  const [last] = piece.hops.slice(-1);
  const lines = [`  ${count}${toPlainText(ranges)}`];
  let place = placeOf(piece.hops[0]);
  for (const hop of piece.hops) {
    if (placeOf(hop) !== place) lines.push(pen.paint("dim", `  │ ── ${toPlainText(placeOf(hop))} ──`));
    place = placeOf(hop);
    lines.push(...hopLines(hop, { isLast: hop === last && piece.via !== "unknown", via: piece.via }, pen));
  }
  const sign = piece.via === "unknown" ? "?" : piece.via === "isolated" ? "✕" : "→";
  const end = `  ${pen.paint(styleOf(piece.via), `${sign} ${piece.via}`)}`;
  const notes = piece.note === undefined ? [] : hanging("    ", toPlainText(piece.note), pen.width);
  return [...lines, end, ...notes];
}

function placeOf(hop: PathHop | undefined): string {
  return hop === undefined ? "" : `${hop.account}  ${hop.region}`;
}

const typeWidth = 28;

function hopLines(hop: PathHop, { isLast, via }: { isLast: boolean; via: string }, pen: Pen): string[] {
  const name = hop.name === undefined || hop.name === "" || hop.name === hop.id ? hop.id : `${hop.id} (${hop.name})`;
  const mark = isLast ? pen.paint(styleOf(via), "●") : "○";
  const label = `  ${mark} ${toPlainText(hop.type).padEnd(typeWidth)} ${pen.paint("bold", toPlainText(name))}`;
  const bar = isLast ? " " : "│";
  const notes = hopNotes(hop).flatMap((note) =>
    note.split("; ").flatMap((part) => hanging(`  ${bar}     `, toPlainText(part), pen.width)),
  );
  return [label, ...notes];
}

function styleOf(via: string): Style {
  if (via === "unknown" || via === "mixed") return "magenta";
  if (/nat/.test(via)) return "yellow";
  if (via === "isolated" || via === "no-addresses") return "red";
  return "green";
}

function routeSection({ routes }: Explanation, pen: Pen): string[] {
  if (routes === undefined) return [];
  const rows = routes.map((route) => [
    route.destinationName === "" ? route.destination : `${route.destination} (${route.destinationName})`,
    route.target === "" ? "(no target)" : route.target,
    route.targetType,
    route.state,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(11, ...rows.map((row) => toPlainText(row[column] ?? "").length)));
  const align = (row: readonly string[]) =>
    `  ${row.map((cell, column) => toPlainText(cell).padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd();
  const top = pen.paint("dim", align(["DESTINATION", "TARGET", "TYPE", "STATE"]));
  const body = rows.map((row) => {
    const line = align(row);
    return row[3] === "active" ? line : pen.paint("red", line);
  });
  return [pen.paint("bold", "Routes"), top, ...body];
}

function serviceSection(services: readonly ExplainedService[], pen: Pen): string[] {
  if (services.length === 0) return [];
  const lines = services.map(({ service, endpoint, forgotten }) => {
    const says =
      endpoint !== ""
        ? pen.paint("green", `by ${toPlainText(endpoint)}`)
        : forgotten.length > 0
          ? pen.paint("yellow", `lacks ${toPlainText(forgotten.join(", "))}, which the VPC has`)
          : "no endpoint in the VPC";
    return `  ${service.padEnd(9)}  ${says}`;
  });
  return [pen.paint("bold", "Gateway endpoints"), ...lines];
}

function listed([title, ...lines]: readonly string[], pen: Pen): string[] {
  const shown = lines.flatMap((line) => hanging("  ", toPlainText(line), pen.width));
  return [pen.paint("bold", toPlainText(title ?? "")), ...shown];
}

function missingSection({ missing }: Explanation, pen: Pen): string[] {
  if (missing.length === 0) return [];
  const lines = missing.flatMap((need) => hanging("  ", toPlainText(describeNeed(need)), pen.width));
  return [pen.paint("magenta", "Not known, for want of"), ...lines];
}

/** Breaks text at blanks under a first line that begins with `lead`; a long word stays whole, so that ids can be copied. */
function hanging(lead: string, text: string, width: number): string[] {
  const indent = lead.replace(/[^│]/g, " ");
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && lead.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((each, index) => `${index === 0 ? lead : indent}${each}`);
}
