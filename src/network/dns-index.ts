import type { AccountRegion } from "../snapshot/format.ts";
import { needFor } from "../snapshot/format.ts";
import { Unknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { cidrsFrom, textsFrom, vpcEndpointFrom } from "./from-answers.ts";
import type { Cidr } from "./cidr.ts";
import { hostedZonesFrom, nameFrom, profileResourceFrom, recordSetFrom, zoneIdFrom } from "./dns-from-answers.ts";
import type { HostedZone, ProfileResource, RecordSet, S3Endpoint } from "./records.ts";

/** What names and endpoints of other accounts a VPC's resolver may lead to. */
export interface DnsIndex {
  s3Endpoints(region: string): readonly S3Endpoint[];
  /** Whether all interface endpoints of an account and Region were listed. */
  hasEndpointsOf(account: string, region: string): boolean;
  /** Whether any account of the snapshot has not listed its endpoints in a Region. */
  isUnlistedIn(region: string): boolean;
  /** Undefined where no VPC that was asked about has it, so that its name is not known. */
  zone(id: string): HostedZone | undefined;
  /** Undefined where its owner's answer is not in the snapshot. */
  records(zone: string): readonly RecordSet[] | undefined;
  /** Undefined where nobody who was asked may see what it holds. */
  profileResources(profile: string): readonly ProfileResource[] | undefined;
}

interface DnsIndexBuilder {
  add(place: AccountRegion): void;
  index: DnsIndex;
}

/** Takes account-Regions one by one; of their endpoints only S3's are kept, and of records those that a scan asks for. */
export function createDnsIndex(): DnsIndexBuilder {
  const endpoints = new Map<string, S3Endpoint[]>();
  const listed = new Set<string>();
  const unlisted = new Set<string>();
  const zones = new Map<string, HostedZone>();
  const records = new Map<string, readonly RecordSet[]>();
  const resources = new Map<string, readonly ProfileResource[]>();
  return {
    add(place) {
      const { account, region, answers } = place;
      if (answers.DescribeVpcEndpoints !== undefined) listed.add(`${account}/${region}`);
      else unlisted.add(region);
      const found = s3EndpointsOf(place);
      if (found.length > 0) endpoints.set(region, [...(endpoints.get(region) ?? []), ...found]);
      for (const each of hostedZonesFrom(answers.ListHostedZonesByVPC ?? {}).values())
        for (const zone of each) zones.set(zone.id, zone);
      for (const [id, answer] of Object.entries(answers.ListResourceRecordSets ?? {}))
        records.set(zoneIdFrom(id), answer.ResourceRecordSets.map(recordSetFrom));
      for (const [id, answer] of Object.entries(answers.ListProfileResourceAssociations ?? {}))
        resources.set(id, answer.ProfileResourceAssociations.map(profileResourceFrom));
    },
    index: {
      s3Endpoints: (region) => endpoints.get(region) ?? [],
      hasEndpointsOf: (account, region) => listed.has(`${account}/${region}`),
      isUnlistedIn: (region) => unlisted.has(region),
      zone: (id) => zones.get(id),
      records: (zone) => records.get(zone),
      profileResources: (profile) => resources.get(profile),
    },
  };
}

function s3EndpointsOf(place: AccountRegion): S3Endpoint[] {
  const { account, region, answers } = place;
  return (answers.DescribeVpcEndpoints?.VpcEndpoints ?? [])
    .filter(({ OwnerId }) => OwnerId === undefined || OwnerId === account)
    .map((item) => vpcEndpointFrom(item, region))
    .filter(({ type, service, serviceRegion }) => type === "Interface" && service === "s3" && serviceRegion === region)
    .map(({ id, vpc, state, privateDns, dnsNames, subnets, interfaces, tags }) => ({
      id,
      account,
      region,
      vpc,
      state,
      privateDns,
      dnsNames: dnsNames.map(nameFrom),
      addresses: addressesOf(place, interfaces),
      cidrs: cidrsOf(place, subnets),
      tags,
    }));
}

function addressesOf({ answers }: AccountRegion, interfaces: readonly string[]): string[] {
  const own = new Set(interfaces);
  const all = answers.DescribeNetworkInterfaces?.NetworkInterfaces ?? [];
  return textsFrom(
    all
      .filter(({ NetworkInterfaceId }) => own.has(NetworkInterfaceId ?? ""))
      .flatMap(({ PrivateIpAddress, PrivateIpAddresses = [] }) => [
        PrivateIpAddress,
        ...PrivateIpAddresses.map((each) => each.PrivateIpAddress),
      ]),
  );
}

function cidrsOf(place: AccountRegion, subnets: readonly string[]): Maybe<readonly Cidr[]> {
  const answer = place.answers.DescribeSubnets;
  const need = needFor(place, "DescribeSubnets");
  if (answer === undefined) return new Unknown(need === undefined ? [] : [need]);
  const own = new Set(subnets);
  return cidrsFrom(answer.Subnets.filter(({ SubnetId }) => own.has(SubnetId ?? "")).map(({ CidrBlock }) => CidrBlock));
}
