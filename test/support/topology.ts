/**
 * Builds what AWS would answer about one account and Region, under AWS's own member names.
 *
 *     const at = place({ region: "us-east-1" },
 *       vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
 *       subnet({ id: "subnet-1", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24" }),
 *       routeTable({ id: "rtb-1", vpc: "vpc-1", main: true, routes: [route("0.0.0.0/0", "nat-1"), route("s3", "vpce-1")] }),
 *       prefixLists());
 *
 * Each builder returns a `Part`, which learns its account and Region from `place`. What AWS fills in by itself is filled
 * in: local routes, the interfaces of NAT gateways and endpoints, the zone of an interface. Every API that no part
 * answers is collected and empty, except those in `gaps`.
 */
import { vpcsWithOpenNames } from "../../src/collectors/dns-questions.ts";
import { apis, apiNames } from "../../src/snapshot/apis.ts";
import type { Answers, Item, ListApi } from "../../src/snapshot/apis.ts";
import type { AccountRegion, Gap } from "../../src/snapshot/format.ts";

export interface At {
  account: string;
  region: string;
}

export type Part = (at: At) => Answers;

interface Common {
  id: string;
  /** The owner's account; the account of the place where it is absent. */
  owner?: string;
  /** Becomes the tag `Name`. */
  name?: string;
  tags?: Record<string, string>;
}

const capturedAt = "2026-11-02T06:00:00.000Z";
const createdAt = "2024-03-01T09:30:00.000Z";

// ---------------------------------------------------------------------------------------------------------- the place

interface PlaceOptions extends Partial<At> {
  /** Cells that were not collected: their APIs lose their answers. */
  gaps?: Gap[];
}

/** The default place is account 111122223333 in us-east-1. */
export function place(options: PlaceOptions, ...parts: Part[]): AccountRegion {
  const at = { account: options.account ?? "111122223333", region: options.region ?? "us-east-1" };
  const gaps = options.gaps ?? [];
  const all = answers(at, ...parts);
  const missing = new Set<string>(gaps.map((each) => each.api));
  const collected = missing.has("*") ? [] : apiNames.filter((api) => !missing.has(api));
  return {
    ...at,
    capturedAt: Object.fromEntries(collected.map((api) => [api, capturedAt])),
    answers: Object.fromEntries(collected.map((api) => [api, all[api]])),
    gaps,
  };
}

export function gap(
  api: Gap["api"],
  outcome: Gap["outcome"] = "denied",
  reason = "explicit deny in a service control policy",
): Gap {
  return { api, outcome, reason };
}

/** All the parts' answers in one, completed with an empty answer for every API that none of them gives. */
export function answers(at: At, ...parts: Part[]): Answers {
  const all: Record<string, Record<string, unknown>> = {};
  for (const api of apiNames) {
    const shape: { list?: string; keyedBy?: string } = apis[api];
    all[api] = shape.keyedBy === undefined && shape.list !== undefined ? { [shape.list]: [] } : {};
  }
  for (const part of parts) {
    for (const [api, answer] of Object.entries(part(at))) addAnswer(all[api] ?? {}, answer);
  }
  const complete = all as Answers;
  addLocalRoutes(complete);
  completeInterfaces(complete);
  completeHostedZones(complete, at);
  return complete;
}

function addAnswer(into: Record<string, unknown>, answer: object): void {
  for (const [member, value] of Object.entries(answer)) {
    into[member] = joined(into[member], value);
  }
}

function joined(before: unknown, value: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(value)) return [...(before as unknown[]), ...(value as unknown[])];
  // Lists about one thing are joined; of anything else a later part has the last word.
  if (!holdsLists(before) || !holdsLists(value)) return value;
  const both = { ...before };
  addAnswer(both, value);
  return both;
}

function holdsLists(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.values(value).every((each) => Array.isArray(each));
}

/** AWS gives every route table a local route for each CIDR of its VPC. */
function addLocalRoutes(all: Answers): void {
  for (const table of all.DescribeRouteTables?.RouteTables ?? []) {
    const owner = all.DescribeVpcs?.Vpcs.find((candidate) => candidate.VpcId === table.VpcId);
    const routes = (table.Routes ??= []);
    const has = (cidr: string | undefined) =>
      routes.some((each) => each.DestinationCidrBlock === cidr || each.DestinationIpv6CidrBlock === cidr);
    const common = { GatewayId: "local", Origin: "CreateRouteTable", State: "active" };
    for (const { Ipv6CidrBlock: cidr } of owner?.Ipv6CidrBlockAssociationSet ?? []) {
      if (!has(cidr)) routes.unshift({ DestinationIpv6CidrBlock: cidr, ...common });
    }
    for (const { CidrBlock: cidr } of owner?.CidrBlockAssociationSet ?? []) {
      if (!has(cidr)) routes.unshift({ DestinationCidrBlock: cidr, ...common });
    }
  }
}

