import type { Finding, Report } from "../report/report.ts";

export type FixGroup = NonNullable<Report["fixes"]>[number];

/** Findings that one step mends, or a finding by itself. */
export interface Arranged {
  /** Where one step mends several. */
  fix?: FixGroup;
  findings: readonly [Finding, ...Finding[]];
}

/** The findings in their order, but those that one step mends stand together, at the place of the first. */
export function arrangeFindings({ fixes = [] }: Pick<Report, "fixes">, findings: readonly Finding[]): Arranged[] {
  const shared = new Map(
    fixes.filter((fix) => fix.findings.length > 1).flatMap((fix) => fix.findings.map((each) => [each, fix] as const)),
  );
  const arranged = new Map<FixGroup | Finding, { fix?: FixGroup; findings: [Finding, ...Finding[]] }>();
  for (const finding of findings) {
    const fix = finding.status === "fail" ? shared.get(finding.fingerprint) : undefined;
    const before = fix === undefined ? undefined : arranged.get(fix);
    if (before !== undefined) before.findings.push(finding);
    else arranged.set(fix ?? finding, { ...(fix === undefined ? {} : { fix }), findings: [finding] });
  }
  return [...arranged.values()];
}
