import type { AccountCoverage, Report } from "../../../report/report.ts";
import { countOf, formatCount } from "../../plain-text.ts";
import {
  describeConsequences,
  describeCoverage,
  describeOutsidePlace,
  describePlace,
  describeWait,
  groupMissing,
  outcomeOrder,
  outcomeWords,
  type HeldBack,
} from "../../wording.ts";
import { element, type Element, type Markup } from "../markup.ts";
import { bar, type BarPart } from "./bar.ts";

type CellOutcome = AccountCoverage["outcome"];

/** A sign of its own for each outcome, so that the matrix reads without colours. */
const outcomeSigns = {
  collected: "●",
  partial: "◐",
  denied: "✕",
  "throttled-out": "✕",
  failed: "✕",
  "not-enabled": "–",
  skipped: "–",
} as const satisfies Record<CellOutcome, string>;

const outcomeTones = {
  collected: "pass",
  partial: "unknown",
  denied: "fail",
  "throttled-out": "fail",
  failed: "fail",
  "not-enabled": "idle",
  skipped: "idle",
} as const satisfies Record<CellOutcome, string>;

/** Rows that a page can carry; the JSON report has them all. */
const mostAccounts = 400;
const mostRows = 300;

export function coverageSection(report: Report): Element {
  const { cells } = report.coverage;
  const parts: BarPart[] = outcomeOrder.map((outcome) => ({
    tone: outcomeTones[outcome],
    word: outcomeWords[outcome],
    count: cells[outcome],
  }));
  return element(
    "section",
    { id: "coverage", "aria-labelledby": "coverage-title" },
    element("h2", { id: "coverage-title" }, "Coverage"),
    element("p", { class: "note" }, `${describeCoverage(report.coverage)}.`),
    bar("API answers by outcome", parts),
    missingTable(report),
    matrix(report),
    apiTable(report),
    gapTable(report),
    outsideTable(report),
    heldBackTable(report),
  );
}

/** What would have to be readable to decide, by how many verdicts wait for it: the list to take to whoever grants access. */
function missingTable({ findings }: Report): Markup {
  const groups = groupMissing(findings);
  const rows = groups
    .slice(0, mostRows)
    .map((group) => [formatCount(group.findings), describePlace(group), group.api, group.reason]);
  return table({
    caption: "What is missing for the unknown verdicts",
    head: ["Verdicts", "Where", "API", "Why"],
    rows,
    all: groups.length,
  });
}

function gapTable({ coverage: { gaps } }: Report): Markup {
  const rows = gaps
    .slice(0, mostRows)
    .map((gap) => [describePlace(gap), gap.api, outcomeWords[gap.outcome], gap.reason, describeConsequences(gap)]);
  const head = ["Where", "API", "Outcome", "Why", "Made unknown"];
  return table({ caption: "Every gap", head, rows, all: gaps.length });
}

/** Most first: an API that waits much is what to ask AWS for a higher limit of. */
function heldBackTable({ coverage: { heldBack = [] } }: Report): Markup {
  const wait = ({ throttleMs, limitMs }: HeldBack) => throttleMs + limitMs;
  const rows = heldBack
    .toSorted((a, b) => wait(b) - wait(a))
    .map(({ api, throttled, throttleMs, limitMs }) => [
      api,
      formatCount(throttled),
      describeWait(throttleMs),
      describeWait(limitMs),
    ]);
  const head = ["API", "Attempts throttled", "Waited for AWS's limits", "Waited for vpclint's own"];
  return table({ caption: "Requests' time lost to limits", head, rows, all: rows.length });
}

/** What nobody was asked for: no gap of the scan, and yet what verdicts wait for. */
function outsideTable({ coverage: { outside = [] } }: Report): Markup {
  const rows = outside
    .slice(0, mostRows)
    .map((need) => [describeOutsidePlace(need), need.api, need.reason, describeConsequences(need)]);
  const head = ["Where", "API", "Why", "Made unknown"];
  return table({ caption: "Needed, and not in the scan", head, rows, all: outside.length });
}

/** The third side of account x Region x API: over all places, how each API ended. */
function apiTable({ coverage: { apis = [] } }: Report): Markup {
  const rows = apis.map(({ api, cells }) => [
    api === "*" ? "all of a Region or account" : api,
    ...outcomeOrder.map((outcome) => formatCount(cells[outcome])),
  ]);
  const head = ["API", ...outcomeOrder.map((outcome) => outcomeWords[outcome])];
  return table({ caption: "By API", head, rows, all: rows.length });
}

