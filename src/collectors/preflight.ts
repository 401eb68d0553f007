import pLimit, { type LimitFunction } from "p-limit";
import {
  callerCredentials,
  createAccountClient,
  createDnsClients,
  createEc2Client,
  createNetworkManager,
  createOrganizationsClient,
  createStsClient,
  type ClientSettings,
} from "../aws/clients.ts";
import {
  assumeRole,
  keepFresh,
  readCallerIdentity,
  type CallerIdentity,
  type CredentialSource,
} from "../aws/credentials.ts";
import { classifyError, type Failure } from "../aws/errors.ts";
import { requireRegionName } from "../aws/partitions.ts";
import { openTransport } from "../aws/transport.ts";
import { UserError } from "../errors.ts";
import { apiNames, type ApiName } from "../snapshot/apis.ts";
import type { Manifest, SnapshotAccount } from "../snapshot/format.ts";
import { checkChoice, selectMembers, selectNamed, type AccountSelection } from "./accounts.ts";
import type { CollectOptions } from "./collection.ts";
import { describeOrganization, listOrganization } from "./organization.ts";
import { apisIn, probeApi, type Probed } from "./probe.ts";
import { checkRegionNames, listRegions, selectRegions, type RegionListing } from "./regions.ts";

export type PreflightOptions = Pick<
  CollectOptions,
  | "org"
  | "accounts"
  | "excludeAccounts"
  | "ous"
  | "regions"
  | "roleName"
  | "externalId"
  | "homeRegion"
  | "concurrency"
  | "maxAttempts"
> & {
  /** Each API in every Region, and not in one of them. */
  everyRegion: boolean;
};

export interface Preflight {
  caller: CallerIdentity;
  organization: Manifest["organization"];
  /** Why the accounts of the organization could not be listed, if so; then only the caller's is looked at. */
  organizationFailure: string | undefined;
  accounts: AccountPreflight[];
  skipped: AccountSelection["skipped"];
}

export interface AccountPreflight {
  account: SnapshotAccount;
  /** `own`: the caller's, which needs no role. */
  entry: "own" | "entered" | Failure;
  /** Why the account's Regions could not be listed, if so. */
  regionsFailure: Failure | undefined;
  regions: RegionPreflight[];
}

export interface RegionPreflight {
  region: string;
  isEnabled: boolean;
  /** Empty where it is not enabled; only DescribeVpcs where the others were asked in another Region. */
  apis: Partial<Record<ApiName, Probed>>;
}

interface Rounds {
  options: PreflightOptions;
  settings: ClientSettings;
  caller: CallerIdentity;
  credentials: CredentialSource;
  limit: LimitFunction;
}

/** How many accounts are looked at side by side. */
const accountsInFlight = 32;

/**
 * Enters every chosen account and asks, in its Regions, whether each call of a scan would be allowed. Changes nothing.
 *
 * @throws UserError without an identity, or for accounts, units and Regions that cannot be meant
 */
export async function runPreflight(options: PreflightOptions): Promise<Preflight> {
  checkChoice(options);
  for (const region of [options.homeRegion, ...options.regions]) requireRegionName(region);
  // oxlint-disable-next-line no-restricted-globals -- as for collect: settings that the SDK leaves out
  const transport = openTransport({ concurrency: options.concurrency, environment: process.env });
  try {
    const settings = { transport, maxAttempts: options.maxAttempts };
    const credentials = callerCredentials(settings, options.homeRegion);
    const caller = await readCallerIdentity(createStsClient(settings, { region: options.homeRegion, credentials }));
    const rounds: Rounds = { options, settings, caller, credentials, limit: pLimit(options.concurrency) };
    const { selection, ...found } = await findAccounts(rounds);
    await checkAskedRegions(rounds);
    const entering = pLimit(accountsInFlight);
    const accounts = await Promise.all(selection.scanned.map((account) => entering(() => visit(rounds, account))));
    return { caller, ...found, accounts, skipped: selection.skipped };
  } finally {
    transport.close();
  }
}

interface Found {
  organization: Manifest["organization"];
  organizationFailure: string | undefined;
  selection: AccountSelection;
}

async function findAccounts({ options, settings, caller, credentials }: Rounds): Promise<Found> {
  const client = createOrganizationsClient(settings, { region: options.homeRegion, credentials });
  if (!options.org) {
    const selection = selectNamed(options, caller.account);
    return { organization: await describeOrganization(client), organizationFailure: undefined, selection };
  }
  try {
    const { organization, accounts, unnamed } = await listOrganization(client);
    return { organization, organizationFailure: unnamed, selection: selectMembers(options, accounts) };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "no-organization") throw error;
    const own = { ...options, accounts: [], excludeAccounts: [] };
    return { organization: null, organizationFailure: error.message, selection: selectNamed(own, caller.account) };
  }
}

