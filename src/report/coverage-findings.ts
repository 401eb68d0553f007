import { coverageRuleId, type RuleCard } from "../rules/result.ts";
import type { Need } from "../unknown.ts";
import { compareText } from "./canonical-json.ts";
import { missingOutcomes } from "./coverage.ts";
import { fingerprint } from "./fingerprint.ts";
import type { AccountCoverage, Coverage, CoverageGap, Finding, OutsideNeed, ReportRule } from "./report.ts";

const card: RuleCard = {
  id: coverageRuleId,
  title: "An account was not wholly read",
  severity: "medium",
  resource: "account",
  description:
    "Some of what the rules ask about in this account could not be read, so that a finding which is not there proves nothing.",
  rationale:
    "A report that says nothing of an account looks like a report that it is clean; and code scanning shows the alerts of an account that was not read as fixed.",
  remediation: "Run `vpclint doctor` to see what to grant and where, grant it, and scan again.",
  references: [],
  source: { file: "vpclint", line: 1 },
};

const widerScan =
  "Scan it too: `--org` takes every account of the organization, `--account` names one more, and without `--region` every Region is read. Where it is not yours to scan, `--allow-partial` accepts that these verdicts stay unknown.";

/** What a report has to say of one account that was not wholly read, or that verdicts need and nobody asked. */
interface Uncovered {
  id: string;
  name: string;
  /** Absent where the account is not in the scan. */
  coverage: AccountCoverage | undefined;
  /** What was asked for and is missing, and what was left alone although verdicts need it. */
  gaps: CoverageGap[];
  outside: OutsideNeed[];
}

/** The rule of these findings with its denominators; none where everything was read. */
export function coverageRule(coverage: Coverage): ReportRule[] {
  const uncovered = listUncovered(coverage);
  if (uncovered.length === 0) return [];
  const ids = new Set(uncovered.map(({ id }) => id));
  const others = coverage.accounts.filter(({ id }) => !ids.has(id));
  const pass = others.filter(({ outcome }) => outcome === "collected").length;
  const notApplicable = others.length - pass;
  return [{ ...card, counts: { pass, fail: 0, unknown: uncovered.length, notApplicable, error: 0, waived: 0 } }];
}

/**
 * One finding for each account of which something is missing, so that no format shows it as clean. It is an unknown:
 * what blocks is the coverage itself (exit code 3).
 */
export function coverageFindings(coverage: Coverage): Finding[] {
  return listUncovered(coverage).map((uncovered) => {
    const { id, name, gaps, outside } = uncovered;
    const resource = { type: card.resource, id, arn: "", account: id, region: "*", name, tags: {} };
    return {
      ruleId: card.id,
      severity: card.severity,
      status: "unknown",
      resource,
      message: describeAccount(uncovered),
      evidence: { facts: {}, exhibits: [], missing: [...gaps.map(toNeed), ...outside.map(withoutCount)] },
      remediation: gaps.some(isMissing) ? card.remediation : widerScan,
      fingerprint: fingerprint({ ruleId: card.id, resource, identity: [] }),
    };
  });
}

/** An account that AWS does not name has no finding of its own; what is missing there stands in the coverage. */
function listUncovered({ accounts, gaps, outside = [] }: Coverage): Uncovered[] {
  const uncovered = new Map<string, Uncovered>();
  const names = new Map(accounts.map((account) => [account.id, account]));
  const of = (id: string): Uncovered => {
    const coverage = names.get(id);
    const one = uncovered.get(id) ?? { id, name: coverage?.name ?? "", coverage, gaps: [], outside: [] };
    uncovered.set(id, one);
    return one;
  };
  for (const gap of gaps) if (isMissing(gap) || (gap.madeUnknown ?? []).length > 0) of(gap.account).gaps.push(gap);
  for (const need of outside) if (need.account !== "*") of(need.account).outside.push(need);
  return [...uncovered.values()].sort((a, b) => compareText(a.id, b.id));
}

function isMissing({ outcome }: { outcome: string }): boolean {
  return missingOutcomes.some((missing) => missing === outcome);
}

function describeAccount(uncovered: Uncovered): string {
  const { gaps, outside } = uncovered;
  const verdicts = [...gaps, ...outside]
    .flatMap(({ madeUnknown = [] }) => madeUnknown)
    .reduce((sum, { verdicts }) => sum + verdicts, 0);
  const cost =
    verdicts === 0 ? "" : ` ${verdicts === 1 ? "1 verdict rests" : `${verdicts} verdicts rest`} on what is missing.`;
  const memory = gaps.some(isMissing) ? " What earlier scans found there may still be so." : "";
  return `${describeOutcome(uncovered)}.${cost}${memory}`;
}

function describeOutcome({ id, coverage, gaps, outside }: Uncovered): string {
  const [first] = [...outside, ...gaps];
  const why = first === undefined ? "" : `${first.api === "*" ? "" : `${first.api}: `}${first.reason}`;
  if (coverage === undefined) return `Account ${id} is not in the scan, and verdicts need it: ${why}`;
  const { outcome, reason } = coverage;
  if (outcome === "partial") return `Account ${id} was read in part: ${reason}`;
  if (isMissing(coverage)) return `Nothing of account ${id} was read: ${reason}`;
  if (outcome !== "collected") return `Account ${id} was left alone, and verdicts need it: ${why}`;
  const region = first === undefined || first.region === "*" ? "" : ` in ${first.region}`;
  return `Account ${id} was not asked for all that verdicts need of it${region}: ${why}`;
}

function toNeed({ account, region, api, outcome, reason }: CoverageGap): Need {
  return { account, region, api, reason: `${outcome}: ${reason}` };
}

function withoutCount({ account, region, api, reason }: OutsideNeed): Need {
  return { account, region, api, reason };
}
