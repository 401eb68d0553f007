import type { Item } from "../snapshot/apis.ts";
import { awsId, hashWords } from "./seeded.ts";

/** What every account sees of a Region, whatever it has there. */
export interface RegionFixtures {
  zones: Item<"DescribeAvailabilityZones">[];
  services: Item<"DescribeVpcEndpointServices">[];
  prefixLists: Item<"DescribePrefixLists">[];
  managedPrefixLists: Item<"DescribeManagedPrefixLists">[];
}

/** Interface services that a generated VPC may have endpoints of. */
export const interfaceServices = [
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "kms",
  "logs",
  "monitoring",
  "secretsmanager",
  "sns",
  "sqs",
  "ssm",
  "ssmmessages",
  "sts",
] as const;

/** Services with a gateway endpoint, and so with a prefix list. */
export const gatewayServices = ["dynamodb", "s3"] as const;

/** Addresses that AWS publishes for them in us-east-1; the simulated Regions share them. */
const serviceCidrs: Record<(typeof gatewayServices)[number], string[]> = {
  dynamodb: ["3.218.180.0/22", "52.94.0.0/22", "52.119.224.0/20"],
  s3: ["3.5.0.0/19", "16.15.176.0/20", "52.216.0.0/15", "54.231.0.0/16"],
};

export function serviceName(region: string, service: string): string {
  return `com.amazonaws.${region}.${service}`;
}

/** AWS's own prefix lists have eight digits. */
export function prefixListId(region: string, service: string): string {
  return `pl-${hashWords("prefix-list", region, service).toString(16).padStart(8, "0")}`;
}

const letters = ["a", "b", "c"] as const;

export function describeRegionFixtures(region: string): RegionFixtures {
  const zones = letters.map((letter, index) => zoneOf(region, `${region}${letter}`, index + 1));
  return {
    zones,
    services: [...gatewayServices, ...interfaceServices]
      .sort()
      .flatMap((service) => describeService(region, service, zones)),
    prefixLists: byId(
      gatewayServices.map((service) => ({
        PrefixListId: prefixListId(region, service),
        PrefixListName: serviceName(region, service),
        Cidrs: serviceCidrs[service],
      })),
      ({ PrefixListId }) => PrefixListId,
    ),
    managedPrefixLists: byId(
      gatewayServices.map((service) => describeManagedList(region, service)),
      ({ PrefixListId }) => PrefixListId ?? "",
    ),
  };
}

function zoneOf(region: string, name: string, number: number): Item<"DescribeAvailabilityZones"> {
  return {
    ZoneName: name,
    ZoneId: `${region.replaceAll(/[^a-z0-9]/g, "")}-az${number}`,
    ZoneType: "availability-zone",
    State: "available",
    OptInStatus: "opt-in-not-required",
    RegionName: region,
    GroupName: `${region}-zg-1`,
    NetworkBorderGroup: region,
    Messages: [],
  };
}

function describeService(
  region: string,
  service: string,
  zones: RegionFixtures["zones"],
): Item<"DescribeVpcEndpointServices">[] {
  const name = serviceName(region, service);
  // S3 stands there twice under one name; DynamoDB once, with both types.
  const types =
    service === "s3" ? [["Gateway"], ["Interface"]] : [service === "dynamodb" ? ["Gateway"] : ["Interface"]];
  const described = types.map((list) => ({
    ServiceName: name,
    ServiceId: awsId("vpce-svc", name, ...list),
    ServiceType: list.map((ServiceType) => ({ ServiceType })),
    ServiceRegion: region,
    AvailabilityZones: zones.map((zone) => zone.ZoneName ?? ""),
    AvailabilityZoneIds: zones.map((zone) => zone.ZoneId ?? ""),
    Owner: "amazon",
    VpcEndpointPolicySupported: true,
    AcceptanceRequired: false,
    ManagesVpcEndpoints: false,
    Tags: [],
  }));
  return byId(described, ({ ServiceId }) => ServiceId);
}

function describeManagedList(region: string, service: string): Item<"DescribeManagedPrefixLists"> {
  const id = prefixListId(region, service);
  return {
    PrefixListId: id,
    PrefixListName: serviceName(region, service),
    PrefixListArn: `arn:aws:ec2:${region}:aws:prefix-list/${id}`,
    AddressFamily: "IPv4",
    OwnerId: "AWS",
    State: "create-complete",
    Tags: [],
  };
}

/** In the order in which collectors leave them, so that what is generated is what is collected. */
export function byId<T>(items: readonly T[], idOf: (item: T) => string): T[] {
  return items.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}
