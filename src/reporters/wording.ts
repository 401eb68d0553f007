import { isCoverageFinding } from "../report/coverage-rule.ts";
import type { Exhibit, PathExhibit, StatementsExhibit, ZonesExhibit } from "../facts/vocabulary.ts";
import type { Coverage, CoverageGap, Finding, Report } from "../report/report.ts";
import { countOf, formatCount, listSome } from "./plain-text.ts";

/** The words that the reporters share: each thing is said in one way, whatever the format. */

export type Severity = Finding["severity"];
export type Outcome = keyof Coverage["cells"];
export type Need = Finding["evidence"]["missing"][number];
export type HeldBack = NonNullable<Coverage["heldBack"]>[number];
export type OutsideNeed = NonNullable<Coverage["outside"]>[number];
export type { Exhibit, PathExhibit, StatementsExhibit, ZonesExhibit };
export type PathPiece = PathExhibit["pieces"][number];
export type PathHop = PathPiece["hops"][number];

/** Worst first. The word is what people read; formats add their own marks. */
export const severityWords = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  info: "Info",
} as const satisfies Record<Severity, string>;

export const severityOrder = Object.keys(severityWords) as readonly Severity[];

export const outcomeWords = {
  collected: "collected",
  partial: "partly collected",
  denied: "denied",
  "throttled-out": "throttled out",
  failed: "failed",
  "not-enabled": "not enabled",
  skipped: "skipped",
} as const satisfies Record<"partial" | Outcome, string>;

/** Best first, then what is missing, then what was left out on purpose. */
export const outcomeOrder = [
  "collected",
  "denied",
  "throttled-out",
  "failed",
  "not-enabled",
  "skipped",
] as const satisfies readonly Outcome[];

/** `14 accounts, 33 Regions; 1,204 of 1,219 API answers collected, 12 denied, 3 failed`. */
export function describeCoverage({ accounts, regions, cells, percent = 100, outside = [] }: Coverage): string {
  const asked = cells.collected + cells.denied + cells["throttled-out"] + cells.failed;
  const rest = outcomeOrder
    .filter((outcome) => outcome !== "collected" && cells[outcome] > 0)
    .map((outcome) => `${formatCount(cells[outcome])} ${outcomeWords[outcome]}`);
  const byConfig = regions.reduce((sum, { fromConfig = [] }) => sum + fromConfig.length, 0);
  const byCaller = regions.reduce((sum, { fromCaller = [] }) => sum + fromCaller.length, 0);
  const sources = [
    ...(byConfig === 0 ? [] : [`${formatCount(byConfig)} from AWS Config`]),
    ...(byCaller === 0 ? [] : [`${formatCount(byCaller)} asked once for all accounts`]),
  ];
  const source = sources.length === 0 ? "" : ` (${sources.join(", ")})`;
  const collected = `${formatCount(cells.collected)} of ${countOf(asked, "API answer")} collected${source}`;
  const places = `${countOf(accounts.length, "account")}, ${countOf(new Set(regions.map((row) => row.region)).size, "Region")}`;
  const share = percent < 100 ? [`${percent} % covered`] : [];
  return `${places}; ${[collected, ...rest, ...share].join(", ")}${describeOutside(outside)}`;
}

/** `; verdicts need 2 places outside the scan`: accounts, or Regions of them. */
function describeOutside(outside: readonly OutsideNeed[]): string {
  const places = new Set(outside.map(describePlace)).size;
  if (places === 0) return "";
  return `; verdicts need ${countOf(places, "place")} outside the scan`;
}

/** Less than this is not worth a word, unless AWS throttled. */
const leastWait = 1000;

/** `12 attempts throttled, 3 min 20 s of requests' time lost to limits`; empty where hardly anything waited. */
export function describeHeldBack({ heldBack = [] }: Coverage): string {
  const sum = (of: (one: HeldBack) => number) => heldBack.reduce((all, one) => all + of(one), 0);
  const [throttled, waited] = [sum((one) => one.throttled), sum(({ throttleMs, limitMs }) => throttleMs + limitMs)];
  if (throttled === 0 && waited < leastWait) return "";
  return `${countOf(throttled, "attempt")} throttled, ${describeWait(waited)} of requests' time lost to limits`;
}

export function describeWait(ms: number): string {
  const whole = Math.round(ms / 1000);
  return whole < 60 ? `${whole} s` : `${formatCount(Math.floor(whole / 60))} min ${whole % 60} s`;
}

export function describeOrganization({ organization, shard, coverage }: Report): string {
  const part = shard === undefined || shard.count === 1 ? "" : `, shard ${shard.index} of ${shard.count}`;
  if (organization !== null) return `organization ${organization.id}${part}`;
  const [only, ...more] = coverage.accounts;
  return only !== undefined && more.length === 0
    ? `account ${only.id}`
    : `${countOf(coverage.accounts.length, "account")}${part}`;
}

export interface Totals {
  /** Failed and shown. */
  fail: number;
  unknown: number;
  bySeverity: Record<Severity, number>;
  /** Failed, but left out of the findings by `--severity`. */
  hidden: number;
}

export function countFindings({ findings, rules }: Report): Totals {
  const bySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  let fail = 0;
  for (const finding of findings) {
    if (finding.status !== "fail") continue;
    fail += 1;
    bySeverity[finding.severity] += 1;
  }
  const judged = rules.reduce((sum, { counts }) => sum + counts.fail, 0);
  const unknown = findings.filter((finding) => isUnknownVerdict(finding)).length;
  return { fail, unknown, bySeverity, hidden: Math.max(0, judged - fail) };
}

