import type { Finding, Report } from "../../report/report.ts";
import type { RuleReference } from "./parts/finding.ts";

/**
 * How the page carries its findings. The index holds what the list shows, filters and searches, in columns; the rest
 * stands in chunks that are only unpacked when somebody opens a finding. 100,000 findings open in a second that way.
 */
export interface FindingIndex {
  rules: RuleReference[];
  /** Every account, Region, type and name once; the columns hold places in it. */
  texts: string[];
  rule: number[];
  /** The place of its severity in `severityOrder`: a finding's may differ from its rule's. */
  severity: number[];
  /** 1: failed, 0: unknown. */
  failed: number[];
  account: number[];
  region: number[];
  type: number[];
  name: number[];
  id: string[];
  message: string[];
}

export const indexBlock = "findings-index";

export const chunkSize = 250;

export function chunkBlock(chunk: number): string {
  return `findings-${chunk}`;
}

/** Failures before unknowns, each worst first: the order of the static list, the list and the chunks. */
export function orderFindings({ findings }: Report): Finding[] {
  return [
    ...findings.filter((finding) => finding.status === "fail"),
    ...findings.filter((finding) => finding.status === "unknown"),
  ];
}
