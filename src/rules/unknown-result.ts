import type { ResourceIdentity } from "../facts/vocabulary.ts";
import type { Need } from "../unknown.ts";
import type { Result } from "./result.ts";
import type { Rule } from "./rule.ts";

/** A place whose resources could not be listed; `region` may be `*`. */
interface UnlistedPlace {
  account: string;
  region: string;
  needs: readonly Need[];
}

/** The one result of a rule for a place that was not seen: what was not listed must not look like what is not there. */
export function unknownResult({ card }: Rule, { account, region, needs }: UnlistedPlace): Result {
  const resource: ResourceIdentity = { type: card.resource, id: "*", arn: "", account, region, name: "", tags: {} };
  return {
    ruleId: card.id,
    verdict: "unknown",
    resource,
    message: `${plural(card.resource)} of ${account}/${region} could not be listed: ${listNeeds(needs)}`,
    remediation: unknownRemediation,
    evidence: { facts: {}, exhibits: [], missing: [...needs] },
    identity: [],
  };
}

/** What to do about any unknown. */
export const unknownRemediation =
  "Let vpclint read what is missing (`vpclint permissions` lists what it needs), then scan again.";

const shownNeeds = 5;

/** The needs as a clause: `not collected: DescribeNatGateways of 111122223333/eu-west-1 (denied: ...)`. */
export function listNeeds(needs: readonly Need[]): string {
  if (needs.length === 0) return "the reason is not known";
  const clauses = needs.slice(0, shownNeeds).map(({ account, region, api, reason }) => {
    return `${api === "*" ? "all APIs" : api} of ${account}/${region} (${reason})`;
  });
  const left = needs.length - clauses.length;
  return `not collected: ${[...clauses, ...(left > 0 ? [`and ${left} more`] : [])].join("; ")}`;
}

function plural(resourceType: string): string {
  const words = resourceType.replaceAll("-", " ");
  return /(s|x|ch|sh)$/.test(words) ? `${words}es` : `${words}s`;
}