/** The last word: how many findings of which severity, how many unknown, and whether everything was seen. */
export function describeVerdict(report: Report): string {
  const { fail, unknown, bySeverity, hidden } = countFindings(report);
  const found = severityOrder
    .filter((severity) => bySeverity[severity] > 0)
    .map((severity) => `${formatCount(bySeverity[severity])} ${severity}`);
  const parts = [fail === 0 ? "no findings" : `${countOf(fail, "finding")} (${found.join(", ")})`];
  if (hidden > 0) parts.push(`${formatCount(hidden)} of lower severity not shown`);
  if (unknown > 0) parts.push(`${formatCount(unknown)} unknown`);
  return `${parts.join(", ")}; coverage ${report.complete ? "complete" : "incomplete"}`;
}

/** Whether a rule could not decide about a resource; what was not read of an account is told as coverage. */
export function isUnknownVerdict(finding: Finding): boolean {
  return finding.status === "unknown" && !isCoverageFinding(finding);
}

/** `12 verdicts: 10 s3-through-nat, 2 dynamodb-through-nat`; empty where nothing rests on it. */
export function describeConsequences({ madeUnknown = [] }: Pick<CoverageGap, "madeUnknown">): string {
  if (madeUnknown.length === 0) return "";
  const all = madeUnknown.reduce((sum, { verdicts }) => sum + verdicts, 0);
  return `${countOf(all, "verdict")}: ${madeUnknown.map(({ ruleId, verdicts }) => `${formatCount(verdicts)} ${ruleId}`).join(", ")}`;
}

export interface MissingGroup extends Need {
  /** How many verdicts wait for it. */
  findings: number;
}

/** What is missing, by how many verdicts it holds up; ties keep the order of the findings. */
export function groupMissing(findings: readonly Finding[]): MissingGroup[] {
  const groups = new Map<string, MissingGroup>();
  for (const finding of findings.filter(isUnknownVerdict)) {
    for (const need of finding.evidence.missing) {
      const key = JSON.stringify([need.account, need.region, need.api, need.reason]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { ...need, findings: 1 });
      else group.findings += 1;
    }
  }
  return [...groups.values()].sort((a, b) => b.findings - a.findings);
}

export function describePlace({ account, region }: { account: string; region: string }): string {
  if (region === "*") return account === "*" ? "the organization" : account;
  return `${account}/${region}`;
}

/** Whose owner AWS does not name, or which Region of it, goes by what is known. */
export function describeOutsidePlace({ account, region }: { account: string; region: string }): string {
  const whose = account === "*" ? "an account that AWS does not name" : account;
  return region === "*" ? whose : `${whose}/${region}`;
}

export function describeNeed(need: Need): string {
  const api = need.api === "*" ? "all APIs" : need.api;
  return `${api} in ${describePlace(need)}: ${need.reason}`;
}

export function describeResource({ type, id, name }: Pick<Finding["resource"], "type" | "id" | "name">): string {
  if (id === "*") return `every ${type}`;
  return name === "" || name === id ? id : `${id} (${name})`;
}

export function describeHop(hop: PathHop): string {
  const label = hop.name === undefined || hop.name === "" || hop.name === hop.id ? hop.id : `${hop.id} (${hop.name})`;
  const notes = hopNotes(hop);
  return `${hop.type} ${label}${notes.length === 0 ? "" : ` [${notes.join("; ")}]`}`;
}

/** The route that was chosen, then what else there is to say; empty text is nothing to say. */
export function hopNotes({ route = "", note = "" }: PathHop): string[] {
  return [route, note].filter((part) => part !== "");
}

/** `52.216.0.0/15 and 3 more via nat-gateway`. */
export function describePiece({ ranges, via, note }: PathPiece): string {
  const where = ranges.length === 0 ? "all addresses" : listSome(ranges, 3);
  return `${where} via ${via}${note === undefined ? "" : ` (${note})`}`;
}

const zoneParts = [
  ["covered", "serves"],
  ["missing", "has consumers but no interface in"],
  ["consumers", "consumers in"],
  ["eligible", "could serve"],
] as const satisfies readonly [keyof ZonesExhibit, string][];

/** An exhibit as lines of text: its title, then what it shows. */
export function describeExhibit(exhibit: Exhibit): [string, ...string[]] {
  if (exhibit.kind === "path") {
    const pieces = exhibit.pieces.map((piece) => `${describePiece(piece)}: ${piece.hops.map(describeHop).join(" > ")}`);
    return [exhibit.title, ...pieces];
  }
  if (exhibit.kind === "zones") {
    const parts = zoneParts.filter(([part]) => exhibit[part].length > 0);
    return [exhibit.title, ...parts.map(([part, words]) => `${words} ${exhibit[part].join(", ")}`)];
  }
  const witness = exhibit.witness === undefined ? [] : [`admits ${exhibit.witness}`];
  const tighter = exhibit.tighter === undefined ? [] : [describeTighter(exhibit.tighter)];
  return [`${exhibit.title}: ${exhibit.verdict}`, ...exhibit.statements.map(describeStatement), ...witness, ...tighter];
}

/** A whole policy is too long for a line; the HTML and the JSON report hold it. */
function describeTighter({ summary, policy }: NonNullable<StatementsExhibit["tighter"]>): string {
  return policy === undefined ? summary : `a tighter policy: ${summary}`;
}

export function describeStatement({ index, sid, effect, why }: StatementsExhibit["statements"][number]): string {
  return `statement ${index}${sid === undefined ? "" : ` (${sid})`} ${effect}: ${why}`;
}
