import type { Answer, KeyedApi } from "../snapshot/apis.ts";
import type { AccountRegion } from "../snapshot/format.ts";
import { Unknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";

/** The answer about one resource. They are asked one by one, so one may be missing, or cut short, while others are there. */
export function answerAbout<A extends KeyedApi>(place: AccountRegion, api: A, key: string): Maybe<Answer<A>> {
  const answer = (place.answers[api] as Readonly<Record<string, Answer<A>>> | undefined)?.[key];
  if (answer !== undefined) return answer;
  const { account, region, gaps } = place;
  const gap = gaps.find((each) => each.api === api || each.api === "*");
  const reason = gap === undefined ? `${key} is not in the answer` : `${gap.outcome}: ${gap.reason}`;
  return new Unknown([{ account, region, api, reason }]);
}
