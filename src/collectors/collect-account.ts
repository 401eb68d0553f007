import { withAttempts, type HeldBack } from "../aws/attempts.ts";
import { createDnsClients, createEc2Client, type DnsClients } from "../aws/clients.ts";
import { assumeRole, keepFresh, type CredentialSource } from "../aws/credentials.ts";
import { classifyError, SessionError, unnamedDenial, type Failure } from "../aws/errors.ts";
import { openBuckets, type Buckets } from "../aws/limits.ts";
import type { Gap, LedgerRow, SnapshotAccount } from "../snapshot/format.ts";
import type { ApiName } from "../snapshot/apis.ts";
import { collectRegion, isWhole } from "./collect-region.ts";
import type { Place } from "./collector.ts";
import { fillAccount, fillPlace, withoutFillings } from "./config/fill-from-config.ts";
import { listRegions, selectRegions, type RegionListing, type RegionState } from "./regions.ts";
import { openGlobalServices, type GlobalServices } from "./global-services.ts";
import { openAccountAnswers, openSharedAnswers, type AskShared, type CollectOnce } from "./shared-answers.ts";
import type { Collection } from "./collection.ts";

/**
 * Enters an account and collects its Regions; whatever AWS refuses stands in the rows. An account of which an earlier
 * run has left nothing to ask is not entered.
 */