function completeInterfaces(all: Answers): void {
  for (const each of all.DescribeNetworkInterfaces?.NetworkInterfaces ?? []) {
    const home = all.DescribeSubnets?.Subnets.find((candidate) => candidate.SubnetId === each.SubnetId);
    if (home === undefined) continue;
    each.VpcId ??= home.VpcId;
    each.AvailabilityZone ??= home.AvailabilityZone;
    each.AvailabilityZoneId ??= home.AvailabilityZoneId;
  }
}

/** Route 53 answers about each VPC that a scan asks about: with nothing where no part says otherwise. */
function completeHostedZones(all: Answers, { account, region }: At): void {
  const zones = (all.ListHostedZonesByVPC ??= {});
  for (const vpcId of vpcsWithOpenNames({ account, region, answers: all }))
    zones[vpcId] ??= { HostedZoneSummaries: [] };
}

/** One item of any list API as it stands, for what has no builder here: `item("DescribeVpnGateways", { ... })`. */
export function item<A extends ListApi>(api: A, ...items: Item<A>[]): Part {
  return () => ({ [api]: { [apis[api].list]: items } });
}

/** Several parts in one. */
export function together(...parts: Part[]): Part {
  return (at) => {
    const all: Record<string, Record<string, unknown>> = {};
    for (const part of parts) {
      for (const [api, answer] of Object.entries(part(at))) addAnswer((all[api] ??= {}), answer);
    }
    return all;
  };
}

/** Any answers as they stand. */
export function also(more: Answers): Part {
  return () => more;
}

// --------------------------------------------------------------------------------------------------- VPCs and subnets

interface VpcOptions extends Common {
  cidr: string;
  moreCidrs?: string[];
  ipv6Cidr?: string;
  isDefault?: boolean;
  /** The VPC DNS attributes, both on where absent. */
  dnsSupport?: boolean;
  dnsHostnames?: boolean;
  blockPublicAccess?: "off" | "block-bidirectional" | "block-ingress";
}

export function vpc(options: VpcOptions): Part {
  const { id, cidr, moreCidrs = [], ipv6Cidr, isDefault = false, dnsSupport = true, dnsHostnames = true } = options;
  return (at) => ({
    DescribeVpcs: {
      Vpcs: [
        {
          VpcId: id,
          OwnerId: options.owner ?? at.account,
          State: "available",
          CidrBlock: cidr,
          CidrBlockAssociationSet: [cidr, ...moreCidrs].map((block, index) => ({
            AssociationId: `vpc-cidr-assoc-${id}-${index}`,
            CidrBlock: block,
            CidrBlockState: { State: "associated" },
          })),
          Ipv6CidrBlockAssociationSet: ipv6Blocks(ipv6Cidr, `vpc-cidr-assoc-${id}-ipv6`),
          DhcpOptionsId: "dopt-0default",
          InstanceTenancy: "default",
          IsDefault: isDefault,
          BlockPublicAccessStates: { InternetGatewayBlockMode: options.blockPublicAccess ?? "off" },
          Tags: tagsOf(options),
        },
      ],
    },
    DescribeVpcAttribute: {
      [id]: { VpcId: id, EnableDnsSupport: { Value: dnsSupport }, EnableDnsHostnames: { Value: dnsHostnames } },
    },
  });
}

interface SubnetOptions extends Common {
  vpc: string;
  /** A letter (`a` is the zone use1-az1 with the name us-east-1a) or the full name of a Local or Wavelength Zone. */
  zone: string;
  /** Absent in an IPv6-only subnet. */
  cidr?: string;
  ipv6Cidr?: string;
  /** IPv6-only: no IPv4 at all. */
  ipv6Native?: boolean;
  dns64?: boolean;
  outpostArn?: string;
  state?: string;
  freeAddresses?: number;
  blockPublicAccess?: "off" | "block-bidirectional" | "block-ingress";
}

export function subnet(options: SubnetOptions): Part {
  const { id, cidr, ipv6Cidr, outpostArn } = options;
  return (at) => ({
    DescribeSubnets: {
      Subnets: [
        {
          SubnetId: id,
          SubnetArn: arn(at, options.owner, `subnet/${id}`),
          OwnerId: options.owner ?? at.account,
          VpcId: options.vpc,
          State: options.state ?? "available",
          AvailabilityZone: zoneName(at.region, options.zone),
          AvailabilityZoneId: zoneId(at.region, options.zone),
          ...(cidr === undefined ? {} : { CidrBlock: cidr }),
          Ipv6CidrBlockAssociationSet: ipv6Blocks(ipv6Cidr, `subnet-cidr-assoc-${id}`),
          AvailableIpAddressCount: options.freeAddresses ?? 251,
          DefaultForAz: false,
          MapPublicIpOnLaunch: false,
          AssignIpv6AddressOnCreation: false,
          EnableDns64: options.dns64 ?? false,
          Ipv6Native: options.ipv6Native ?? false,
          ...(outpostArn === undefined ? {} : { OutpostArn: outpostArn }),
          BlockPublicAccessStates: { InternetGatewayBlockMode: options.blockPublicAccess ?? "off" },
          Tags: tagsOf(options),
        },
      ],
    },
  });
}

