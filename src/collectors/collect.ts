import { setMaxListeners } from "node:events";
import pLimit from "p-limit";
import { withAttempts } from "../aws/attempts.ts";
import { callerCredentials, createAccountClient, createOrganizationsClient, createStsClient } from "../aws/clients.ts";
import { readCallerIdentity } from "../aws/credentials.ts";
import { openBuckets, realPace } from "../aws/limits.ts";
import { requireRegionName } from "../aws/partitions.ts";
import { openSlots } from "../aws/slots.ts";
import { openTransport, type Transport } from "../aws/transport.ts";
import { UserError } from "../errors.ts";
import type { LedgerRow, Manifest, SnapshotAccount } from "../snapshot/format.ts";
import { checkChoice, selectMembers, selectNamed, type AccountSelection } from "./accounts.ts";
import { collectAccount, listAccountRegions, reportHeldBack, shareInCaller, wholeAccount } from "./collect-account.ts";
import { collectFromConfig } from "./config/collect-from-config.ts";
import { openConfigSource } from "./config/config-source.ts";
import { describeOrganization, listOrganization } from "./organization.ts";
import { checkRegionNames } from "./regions.ts";
import { takeShard } from "./shard.ts";
import type { Collection, CollectOptions, CollectRun } from "./collection.ts";
import { compareText } from "./wire.ts";

export type { CollectEvent } from "./events.ts";
export type { CollectOptions, EarlierRun } from "./collection.ts";

type CollectedManifest = Omit<Manifest, "format" | "version" | "tool">;

/** How many accounts are entered at a time: enough that there is always a Region to collect. */
const accountsInFlight = 16;

/** Milliseconds after which a request is not tried again: longer than AWS's buckets take to fill from empty. */
const requestTimeout = 5 * 60_000;

/** The first question of all decides whether there is anything to be patient with. */
const identityAttempts = 5;

/**
 * Collects every API of the table in every Region of every chosen account. What AWS refuses stands in the ledger that
 * is returned; each account-Region goes to the sink as it is finished.
 *
 * @throws UserError before anything is scanned: no credentials, no such account, unit or Region
 * @throws the reason of `signal` where it is aborted, and what the sink throws; the writes in hand are finished by then
 */
export async function collect(options: CollectOptions, run: CollectRun): Promise<CollectedManifest> {
  checkChoice(options);
  for (const region of [options.homeRegion, ...options.regions]) requireRegionName(region);
  const startedAt = run.clock();
  const { concurrency, answerTimeout } = options;
  const timeout = answerTimeout === undefined ? {} : { answerTimeout };
  // The SDK reads its settings there by itself; AWS_CA_BUNDLE and HTTPS_PROXY are the ones that it leaves out.
  // oxlint-disable-next-line no-restricted-globals -- they take effect beside the SDK's own, whoever calls
  const transport = openTransport({ concurrency, environment: process.env, ...timeout });
  const stop = new AbortController();
  // As many listen as there are requests in flight, which is no leak.
  setMaxListeners(0, stop.signal);
  const interrupt = () => stop.abort(run.signal?.reason);
  if (run.signal?.aborted === true) interrupt();
  run.signal?.addEventListener("abort", interrupt);
  try {
    const collection = await openCollection(options, run, { transport, stop });
    return { startedAt, ...(await collectAccounts(collection)), finishedAt: run.clock() };
  } catch (error) {
    // Whatever an interrupted request has been taken for on its way here.
    stop.signal.throwIfAborted();
    throw error;
  } finally {
    run.signal?.removeEventListener("abort", interrupt);
    transport.close();
  }
}

interface Machinery {
  transport: Transport;
  stop: AbortController;
}

async function openCollection(
  options: CollectOptions,
  run: CollectRun,
  { transport, stop }: Machinery,
): Promise<Collection> {
  const { homeRegion: region, concurrency, maxAttempts } = options;
  // The SDK tries once: the attempts are ours, outside of the slots, and by account, Region and API.
  const settings = { transport, maxAttempts: 1 };
  const credentials = callerCredentials(settings, region);
  const pace = realPace;
  const attempts = { pace, maxAttempts, requestTimeout, slots: openSlots(concurrency), signal: stop.signal };
  const buckets = {
    sts: openBuckets("sts", pace),
    organizations: openBuckets("organizations", pace),
    account: openBuckets("account", pace),
  };
  const firstAttempts = { ...attempts, maxAttempts: Math.min(maxAttempts, identityAttempts) };
  const asker = { buckets: buckets.sts, credentials, needsSlot: false, onHeldBack: () => {} };
  const identity = { region, credentials };
  const callers = { sts: createStsClient(settings, identity), account: createAccountClient(settings, identity) };
  return {
    options,
    settings,
    caller: await readCallerIdentity(withAttempts(callers.sts, asker, firstAttempts)),
    credentials,
    callers,
    attempts,
    stop,
    buckets,
    earlier: run.earlier,
    regions: pLimit(concurrency),
    sink: run.sink,
    clock: run.clock,
    onEvent: run.onEvent ?? (() => {}),
  };
}

