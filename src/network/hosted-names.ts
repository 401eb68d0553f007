import { isUnknown, mapKnown, type Maybe, type Unknown } from "../unknown.ts";
import { compareIds } from "./collections.ts";
import { hasDnsAttributes } from "./dns-attributes.ts";
import type { HostedZone, ProfileResource } from "./records.ts";
import { unknownHere } from "./region-network.ts";
import type { OrganizationIndex, RegionNetwork } from "./region-network.ts";

/** Names of a service that a hosted zone may give to a VPC. */
export interface Names {
  /** What to call them: `S3's names`. */
  words: string;
  isZone(name: string): boolean;
  /** Whether a zone holds them among others, such as `us-east-1.amazonaws.com`. */
  isAbove(name: string): boolean;
}

export type Held =
  | { kind: "nothing" }
  /** It was not asked, or could not be: whether anything gives them is not known. */
  | { kind: "unseen"; unknown: Unknown }
  /** Something may give them, and what it says is not read. */
  | { kind: "unknown"; unknown: Unknown }
  | { kind: "zone"; zone: HostedZone; profile?: string };

const nothing = { kind: "nothing" } as const;

function unseen(network: RegionNetwork, api: "ListHostedZonesByVPC" | "ListProfileAssociations", vpc: string): Held {
  return { kind: "unseen", unknown: unknownHere(network, api, `it is not in the snapshot for ${vpc}`) };
}

/** The VPC's own zones; undefined where they leave the names to its Profile. Zones of AWS's services are private DNS. */
export function searchZones(network: RegionNetwork, vpc: string, names: Names): Held | undefined {
  const { hostedZones } = network;
  if (isUnknown(hostedZones)) return { kind: "unseen", unknown: hostedZones };
  const zones = hostedZones.get(vpc);
  if (zones === undefined) return unseen(network, "ListHostedZonesByVPC", vpc);
  const exact = zones.filter(({ name }) => names.isZone(name)).toSorted(compareIds);
  const own = exact.find(({ owner }) => owner !== undefined);
  if (own !== undefined) return { kind: "zone", zone: own };
  const above = zones.find(({ name }) => names.isAbove(name));
  if (above === undefined) return undefined;
  const reason = `the hosted zone ${above.id} of ${vpc} is for ${above.name}, which holds ${names.words} too: its records are not read`;
  return { kind: "unknown", unknown: unknownHere(network, "ListResourceRecordSets", reason) };
}

/** `updating` forwards on; what is being made or removed may do either. */
export const liveInProfile: ReadonlySet<string> = new Set(["complete", "updating"]);
export const goneFromProfile: ReadonlySet<string> = new Set(["deleted", "failed"]);

export interface ProfileOfVpc {
  profile: string;
  resources: readonly ProfileResource[];
}

/** What the VPC's Profile holds; undefined where it has none. */
export function profileOf(
  network: RegionNetwork,
  organization: OrganizationIndex,
  vpc: string,
): Maybe<ProfileOfVpc | undefined> {
  const { profileAssociations: all } = network;
  if (isUnknown(all)) return all;
  const association = (all.get(vpc) ?? []).find(({ status }) => !goneFromProfile.has(status));
  if (association === undefined) return undefined;
  const { profile, status } = association;
  const doubt = (reason: string) => unknownHere(network, "ListProfileResourceAssociations", reason);
  if (!liveInProfile.has(status)) return doubt(`the association of ${vpc} with ${profile} is ${status}: collect again`);
  const resources = organization.dns.profileResources(profile);
  if (resources === undefined) return doubt(`what the Profile ${profile} of ${vpc} holds is not in the snapshot`);
  return { profile, resources: resources.toSorted((a, b) => (a.arn < b.arn ? -1 : 1)) };
}

const zoneArn = ":hostedzone/";

/** The first zone of a Profile that is for the names, or what cannot be read of its zones. */
export function searchProfileZones(
  network: RegionNetwork,
  { dns }: OrganizationIndex,
  { profile, resources, names }: ProfileOfVpc & { names: Names },
): Held {
  const zones = resources.filter(({ arn, status }) => arn.includes(zoneArn) && !goneFromProfile.has(status));
  const found = zones.map(({ arn, status }) => ({ arn, status, zone: dns.zone(arn.split("/").at(-1) ?? "") }));
  const exact = found.filter(({ zone }) => zone !== undefined && names.isZone(zone.name));
  const live = exact.find(({ status }) => liveInProfile.has(status))?.zone;
  if (live !== undefined) return { kind: "zone", zone: live, profile };
  const doubtful = found.find(({ zone }) => zone === undefined || names.isAbove(zone.name)) ?? exact[0];
  if (doubtful === undefined) return nothing;
  return unreadInProfile(network, { profile, arn: doubtful.arn, names });
}

export function unreadInProfile(
  network: RegionNetwork,
  { profile, arn, names }: { profile: string; arn: string; names: Names },
): Held {
  const reason = `whether ${arn} in the Profile ${profile} gives ${names.words} is not in the snapshot`;
  return { kind: "unseen", unknown: unknownHere(network, "ListProfileResourceAssociations", reason) };
}

/** Whether a hosted zone gives the names, of the VPC itself or of its Profile; both need the VPC's DNS attributes (2.22). */
export function searchHostedNames(network: RegionNetwork, vpc: string, names: Names): Maybe<HostedZone | undefined> {
  const held = searchZones(network, vpc, names) ?? searchProfile(network, vpc, names);
  if (held.kind === "nothing") return undefined;
  return mapKnown(hasDnsAttributes(network, vpc), (works): Maybe<HostedZone | undefined> => {
    if (!works) return undefined;
    return held.kind === "zone" ? held.zone : held.unknown;
  });
}

function searchProfile(network: RegionNetwork, vpc: string, names: Names): Held {
  const { organization, profileAssociations: all } = network;
  if (isUnknown(all)) return { kind: "unseen", unknown: all };
  if ((all.get(vpc) ?? []).length === 0) return nothing;
  if (organization === undefined) return unseen(network, "ListProfileAssociations", vpc);
  const profile = profileOf(network, organization, vpc);
  if (isUnknown(profile)) return { kind: "unseen", unknown: profile };
  return profile === undefined ? nothing : searchProfileZones(network, organization, { ...profile, names });
}
