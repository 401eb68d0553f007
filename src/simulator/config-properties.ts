import type { ListApi } from "../snapshot/apis.ts";

/** How AWS Config records the items of an EC2 API. */
export interface ConfigType {
  resourceType: string;
  /** EC2's member that identifies an item. */
  id: string;
  /** EC2's member that names its owner: Config records a resource with its owner and nobody else. */
  owner?: string;
  /**
   * The properties that are recorded: `state(value)` is a structure with one, `createTime!` is a time. From the searchable
   * properties of each type (aws-semantics 5.15), as far as EC2 answers them.
   */
  properties: string;
  /** EC2's member of a property, where it is not the property with a capital first letter. */
  members?: Readonly<Record<string, string>>;
}

const group = "groups(groupId groupName)";
const ipv6Blocks = "ipv6CidrBlockAssociationSet(associationId ipv6CidrBlock ipv6CidrBlockState(state))";
const peer =
  "(vpcId ownerId region cidrBlock cidrBlockSet(cidrBlock) ipv6CidrBlockSet(ipv6CidrBlock) peeringOptions(allowDnsResolutionFromRemoteVpc))";
const permission =
  "(ipProtocol fromPort toPort ipv4Ranges(cidrIp description) ipv6Ranges(cidrIpv6 description) " +
  "prefixListIds(prefixListId description) userIdGroupPairs(groupId groupName userId vpcId peeringStatus description))";