async function collectAccounts(collection: Collection): Promise<Omit<CollectedManifest, "startedAt" | "finishedAt">> {
  const { organization, selection: chosen } = await findAccounts(collection);
  const { shard } = collection.options;
  const selection = takeShard(chosen, shard);
  await checkAskedRegions(collection);
  // What is asked for names alone may fail; where it was interrupted, nothing of it may be kept.
  collection.stop.signal.throwIfAborted();
  const { partition, account: callerAccount } = collection.caller;
  await collection.sink.begin?.({ partition, callerAccount, organization });
  const { scanned, skipped } = selection;
  checkEarlier(collection, scanned);
  collection.onEvent({ kind: "accounts-found", scanned: scanned.length, skipped: skipped.length });
  const rows = await collectFrom(collection, scanned);
  const left = skipped.map(({ account, reason }) => wholeAccount(account.id, { api: "*", outcome: "skipped", reason }));
  return {
    partition,
    callerAccount,
    organization,
    ...(shard === undefined ? {} : { shard }),
    accounts: [...scanned, ...skipped.map(({ account }) => account)].sort(byId),
    ledger: [...rows, ...left].sort(byPlace),
  };
}

/** A source is a way from accounts to rows; the account-Regions themselves go to the sink. */
async function collectFrom(collection: Collection, accounts: readonly SnapshotAccount[]): Promise<LedgerRow[]> {
  const { source } = collection.options;
  if (source === "config") return collectFromConfig(collection, accounts);
  const filler = source === "api,config" ? await openConfigSource(collection) : undefined;
  const shared = collection.options.org ? shareInCaller(collection) : undefined;
  const more = { ...(filler === undefined ? {} : { filler }), ...(shared === undefined ? {} : { shared }) };
  return collectEach({ ...collection, ...more }, accounts);
}

/** The first failure that is not AWS's ends all: what is under way is waited for, what is not begun is left. */
async function collectEach(collection: Collection, accounts: readonly SnapshotAccount[]): Promise<LedgerRow[]> {
  const { signal } = collection.stop;
  const limit = pLimit(accountsInFlight);
  const collectOne = async (account: SnapshotAccount) => {
    signal.throwIfAborted();
    try {
      return await collectAccount(collection, account);
    } catch (error) {
      collection.stop.abort(error);
      throw error;
    }
  };
  const settled = await Promise.allSettled(accounts.map((account) => limit(() => collectOne(account))));
  signal.throwIfAborted();
  return settled.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
}

/**
 * An unfinished snapshot knows by its options what it is of; a finished one, whose gaps are to be filled, by what it
 * holds.
 *
 * @throws UserError where it holds what these options leave out
 */
function checkEarlier({ earlier, options }: Collection, scanned: readonly SnapshotAccount[]): void {
  const ids = new Set(scanned.map(({ id }) => id));
  const extra = (earlier?.rows ?? []).find(
    ({ account, region }) => !ids.has(account) || (options.regions.length > 0 && !options.regions.includes(region)),
  );
  if (extra === undefined) return;
  throw new UserError("resume-options", `the snapshot holds ${extra.account}/${extra.region}, which is not asked for`, {
    hint: "resume with the options that it was collected with, or name a new folder",
  });
}

function byId(a: SnapshotAccount, b: SnapshotAccount): number {
  return compareText(a.id, b.id);
}

function byPlace(a: LedgerRow, b: LedgerRow): number {
  return compareText(a.account, b.account) || compareText(a.region, b.region);
}

interface Found {
  organization: Manifest["organization"];
  selection: AccountSelection;
}

async function findAccounts(collection: Collection): Promise<Found> {
  const { options, settings, caller, credentials, onEvent, attempts, buckets } = collection;
  const client = withAttempts(
    createOrganizationsClient(settings, { region: options.homeRegion, credentials }),
    {
      buckets: buckets.organizations,
      credentials,
      needsSlot: true,
      onHeldBack: reportHeldBack(collection, caller.account, options.homeRegion),
    },
    attempts,
  );
  if (!options.org) {
    return { organization: await describeOrganization(client), selection: selectNamed(options, caller.account) };
  }
  const { organization, accounts, unnamed } = await listOrganization(client);
  if (unnamed !== undefined) onEvent({ kind: "units-unnamed", reason: unnamed });
  return { organization, selection: selectMembers(options, accounts) };
}

/** A mistyped Region would otherwise show only as a gap in each account. */
async function checkAskedRegions(collection: Collection): Promise<void> {
  const { options, caller } = collection;
  if (options.regions.length === 0) return;
  const { regions } = await listAccountRegions(collection, caller.account, collection.credentials);
  checkRegionNames(
    options.regions,
    caller.partition,
    regions.map(({ name }) => name),
  );
}