/** Zones by letter, and Local Zones by name such as `us-east-1-bos-1a`. */
export function availabilityZones(letters: string[] = ["a", "b", "c"], localZones: string[] = []): Part {
  return (at) => ({
    DescribeAvailabilityZones: {
      AvailabilityZones: [
        ...letters.map((letter) => ({
          letter,
          type: "availability-zone",
          group: `${at.region}-zg-1`,
          status: "opt-in-not-required",
        })),
        ...localZones.map((letter) => ({ letter, type: "local-zone", group: letter.slice(0, -1), status: "opted-in" })),
      ].map(({ letter, type, group, status }) => ({
        ZoneName: zoneName(at.region, letter),
        ZoneId: zoneId(at.region, letter),
        ZoneType: type,
        State: "available",
        OptInStatus: status,
        RegionName: at.region,
        GroupName: group,
        NetworkBorderGroup: type === "availability-zone" ? at.region : group,
        Messages: [],
      })),
    },
  });
}

// ------------------------------------------------------------------------------------------------------------ routing

type Route = NonNullable<Item<"DescribeRouteTables">["Routes"]>[number];
type RoutePart = (at: At) => Route;

/**
 * `route("0.0.0.0/0", "nat-1")`. The destination is a CIDR, `pl-...`, or `s3` / `dynamodb` for that service's list (see
 * `prefixLists`). The target is an id, an ARN, `local`, or `""` for a blackhole that no longer names its target.
 */
export function route(
  destination: string,
  target: string,
  more: { state?: string; origin?: string; instance?: string } = {},
): RoutePart {
  return (at) => ({
    ...destinationOf(at.region, destination),
    ...targetOf(target),
    ...(more.instance === undefined ? {} : { InstanceId: more.instance, InstanceOwnerId: at.account }),
    Origin: more.origin ?? (target === "local" ? "CreateRouteTable" : "CreateRoute"),
    State: more.state ?? (target === "" ? "blackhole" : "active"),
  });
}

function destinationOf(region: string, destination: string): Route {
  if (destination.startsWith("pl-")) return { DestinationPrefixListId: destination };
  if (destination.includes(":")) return { DestinationIpv6CidrBlock: destination };
  if (destination.includes("/")) return { DestinationCidrBlock: destination };
  return { DestinationPrefixListId: prefixListId(region, destination) };
}

const targetMembers: readonly [start: string, member: keyof Route][] = [
  ["nat-", "NatGatewayId"],
  ["eni-", "NetworkInterfaceId"],
  ["tgw-", "TransitGatewayId"],
  ["pcx-", "VpcPeeringConnectionId"],
  ["eigw-", "EgressOnlyInternetGatewayId"],
  ["lgw-", "LocalGatewayId"],
  ["cagw-", "CarrierGatewayId"],
];

function targetOf(target: string): Route {
  if (target === "") return {};
  if (target.includes(":networkmanager:")) return { CoreNetworkArn: target };
  if (target.startsWith("arn:")) return { OdbNetworkArn: target };
  const member = targetMembers.find(([start]) => target.startsWith(start))?.[1] ?? "GatewayId";
  return { [member]: target };
}

interface RouteTableOptions extends Common {
  vpc: string;
  main?: boolean;
  /** Explicit associations. */
  subnets?: string[];
  /** Edge associations, with igw- or vgw- ids. */
  gateways?: string[];
  associationState?: string;
  routes?: RoutePart[];
  propagatingGateways?: string[];
}

export function routeTable(options: RouteTableOptions): Part {
  const { id, main = false, subnets = [], gateways = [], associationState = "associated" } = options;
  const common = { RouteTableId: id, AssociationState: { State: associationState } };
  return (at) => ({
    DescribeRouteTables: {
      RouteTables: [
        {
          RouteTableId: id,
          VpcId: options.vpc,
          OwnerId: options.owner ?? at.account,
          Associations: [
            ...(main ? [{ ...common, Main: true, RouteTableAssociationId: `rtbassoc-${id}-main` }] : []),
            ...subnets.map((each) => ({
              ...common,
              Main: false,
              SubnetId: each,
              RouteTableAssociationId: `rtbassoc-${each}`,
            })),
            ...gateways.map((each) => ({
              ...common,
              Main: false,
              GatewayId: each,
              RouteTableAssociationId: `rtbassoc-${each}`,
            })),
          ],
          PropagatingVgws: (options.propagatingGateways ?? []).map((GatewayId) => ({ GatewayId })),
          Routes: (options.routes ?? []).map((each) => each(at)),
          Tags: tagsOf(options),
        },
      ],
    },
  });
}

interface NatGatewayOptions extends Common {
  vpc: string;
  /** Absent for a regional NAT gateway. */
  subnet?: string;
  /** The own table of a regional NAT gateway. */
  routeTable?: string;
  connectivity?: "public" | "private";
  state?: string;
}

