import { isUnknown, type Unknown } from "../unknown.ts";
import { hasDnsAttributes } from "./dns-attributes.ts";
import { memoize } from "./memo.ts";
import type { HostedZone, ProfileResource, S3Endpoint } from "./records.ts";
import { unknownHere } from "./region-network.ts";
import type { OrganizationIndex, RegionNetwork } from "./region-network.ts";

/** What gives a VPC the Region's names of S3, beside the private DNS of its own endpoints. */
export type Naming =
  | { kind: "nothing" }
  /** It was not asked, or could not be: whether anything does is not known. */
  | { kind: "unseen"; unknown: Unknown }
  /** Something does, and it is not known where it leads. */
  | { kind: "unknown"; unknown: Unknown }
  | { kind: "zone"; zone: HostedZone; profile?: string }
  | { kind: "endpoint"; endpoint: S3Endpoint; profile: string };

const nothing: Naming = { kind: "nothing" };

const namings = memoize<Naming>();

/** The zone for exactly S3's name wins over the Profile's (2.28); both need the VPC's DNS attributes (2.22). */
export function nameS3(network: RegionNetwork, organization: OrganizationIndex, vpc: string): Naming {
  return namings.recall(network, vpc) ?? namings.keep(network, vpc, findNaming(network, organization, vpc));
}

function findNaming(network: RegionNetwork, organization: OrganizationIndex, vpc: string): Naming {
  const naming = searchZones(network, vpc) ?? searchProfile(network, organization, vpc);
  if (naming.kind === "nothing" || naming.kind === "unseen") return naming;
  const works = hasDnsAttributes(network, vpc);
  if (isUnknown(works)) return { kind: "unknown", unknown: works };
  return works ? naming : nothing;
}

function unseen(network: RegionNetwork, api: "ListHostedZonesByVPC" | "ListProfileAssociations", vpc: string): Naming {
  return { kind: "unseen", unknown: unknownHere(network, api, `it is not in the snapshot for ${vpc}`) };
}

function isS3Name(name: string, region: string): boolean {
  return name.startsWith(`s3.${region}.`);
}

/** A zone such as `us-east-1.amazonaws.com`, of which S3's names are a part. */
function isAbove(name: string, region: string): boolean {
  return (
    name !== "" && [`s3.${region}.amazonaws.com`, `s3.${region}.amazonaws.com.cn`].some((s3) => s3.endsWith(`.${name}`))
  );
}

/** Undefined where the VPC's own zones leave S3's names to its Profile. */
function searchZones(network: RegionNetwork, vpc: string): Naming | undefined {
  const { region, hostedZones } = network;
  if (isUnknown(hostedZones)) return { kind: "unseen", unknown: hostedZones };
  const zones = hostedZones.get(vpc);
  if (zones === undefined) return unseen(network, "ListHostedZonesByVPC", vpc);
  const exact = zones.filter(({ name }) => isS3Name(name, region)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const own = exact.find(({ owner }) => owner !== undefined);
  if (own !== undefined) return { kind: "zone", zone: own };
  const above = zones.find(({ name }) => isAbove(name, region));
  if (above === undefined) return undefined;
  const reason = `the hosted zone ${above.id} of ${vpc} is for ${above.name}, which holds S3's names too: its records are not read`;
  return { kind: "unknown", unknown: unknownHere(network, "ListResourceRecordSets", reason) };
}

/** `updating` forwards on; what is being made or removed may do either. */
const live: ReadonlySet<string> = new Set(["complete", "updating"]);
const gone: ReadonlySet<string> = new Set(["deleted", "failed"]);

function searchProfile(network: RegionNetwork, organization: OrganizationIndex, vpc: string): Naming {
  const { profileAssociations: all } = network;
  if (isUnknown(all)) return { kind: "unseen", unknown: all };
  const association = (all.get(vpc) ?? []).find(({ status }) => !gone.has(status));
  if (association === undefined) return nothing;
  const { profile, status } = association;
  const doubt = (reason: string): Naming => ({
    kind: "unseen",
    unknown: unknownHere(network, "ListProfileResourceAssociations", reason),
  });
  if (!live.has(status)) return doubt(`the association of ${vpc} with ${profile} is ${status}: collect again`);
  const resources = organization.dns.profileResources(profile);
  if (resources === undefined) return doubt(`what the Profile ${profile} of ${vpc} holds is not in the snapshot`);
  return searchResources(network, organization, { profile, resources });
}

interface Held {
  profile: string;
  resources: readonly ProfileResource[];
}

/** Zones before endpoints; what cannot be read leaves it open, unless something else gives the names for certain. */
function searchResources(network: RegionNetwork, { dns }: OrganizationIndex, { profile, resources }: Held): Naming {
  const unseenResources: string[] = [];
  let endpoint: S3Endpoint | undefined;
  for (const { arn, status } of resources.toSorted((a, b) => (a.arn < b.arn ? -1 : 1))) {
    if (gone.has(status)) continue;
    const id = arn.split("/").at(-1) ?? "";
    const zone = arn.includes(":hostedzone/") ? dns.zone(id) : undefined;
    if (zone !== undefined && isS3Name(zone.name, network.region) && live.has(status))
      return { kind: "zone", zone, profile };
    const [, , , region = "", account = ""] = arn.split(":");
    const isEndpoint = arn.includes(":vpc-endpoint/") && region === network.region;
    const found = isEndpoint ? dns.s3Endpoints(region).find((each) => each.id === id) : undefined;
    if (found !== undefined && live.has(status)) endpoint ??= found;
    const isReadable = isEndpoint ? dns.hasEndpointsOf(account, region) : zone !== undefined;
    const isOfNames = isEndpoint || arn.includes(":hostedzone/");
    if (isOfNames && (!isReadable || (found !== undefined && !live.has(status)))) unseenResources.push(arn);
  }
  if (endpoint !== undefined) return nameEndpoint(network, endpoint, profile);
  const [first] = unseenResources;
  if (first === undefined) return nothing;
  const reason = `whether ${first} in the Profile ${profile} is for S3 is not in the snapshot`;
  return { kind: "unseen", unknown: unknownHere(network, "ListProfileResourceAssociations", reason) };
}

function nameEndpoint(network: RegionNetwork, endpoint: S3Endpoint, profile: string): Naming {
  if (endpoint.privateDns) return { kind: "endpoint", endpoint, profile };
  const reason = `AWS does not say which names a Profile gives to ${endpoint.id}, whose private DNS is off`;
  return { kind: "unknown", unknown: unknownHere(network, "ListProfileResourceAssociations", reason) };
}
