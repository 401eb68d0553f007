import type { FindingIndex } from "../archive-shape.ts";
import { severityOrder, type Severity } from "../../wording.ts";

/** What the reader asked to see. Empty text means: all of them. */
export interface Criteria {
  search: string;
  severities: ReadonlySet<Severity>;
  statuses: ReadonlySet<"fail" | "unknown">;
  rule: string;
  account: string;
  region: string;
}

export interface Row {
  ruleId: string;
  severity: Severity;
  status: "fail" | "unknown";
  account: string;
  region: string;
  type: string;
  id: string;
  name: string;
  message: string;
}

export function readRow(index: FindingIndex, row: number): Row {
  const rule = index.rules[index.rule[row] ?? -1];
  const text = (column: readonly number[]): string => index.texts[column[row] ?? -1] ?? "";
  return {
    ruleId: rule?.id ?? "",
    severity: severityOrder[index.severity[row] ?? -1] ?? "info",
    status: index.failed[row] === 1 ? "fail" : "unknown",
    account: text(index.account),
    region: text(index.region),
    type: text(index.type),
    id: index.id[row] ?? "",
    name: text(index.name),
    message: index.message[row] ?? "",
  };
}

const searchable = new WeakMap<FindingIndex, string[]>();

/** Lower-cased once, at the first search: then every key press is one pass of `includes`. */
function searchTexts(index: FindingIndex): string[] {
  let texts = searchable.get(index);
  if (texts === undefined) {
    texts = index.id.map((_, row) => Object.values(readRow(index, row)).join("\n").toLowerCase());
    searchable.set(index, texts);
  }
  return texts;
}

/** The numbers of the rows that meet all criteria, in the order of the index. Words are all to be found, in any order. */
export function selectRows(index: FindingIndex, criteria: Criteria): number[] {
  const words = criteria.search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const texts = words.length === 0 ? undefined : searchTexts(index);
  const rules = index.rules.map(({ id }) => criteria.rule === "" || criteria.rule === id);
  const severities = severityOrder.map((severity) => criteria.severities.has(severity));
  const account = index.texts.indexOf(criteria.account);
  const region = index.texts.indexOf(criteria.region);
  return [...index.id.keys()].filter(
    (row) =>
      rules[index.rule[row] ?? -1] === true &&
      severities[index.severity[row] ?? -1] === true &&
      criteria.statuses.has(index.failed[row] === 1 ? "fail" : "unknown") &&
      (criteria.account === "" || index.account[row] === account) &&
      (criteria.region === "" || index.region[row] === region) &&
      (texts === undefined || words.every((word) => texts[row]?.includes(word))),
  );
}

/** What a column holds, sorted, for the choices of a filter. */
export function choicesOf(index: FindingIndex, column: readonly number[]): string[] {
  return [...new Set(column)].map((place) => index.texts[place] ?? "").sort();
}