/** A NAT gateway with its interface (`eni-<id>`); without `subnet` a regional one. */
export function natGateway(options: NatGatewayOptions): Part {
  const { id, subnet: home, connectivity = "public", state = "available" } = options;
  const networkInterfaceId = `eni-${id}`;
  return (at) => ({
    DescribeNatGateways: {
      NatGateways: [
        {
          NatGatewayId: id,
          VpcId: options.vpc,
          ...(home === undefined ? {} : { SubnetId: home }),
          ...(options.routeTable === undefined ? {} : { RouteTableId: options.routeTable }),
          AvailabilityMode: home === undefined ? "regional" : "zonal",
          ConnectivityType: connectivity,
          State: state,
          CreateTime: createdAt,
          NatGatewayAddresses: [
            {
              ...(home === undefined ? {} : { NetworkInterfaceId: networkInterfaceId, PrivateIp: "10.0.0.10" }),
              ...(connectivity === "public" ? { PublicIp: "203.0.113.10", AllocationId: `eipalloc-${id}` } : {}),
              IsPrimary: true,
              Status: "succeeded",
            },
          ],
          Tags: tagsOf(options),
        },
      ],
    },
    ...(home === undefined || state !== "available"
      ? {}
      : networkInterface({
          id: networkInterfaceId,
          subnet: home,
          type: "natGateway",
          requesterManaged: true,
          sourceDestCheck: false,
        })(at)),
  });
}

interface InternetGatewayOptions extends Common {
  /** The VPC it is attached to; absent where it is detached. */
  vpc?: string;
}

export function internetGateway(options: InternetGatewayOptions): Part {
  return (at) => ({
    DescribeInternetGateways: {
      InternetGateways: [
        {
          InternetGatewayId: options.id,
          OwnerId: options.owner ?? at.account,
          // The wire says "available" here, not "attached".
          Attachments: options.vpc === undefined ? [] : [{ State: "available", VpcId: options.vpc }],
          Tags: tagsOf(options),
        },
      ],
    },
  });
}

export function egressOnlyInternetGateway(options: Common & { vpc: string }): Part {
  return () => ({
    DescribeEgressOnlyInternetGateways: {
      EgressOnlyInternetGateways: [
        {
          EgressOnlyInternetGatewayId: options.id,
          Attachments: [{ State: "attached", VpcId: options.vpc }],
          Tags: tagsOf(options),
        },
      ],
    },
  });
}

// ---------------------------------------------------------------------------------------------------------- endpoints

interface VpcEndpointOptions extends Common {
  vpc: string;
  /** A service token such as `s3`, or a full name such as `com.amazonaws.vpce.us-east-1.vpce-svc-1`. */
  service: string;
  /** Interface where subnets are given, else Gateway. */
  type?: string;
  state?: string;
  /** Gateway endpoints; give those tables the route too: `route("s3", "vpce-1")`. */
  routeTables?: string[];
  subnets?: string[];
  privateDns?: boolean;
  inboundResolverOnly?: boolean;
  requesterManaged?: boolean;
  serviceRegion?: string;
  ipAddressType?: "ipv4" | "ipv6" | "dualstack";
  securityGroups?: string[];
  /** The policy document as JSON text; AWS's full-access default where absent. */
  policy?: string;
  /** Status of its interfaces (`eni-<endpoint>-<subnet>`); null makes none. */
  interfaceStatus?: string | null;
}

const fullAccess = JSON.stringify({
  Version: "2008-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
});

export function vpcEndpoint(options: VpcEndpointOptions): Part {
  const { id, subnets = [], service, interfaceStatus = "in-use" } = options;
  const type = options.type ?? (subnets.length > 0 ? "Interface" : "Gateway");
  const interfaces = interfaceStatus === null ? [] : subnets.map((each) => ({ id: `eni-${id}-${each}`, subnet: each }));
  return (at) => ({
    DescribeVpcEndpoints: {
      VpcEndpoints: [
        {
          VpcEndpointId: id,
          VpcEndpointType: type,
          VpcId: options.vpc,
          OwnerId: options.owner ?? at.account,
          ServiceName: serviceName(at.region, service),
          ServiceRegion: options.serviceRegion ?? at.region,
          // The wire answers the first letter in lower case, whatever the SDK's enum says (aws-semantics 1.26).
          State: options.state ?? "available",
          ...(type === "GatewayLoadBalancer" ? {} : { PolicyDocument: options.policy ?? fullAccess }),
          RouteTableIds: options.routeTables ?? [],
          SubnetIds: subnets,
          NetworkInterfaceIds: interfaces.map((each) => each.id),
          Groups: (options.securityGroups ?? []).map((GroupId) => ({ GroupId, GroupName: GroupId })),
          IpAddressType: options.ipAddressType ?? "ipv4",
          DnsOptions: {
            DnsRecordIpType: type === "Gateway" ? "service-defined" : "ipv4",
            ...(options.inboundResolverOnly === undefined
              ? {}
              : { PrivateDnsOnlyForInboundResolverEndpoint: options.inboundResolverOnly }),
          },
          PrivateDnsEnabled: options.privateDns ?? false,
          RequesterManaged: options.requesterManaged ?? false,
          DnsEntries: type === "Interface" ? [{ DnsName: `${id}.${service}.${at.region}.vpce.amazonaws.com` }] : [],
          CreationTimestamp: createdAt,
          Tags: tagsOf(options),
        },
      ],
    },
    ...answersOfInterfaces(
      at,
      interfaces.map((each) => ({
        ...each,
        type: type === "GatewayLoadBalancer" ? "gateway_load_balancer_endpoint" : "vpc_endpoint",
        status: interfaceStatus ?? "in-use",
        requesterManaged: true,
        description: `VPC Endpoint Interface ${id}`,
      })),
    ),
  });
}

