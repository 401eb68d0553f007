import type { Filter } from "@aws-sdk/client-ec2";
import { compareText } from "./wire.ts";

/** The most values that EC2 takes in one filter. */
const maxValues = 200;

/** The filters of the listings that bring all items of these ids; none where there is no id. */
export function filterByIds(name: string, ids: Iterable<string>): Filter[][] {
  const sorted = [...new Set(ids)].sort(compareText);
  const batches: Filter[][] = [];
  for (let from = 0; from < sorted.length; from += maxValues) {
    batches.push([{ Name: name, Values: sorted.slice(from, from + maxValues) }]);
  }
  return batches;
}