/** A mistyped Region would otherwise show as one that no account has enabled. */
async function checkAskedRegions(rounds: Rounds): Promise<void> {
  const { options, caller, credentials } = rounds;
  if (options.regions.length === 0) return;
  const { regions } = await listAccountRegions(rounds, caller.account, credentials);
  checkRegionNames(
    options.regions,
    caller.partition,
    regions.map(({ name }) => name),
  );
}

function listAccountRegions(rounds: Rounds, account: string, credentials: CredentialSource): Promise<RegionListing> {
  const { options, settings, caller, limit } = rounds;
  const region = options.homeRegion;
  return limit(() =>
    listRegions({
      ec2: createEc2Client(settings, { region, credentials }),
      account: createAccountClient(settings, { region, credentials: rounds.credentials }),
      accountId: account === caller.account ? undefined : account,
      partition: caller.partition,
    }),
  );
}

async function visit(rounds: Rounds, account: SnapshotAccount): Promise<AccountPreflight> {
  const { options, caller, limit } = rounds;
  const isOwn = account.id === caller.account;
  const credentials = isOwn ? rounds.credentials : roleCredentials(rounds, account.id);
  try {
    await limit(() => credentials.get());
  } catch (error) {
    return { account, entry: classifyError(error), regionsFailure: undefined, regions: [] };
  }
  const listing = await listAccountRegions(rounds, account.id, credentials);
  const chosen = selectRegions(listing, options.regions).map(({ name, optIn }) => ({
    region: name,
    isEnabled: optIn !== "not-enabled",
  }));
  const regions = await probeRegions(rounds, { account: account.id, credentials }, chosen);
  return { account, entry: isOwn ? "own" : "entered", regionsFailure: listing.failure, regions };
}

function roleCredentials({ options, settings, caller, credentials }: Rounds, account: string): CredentialSource {
  const sts = createStsClient(settings, { region: options.homeRegion, credentials });
  const { roleName: name, externalId } = options;
  return keepFresh(() => assumeRole(sts, { partition: caller.partition, account, name, externalId }), Date.now);
}

type Entered = { account: string; credentials: CredentialSource };
type ChosenRegion = Pick<RegionPreflight, "region" | "isEnabled">;

/** IAM's permissions are the same in all Regions, but for policies that deny Regions: one call tells about those. */
async function probeRegions(
  rounds: Rounds,
  entered: Entered,
  chosen: readonly ChosenRegion[],
): Promise<RegionPreflight[]> {
  const gate = "DescribeVpcs" satisfies ApiName;
  const regions = await Promise.all(
    chosen.map(async (region): Promise<RegionPreflight> => ({
      ...region,
      apis: region.isEnabled ? await probeAll(rounds, { ...entered, region: region.region }, [gate]) : {},
    })),
  );
  const rest = apiNames.filter((api) => api !== gate);
  const wanted = rounds.options.everyRegion ? regions : [representative(regions, rounds.options.homeRegion)];
  await Promise.all(
    regions
      .filter((region) => region.isEnabled && wanted.includes(region))
      .map(async (region) => {
        Object.assign(region.apis, await probeAll(rounds, { ...entered, region: region.region }, rest));
      }),
  );
  return regions;
}

/** Where the APIs are asked: where the person works, if that Region answers. */
function representative(regions: readonly RegionPreflight[], homeRegion: string): RegionPreflight | undefined {
  const open = regions.filter(({ apis }) => apis.DescribeVpcs === "allowed");
  const enabled = regions.filter(({ isEnabled }) => isEnabled);
  return [open, enabled].flatMap((list) => [list.find(({ region }) => region === homeRegion), list[0]]).find(Boolean);
}

async function probeAll(
  { settings, limit }: Rounds,
  { account, region, credentials }: Entered & { region: string },
  apis: readonly ApiName[],
): Promise<RegionPreflight["apis"]> {
  const identity = { region, credentials };
  const place = {
    account,
    region,
    ec2: createEc2Client(settings, identity),
    dns: createDnsClients(settings, identity),
    networkManager: createNetworkManager(settings, identity),
  };
  const probed = await Promise.all(
    apisIn(region, apis).map(async (api) => [api, await limit(() => probeApi(place, api))] as const),
  );
  return Object.fromEntries(probed);
}