/** A service that endpoints can be made for, with the zones it is offered in. */
export function endpointService(options: {
  service: string;
  zones?: string[];
  types?: string[];
  owner?: string;
  serviceRegion?: string;
}): Part {
  const { service, zones = ["a", "b", "c"], types = ["Interface"] } = options;
  // DynamoDB's names are never answered privately (aws-semantics 2.26).
  const hasPrivateDns = types.includes("Interface") && !service.startsWith("dynamodb") && !service.includes(".vpce.");
  return (at) => ({
    DescribeVpcEndpointServices: {
      ServiceDetails: [
        {
          ServiceName: serviceName(at.region, service),
          ServiceId: `vpce-svc-${service}`,
          ServiceType: types.map((ServiceType) => ({ ServiceType })),
          ServiceRegion: options.serviceRegion ?? at.region,
          AvailabilityZones: zones.map((zone) => zoneName(at.region, zone)),
          AvailabilityZoneIds: zones.map((zone) => zoneId(at.region, zone)),
          Owner: options.owner ?? "amazon",
          ...(hasPrivateDns ? { PrivateDnsName: `${service}.${at.region}.amazonaws.com` } : {}),
          VpcEndpointPolicySupported: true,
          AcceptanceRequired: false,
          ManagesVpcEndpoints: false,
          Tags: [],
        },
      ],
    },
  });
}

/** `s3` in us-east-1 is com.amazonaws.us-east-1.s3; a full name stays as it is. */
export function serviceName(region: string, service: string): string {
  return service.includes(".amazonaws.") ? service : `com.amazonaws.${region}.${service}`;
}

// ---------------------------------------------------------------------------------------------------------- interfaces

interface NetworkInterfaceOptions extends Common {
  subnet: string;
  /** AWS's InterfaceType: interface, lambda, natGateway, transit_gateway, vpc_endpoint, ... */
  type?: string;
  status?: string;
  sourceDestCheck?: boolean;
  instance?: string;
  requesterManaged?: boolean;
  description?: string;
  privateIp?: string;
  securityGroups?: string[];
}

export function networkInterface(options: NetworkInterfaceOptions): Part {
  return (at) => ({
    DescribeNetworkInterfaces: {
      NetworkInterfaces: [
        {
          NetworkInterfaceId: options.id,
          OwnerId: options.owner ?? at.account,
          SubnetId: options.subnet,
          InterfaceType: options.type ?? "interface",
          Status: options.status ?? "in-use",
          SourceDestCheck: options.sourceDestCheck ?? true,
          RequesterManaged: options.requesterManaged ?? false,
          Description: options.description ?? "",
          PrivateIpAddress: options.privateIp ?? "10.0.0.20",
          PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: options.privateIp ?? "10.0.0.20" }],
          Ipv6Addresses: [],
          Groups: (options.securityGroups ?? []).map((GroupId) => ({ GroupId, GroupName: GroupId })),
          ...(options.instance === undefined
            ? {}
            : {
                Attachment: {
                  AttachmentId: `eni-attach-${options.id}`,
                  InstanceId: options.instance,
                  InstanceOwnerId: options.owner ?? at.account,
                  DeviceIndex: 0,
                  Status: "attached",
                },
              }),
          TagSet: tagsOf(options),
        },
      ],
    },
  });
}

function answersOfInterfaces(at: At, interfaces: NetworkInterfaceOptions[]): Answers {
  const parts = interfaces.map((each) => networkInterface(each)(at).DescribeNetworkInterfaces?.NetworkInterfaces ?? []);
  return { DescribeNetworkInterfaces: { NetworkInterfaces: parts.flat() } };
}

export function securityGroup(
  options: Common & { vpc: string; ingress?: Item<"DescribeSecurityGroups">["IpPermissions"] },
): Part {
  return (at) => ({
    DescribeSecurityGroups: {
      SecurityGroups: [
        {
          GroupId: options.id,
          GroupName: options.name ?? options.id,
          Description: options.name ?? options.id,
          OwnerId: options.owner ?? at.account,
          VpcId: options.vpc,
          SecurityGroupArn: arn(at, options.owner, `security-group/${options.id}`),
          IpPermissions: options.ingress ?? [],
          IpPermissionsEgress: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }], UserIdGroupPairs: [] }],
          Tags: tagsOf(options),
        },
      ],
    },
  });
}

// -------------------------------------------------------------------------------------------------------- prefix lists

