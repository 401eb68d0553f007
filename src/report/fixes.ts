import type { Step } from "../rules/result.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Finding, FixGroup } from "./report.ts";

/** A failed finding with the step that mends it, if its rule declares one. */
export interface Mendable {
  finding: Finding;
  step: Step | undefined;
}

/** The steps, each once, with what they mend; in the order of the findings. */
export function groupFixes(mendables: readonly Mendable[]): FixGroup[] {
  const groups = new Map<string, { first: Finding; steps: Step[]; findings: string[] }>();
  for (const { finding, step } of mendables) {
    if (step === undefined) continue;
    const { account, region } = finding.resource;
    const key = canonicalJson([finding.ruleId, account, region, step.key]);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { first: finding, steps: [step], findings: [finding.fingerprint] });
    } else {
      group.steps.push(step);
      group.findings.push(finding.fingerprint);
    }
  }
  return [...groups.values()].map(({ first, steps, findings }) => ({
    ruleId: first.ruleId,
    account: first.resource.account,
    region: first.resource.region,
    action: joinActions(steps),
    consequences: [...new Set(steps.flatMap(({ consequences }) => consequences))],
    findings,
  }));
}

/** Steps with one key have one action with the same pieces; what differs are the values in it. */
function joinActions(steps: readonly Step[]): string {
  const [first] = steps;
  const pieces = first?.action ?? [];
  return pieces.map((piece, index) => (typeof piece === "string" ? piece : joinWords(valuesAt(steps, index)))).join("");
}

function valuesAt(steps: readonly Step[], index: number): string[] {
  const values = steps.flatMap(({ action }) => {
    const piece = action[index] ?? [];
    return typeof piece === "string" ? [piece] : piece;
  });
  return [...new Set(values)];
}

/** `a`, `a and b`, `a, b and c`. */
function joinWords(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
