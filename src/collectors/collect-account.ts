import { createAccountClient, createEc2Client, createStsClient } from "../aws/clients.ts";
import { assumeRole, keepFresh, type CredentialSource } from "../aws/credentials.ts";
import { classifyError, isExpiredCredential, type Failure } from "../aws/errors.ts";
import type { Gap, LedgerRow } from "../snapshot/format.ts";
import { collectRegion } from "./collect-region.ts";
import type { Place } from "./collector.ts";
import { listRegions, selectRegions, type RegionListing, type RegionState } from "./regions.ts";
import type { Collection } from "./collection.ts";

/** Enters an account and collects its Regions; whatever fails stands in the rows. */
export async function collectAccount(collection: Collection, account: string): Promise<LedgerRow[]> {
  const { options, onEvent } = collection;
  const credentials = credentialsFor(collection, account);
  try {
    await collection.requests(() => credentials.get());
  } catch (error) {
    const failure = explainEntry(error, options.roleName);
    onEvent({ kind: "account-denied", account, reason: failure.reason });
    return [wholeAccount(account, { api: "AssumeRole", ...failure })];
  }
  const listing = await listAccountRegions(collection, account, credentials);
  const regions = selectRegions(listing, options.regions);
  onEvent({ kind: "account-entered", account, regions: regions.length });
  if (regions.length === 0) {
    const failure = listing.failure ?? { outcome: "failed", reason: "no Region was listed" };
    return [wholeAccount(account, { api: "DescribeRegions", ...failure })];
  }
  return Promise.all(regions.map((region) => collectPlace(collection, { account, region, credentials })));
}

/** One session for all Regions; none at all in the caller's own account, whose role nobody has to create. */
function credentialsFor({ options, settings, caller, credentials }: Collection, account: string): CredentialSource {
  if (account === caller.account) return credentials;
  const { roleName: name, externalId } = options;
  const sts = createStsClient(settings, { region: options.homeRegion, credentials });
  return keepFresh(() => assumeRole(sts, { partition: caller.partition, account, name, externalId }), Date.now);
}

/** STS answers the same where the role is missing and where it does not trust the caller. */
function explainEntry(error: unknown, roleName: string): Failure {
  const failure = classifyError(error);
  if (failure.outcome !== "denied") return failure;
  return {
    outcome: "denied",
    reason: `${failure.reason}; the role ${roleName} is missing or does not trust the caller`,
  };
}

export async function listAccountRegions(
  collection: Collection,
  account: string,
  credentials: CredentialSource,
): Promise<RegionListing> {
  const { options, settings, caller, onEvent } = collection;
  const region = options.homeRegion;
  const onThrottle = (api: string) => onEvent({ kind: "throttled", account, region, api });
  return collection.requests(() =>
    listRegions({
      ec2: createEc2Client(settings, { region, credentials }, onThrottle),
      account: createAccountClient(settings, { region, credentials: collection.credentials }),
      accountId: account === caller.account ? undefined : account,
      partition: caller.partition,
    }),
  );
}

interface Target {
  account: string;
  region: RegionState;
  credentials: CredentialSource;
}

async function collectPlace(collection: Collection, target: Target): Promise<LedgerRow> {
  const { account, region } = target;
  if (region.optIn === "not-enabled") {
    const gap: Gap = { api: "*", outcome: "not-enabled", reason: region.status };
    return { account, region: region.name, collected: [], gaps: [gap] };
  }
  return collection.regions(async () => {
    const { row, file } = await collectRegion(openPlace(collection, target), collection.clock);
    if (row.collected.length > 0) await collection.sink.write(file);
    const { collected, gaps } = row;
    collection.onEvent({
      kind: "region-collected",
      account,
      region: row.region,
      collected: collected.length,
      gaps: gaps.length,
    });
    return row;
  });
}

function openPlace(collection: Collection, { account, region: { name: region, optIn }, credentials }: Target): Place {
  const onThrottle = (api: string) => collection.onEvent({ kind: "throttled", account, region, api });
  const ec2 = createEc2Client(collection.settings, { region, credentials }, onThrottle);
  return {
    account,
    region,
    regionIsEnabled: optIn === "enabled",
    answers: {},
    request: (api, send) =>
      collection.requests(async () => {
        try {
          return await withLiveCredentials(credentials, () => send(ec2));
        } finally {
          collection.onEvent({ kind: "call", account, region, api });
        }
      }),
  };
}

/** Credentials that AWS calls expired are renewed once; the page token of a listing outlives them (aws-semantics 5.12). */
async function withLiveCredentials<Output>(
  credentials: CredentialSource,
  send: () => Promise<Output>,
): Promise<Output> {
  const used = await credentials.get();
  try {
    return await send();
  } catch (error) {
    if (!isExpiredCredential(error)) throw error;
    credentials.expire(used);
    return send();
  }
}

/** The row of what concerns an account as a whole. */
export function wholeAccount(account: string, gap: Gap): LedgerRow {
  return { account, region: "*", collected: [], gaps: [gap] };
}
