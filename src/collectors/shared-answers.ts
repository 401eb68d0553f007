import type { Answers, ApiName } from "../snapshot/apis.ts";
import type { Collected, Collector, Place } from "./collector.ts";

/** An answer that every account of a Region is given alike, and when it was complete. */
export interface SharedAnswer {
  answer: NonNullable<Answers[ApiName]>;
  /** ISO 8601 */
  capturedAt: string;
}

/** Undefined where the caller may not ask there: then each account asks for itself. */
export type AskShared = (region: string, collector: Collector) => Promise<SharedAnswer | undefined>;

/**
 * Asks once for each Region, in the caller's account, which every run over the same accounts has: so it does not depend on
 * shards, interruptions or the order of answers who was asked.
 *
 * @param openPlace the caller's account in a Region
 */
export function openSharedAnswers(openPlace: (region: string) => Place, clock: () => string): AskShared {
  const asked = new Map<string, Promise<SharedAnswer | undefined>>();
  return (region, collector) => {
    const key = `${region} ${collector.api}`;
    const answer = asked.get(key) ?? askOnce(openPlace(region), collector, clock);
    asked.set(key, answer);
    return answer;
  };
}

async function askOnce(place: Place, collector: Collector, clock: () => string): Promise<SharedAnswer | undefined> {
  try {
    const { answer, failure } = await collector.collect(place);
    return answer === undefined || failure !== undefined ? undefined : { answer, capturedAt: clock() };
  } catch {
    // The caller's own failure is told in its own row, where it is scanned; the others are not to suffer from it.
    return undefined;
  }
}

/** What a collector has collected, and when; rejected as it was. */
export type CollectOnce = (place: Place, collector: Collector) => Promise<Collected<ApiName> & { capturedAt: string }>;

/**
 * One account's answers. Those of global services are shared by its Regions, whichever asks first: the answer, and a
 * failure too, which is as true of each of them.
 */
export function openAccountAnswers(clock: () => string): CollectOnce {
  const asked = new Map<string, ReturnType<CollectOnce>>();
  const collect: CollectOnce = async (place, collector) => ({
    ...(await collector.collect(place)),
    capturedAt: clock(),
  });
  return (place, collector) => {
    const question = collector.ofTheAccount?.(place);
    if (question === undefined) return collect(place, collector);
    const key = `${collector.api} ${question}`;
    const answer = asked.get(key) ?? collect(place, collector);
    asked.set(key, answer);
    return answer;
  };
}
