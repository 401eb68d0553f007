/** The door: AWS's shapes come in, our records go out. Nothing past this file knows AWS's member names. */
import type { Answer, Item } from "../snapshot/apis.ts";
import { parseCidr } from "./cidr.ts";
import type { Cidr } from "./cidr.ts";
import { canonical, vocabulary } from "./open-enum.ts";
import type * as records from "./records.ts";
import { parseServiceName } from "./service-name.ts";

export function vpcFrom(item: Item<"DescribeVpcs">): records.Vpc {
  const ipv4 = item.CidrBlockAssociationSet?.filter((each) => isAssociated(each.CidrBlockState)).map(
    (each) => each.CidrBlock,
  );
  const ipv6 = item.Ipv6CidrBlockAssociationSet?.filter((each) => isAssociated(each.Ipv6CidrBlockState));
  return {
    id: item.VpcId ?? "",
    owner: item.OwnerId ?? "",
    cidrs: cidrsFrom([item.CidrBlock, ...(ipv4 ?? []), ...(ipv6 ?? []).map((each) => each.Ipv6CidrBlock)]),
    isDefault: item.IsDefault ?? false,
    dhcpOptions: item.DhcpOptionsId,
    blockPublicAccess: canonical(
      item.BlockPublicAccessStates?.InternetGatewayBlockMode ?? "off",
      vocabulary.blockPublicAccess,
    ),
    tags: tagsFrom(item.Tags),
  };
}

export function subnetFrom(item: Item<"DescribeSubnets">): records.Subnet {
  const mode = item.BlockPublicAccessStates?.InternetGatewayBlockMode;
  const ipv6 = item.Ipv6CidrBlockAssociationSet?.filter((each) => isAssociated(each.Ipv6CidrBlockState)) ?? [];
  return {
    id: item.SubnetId ?? "",
    arn: item.SubnetArn ?? "",
    owner: item.OwnerId ?? "",
    vpc: item.VpcId ?? "",
    zone: item.AvailabilityZoneId ?? "",
    zoneName: item.AvailabilityZone ?? "",
    state: canonical(item.State ?? "available", vocabulary.subnetState),
    cidr: item.CidrBlock,
    ipv6Cidrs: textsFrom(ipv6.map((each) => each.Ipv6CidrBlock)),
    ipv6Native: item.Ipv6Native ?? false,
    dns64: item.EnableDns64 ?? false,
    freeAddresses: item.AvailableIpAddressCount,
    outpost: item.OutpostArn,
    type: item.Type,
    blockPublicAccess: mode === undefined ? undefined : canonical(mode, vocabulary.blockPublicAccess),
    tags: tagsFrom(item.Tags),
  };
}

export function natGatewayFrom(item: Item<"DescribeNatGateways">): records.NatGateway {
  return {
    id: item.NatGatewayId ?? "",
    vpc: item.VpcId ?? "",
    state: canonical(item.State ?? "", vocabulary.natGatewayState),
    // Absent in old answers, when every NAT gateway was public.
    connectivity: canonical(item.ConnectivityType ?? "public", vocabulary.connectivity),
    subnet: item.SubnetId,
    routeTable: item.RouteTableId,
    interfaces: textsFrom(item.NatGatewayAddresses?.map((each) => each.NetworkInterfaceId)),
    hasAppliances: (item.AttachedAppliances ?? []).length > 0,
    tags: tagsFrom(item.Tags),
  };
}

export function internetGatewayFrom(item: Item<"DescribeInternetGateways">): records.EdgeGateway {
  return {
    id: item.InternetGatewayId ?? "",
    attachments: attachmentsFrom(item.Attachments),
    tags: tagsFrom(item.Tags),
  };
}

export function egressOnlyInternetGatewayFrom(item: Item<"DescribeEgressOnlyInternetGateways">): records.EdgeGateway {
  return {
    id: item.EgressOnlyInternetGatewayId ?? "",
    attachments: attachmentsFrom(item.Attachments),
    tags: tagsFrom(item.Tags),
  };
}

