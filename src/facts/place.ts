import { providedServices, type ProvidedService } from "../network/provided-services.ts";
import { buildRegionNetwork, type OrganizationIndex, type RegionNetwork } from "../network/region-network.ts";
import type { PresetName } from "../policy/exemptions.ts";
import { fillImpliedAnswers, type AccountRegion, type Manifest } from "../snapshot/format.ts";
import type { Maybe } from "../unknown.ts";
import type { ResourceIdentity } from "./vocabulary.ts";

/** One account and Region with the models that its facts are read from. */
export interface Place {
  account: string;
  region: string;
  network: RegionNetwork;
  providedServices: Maybe<readonly ProvidedService[]>;
  organization: OrganizationView;
}

/** What the facts need to know beyond the account and Region: who belongs to us. */
export interface OrganizationView {
  partition: string;
  /** Absent where the scan was not of an organization. */
  id?: string;
  accounts: readonly string[];
  /** Whether `accounts` are all of the organization's: only a scan of an organization lists them, with their paths. */
  accountsComplete: boolean;
  /** The account-Regions of the snapshot, as `account/region`: whose owner's own view is there. */
  seen: ReadonlySet<string>;
  /** What the configuration says of whom endpoint policies may admit beside ourselves; absent without one. */
  trust?: Trust;
}

/** Who and what is no outsider to an endpoint policy, though it is not of the organization (policy-semantics 10). */
export interface Trust {
  trustedAccounts?: readonly string[];
  trustedOrganizations?: readonly string[];
  /** ARNs, with wildcards: requests on these are not asked about. */
  exemptResources?: readonly string[];
  /** Names of S3 buckets, with wildcards, of which it is known that they are ours, or somebody else's. */
  ownedBuckets?: readonly string[];
  externalBuckets?: readonly string[];
  presets?: readonly PresetName[];
}

export function viewOrganization(manifest: Manifest, trust?: Trust): OrganizationView {
  return {
    partition: manifest.partition,
    ...(manifest.organization === null ? {} : { id: manifest.organization.id }),
    accounts: manifest.accounts.map((account) => account.id),
    accountsComplete: manifest.organization !== null && manifest.accounts.every((account) => account.path !== ""),
    seen: new Set(
      manifest.ledger.filter((row) => row.collected.length > 0).map((row) => `${row.account}/${row.region}`),
    ),
    ...(trust === undefined ? {} : { trust }),
  };
}

/** `index` is what paths that leave the account-Region are followed by; they are unknown without it. */
export function buildPlace(collected: AccountRegion, organization: OrganizationView, index?: OrganizationIndex): Place {
  const place = fillImpliedAnswers(collected);
  return {
    account: place.account,
    region: place.region,
    network: buildRegionNetwork(place, index),
    providedServices: providedServices(place),
    organization,
  };
}

/** A record with the place that it stands in: what the facts of a resource read. */
export interface Placed<T> {
  place: Place;
  record: T;
}

interface Identified {
  id: string;
  owner?: string;
  tags: Readonly<Record<string, string>>;
}

/** Who a resource is. `arnType` is the type in its EC2 ARN, such as `route-table`. */
export function identify(type: string, { place, record }: Placed<Identified>, arnType: string): ResourceIdentity {
  const account = record.owner === undefined || record.owner === "" ? place.account : record.owner;
  return {
    type,
    id: record.id,
    arn: `arn:${place.organization.partition}:ec2:${place.region}:${account}:${arnType}/${record.id}`,
    account,
    region: place.region,
    name: record.tags["Name"] ?? "",
    tags: { ...record.tags },
  };
}

/**
 * Whether a resource is to be judged in this place. One that is shared by RAM appears in its owner's account and in
 * each participant's, whose view lacks the NAT gateways and endpoints (aws-semantics 3.4): it is judged once, with its
 * owner's data, and by a participant's only where the owner's is not in the snapshot.
 */
export function isJudgedHere(place: Place, owner: string): boolean {
  return owner === "" || owner === place.account || !place.organization.seen.has(`${owner}/${place.region}`);
}
