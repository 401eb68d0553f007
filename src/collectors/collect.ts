import pLimit from "p-limit";
import { callerCredentials, createOrganizationsClient, createStsClient } from "../aws/clients.ts";
import { readCallerIdentity } from "../aws/credentials.ts";
import { requireRegionName } from "../aws/partitions.ts";
import { openTransport } from "../aws/transport.ts";
import type { LedgerRow, Manifest, SnapshotAccount } from "../snapshot/format.ts";
import { checkChoice, selectMembers, selectNamed, type AccountSelection } from "./accounts.ts";
import { collectAccount, listAccountRegions, wholeAccount } from "./collect-account.ts";
import type { CollectEvent } from "./events.ts";
import { describeOrganization, listOrganization } from "./organization.ts";
import { checkRegionNames } from "./regions.ts";
import type { Collection, CollectOptions, RegionSink } from "./collection.ts";
import { compareText } from "./wire.ts";

export type { CollectEvent } from "./events.ts";
export type { CollectOptions, RegionSink } from "./collection.ts";

type CollectedManifest = Omit<Manifest, "format" | "version" | "tool">;

/** How many accounts are entered at a time: enough that there is always a Region to collect. */
const accountsInFlight = 16;

/**
 * Collects every API of the table in every Region of every chosen account. What AWS refuses stands in the ledger that
 * is returned; each Region that answered anything goes to the sink.
 *
 * @param clock the time as ISO 8601 text
 * @throws UserError before anything is scanned: no credentials, no such account, unit or Region
 */
export async function collect(
  options: CollectOptions,
  sink: RegionSink,
  clock: () => string,
  onEvent: (event: CollectEvent) => void = () => {},
): Promise<CollectedManifest> {
  checkChoice(options);
  for (const region of [options.homeRegion, ...options.regions]) requireRegionName(region);
  const startedAt = clock();
  // The SDK reads its settings there by itself; AWS_CA_BUNDLE and HTTPS_PROXY are the ones that it leaves out.
  // oxlint-disable-next-line no-restricted-globals -- they take effect beside the SDK's own, whoever calls
  const transport = openTransport({ concurrency: options.concurrency, environment: process.env });
  const requests = pLimit(options.concurrency);
  const regions = pLimit(options.concurrency);
  try {
    const settings = { transport, maxAttempts: options.maxAttempts };
    const credentials = callerCredentials(settings, options.homeRegion);
    const caller = await readCallerIdentity(createStsClient(settings, { region: options.homeRegion, credentials }));
    const collection: Collection = { options, settings, caller, credentials, requests, regions, sink, clock, onEvent };
    return { startedAt, ...(await collectAccounts(collection)), finishedAt: clock() };
  } finally {
    regions.clearQueue();
    requests.clearQueue();
    transport.close();
  }
}

async function collectAccounts(collection: Collection): Promise<Omit<CollectedManifest, "startedAt" | "finishedAt">> {
  const { organization, selection } = await findAccounts(collection);
  await checkAskedRegions(collection);
  const { scanned, skipped } = selection;
  collection.onEvent({ kind: "accounts-found", scanned: scanned.length, skipped: skipped.length });
  const limit = pLimit(accountsInFlight);
  const rows = await Promise.all(scanned.map((account) => limit(() => collectAccount(collection, account.id))));
  const left = skipped.map(({ account, reason }) => wholeAccount(account.id, { api: "*", outcome: "skipped", reason }));
  return {
    partition: collection.caller.partition,
    callerAccount: collection.caller.account,
    organization,
    accounts: [...scanned, ...skipped.map(({ account }) => account)].sort(byId),
    ledger: [...rows.flat(), ...left].sort(byPlace),
  };
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

async function findAccounts({ options, settings, caller, credentials, onEvent }: Collection): Promise<Found> {
  const client = createOrganizationsClient(settings, { region: options.homeRegion, credentials });
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
