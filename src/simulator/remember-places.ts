import type { AccountRegion } from "../snapshot/format.ts";

type Read = (account: string, region: string) => Promise<AccountRegion | undefined>;

/** A scan asks some 25 APIs of a place one after the other: its file need not be read for each. */
const remembered = 64;

/** Keeps the places that were read last. A read that failed is forgotten, so that it is tried again. */
export function rememberPlaces(read: Read): Read {
  const places = new Map<string, ReturnType<Read>>();
  return async (account, region) => {
    const key = `${account}/${region}`;
    const place = places.get(key) ?? read(account, region);
    places.delete(key);
    places.set(key, place);
    const [oldest] = places.keys();
    if (places.size > remembered && oldest !== undefined) places.delete(oldest);
    try {
      return await place;
    } catch (error) {
      places.delete(key);
      throw error;
    }
  };
}