interface TableContent {
  caption: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** How many rows there are, shown or not. */
  all: number;
}

function table({ caption, head, rows, all }: TableContent): Markup {
  if (rows.length === 0) return undefined;
  const more =
    all > rows.length
      ? element("p", { class: "note" }, `and ${formatCount(all - rows.length)} more in the JSON report`)
      : undefined;
  const heads = element(
    "tr",
    {},
    head.map((text) => element("th", { scope: "col" }, text)),
  );
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      row.map((text) => element("td", {}, text)),
    ),
  );
  const content = element("table", {}, element("thead", {}, heads), element("tbody", {}, body));
  const summary = element("summary", {}, `${caption} (${formatCount(all)})`);
  return element(
    "details",
    { class: "table", open: all <= 12 },
    summary,
    element("div", { class: "scroll" }, content),
    more,
  );
}

/** Accounts by Regions. Accounts with something to tell come first where they do not all fit. */
function matrix({ coverage }: Report): Element {
  const regions = [...new Set(coverage.regions.map((row) => row.region))].sort();
  const outcomes = new Map(coverage.regions.map((row) => [`${row.account}/${row.region}`, row.outcome]));
  const fits = coverage.accounts.length <= mostAccounts;
  const whole = coverage.accounts.filter((account) => account.outcome === "collected");
  const accounts = fits
    ? coverage.accounts
    : [...coverage.accounts.filter((account) => account.outcome !== "collected"), ...whole];
  const rows = accounts.slice(0, mostAccounts).map((account) => {
    const own = regions.map((region) => outcomes.get(`${account.id}/${region}`));
    const cells = own.some((outcome) => outcome !== undefined)
      ? own.map(matrixCell)
      : wholeAccount(account, regions.length);
    return element("tr", {}, accountCell(account), cells);
  });
  const heads = regions.map((region) => element("th", { scope: "col", class: "region" }, element("span", {}, region)));
  const head = element("tr", {}, element("th", { scope: "col" }, "Account"), heads);
  const more = fits
    ? undefined
    : element(
        "p",
        { class: "note" },
        `and ${countOf(accounts.length - mostAccounts, "more account")} in the JSON report`,
      );
  const content = element("table", { class: "matrix" }, element("thead", {}, head), element("tbody", {}, rows));
  return element(
    "div",
    {},
    element("h3", {}, "Accounts by Regions"),
    signs(),
    element("div", { class: "scroll" }, content),
    more,
  );
}

function accountCell({ id, name, path, outcome, reason }: AccountCoverage): Element {
  const why = reason === "" ? undefined : element("span", { class: "reason" }, `${outcomeWords[outcome]}: ${reason}`);
  const title = element("span", { class: "account-name" }, name === "" ? id : name);
  return element("th", { scope: "row" }, title, element("span", { class: "account-id" }, `${id} ${path}`), why);
}

function matrixCell(outcome: CellOutcome | undefined): Element {
  if (outcome === undefined) return element("td", {}, element("span", { class: "vh" }, "not asked"));
  const sign = element(
    "span",
    { class: `sign ${outcomeTones[outcome]}`, "aria-hidden": "true" },
    outcomeSigns[outcome],
  );
  return element("td", { title: outcomeWords[outcome] }, sign, element("span", { class: "vh" }, outcomeWords[outcome]));
}

/** An account that was not entered has no Regions to show: one cell says what became of it. */
function wholeAccount({ outcome }: AccountCoverage, columns: number): Element {
  const sign = element(
    "span",
    { class: `sign ${outcomeTones[outcome]}`, "aria-hidden": "true" },
    outcomeSigns[outcome],
  );
  return element("td", { class: "whole", colspan: Math.max(1, columns) }, sign, ` ${outcomeWords[outcome]}`);
}

function signs(): Element {
  const items = [
    ["collected", "collected"],
    ["partial", "partly"],
    ["denied", "denied, throttled out or failed"],
    ["skipped", "not enabled or skipped"],
  ] as const;
  const legend = items.map(([outcome, words]) =>
    element(
      "li",
      {},
      element("span", { class: `sign ${outcomeTones[outcome]}`, "aria-hidden": "true" }, outcomeSigns[outcome]),
      ` ${words}`,
    ),
  );
  return element("ul", { class: "legend" }, legend);
}
