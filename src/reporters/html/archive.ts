import { gzipSync } from "node:zlib";
import type { Finding, Report } from "../../report/report.ts";
import { toSafeJson } from "../plain-text.ts";
import { severityOrder } from "../wording.ts";
import { chunkBlock, chunkSize, indexBlock, type FindingIndex } from "./archive-shape.ts";

/** Shorter than this, JSON stands in the page as it is: easier to look at, and hardly larger. */
const longestPlain = 32_768;

/** The findings as script elements that are never executed: the script in the page reads them by id. */
export function archiveFindings(report: Report, findings: readonly Finding[]): string {
  const blocks = [dataBlock(indexBlock, indexFindings(report, findings))];
  for (let start = 0; start < findings.length; start += chunkSize) {
    blocks.push(dataBlock(chunkBlock(start / chunkSize), findings.slice(start, start + chunkSize)));
  }
  return blocks.join("\n");
}

function indexFindings({ rules }: Report, findings: readonly Finding[]): FindingIndex {
  const texts = new Map<string, number>();
  const place = (text: string): number => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, texts.size);
    return texts.size - 1;
  };
  const ruleIndex = new Map(rules.map((rule, index) => [rule.id, index]));
  const columns = {
    rule: findings.map((finding) => ruleIndex.get(finding.ruleId) ?? -1),
    severity: findings.map(({ severity }) => severityOrder.indexOf(severity)),
    failed: findings.map((finding) => (finding.status === "fail" ? 1 : 0)),
    account: findings.map((finding) => place(finding.resource.account)),
    region: findings.map((finding) => place(finding.resource.region)),
    type: findings.map((finding) => place(finding.resource.type)),
    name: findings.map((finding) => place(finding.resource.name)),
    id: findings.map((finding) => finding.resource.id),
    message: findings.map((finding) => finding.message),
  };
  const cards = rules.map(({ id, title, severity, references }) => ({ id, title, severity, references }));
  return { rules: cards, texts: [...texts.keys()], ...columns };
}

function dataBlock(id: string, value: unknown): string {
  const json = toSafeJson(value);
  if (json.length <= longestPlain)
    return `<script type="application/json" id="${id}">${escapeForScript(json)}</script>`;
  const packed = gzipSync(json);
  // The tenth byte names the operating system that packed; 255 is "unknown", so that every machine gives the same bytes.
  packed[9] = 255;
  return `<script type="application/gzip" id="${id}">${packed.toString("base64")}</script>`;
}

/** Inside a script element only `</script` and `<!--` mean anything, and JSON can spell `<` otherwise. */
function escapeForScript(json: string): string {
  return json.replaceAll("<", "\\u003c");
}
