import type { Result } from "../rules/result.ts";
import type { Need } from "../unknown.ts";
import { compareText } from "./canonical-json.ts";
import type { Coverage, CoverageGap, OutsideNeed } from "./report.ts";

type ByRule = Map<string, number>;

/**
 * The gaps, each with the verdicts that it made unknown, by rule; and what verdicts needed that the scan never asked. A
 * verdict that needs two of them counts at both.
 */
export function nameConsequences(coverage: Coverage, results: readonly Result[]): Coverage {
  const gaps = new Map<CoverageGap, ByRule>();
  const outside = new Map<string, Outside>();
  const findGap = indexGaps(coverage.gaps);
  const isOutside = outsideOf(coverage);
  for (const { ruleId, verdict, evidence } of results) {
    if (verdict !== "unknown") continue;
    const needs = evidence.missing.map((need) => ({ need, gap: findGap(need) }));
    for (const gap of new Set(needs.flatMap((each) => each.gap ?? []))) countRule(under(gaps, gap, newCount), ruleId);
    const touched = new Set<Outside>();
    for (const { need, gap } of needs) {
      if (gap !== undefined || !isOutside(need)) continue;
      const one = under(outside, keyOf(need), () => ({ need, byRule: newCount(), reasons: new Set<string>() }));
      one.reasons.add(need.reason);
      touched.add(one);
    }
    for (const { byRule } of touched) countRule(byRule, ruleId);
  }
  const named = coverage.gaps.map((gap) => ({ ...gap, madeUnknown: listRules(gaps.get(gap)) }));
  return { ...coverage, gaps: named, outside: [...outside.values()].map(toOutsideNeed).sort(compareNeeds) };
}

interface Outside {
  need: Need;
  byRule: ByRule;
  reasons: Set<string>;
}

/** One account of transit gateways is missing to many others, each of which says so in its own words. */
function toOutsideNeed({ need: { account, region, api }, byRule, reasons }: Outside): OutsideNeed {
  const [first = "", ...more] = [...reasons].sort(compareText);
  const reason = more.length === 0 ? first : `${first} (and ${more.length} more)`;
  return { account, region, api, reason, madeUnknown: listRules(byRule) };
}

function compareNeeds(a: OutsideNeed, b: OutsideNeed): number {
  return compareText(a.account, b.account) || compareText(a.region, b.region) || compareText(a.api, b.api);
}

function newCount(): ByRule {
  return new Map();
}

function countRule(byRule: ByRule, ruleId: string): void {
  byRule.set(ruleId, (byRule.get(ruleId) ?? 0) + 1);
}

function under<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function listRules(byRule: ReadonlyMap<string, number> | undefined): { ruleId: string; verdicts: number }[] {
  const entries = [...(byRule ?? [])].map(([ruleId, verdicts]) => ({ ruleId, verdicts }));
  return entries.sort((a, b) => b.verdicts - a.verdicts || compareText(a.ruleId, b.ruleId));
}

function keyOf({ account, region, api }: Pick<Need, "account" | "region" | "api">): string {
  return `${account}/${region}/${api}`;
}

/** From a need to the gap that it comes from: the API's own, else that of the whole Region, else of the account. */
function indexGaps(gaps: readonly CoverageGap[]): (need: Need) => CoverageGap | undefined {
  const exact = new Map(gaps.map((gap) => [keyOf(gap), gap]));
  const whole = new Map(gaps.filter(({ region }) => region === "*").map((gap) => [gap.account, gap]));
  return (need) => exact.get(keyOf(need)) ?? exact.get(keyOf({ ...need, api: "*" })) ?? whole.get(need.account);
}

/**
 * Whether a need without a gap is of an account or a Region that the scan did not ask, such as the owner of a transit
 * gateway; that owner may not even be named. A need of no account and no API at all is not about what AWS answers.
 */
function outsideOf({ accounts, regions }: Coverage): (need: Need) => boolean {
  const known = new Set(accounts.map(({ id }) => id));
  const places = new Set(regions.map(({ account, region }) => `${account}/${region}`));
  return ({ account, region, api }) => {
    if (account === "*") return api !== "*";
    return region === "*" ? !known.has(account) : !places.has(`${account}/${region}`);
  };
}

/** Whether verdicts rest on what the scan was not asked to read, or left alone. */
export function needsMore({ gaps, outside = [] }: Coverage): boolean {
  return outside.length > 0 || gaps.some(({ madeUnknown = [] }) => madeUnknown.length > 0);
}
