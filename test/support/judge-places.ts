import { join } from "node:path";
import { buildPlace, viewOrganization, type Place } from "../../src/facts/place.ts";
import { resourceTypes } from "../../src/facts/resource-types.ts";
import { createOrganizationIndex } from "../../src/network/organization-index.ts";
import { createJudge } from "../../src/rules/evaluate.ts";
import type { Verdict } from "../../src/rules/result.ts";
import { loadRulesInForce } from "../../src/scan.ts";
import { fillImpliedAnswers, type AccountRegion, type Manifest } from "../../src/snapshot/format.ts";
import { repository } from "./run-cli.ts";

/** The built-in rules, and ones that ask for every fact which rests on what AWS Config does not record. */
const rules = await loadRulesInForce({
  builtin: join(repository, "rules.yaml"),
  file: join(repository, "test", "unit", "collectors", "config", "probing-rules.yaml"),
  cwd: repository,
});

export interface Judged {
  verdict: Verdict;
  owner: string;
}

/** By place, rule and resource. */
export type Verdicts = ReadonlyMap<string, Judged>;

/** By the rules above, with the index of all the places. */
export function judgePlaces(manifest: Manifest, places: readonly AccountRegion[]): Verdicts {
  const index = createOrganizationIndex();
  for (const place of places) index.add(fillImpliedAnswers(place));
  const organization = viewOrganization(manifest);
  const verdicts = new Map<string, Judged>();
  let here = "";
  const finished = index.finish();
  const judgement = createJudge<Place>({
    ruleSet: rules,
    vocabulary: resourceTypes,
    placeOf: (place) => place,
    onVerdict: (rule, { type, id, account }, verdict) =>
      verdicts.set([here, rule, type, id].join(" "), { verdict, owner: account }),
  });
  for (const place of places) {
    here = `${place.account}/${place.region}`;
    judgement.judge(buildPlace(place, organization, finished));
  }
  return verdicts;
}
