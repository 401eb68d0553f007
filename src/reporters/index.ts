import { renderHtml } from "./html.ts";
import { renderJson } from "./json.ts";
import type { Reporter } from "./reporter.ts";
import { renderSarif } from "./sarif.ts";
import { renderText } from "./text.ts";

/** THE TABLE: format -> reporter. Help, docs and the choices of `--report` come from its keys. */
export const reporters = {
  text: renderText,
  json: renderJson,
  sarif: renderSarif,
  html: renderHtml,
} as const satisfies Record<string, Reporter>;

export type Format = keyof typeof reporters;

export const formats = Object.keys(reporters) as readonly Format[];
