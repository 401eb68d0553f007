import { apiNames, type ApiName } from "../../snapshot/apis.ts";
import type { Gap, LedgerRow } from "../../snapshot/format.ts";
import type { Collection } from "../collection.ts";
import { readAllPages } from "../paging.ts";
import { failureOf } from "./config-source.ts";
import type { ConfigSource } from "./source.ts";
import { answerFromConfig, type AnsweredPlace } from "./place-answers.ts";
import { itemsOfPlace, type ConfigurationItem } from "./queries.ts";
import { askedTypes } from "./recorded-types.ts";

/** What the API was not allowed to answer, or did not come to. A Region that is not enabled has nothing to fill. */
const filled: ReadonlySet<Gap["outcome"]> = new Set(["denied", "throttled-out", "failed"]);

/** An account-Region with Config's answers in the cells that the API denied; as it is where Config has none of them. */
export async function fillPlace(
  collection: Collection,
  source: ConfigSource,
  place: AnsweredPlace,
): Promise<AnsweredPlace> {
  const { account, region, gaps } = place.row;
  if (!gaps.some(({ outcome }) => filled.has(outcome))) return place;
  const [recorded] = await readPlaces(collection, source, { account, region });
  return recorded === undefined ? place : join(place, recorded);
}

/** The account-Regions that Config holds of an account that cannot be entered. */
export async function fillAccount(
  collection: Collection,
  source: ConfigSource,
  { account, reason }: { account: string; reason: string },
): Promise<AnsweredPlace[]> {
  const places = await readPlaces(collection, source, { account });
  const denied: Gap = { api: "*", outcome: "denied", reason };
  return places
    .map((recorded) => {
      const { region } = recorded.row;
      const nothing: AnsweredPlace = {
        row: { account, region, collected: [], gaps: [denied] },
        file: { account, region, capturedAt: {}, answers: {} },
      };
      return join(nothing, recorded);
    })
    .filter(({ row }) => row.collected.length > 0);
}

interface Place {
  account: string;
  region?: string;
}

async function readPlaces(collection: Collection, source: ConfigSource, place: Place): Promise<AnsweredPlace[]> {
  const { account, region } = place;
  const expression = itemsOfPlace(account, region);
  const failures = new Map<string, ReturnType<typeof failureOf>>();
  let items: ConfigurationItem[] = [];
  try {
    items = await readAllPages((token) => source.selectItems(expression, token));
  } catch (error) {
    const failure = failureOf(collection, error);
    for (const type of askedTypes) failures.set(type, failure);
  }
  const wanted = collection.options.regions;
  const regions = [...new Set(items.filter((item) => item.account === account).map((item) => item.region))]
    .filter((name) => region === undefined || name === region)
    .filter((name) => wanted.length === 0 || wanted.includes(name))
    .sort();
  return regions.map((name) =>
    answerFromConfig({
      account,
      region: name,
      items: items.filter((item) => item.account === account && item.region === name),
      failures,
      isKnownType: (type) => source.isKnownType(name, type),
      whyNot: source.aggregator.whyNot(account, name),
      askedAt: collection.clock(),
    }),
  );
}

/** The API's answers, and Config's where the API's gaps are. What neither has keeps the API's reason: that can be mended. */
function join(place: AnsweredPlace, recorded: AnsweredPlace): AnsweredPlace {
  const { row, file } = place;
  const gapOf = (api: ApiName) => row.gaps.find((gap) => gap.api === api) ?? row.gaps.find((gap) => gap.api === "*");
  const isFillable = (api: ApiName) =>
    file.answers[api] === undefined &&
    filled.has(gapOf(api)?.outcome ?? "skipped") &&
    recorded.file.answers[api] !== undefined;
  const fromConfig = apiNames.filter(isFillable);
  if (fromConfig.length === 0) return place;
  const taken = new Set<ApiName>(fromConfig);
  const answered = apiNames.filter((api) => file.answers[api] !== undefined || taken.has(api));
  const from = (api: ApiName) => (taken.has(api) ? recorded.file : file);
  return {
    row: { ...row, collected: answered, fromConfig, gaps: remainingGaps(row, recorded.row, taken) },
    file: {
      ...file,
      capturedAt: Object.fromEntries(answered.map((api) => [api, from(api).capturedAt[api]])),
      answers: Object.fromEntries(answered.map((api) => [api, from(api).answers[api]])),
    },
  };
}

function remainingGaps(row: LedgerRow, recorded: LedgerRow, taken: ReadonlySet<ApiName>): Gap[] {
  const answered = new Set<ApiName>([...row.collected, ...taken]);
  const whole = row.gaps.find(({ api }) => api === "*");
  return apiNames.flatMap((api): Gap[] => {
    // A keyed answer that is not whole keeps the reason why.
    if (taken.has(api)) return recorded.gaps.filter((gap) => gap.api === api);
    const own = row.gaps.filter((gap) => gap.api === api);
    if (own.length > 0 || answered.has(api) || whole === undefined) return own;
    return [{ ...whole, api }];
  });
}

/** The part of a place that EC2 answered: an earlier run's fillings are asked anew, as the gaps that they were. */
export function withoutFillings({ row, file }: AnsweredPlace): AnsweredPlace {
  const { fromConfig = [], ...rest } = row;
  if (fromConfig.length === 0) return { row, file };
  const isOwn = (api: string) => !fromConfig.some((filling) => filling === api);
  const own = <T>(of: Partial<Record<ApiName, T>>) =>
    Object.fromEntries(Object.entries(of).filter(([api]) => isOwn(api))) as Partial<Record<ApiName, T>>;
  return {
    row: { ...rest, collected: row.collected.filter(isOwn) },
    file: { ...file, capturedAt: own(file.capturedAt), answers: own(file.answers as Partial<Record<ApiName, never>>) },
  };
}