const serviceCidrs: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "us-east-1": {
    s3: [
      "3.5.0.0/19",
      "16.15.176.0/20",
      "16.182.0.0/16",
      "18.34.0.0/19",
      "18.34.232.0/21",
      "52.216.0.0/15",
      "54.231.0.0/16",
    ],
    dynamodb: ["3.218.180.0/22", "52.94.0.0/22", "52.119.224.0/20"],
  },
  "eu-west-1": {
    s3: ["3.5.64.0/21", "3.5.72.0/23", "18.34.64.0/20", "18.34.240.0/22", "52.92.0.0/17", "52.218.0.0/17"],
    dynamodb: ["52.94.5.0/24", "52.94.24.0/22", "52.119.240.0/21"],
  },
  "ap-southeast-2": {
    s3: ["3.5.164.0/22", "3.5.168.0/23", "52.92.128.0/17", "52.95.128.0/21"],
    dynamodb: ["52.94.13.0/24", "52.119.210.0/23"],
  },
};

const otherCidrs: Readonly<Record<string, readonly string[]>> = {
  s3: ["3.5.134.0/23", "52.219.44.0/22", "52.219.72.0/22"],
  dynamodb: ["52.94.17.0/24", "52.119.188.0/22"],
};

const ipv6Cidrs: readonly string[] = ["2600:1fa0:8000::/39", "2600:1ff0:8000::/39"];

/** The CIDRs of a service's prefix list in a Region, in ascending order. */
export function cidrsOf(region: string, service: "s3" | "dynamodb"): readonly string[] {
  return serviceCidrs[region]?.[service] ?? otherCidrs[service] ?? [];
}

/** The id of a service's list; ids differ per Region, as AWS's do. `s3-ipv6` is the IPv6 list of S3. */
export function prefixListId(region: string, service: string): string {
  if (region === "us-east-1" && service === "s3") return "pl-63a5400a";
  if (region === "us-east-1" && service === "dynamodb") return "pl-02cd2c6b";
  return `pl-${region}-${service}`;
}

interface PrefixListOptions {
  /** Adds AWS's IPv6 list of S3. */
  ipv6?: boolean;
  /** `entries`: DescribePrefixLists carries no Cidrs, as from moto; they stand in GetManagedPrefixListEntries. */
  cidrs?: "described" | "entries";
}

/** AWS's own lists of S3 and DynamoDB in this Region. */
export function prefixLists(options: PrefixListOptions = {}): Part {
  return (at) => {
    const lists = [
      {
        id: prefixListId(at.region, "s3"),
        name: `com.amazonaws.${at.region}.s3`,
        family: "IPv4",
        cidrs: cidrsOf(at.region, "s3"),
      },
      {
        id: prefixListId(at.region, "dynamodb"),
        name: `com.amazonaws.${at.region}.dynamodb`,
        family: "IPv4",
        cidrs: cidrsOf(at.region, "dynamodb"),
      },
      ...(options.ipv6 === true
        ? [
            {
              id: prefixListId(at.region, "s3-ipv6"),
              name: `com.amazonaws.${at.region}.ipv6.s3`,
              family: "IPv6",
              cidrs: ipv6Cidrs,
            },
          ]
        : []),
    ];
    const described = lists.map(({ id, name, cidrs }) => ({
      PrefixListId: id,
      PrefixListName: name,
      ...(options.cidrs === "entries" ? {} : { Cidrs: [...cidrs] }),
    }));
    return {
      DescribePrefixLists: { PrefixLists: described },
      ...answersOfLists(
        at,
        lists.map((list) => ({ ...list, owner: "AWS" })),
      ),
    };
  };
}

interface ManagedPrefixListOptions extends Common {
  cidrs: readonly string[];
  family?: string;
}

/** A customer-managed prefix list with its entries. */
export function managedPrefixList(options: ManagedPrefixListOptions): Part {
  return (at) => answersOfLists(at, [{ ...options, owner: options.owner ?? at.account }]);
}

function answersOfLists(at: At, lists: ManagedPrefixListOptions[]): Answers {
  return {
    DescribeManagedPrefixLists: {
      PrefixLists: lists.map(({ id, name = id, owner = at.account, family = "IPv4", cidrs }) => ({
        PrefixListId: id,
        PrefixListName: name,
        PrefixListArn: `arn:aws:ec2:${at.region}:${owner === "AWS" ? "aws" : owner}:prefix-list/${id}`,
        AddressFamily: family,
        OwnerId: owner,
        State: "create-complete",
        ...(owner === "AWS" ? {} : { MaxEntries: Math.max(10, cidrs.length), Version: 1 }),
        Tags: [],
      })),
    },
    GetManagedPrefixListEntries: Object.fromEntries(
      lists.map(({ id, cidrs }) => [id, { Entries: cidrs.map((Cidr) => ({ Cidr })) }]),
    ),
  };
}

// ---------------------------------------------------------------------------------------------------- other networks