/** What Config records, and in which shape. */
export const configTypes = {
  DescribeVpcs: {
    resourceType: "AWS::EC2::VPC",
    id: "VpcId",
    owner: "OwnerId",
    properties: `vpcId ownerId state(value) isDefault instanceTenancy dhcpOptionsId cidrBlock cidrBlockAssociationSet(associationId cidrBlock cidrBlockState(state)) ${ipv6Blocks}`,
  },
  DescribeSubnets: {
    resourceType: "AWS::EC2::Subnet",
    id: "SubnetId",
    owner: "OwnerId",
    properties: `subnetId subnetArn ownerId vpcId state(value) availabilityZone availabilityZoneId cidrBlock availableIpAddressCount defaultForAz mapPublicIpOnLaunch assignIpv6AddressOnCreation ipv6Native enableDns64 outpostArn ${ipv6Blocks}`,
  },
  DescribeRouteTables: {
    resourceType: "AWS::EC2::RouteTable",
    id: "RouteTableId",
    owner: "OwnerId",
    properties:
      "routeTableId ownerId vpcId propagatingVgws(gatewayId) " +
      "associations(routeTableAssociationId routeTableId main subnetId gatewayId associationState(state)) " +
      "routes(destinationCidrBlock destinationIpv6CidrBlock destinationPrefixListId gatewayId instanceId instanceOwnerId " +
      "natGatewayId networkInterfaceId transitGatewayId vpcPeeringConnectionId egressOnlyInternetGatewayId " +
      "carrierGatewayId localGatewayId origin state)",
  },
  DescribeInternetGateways: {
    resourceType: "AWS::EC2::InternetGateway",
    id: "InternetGatewayId",
    owner: "OwnerId",
    properties: "internetGatewayId ownerId attachments(state vpcId)",
  },
  DescribeEgressOnlyInternetGateways: {
    resourceType: "AWS::EC2::EgressOnlyInternetGateway",
    id: "EgressOnlyInternetGatewayId",
    properties: "egressOnlyInternetGatewayId attachments(state vpcId)",
  },
  DescribeNatGateways: {
    resourceType: "AWS::EC2::NatGateway",
    id: "NatGatewayId",
    properties:
      "natGatewayId vpcId subnetId state(value) connectivityType createTime! deleteTime! failureCode failureMessage " +
      "natGatewayAddresses(allocationId networkInterfaceId privateIp publicIp)",
  },
  DescribeVpcEndpoints: {
    resourceType: "AWS::EC2::VPCEndpoint",
    id: "VpcEndpointId",
    owner: "OwnerId",
    properties: `vpcEndpointId ownerId vpcId vpcEndpointType serviceName state(value) requesterManaged privateDnsEnabled ipAddressType routeTableIds subnetIds networkInterfaceIds ${group} dnsEntries(dnsName hostedZoneId) dnsOptions(dnsRecordIpType) lastError(code) creationTimestamp!`,
  },
  DescribeVpcEndpointServiceConfigurations: {
    resourceType: "AWS::EC2::VPCEndpointService",
    id: "ServiceId",
    properties:
      "serviceId serviceName serviceState serviceType(serviceType) acceptanceRequired managesVpcEndpoints " +
      "availabilityZones(value) networkLoadBalancerArns gatewayLoadBalancerArns supportedIpAddressTypes privateDnsName " +
      "baseEndpointDnsNames",
  },
  DescribeNetworkInterfaces: {
    resourceType: "AWS::EC2::NetworkInterface",
    id: "NetworkInterfaceId",
    owner: "OwnerId",
    properties: `networkInterfaceId ownerId vpcId subnetId availabilityZone interfaceType status sourceDestCheck requesterManaged requesterId description macAddress outpostArn privateIpAddress privateDnsName ${group} attachment(attachmentId instanceId instanceOwnerId status deviceIndex attachTime! deleteOnTermination) association(allocationId associationId publicIp publicDnsName ipOwnerId) privateIpAddresses(privateIpAddress primary) ipv6Addresses(ipv6Address)`,
  },
  DescribeVpcPeeringConnections: {
    resourceType: "AWS::EC2::VPCPeeringConnection",
    id: "VpcPeeringConnectionId",
    properties: `vpcPeeringConnectionId status requesterVpcInfo${peer} accepterVpcInfo${peer} expirationTime!`,
  },
  DescribeVpnGateways: {
    resourceType: "AWS::EC2::VPNGateway",
    id: "VpnGatewayId",
    properties: "vpnGatewayId type amazonSideAsn state(value) vpcAttachments(state vpcId)",
  },
  DescribeTransitGateways: {
    resourceType: "AWS::EC2::TransitGateway",
    id: "TransitGatewayId",
    owner: "OwnerId",
    properties: "Id Description",
    members: { Id: "TransitGatewayId" },
  },
  DescribeTransitGatewayVpcAttachments: {
    resourceType: "AWS::EC2::TransitGatewayAttachment",
    id: "TransitGatewayAttachmentId",
    owner: "VpcOwnerId",
    properties: "Id TransitGatewayId VpcId SubnetIds",
    members: { Id: "TransitGatewayAttachmentId" },
  },
  DescribeTransitGatewayRouteTables: {
    resourceType: "AWS::EC2::TransitGatewayRouteTable",
    id: "TransitGatewayRouteTableId",
    properties: "Id TransitGatewayId",
    members: { Id: "TransitGatewayRouteTableId" },
  },
  DescribeSecurityGroups: {
    resourceType: "AWS::EC2::SecurityGroup",
    id: "GroupId",
    owner: "OwnerId",
    properties: `groupId groupName description ownerId vpcId ipPermissions${permission} ipPermissionsEgress${permission}`,
    members: { ipv4Ranges: "IpRanges" },
  },
} as const satisfies { [A in ListApi]?: ConfigType };

/** A property and what is in it; a leaf where that is empty. */
export interface Property {
  name: string;
  isTime: boolean;
  inside: readonly Property[];
}

/** Reads the notation of `ConfigType.properties`. */
export function parseProperties(text: string): Property[] {
  const tokens = text.match(/[\w!]+|[()]/g) ?? [];
  const stack: Property[][] = [[]];
  for (const token of tokens) {
    const level = stack.at(-1) ?? [];
    if (token === "(") stack.push([]);
    else if (token === ")") {
      stack.pop();
      const outer = stack.at(-1) ?? [];
      const last = outer.pop();
      if (last !== undefined) outer.push({ ...last, inside: level });
    } else level.push({ name: token.replace("!", ""), isTime: token.endsWith("!"), inside: [] });
  }
  return stack[0] ?? [];
}
