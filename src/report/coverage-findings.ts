import { coverageRuleId, type RuleCard } from "../rules/result.ts";
import type { Need } from "../unknown.ts";
import { missingOutcomes } from "./coverage.ts";
import { fingerprint } from "./fingerprint.ts";
import type { AccountCoverage, Coverage, CoverageGap, Finding, ReportRule } from "./report.ts";

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

/** The rule of these findings with its denominators; none where everything was read. */
export function coverageRule({ accounts }: Coverage): ReportRule[] {
  const unknown = accounts.filter(isUncovered).length;
  if (unknown === 0) return [];
  const pass = accounts.filter(({ outcome }) => outcome === "collected").length;
  const notApplicable = accounts.length - unknown - pass;
  return [{ ...card, counts: { pass, fail: 0, unknown, notApplicable, error: 0, waived: 0 } }];
}

/**
 * One finding for each account of which something is missing, so that no format shows it as clean. It is an unknown:
 * what blocks is the coverage itself (exit code 3).
 */
export function coverageFindings({ accounts, gaps }: Coverage): Finding[] {
  return accounts.filter(isUncovered).map((account) => {
    const resource = {
      type: card.resource,
      id: account.id,
      arn: "",
      account: account.id,
      region: "*",
      name: account.name,
      tags: {},
    };
    const missing = gaps.filter((gap) => gap.account === account.id && isMissing(gap));
    return {
      ruleId: card.id,
      severity: card.severity,
      status: "unknown",
      resource,
      message: describeAccount(account, missing),
      evidence: { facts: {}, exhibits: [], missing: missing.map(toNeed) },
      remediation: card.remediation,
      fingerprint: fingerprint({ ruleId: card.id, resource, identity: [] }),
    };
  });
}

function isUncovered({ outcome }: AccountCoverage): boolean {
  return outcome === "partial" || isMissing({ outcome });
}

function isMissing({ outcome }: { outcome: string }): boolean {
  return missingOutcomes.some((missing) => missing === outcome);
}

function describeAccount({ id, outcome, reason }: AccountCoverage, missing: readonly CoverageGap[]): string {
  const what = outcome === "partial" ? `Account ${id} was read in part` : `Nothing of account ${id} was read`;
  const verdicts = missing
    .flatMap(({ madeUnknown = [] }) => madeUnknown)
    .reduce((sum, { verdicts }) => sum + verdicts, 0);
  const cost =
    verdicts === 0 ? "" : ` ${verdicts === 1 ? "1 verdict rests" : `${verdicts} verdicts rest`} on what is missing.`;
  return `${what}: ${reason}.${cost} What earlier scans found there may still be so.`;
}

function toNeed({ account, region, api, outcome, reason }: CoverageGap): Need {
  return { account, region, api, reason: `${outcome}: ${reason}` };
}