export function peering(
  options: Common & {
    requesterVpc: string;
    accepterVpc: string;
    accepterOwner?: string;
    requesterCidr?: string;
    accepterCidr?: string;
    state?: string;
  },
): Part {
  const blocks = (cidr: string | undefined) =>
    cidr === undefined ? {} : { CidrBlock: cidr, CidrBlockSet: [{ CidrBlock: cidr }] };
  return (at) => ({
    DescribeVpcPeeringConnections: {
      VpcPeeringConnections: [
        {
          VpcPeeringConnectionId: options.id,
          RequesterVpcInfo: {
            VpcId: options.requesterVpc,
            OwnerId: options.owner ?? at.account,
            Region: at.region,
            ...blocks(options.requesterCidr),
          },
          AccepterVpcInfo: {
            VpcId: options.accepterVpc,
            OwnerId: options.accepterOwner ?? at.account,
            Region: at.region,
            ...blocks(options.accepterCidr),
          },
          Status: { Code: options.state ?? "active", Message: "Active" },
          Tags: tagsOf(options),
        },
      ],
    },
  });
}

/** A transit gateway as `DescribeTransitGateways` answers it; the owner may be another account (a RAM share). */
export function transitGateway(options: Common): Part {
  return (at) => ({
    DescribeTransitGateways: {
      TransitGateways: [
        {
          TransitGatewayId: options.id,
          TransitGatewayArn: arn(at, options.owner, `transit-gateway/${options.id}`),
          OwnerId: options.owner ?? at.account,
          State: "available",
          Description: options.name ?? "",
          CreationTime: createdAt,
          Tags: tagsOf(options),
        },
      ],
    },
  });
}

interface TransitGatewayVpcAttachmentOptions extends Common {
  transitGateway: string;
  vpc: string;
  vpcOwner?: string;
  subnets: string[];
  state?: string;
  applianceMode?: boolean;
}

/** Seen from the VPC's side and from the transit gateway's, with an interface in each of its subnets. */
export function transitGatewayVpcAttachment(options: TransitGatewayVpcAttachmentOptions): Part {
  const { id, state = "available" } = options;
  return (at) => {
    const vpcOwner = options.vpcOwner ?? at.account;
    const common = {
      TransitGatewayAttachmentId: id,
      TransitGatewayId: options.transitGateway,
      State: state,
      Tags: tagsOf(options),
    };
    return {
      DescribeTransitGatewayVpcAttachments: {
        TransitGatewayVpcAttachments: [
          {
            ...common,
            VpcId: options.vpc,
            VpcOwnerId: vpcOwner,
            SubnetIds: options.subnets,
            Options: {
              DnsSupport: "enable",
              Ipv6Support: "disable",
              ApplianceModeSupport: options.applianceMode === true ? "enable" : "disable",
            },
          },
        ],
      },
      DescribeTransitGatewayAttachments: {
        TransitGatewayAttachments: [
          {
            ...common,
            TransitGatewayOwnerId: options.owner ?? at.account,
            ResourceOwnerId: vpcOwner,
            ResourceType: "vpc",
            ResourceId: options.vpc,
          },
        ],
      },
      ...(vpcOwner === at.account
        ? answersOfInterfaces(
            at,
            options.subnets.map((each) => ({
              id: `eni-${id}-${each}`,
              subnet: each,
              type: "transit_gateway",
              requesterManaged: true,
              description: `Network Interface for Transit Gateway Attachment ${id}`,
            })),
          )
        : {}),
    };
  };
}

/** An attachment of another kind than a VPC, as the transit gateway's owner sees it. */
export function transitGatewayAttachment(
  options: Common & { transitGateway: string; type: string; resource: string; resourceOwner?: string; state?: string },
): Part {
  return (at) => ({
    DescribeTransitGatewayAttachments: {
      TransitGatewayAttachments: [
        {
          TransitGatewayAttachmentId: options.id,
          TransitGatewayId: options.transitGateway,
          TransitGatewayOwnerId: options.owner ?? at.account,
          ResourceOwnerId: options.resourceOwner ?? at.account,
          ResourceType: options.type,
          ResourceId: options.resource,
          State: options.state ?? "available",
          Tags: tagsOf(options),
        },
      ],
    },
  });
}

interface TransitGatewayRouteTableOptions extends Common {
  transitGateway: string;
  /** Attachments associated with this table. */
  associations?: { attachment: string; vpc: string; state?: string }[];
  /** `attachment` "" is a blackhole; `kind` is the attachment's resource type, `vpc` its resource. */
  routes?: {
    destination: string;
    prefixList?: string;
    attachment: string;
    kind?: string;
    vpc?: string;
    type?: string;
    state?: string;
  }[];
}

export function transitGatewayRouteTable(options: TransitGatewayRouteTableOptions): Part {
  const { id, associations = [], routes = [] } = options;
  return () => ({
    DescribeTransitGatewayRouteTables: {
      TransitGatewayRouteTables: [
        {
          TransitGatewayRouteTableId: id,
          TransitGatewayId: options.transitGateway,
          State: "available",
          DefaultAssociationRouteTable: false,
          DefaultPropagationRouteTable: false,
          CreationTime: createdAt,
          Tags: tagsOf(options),
        },
      ],
    },
    GetTransitGatewayRouteTableAssociations: {
      [id]: {
        Associations: associations.map(({ attachment, vpc: resource, state = "associated" }) => ({
          TransitGatewayAttachmentId: attachment,
          ResourceId: resource,
          ResourceType: "vpc",
          State: state,
        })),
      },
    },
    SearchTransitGatewayRoutes: {
      [id]: {
        Routes: routes.map(({ destination, prefixList, attachment, kind, vpc: resource, type = "static", state }) => ({
          ...(destination.startsWith("pl-") ? { PrefixListId: destination } : { DestinationCidrBlock: destination }),
          ...(prefixList === undefined ? {} : { PrefixListId: prefixList }),
          Type: type,
          State: state ?? (attachment === "" ? "blackhole" : "active"),
          ...(attachment === ""
            ? {}
            : {
                TransitGatewayAttachments: [
                  {
                    TransitGatewayAttachmentId: attachment,
                    ResourceType: kind ?? "vpc",
                    ...(resource === undefined ? {} : { ResourceId: resource }),
                  },
                ],
              }),
        })),
      },
    },
  });
}

