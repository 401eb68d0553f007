import { Unknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import type { HostedZone, RecordSet, S3Endpoint } from "./records.ts";
import type { OrganizationIndex, RegionNetwork } from "./region-network.ts";

/** Where the records of a hosted zone send S3's names. */
export interface Resolved {
  /** Undefined where no name resolves: a name that a private zone does not hold falls through to no other. */
  endpoint: S3Endpoint | undefined;
  /** Each name and what it is answered with. */
  records: string;
  /** Names that do not resolve. */
  unanswered: readonly string[];
}

/**
 * Buckets are asked under `*`, and everything else under the zone's own name. IPv4 alone: IPv6 takes S3's dual-stack
 * names, which are not in this zone.
 */
export function resolveZone(
  network: RegionNetwork,
  organization: OrganizationIndex,
  zone: HostedZone,
): Maybe<Resolved> {
  const records = organization.dns.records(zone.id);
  if (records === undefined) {
    const reason = `the records of the hosted zone ${zone.id} for ${zone.name} are not in the snapshot`;
    return unknownOf(network, zone, { api: "ListResourceRecordSets", reason });
  }
  const names = [`*.${zone.name}`, zone.name];
  const answers = names.map((name) => ({ name, targets: answerOf(records, name) }));
  const endpoints: S3Endpoint[] = [];
  for (const target of answers.flatMap(({ targets }) => targets ?? [])) {
    const endpoint = findEndpoint(organization, network.region, target);
    if (endpoint === undefined) {
      const reason = `the hosted zone ${zone.id} for ${zone.name} leads to ${target}, which no S3 interface endpoint in the snapshot has`;
      return unknownOf(network, zone, { api: "DescribeVpcEndpoints", reason });
    }
    endpoints.push(endpoint);
  }
  const different = endpoints.find(({ id }) => id !== endpoints[0]?.id);
  if (different !== undefined) {
    const reason = `the hosted zone ${zone.id} for ${zone.name} leads to ${endpoints[0]?.id} and to ${different.id}`;
    return unknownOf(network, zone, { api: "ListResourceRecordSets", reason });
  }
  return {
    endpoint: endpoints[0],
    records: answers
      .filter(({ targets }) => targets !== undefined)
      .map(({ name, targets = [] }) => `${name} -> ${targets.join(", ")}`)
      .join("; "),
    unanswered: answers.filter(({ targets }) => targets === undefined).map(({ name }) => name),
  };
}

function unknownOf(
  { account, region }: RegionNetwork,
  { owner }: HostedZone,
  { api, reason }: { api: "DescribeVpcEndpoints" | "ListResourceRecordSets"; reason: string },
): Unknown {
  return new Unknown([{ account: owner ?? account, region, api, reason }]);
}

/** All that a name may be answered with, by whichever of its records (weighted, failover, ...). */
function answerOf(records: readonly RecordSet[], name: string): string[] | undefined {
  const own = records.filter((record) => record.name === name && (record.type === "A" || record.type === "CNAME"));
  return own.length === 0 ? undefined : [...new Set(own.flatMap(({ targets }) => targets))].toSorted();
}

function findEndpoint({ dns }: OrganizationIndex, region: string, target: string): S3Endpoint | undefined {
  return dns.s3Endpoints(region).find(({ addresses, dnsNames }) => {
    return addresses.includes(target) || dnsNames.some((name) => isNameOf(name, target));
  });
}

/** S3's endpoints are listed as `*.vpce-1-x.s3.us-east-1.vpce.amazonaws.com`; a record may have `bucket.` or nothing before it. */
function isNameOf(listed: string, target: string): boolean {
  const base = listed.replace(/^\*\./, "");
  return target === listed || target === base || target.endsWith(`.${base}`);
}
