import { buildPlace, type OrganizationView, type Place, type Trust } from "./facts/place.ts";
import { resourceTypes } from "./facts/resource-types.ts";
import { createOrganizationIndex } from "./network/organization-index.ts";
import { createJudge } from "./rules/evaluate.ts";
import type { Verdict } from "./rules/result.ts";
import type { RuleSet } from "./rules/rule.ts";
import type { Situation } from "./rules/rule-examples.ts";
import { fillImpliedAnswers, type Gap, type RegionFile } from "./snapshot/format.ts";
import { checkRegionFile } from "./snapshot/validate.ts";

/** Where every example stands. */
const account = "111122223333";
const region = "us-east-1";

/**
 * The verdict of one rule about each resource of an example, by resource id; `*` where they could not be listed.
 *
 * @throws UserError where the example's answers are not what AWS would answer
 */
export function judgeExample(rules: RuleSet, rule: string, situation: Situation): ReadonlyMap<string, Verdict> {
  const file: RegionFile = { account, region, capturedAt: {}, answers: situation.answers };
  const checked = checkRegionFile({ file: "the example", text: "", content: file });
  const collected = fillImpliedAnswers({ ...checked, gaps: situation.gaps as Gap[] });
  const index = createOrganizationIndex();
  index.add(collected);
  const place = buildPlace(collected, viewOf(situation.organization), index.finish());
  const verdicts = new Map<string, Verdict>();
  const judge = createJudge<Place>({
    ruleSet: { rules: rules.rules.filter(({ card }) => card.id === rule), disabled: [] },
    vocabulary: resourceTypes,
    placeOf: (each) => each,
    onVerdict: (_, resource, verdict) => verdicts.set(resource.id, verdict),
  });
  judge.judge(place);
  return verdicts;
}

/** `organization: { id: o-..., accounts: [...], trust: {...} }`; without it, an account by itself. */
function viewOf(organization: Situation["organization"]): OrganizationView {
  const { id, accounts = [], trust } = (organization ?? {}) as { id?: string; accounts?: string[]; trust?: Trust };
  return {
    partition: "aws",
    ...(id === undefined ? {} : { id }),
    accounts: [...new Set([account, ...accounts])],
    accountsComplete: id !== undefined,
    seen: new Set([`${account}/${region}`]),
    ...(trust === undefined ? {} : { trust }),
  };
}
