import { withAttempts } from "../../aws/attempts.ts";
import { createConfigClient } from "../../aws/config-client.ts";
import { classifyError, type Failure } from "../../aws/errors.ts";
import { openBuckets } from "../../aws/limits.ts";
import type { Collection } from "../collection.ts";
import { readAllPages } from "../paging.ts";
import { openAggregator, type Aggregator } from "./aggregator.ts";
import { readItem, readRow, typesByRegion } from "./queries.ts";
import type { ConfigSource } from "./source.ts";

/** @throws UserError where there is no aggregator, or it does not let itself be asked */
export async function openConfigSource(collection: Collection): Promise<ConfigSource> {
  const { options, settings, credentials, attempts, caller, onEvent } = collection;
  const region = options.aggregatorRegion ?? options.homeRegion;
  const client = withAttempts(
    createConfigClient(settings, { region, credentials }),
    {
      buckets: openBuckets("config", attempts.pace),
      credentials,
      needsSlot: true,
      onHeldBack: (event) => onEvent({ kind: "held-back", account: caller.account, region, ...event }),
    },
    attempts,
  );
  const aggregator = await openAggregator(client, options.aggregator);
  const known = await listKnownTypes(collection, aggregator);
  return {
    aggregator,
    async selectItems(expression, token) {
      const { items, nextToken } = await aggregator.select(expression, token);
      return { items: items.map(readItem), nextToken };
    },
    isKnownType: (inRegion, resourceType) => known.has(`${inRegion}/${resourceType}`),
  };
}

/** Without this answer every empty list is in doubt, and nothing else is. */
async function listKnownTypes({ attempts }: Collection, aggregator: Aggregator): Promise<ReadonlySet<string>> {
  try {
    const rows = await readAllPages((token) => aggregator.select(typesByRegion, token));
    return new Set(
      rows.map(readRow).map(({ awsRegion, resourceType }) => `${String(awsRegion)}/${String(resourceType)}`),
    );
  } catch {
    attempts.signal.throwIfAborted();
    return new Set();
  }
}

/** How a query ended, for the ledger. @throws the reason of the signal where the scan has to end */
export function failureOf({ attempts }: Collection, error: unknown): Failure {
  attempts.signal.throwIfAborted();
  const { outcome, reason } = classifyError(error);
  return { outcome, reason: `AWS Config: ${reason}` };
}
