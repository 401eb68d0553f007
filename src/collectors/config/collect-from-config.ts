import type { Failure } from "../../aws/errors.ts";
import type { Gap, LedgerRow, SnapshotAccount } from "../../snapshot/format.ts";
import { listAccountRegions } from "../collect-account.ts";
import type { Collection } from "../collection.ts";
import { selectRegions, type RegionState } from "../regions.ts";
import { compareText } from "../wire.ts";
import { openAccountStream, type AccountStream } from "./account-stream.ts";
import { failureOf, openConfigSource } from "./config-source.ts";
import type { ConfigSource } from "./source.ts";
import { answerFromConfig } from "./place-answers.ts";
import { itemsOfType, type ConfigurationItem, type Scope } from "./queries.ts";
import { askedTypes } from "./recorded-types.ts";

/**
 * Collects the accounts from an AWS Config aggregator instead of entering them: one query for each resource type over
 * the whole organization, in the order of accounts, read side by side. One account's items and a page of each type are
 * in memory.
 */
export async function collectFromConfig(
  collection: Collection,
  accounts: readonly SnapshotAccount[],
): Promise<LedgerRow[]> {
  const source = await openConfigSource(collection);
  const { regions, failure } = await listAccountRegions(collection, collection.caller.account, collection.credentials);
  const asked = collection.options.regions;
  const expected = selectRegions({ regions, ...(failure === undefined ? {} : { failure }) }, asked);
  const ids = accounts.map(({ id }) => id).sort(compareText);
  const streams = openStreams(source, { accounts: ids, regions: asked });
  const rows: LedgerRow[] = [];
  for (const account of ids) {
    collection.attempts.signal.throwIfAborted();
    // oxlint-disable-next-line no-await-in-loop -- the streams go from account to account, in this order
    rows.push(...(await collectAccount({ collection, source, expected }, streams, account)));
  }
  return rows;
}

type Streams = ReadonlyMap<string, AccountStream>;

function openStreams(source: ConfigSource, scope: Scope): Streams {
  return new Map(
    askedTypes.map((type) => {
      const expression = itemsOfType(type, scope);
      return [type, openAccountStream((token) => source.selectItems(expression, token))];
    }),
  );
}

interface Work {
  collection: Collection;
  source: ConfigSource;
  /** The Regions of the caller, which each account is expected to have. */
  expected: readonly RegionState[];
}

async function collectAccount(work: Work, streams: Streams, account: string): Promise<LedgerRow[]> {
  const { collection, source, expected } = work;
  const { clock, sink, onEvent, options } = collection;
  const { items, failures } = await takeAccount(collection, streams, account);
  const isAsked = (region: string) => options.regions.length === 0 || options.regions.includes(region);
  const names = new Set([...expected.map(({ name }) => name), ...items.keys()].filter(isAsked));
  onEvent({ kind: "account-entered", account, regions: names.size });
  const rows: LedgerRow[] = [];
  for (const region of [...names].sort(compareText)) {
    const own = items.get(region) ?? [];
    const closed = own.length > 0 ? undefined : whyClosed(expected, region);
    const { row, file } = answerFromConfig({
      account,
      region,
      items: own,
      failures: closed === undefined ? failures : new Map(),
      isKnownType: (type) => source.isKnownType(region, type),
      whyNot: source.aggregator.whyNot(account, region),
      askedAt: clock(),
    });
    const kept = closed === undefined ? row : { ...row, gaps: [closed] };
    // oxlint-disable-next-line no-await-in-loop -- one file in memory at a time
    await sink.write(file, kept);
    onEvent({ kind: "region-collected", account, region, collected: row.collected.length, gaps: kept.gaps.length });
    rows.push(kept);
  }
  return rows;
}

/**
 * A Region that the caller has not enabled, and of which the aggregator holds nothing: most likely this account has not
 * enabled it either, but only the account itself could say.
 */
function whyClosed(expected: readonly RegionState[], region: string): Gap | undefined {
  const state = expected.find(({ name }) => name === region);
  if (state?.optIn !== "not-enabled") return undefined;
  return {
    api: "*",
    outcome: "skipped",
    reason: `${state.status} for the caller, and AWS Config holds nothing of this account there`,
  };
}

interface Taken {
  items: ReadonlyMap<string, ConfigurationItem[]>;
  failures: ReadonlyMap<string, Failure>;
}

async function takeAccount(collection: Collection, streams: Streams, account: string): Promise<Taken> {
  const items = new Map<string, ConfigurationItem[]>();
  const failures = new Map<string, Failure>();
  await Promise.all(
    [...streams].map(async ([type, stream]) => {
      try {
        for (const item of await stream.take(account)) {
          const known = items.get(item.region);
          if (known === undefined) items.set(item.region, [item]);
          else known.push(item);
        }
      } catch (error) {
        failures.set(type, failureOf(collection, error));
      }
    }),
  );
  return { items, failures };
}
