import type { Report } from "../report/report.ts";
import { toSafeJson } from "./plain-text.ts";

/** The contract of schemas/report.schema.json: what was built, in the order in which it was built. */
export function renderJson(report: Report): string {
  return `${toSafeJson(report, 2)}\n`;
}