export function vpcEndpointFrom(item: Item<"DescribeVpcEndpoints">, region: string): records.VpcEndpoint {
  const serviceName = item.ServiceName ?? "";
  return {
    id: item.VpcEndpointId ?? "",
    owner: item.OwnerId ?? "",
    vpc: item.VpcId ?? "",
    // AWS's default for a CreateVpcEndpoint that names no type.
    type: canonical(item.VpcEndpointType ?? "Gateway", vocabulary.endpointType),
    state: canonical(item.State ?? "", vocabulary.endpointState),
    serviceName,
    service: parseServiceName(serviceName).token,
    serviceRegion: item.ServiceRegion ?? parseServiceName(serviceName).region ?? region,
    routeTables: item.RouteTableIds ?? [],
    subnets: item.SubnetIds ?? [],
    interfaces: item.NetworkInterfaceIds ?? [],
    securityGroups: textsFrom(item.Groups?.map((each) => each.GroupId)),
    privateDns: item.PrivateDnsEnabled ?? false,
    inboundResolverOnly: item.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint,
    ipAddressType: canonical(item.IpAddressType ?? "ipv4", vocabulary.ipAddressType),
    requesterManaged: item.RequesterManaged ?? false,
    policy: item.PolicyDocument,
    dnsNames: textsFrom(item.DnsEntries?.map((each) => each.DnsName)),
    failure: item.FailureReason ?? item.LastError?.Message,
    tags: tagsFrom(item.Tags),
  };
}

/** The SDK lists `natGateway`; answers of EC2 that people publish have `nat_gateway` (2.9: the enum is open). */
function interfaceTypeFrom(type: string): string {
  return canonical(type.toLowerCase() === "nat_gateway" ? "natGateway" : type, vocabulary.interfaceType);
}

export function networkInterfaceFrom(item: Item<"DescribeNetworkInterfaces">): records.NetworkInterface {
  return {
    id: item.NetworkInterfaceId ?? "",
    owner: item.OwnerId ?? "",
    vpc: item.VpcId ?? "",
    subnet: item.SubnetId ?? "",
    zone: item.AvailabilityZoneId ?? "",
    type: interfaceTypeFrom(item.InterfaceType ?? "interface"),
    status: canonical(item.Status ?? "", vocabulary.interfaceStatus),
    sourceDestCheck: item.SourceDestCheck,
    instance: item.Attachment?.InstanceId,
    requesterManaged: item.RequesterManaged ?? false,
    description: item.Description ?? "",
    securityGroups: textsFrom(item.Groups?.map((each) => each.GroupId)),
    tags: tagsFrom(item.TagSet),
  };
}

export function zoneFrom(item: Item<"DescribeAvailabilityZones">): records.Zone {
  return {
    id: item.ZoneId ?? "",
    name: item.ZoneName ?? "",
    type: canonical(item.ZoneType ?? "", vocabulary.zoneType),
    state: item.State ?? "",
  };
}

export function endpointServiceFrom(
  item: Item<"DescribeVpcEndpointServices">,
  region: string,
): records.EndpointService {
  return {
    name: item.ServiceName ?? "",
    owner: item.Owner ?? "",
    region: item.ServiceRegion ?? parseServiceName(item.ServiceName ?? "").region ?? region,
    types: textsFrom(item.ServiceType?.map((each) => each.ServiceType)).map((type) =>
      canonical(type, vocabulary.endpointType),
    ),
    zones: item.AvailabilityZoneIds ?? [],
    zoneNames: item.AvailabilityZones ?? [],
    acceptsPolicies: item.VpcEndpointPolicySupported,
    privateDnsName: item.PrivateDnsName ?? item.PrivateDnsNames?.[0]?.PrivateDnsName,
  };
}

export function dnsAttributesFrom(item: Answer<"DescribeVpcAttribute">): records.DnsAttributes {
  return { support: item.EnableDnsSupport?.Value, hostnames: item.EnableDnsHostnames?.Value };
}

