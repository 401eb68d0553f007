import { isUnknown } from "../unknown.ts";
import { hasDnsAttributes } from "./dns-attributes.ts";
import {
  goneFromProfile,
  liveInProfile,
  profileOf,
  searchProfileZones,
  searchZones,
  unreadInProfile,
} from "./hosted-names.ts";
import type { Held, Names, ProfileOfVpc } from "./hosted-names.ts";
import { memoize } from "./memo.ts";
import type { S3Endpoint } from "./records.ts";
import { unknownHere } from "./region-network.ts";
import type { OrganizationIndex, RegionNetwork } from "./region-network.ts";

/** What gives a VPC the Region's names of S3, beside the private DNS of its own endpoints. */
export type Naming = Held | { kind: "endpoint"; endpoint: S3Endpoint; profile: string };

const nothing: Naming = { kind: "nothing" };

const namings = memoize<Naming>();

/** The zone for exactly S3's name wins over the Profile's (2.28); both need the VPC's DNS attributes (2.22). */
export function nameS3(network: RegionNetwork, organization: OrganizationIndex, vpc: string): Naming {
  return namings.recall(network, vpc) ?? namings.keep(network, vpc, findNaming(network, organization, vpc));
}

function findNaming(network: RegionNetwork, organization: OrganizationIndex, vpc: string): Naming {
  const naming = searchZones(network, vpc, namesOfS3(network.region)) ?? searchProfile(network, organization, vpc);
  if (naming.kind === "nothing" || naming.kind === "unseen") return naming;
  const works = hasDnsAttributes(network, vpc);
  if (isUnknown(works)) return { kind: "unknown", unknown: works };
  return works ? naming : nothing;
}

function namesOfS3(region: string): Names {
  return {
    words: "S3's names",
    isZone: (name) => name.startsWith(`s3.${region}.`),
    isAbove: (name) =>
      name !== "" &&
      [`s3.${region}.amazonaws.com`, `s3.${region}.amazonaws.com.cn`].some((s3) => s3.endsWith(`.${name}`)),
  };
}

function searchProfile(network: RegionNetwork, organization: OrganizationIndex, vpc: string): Naming {
  const profile = profileOf(network, organization, vpc);
  if (isUnknown(profile)) return { kind: "unseen", unknown: profile };
  if (profile === undefined) return nothing;
  // Zones before endpoints: one that cannot be read may be for S3, and then no endpoint tells.
  const held = searchProfileZones(network, organization, { ...profile, names: namesOfS3(network.region) });
  return held.kind === "nothing" ? searchProfileEndpoints(network, organization, profile) : held;
}

function searchProfileEndpoints(
  network: RegionNetwork,
  { dns }: OrganizationIndex,
  { profile, resources }: ProfileOfVpc,
): Naming {
  const unread: string[] = [];
  for (const { arn, status } of resources) {
    const [, , , region = "", account = ""] = arn.split(":");
    if (!arn.includes(":vpc-endpoint/") || region !== network.region || goneFromProfile.has(status)) continue;
    const id = arn.split("/").at(-1);
    const endpoint = dns.s3Endpoints(region).find((each) => each.id === id);
    if (endpoint !== undefined && liveInProfile.has(status)) return nameEndpoint(network, endpoint, profile);
    if (endpoint !== undefined || !dns.hasEndpointsOf(account, region)) unread.push(arn);
  }
  const [first] = unread;
  if (first === undefined) return nothing;
  return unreadInProfile(network, { profile, arn: first, names: namesOfS3(network.region) });
}

function nameEndpoint(network: RegionNetwork, endpoint: S3Endpoint, profile: string): Naming {
  if (endpoint.privateDns) return { kind: "endpoint", endpoint, profile };
  const reason = `AWS does not say which names a Profile gives to ${endpoint.id}, whose private DNS is off`;
  return { kind: "unknown", unknown: unknownHere(network, "ListProfileResourceAssociations", reason) };
}
