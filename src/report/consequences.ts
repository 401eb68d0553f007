import type { Result } from "../rules/result.ts";
import type { Need } from "../unknown.ts";
import { compareText } from "./canonical-json.ts";
import type { Coverage, CoverageGap } from "./report.ts";

/** The gaps, each with the verdicts that it made unknown, by rule. A verdict that needs two gaps counts at both. */
export function nameConsequences(coverage: Coverage, results: readonly Result[]): Coverage {
  const counts = new Map<CoverageGap, Map<string, number>>();
  const findGap = indexGaps(coverage.gaps);
  for (const { ruleId, verdict, evidence } of results) {
    if (verdict !== "unknown") continue;
    for (const gap of new Set(evidence.missing.map(findGap))) {
      if (gap === undefined) continue;
      const byRule = counts.get(gap) ?? new Map<string, number>();
      byRule.set(ruleId, (byRule.get(ruleId) ?? 0) + 1);
      counts.set(gap, byRule);
    }
  }
  return { ...coverage, gaps: coverage.gaps.map((gap) => ({ ...gap, madeUnknown: listRules(counts.get(gap)) })) };
}

function listRules(byRule: ReadonlyMap<string, number> | undefined): { ruleId: string; verdicts: number }[] {
  const entries = [...(byRule ?? [])].map(([ruleId, verdicts]) => ({ ruleId, verdicts }));
  return entries.sort((a, b) => b.verdicts - a.verdicts || compareText(a.ruleId, b.ruleId));
}

/** From a need to the gap that it comes from: the API's own, else that of the whole Region, else of the account. */
function indexGaps(gaps: readonly CoverageGap[]): (need: Need) => CoverageGap | undefined {
  const key = (account: string, region: string, api: string) => `${account}/${region}/${api}`;
  const exact = new Map(gaps.map((gap) => [key(gap.account, gap.region, gap.api), gap]));
  const whole = new Map(gaps.filter(({ region }) => region === "*").map((gap) => [gap.account, gap]));
  return ({ account, region, api }) =>
    exact.get(key(account, region, api)) ?? exact.get(key(account, region, "*")) ?? whole.get(account);
}