export function securityGroupFrom(item: Item<"DescribeSecurityGroups">): records.SecurityGroup {
  return {
    id: item.GroupId ?? "",
    owner: item.OwnerId ?? "",
    vpc: item.VpcId ?? "",
    name: item.GroupName ?? "",
    ingress: (item.IpPermissions ?? []).map(ingressRuleFrom),
    tags: tagsFrom(item.Tags),
  };
}

function ingressRuleFrom(
  item: NonNullable<Item<"DescribeSecurityGroups">["IpPermissions"]>[number],
): records.IngressRule {
  return {
    protocol: (item.IpProtocol ?? "-1").toLowerCase(),
    fromPort: item.FromPort,
    toPort: item.ToPort,
    cidrs: cidrsFrom([
      ...(item.IpRanges ?? []).map((each) => each.CidrIp),
      ...(item.Ipv6Ranges ?? []).map((each) => each.CidrIpv6),
    ]),
    prefixLists: textsFrom(item.PrefixListIds?.map((each) => each.PrefixListId)),
    groups: textsFrom(item.UserIdGroupPairs?.map((each) => each.GroupId)),
  };
}

export function peeringConnectionFrom(item: Item<"DescribeVpcPeeringConnections">): records.PeeringConnection {
  const side = (from: Item<"DescribeVpcPeeringConnections">["RequesterVpcInfo"]) => ({
    vpc: from?.VpcId ?? "",
    owner: from?.OwnerId ?? "",
    region: from?.Region ?? "",
    cidrs: cidrsFrom([
      from?.CidrBlock,
      ...(from?.CidrBlockSet ?? []).map((each) => each.CidrBlock),
      ...(from?.Ipv6CidrBlockSet ?? []).map((each) => each.Ipv6CidrBlock),
    ]),
  });
  return {
    id: item.VpcPeeringConnectionId ?? "",
    state: item.Status?.Code ?? "",
    requester: side(item.RequesterVpcInfo),
    accepter: side(item.AccepterVpcInfo),
  };
}

export function vpnGatewayFrom(item: Item<"DescribeVpnGateways">): records.VpnGateway {
  return { id: item.VpnGatewayId ?? "", state: item.State ?? "", attachments: attachmentsFrom(item.VpcAttachments) };
}

export function transitGatewayFrom(item: Item<"DescribeTransitGateways">): records.TransitGateway {
  return {
    id: item.TransitGatewayId ?? "",
    owner: item.OwnerId ?? "",
    state: item.State ?? "",
    tags: tagsFrom(item.Tags),
  };
}

export function transitGatewayVpcAttachmentFrom(
  item: Item<"DescribeTransitGatewayVpcAttachments">,
): records.TransitGatewayVpcAttachment {
  return {
    id: item.TransitGatewayAttachmentId ?? "",
    transitGateway: item.TransitGatewayId ?? "",
    vpc: item.VpcId ?? "",
    vpcOwner: item.VpcOwnerId ?? "",
    subnets: item.SubnetIds ?? [],
    state: (item.State ?? "").toLowerCase(),
    applianceMode: item.Options?.ApplianceModeSupport?.toLowerCase() === "enable",
    tags: tagsFrom(item.Tags),
  };
}

export function tagsFrom(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> {
  // fromEntries defines own properties, so that a tag named __proto__ is only a tag.
  return Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}

function attachmentsFrom(
  attachments: readonly { VpcId?: string | undefined; State?: string | undefined }[] | undefined,
) {
  return (attachments ?? []).map(({ VpcId = "", State = "" }) => ({ vpc: VpcId, state: State.toLowerCase() }));
}

/** A block of the VPC or subnet counts unless it is on its way in or out; very old answers carry no state. */
function isAssociated(state: { State?: string | undefined } | undefined): boolean {
  return (state?.State ?? "associated").toLowerCase() === "associated";
}

export function textsFrom(texts: readonly (string | undefined)[] | undefined): string[] {
  return (texts ?? []).filter((text) => text !== undefined);
}

export function cidrsFrom(texts: readonly (string | undefined)[]): Cidr[] {
  return [...new Set(textsFrom(texts))].map(parseCidr).filter((cidr) => cidr !== undefined);
}