export async function collectAccount(collection: Collection, account: SnapshotAccount): Promise<LedgerRow[]> {
  const { options, onEvent, earlier, attempts } = collection;
  const known = earlier?.regionsOf(account.id);
  const kept = known === undefined ? undefined : await keepAccount(collection, account.id, known);
  if (kept !== undefined) return kept;
  const session = openSession(collection, account.id);
  try {
    await session.get();
  } catch (error) {
    attempts.signal.throwIfAborted();
    const failure = explainEntry(error, account, options.roleName);
    onEvent({ kind: "account-denied", account: account.id, reason: failure.reason });
    const whole = wholeAccount(account.id, { api: "AssumeRole", ...failure });
    return [whole, ...(await rowsInstead(collection, account.id, failure.reason))];
  }
  const credentials = untilLost(session, attempts.signal);
  const listing =
    known === undefined
      ? await listAccountRegions(collection, account.id, credentials)
      : ({ regions: [...known] } satisfies RegionListing);
  attempts.signal.throwIfAborted();
  const regions = selectRegions(listing, options.regions);
  onEvent({ kind: "account-entered", account: account.id, regions: regions.length });
  if (regions.length === 0) {
    const failure = listing.failure ?? { outcome: "failed", reason: "no Region was listed" };
    return [wholeAccount(account.id, { api: "DescribeRegions", ...failure }), ...rowsOf(collection, account.id)];
  }
  if (known === undefined && listing.failure === undefined) await collection.sink.listed?.(account.id, listing.regions);
  const services = openGlobalServices(collection, credentials);
  const collectOnce = openAccountAnswers(collection.clock);
  // All are waited for, also where one fails: a write in hand is to be finished.
  const settled = await Promise.allSettled(
    regions.map((region) =>
      collectPlace(collection, { account: account.id, region, credentials, services }, collectOnce).catch(
        (error: unknown) => {
          collection.stop.abort(error);
          throw error;
        },
      ),
    ),
  );
  return settled.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

/** Of an account that cannot be entered: what an earlier run saw of it, else what AWS Config recorded. */
async function rowsInstead(collection: Collection, account: string, reason: string): Promise<LedgerRow[]> {
  const earlier = rowsOf(collection, account);
  const { filler, sink } = collection;
  if (earlier.length > 0 || filler === undefined) return earlier;
  const places = await fillAccount(collection, filler, { account, reason });
  await Promise.all(places.map(({ file, row }) => sink.write(file, row)));
  return places.map(({ row }) => reportRegion(collection, row));
}

/** What an earlier run saw of an account that cannot be entered now. */
function rowsOf({ earlier }: Collection, account: string): LedgerRow[] {
  return (earlier?.rows ?? []).filter((row) => row.account === account && row.collected.length > 0);
}

/** The rows of an account of which an earlier run has collected everything; undefined where there is more to ask. */
async function keepAccount(
  collection: Collection,
  account: string,
  known: readonly RegionState[],
): Promise<LedgerRow[] | undefined> {
  const { earlier, options, onEvent } = collection;
  const regions = selectRegions({ regions: [...known] }, options.regions);
  const rows: LedgerRow[] = [];
  for (const region of regions) {
    const row = region.optIn === "not-enabled" ? rowOfClosed(account, region) : earlier?.row(account, region.name);
    // oxlint-disable-next-line no-await-in-loop -- one file in memory at a time
    if (row === undefined || !(await isKept(collection, row))) return undefined;
    rows.push(row);
  }
  onEvent({ kind: "account-entered", account, regions: regions.length });
  for (const row of rows) reportRegion(collection, row);
  return rows;
}

/** Whether a row says all that can be said, and its file is what was written. */
async function isKept({ earlier }: Collection, row: LedgerRow): Promise<boolean> {
  return isWhole(row) && (row.collected.length === 0 || (await earlier?.read(row)) !== undefined);
}

/** One session for all Regions; none at all in the caller's own account, whose role nobody has to create. */
function openSession(collection: Collection, account: string): CredentialSource {
  const { options, callers, caller, credentials, buckets, attempts } = collection;
  if (account === caller.account) return credentials;
  const { roleName: name, externalId, homeRegion: region } = options;
  const asker = {
    buckets: buckets.sts,
    credentials,
    needsSlot: false,
    onHeldBack: reportHeldBack(collection, account, region),
  };
  const sts = withAttempts(callers.sts, asker, attempts);
  return keepFresh(() => assumeRole(sts, { partition: caller.partition, account, name, externalId }), Date.now);
}

/** A session that cannot be renewed ends the account's calls with one reason, instead of being tried by each of them. */
function untilLost(session: CredentialSource, signal: AbortSignal): CredentialSource {
  let lost: SessionError | undefined;
  return {
    expire: (used) => session.expire(used),
    atHand: () => (lost === undefined ? session.atHand?.() : undefined),
    async get() {
      if (lost !== undefined) throw lost;
      try {
        return await session.get();
      } catch (error) {
        signal.throwIfAborted();
        const { outcome, reason } = classifyError(error);
        lost = new SessionError({ outcome, reason: `the session ended and could not be renewed: ${reason}` });
        throw lost;
      }
    },
  };
}

/** STS says the same where the role is missing and where it does not trust the caller, and names policies otherwise. */
function explainEntry(error: unknown, { state }: SnapshotAccount, roleName: string): Failure {
  const { outcome, reason } = classifyError(error);
  if (outcome !== "denied" || !reason.endsWith(unnamedDenial)) return { outcome, reason };
  const closing = /^pending_closure$/i.test(state) ? `, or the account is ${state}` : "";
  return {
    outcome,
    reason: `${reason}; the role ${roleName} is missing or does not trust the caller${closing}`,
  };
}

export function listAccountRegions(
  collection: Collection,
  accountId: string,
  credentials: CredentialSource,
): Promise<RegionListing> {
  const { options, settings, callers, caller, attempts, buckets } = collection;
  const { homeRegion: region } = options;
  const onHeldBack = reportHeldBack(collection, accountId, region);
  const ec2 = createEc2Client(settings, { region, credentials });
  return listRegions({
    ec2: withAttempts(
      ec2,
      { buckets: openBuckets("ec2", attempts.pace), credentials, needsSlot: true, onHeldBack },
      attempts,
    ),
    account: withAttempts(
      callers.account,
      { buckets: buckets.account, credentials: collection.credentials, needsSlot: true, onHeldBack },
      attempts,
    ),
    accountId: accountId === caller.account ? undefined : accountId,
    partition: caller.partition,
  });
}

interface Target {
  account: string;
  region: RegionState;
  credentials: CredentialSource;
  services: GlobalServices;
}

async function collectPlace(collection: Collection, target: Target, collectOnce: CollectOnce): Promise<LedgerRow> {
  const { account, region } = target;
  if (region.optIn === "not-enabled") return rowOfClosed(account, region);
  return collection.regions(async () => {
    const { sink, earlier, attempts, filler, shared, caller } = collection;
    const row = earlier?.row(account, region.name);
    const file = row === undefined ? undefined : await earlier?.read(row);
    const isRead = row !== undefined && (file !== undefined || row.collected.length === 0);
    if (isRead && isWhole(row)) return reportRegion(collection, row);
    attempts.signal.throwIfAborted();
    const before = row !== undefined && file !== undefined ? withoutFillings({ row, file }) : undefined;
    const ask = shared === undefined ? {} : { shared, caller: caller.account };
    const run = { collectOnce, before, signal: attempts.signal, ...ask };
    const asked = await collectRegion(openPlace(collection, target), run);
    const collected = filler === undefined ? asked : await fillPlace(collection, filler, asked);
    await sink.write(collected.file, collected.row);
    return reportRegion(collection, collected.row);
  });
}

function rowOfClosed(account: string, { name, status }: RegionState): LedgerRow {
  return { account, region: name, collected: [], gaps: [{ api: "*", outcome: "not-enabled", reason: status }] };
}

function reportRegion({ onEvent }: Collection, row: LedgerRow): LedgerRow {
  const { account, region, collected, gaps } = row;
  onEvent({ kind: "region-collected", account, region, collected: collected.length, gaps: gaps.length });
  return row;
}

function openPlace(collection: Collection, target: Target): Place {
  const { attempts, onEvent, settings } = collection;
  const { account, credentials, services } = target;
  const { name: region, optIn } = target.region;
  const onHeldBack = reportHeldBack(collection, account, region);
  const limited = <C extends { send: unknown }>(client: C, buckets: Buckets): C =>
    withAttempts(client, { buckets, credentials, needsSlot: true, onHeldBack }, attempts);
  const ec2 = limited(createEc2Client(settings, { region, credentials }), openBuckets("ec2", attempts.pace));
  let opened: DnsClients | undefined;
  // Most places have nothing to ask about names.
  const openDns = (): DnsClients => {
    const clients = createDnsClients(settings, { region, credentials });
    return {
      route53: limited(clients.route53, services.route53),
      profiles: limited(clients.profiles, openBuckets("route53profiles", attempts.pace)),
    };
  };
  const report = <Output>(api: ApiName, output: Promise<Output>): Promise<Output> =>
    output.finally(() => onEvent({ kind: "call", account, region, api }));
  return {
    account,
    region,
    regionIsEnabled: optIn === "enabled",
    answers: {},
    request: (api, send) => report(api, send(ec2)),
    requestDns: (api, send) => report(api, send((opened ??= openDns()))),
    requestNetworkManager: (api, send) =>
      report(api, send(limited(services.openNetworkManager(), services.networkManager))),
  };
}

/** What AWS answers alike in all accounts, asked with the caller's own credentials. */
export function shareInCaller(collection: Collection): AskShared {
  const { caller, clock, credentials } = collection;
  const services = openGlobalServices(collection, credentials);
  return openSharedAnswers((name) => {
    const region: RegionState = { name, optIn: "unknown", status: "" };
    return openPlace(collection, { account: caller.account, region, credentials, services });
  }, clock);
}

/** For the progress line: what AWS's limits, and ours, have cost. */
export function reportHeldBack({ onEvent }: Pick<Collection, "onEvent">, account: string, region: string) {
  return ({ api, cause, ms }: HeldBack): void => {
    onEvent({ kind: "held-back", account, region, api, cause, ms });
  };
}

/** The row of what concerns an account as a whole. */
export function wholeAccount(account: string, gap: Gap): LedgerRow {
  return { account, region: "*", collected: [], gaps: [gap] };
}