// --------------------------------------------------------------------------------------------------------------- small

const directions: Readonly<Record<string, string>> = {
  north: "n",
  northeast: "ne",
  northwest: "nw",
  east: "e",
  west: "w",
  south: "s",
  southeast: "se",
  southwest: "sw",
  central: "c",
  gov: "g",
};

function zoneName(region: string, zone: string): string {
  return zone.length === 1 ? `${region}${zone}` : zone;
}

/** `a` in us-east-1 is use1-az1; the Local Zone us-east-1-bos-1a is use1-bos1-az1. */
export function zoneId(region: string, zone: string): string {
  const short = region
    .split("-")
    .map((word) => directions[word] ?? word)
    .join("");
  if (zone.length === 1) return `${short}-az${zone.charCodeAt(0) - 96}`;
  const [, place, group, letter] = /-([a-z]{3})-(\d+)([a-z])$/.exec(zone) ?? [];
  if (place === undefined || letter === undefined) throw new Error(`not a zone: ${zone}`);
  return `${short}-${place}${group}-az${letter.charCodeAt(0) - 96}`;
}

export function arn(at: At, owner: string | undefined, resource: string): string {
  const partition = at.region.startsWith("cn-") ? "aws-cn" : at.region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return `arn:${partition}:ec2:${at.region}:${owner ?? at.account}:${resource}`;
}

export function tagsOf({
  name,
  tags = {},
}: {
  name?: string;
  tags?: Record<string, string>;
}): { Key: string; Value: string }[] {
  const all = name === undefined ? tags : { Name: name, ...tags };
  return Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
}

function ipv6Blocks(cidr: string | undefined, id: string) {
  if (cidr === undefined) return [];
  return [{ AssociationId: id, Ipv6CidrBlock: cidr, Ipv6CidrBlockState: { State: "associated" } }];
}

// ---------------------------------------------------------------------------------------------------------------- DNS

/** A private hosted zone that is associated with a VPC, as that VPC's account sees it. */
export function hostedZone(options: { id: string; name: string; vpc: string; owner?: string; service?: string }): Part {
  const { id, name, vpc: vpcId, owner, service } = options;
  return (at) => ({
    ListHostedZonesByVPC: {
      [vpcId]: {
        HostedZoneSummaries: [
          {
            HostedZoneId: id,
            Name: `${name}.`,
            Owner: service === undefined ? { OwningAccount: owner ?? at.account } : { OwningService: service },
          },
        ],
      },
    },
  });
}

/** Records of a zone, as its owner sees them: by name, an alias or else addresses and names. */
export function recordSets(
  zone: string,
  ...records: {
    name: string;
    type?: "A" | "CNAME" | "AAAA";
    alias?: string;
    values?: string[];
    setIdentifier?: string;
  }[]
): Part {
  return () => ({
    ListResourceRecordSets: {
      [zone]: {
        ResourceRecordSets: records.map(({ name, type = "A", alias, values = [], setIdentifier }) => ({
          Name: `${name.replace("*", String.raw`\052`)}.`,
          Type: type,
          ...(setIdentifier === undefined ? {} : { SetIdentifier: setIdentifier, Weight: 1 }),
          ...(alias === undefined
            ? { TTL: 60, ResourceRecords: values.map((Value) => ({ Value })) }
            : { AliasTarget: { HostedZoneId: "ZENDPOINTS", DNSName: `${alias}.`, EvaluateTargetHealth: false } }),
        })),
      },
    },
  });
}

/** A Profile on a VPC, and what it holds as the VPC's account sees it; absent where nobody lets it see that. */
export function dnsProfile(options: { id: string; vpc: string; status?: string; resources?: string[] }): Part {
  const { id, vpc: vpcId, status = "COMPLETE", resources } = options;
  return () => ({
    ListProfileAssociations: {
      ProfileAssociations: [{ Id: `rpassoc-${id}`, ProfileId: id, ResourceId: vpcId, Status: status }],
    },
    ...(resources === undefined
      ? {}
      : {
          ListProfileResourceAssociations: {
            [id]: {
              ProfileResourceAssociations: resources.map((ResourceArn, index) => ({
                Id: `rpr-${id}-${index}`,
                ProfileId: id,
                ResourceArn,
                Status: "COMPLETE",
              })),
            },
          },
        }),
  });
}
