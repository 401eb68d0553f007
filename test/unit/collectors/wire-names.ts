import type { Ec2Api } from "../../../src/snapshot/apis.ts";

/** How EC2 writes each list on the wire, and the member that we sort by; taken from AWS's API reference, not the SDK. */
export const wireNames = {
  DescribeVpcs: ["vpcSet", "vpcId", "VpcId"],
  DescribeSubnets: ["subnetSet", "subnetId", "SubnetId"],
  DescribeRouteTables: ["routeTableSet", "routeTableId", "RouteTableId"],
  DescribeInternetGateways: ["internetGatewaySet", "internetGatewayId", "InternetGatewayId"],
  DescribeEgressOnlyInternetGateways: [
    "egressOnlyInternetGatewaySet",
    "egressOnlyInternetGatewayId",
    "EgressOnlyInternetGatewayId",
  ],
  DescribeNatGateways: ["natGatewaySet", "natGatewayId", "NatGatewayId"],
  DescribeVpcEndpoints: ["vpcEndpointSet", "vpcEndpointId", "VpcEndpointId"],
  DescribeVpcEndpointServices: ["serviceDetailSet", "serviceId", "ServiceId"],
  DescribeVpcEndpointServiceConfigurations: ["serviceConfigurationSet", "serviceId", "ServiceId"],
  DescribeVpcEndpointServicePermissions: ["allowedPrincipals", "principal", "Principal"],
  DescribeNetworkInterfaces: ["networkInterfaceSet", "networkInterfaceId", "NetworkInterfaceId"],
  DescribePrefixLists: ["prefixListSet", "prefixListId", "PrefixListId"],
  DescribeManagedPrefixLists: ["prefixListSet", "prefixListId", "PrefixListId"],
  GetManagedPrefixListEntries: ["entrySet", "cidr", "Cidr"],
  DescribeAvailabilityZones: ["availabilityZoneInfo", "zoneId", "ZoneId"],
  DescribeVpcPeeringConnections: ["vpcPeeringConnectionSet", "vpcPeeringConnectionId", "VpcPeeringConnectionId"],
  DescribeVpnGateways: ["vpnGatewaySet", "vpnGatewayId", "VpnGatewayId"],
  DescribeTransitGateways: ["transitGatewaySet", "transitGatewayId", "TransitGatewayId"],
  DescribeTransitGatewayAttachments: [
    "transitGatewayAttachments",
    "transitGatewayAttachmentId",
    "TransitGatewayAttachmentId",
  ],
  DescribeTransitGatewayVpcAttachments: [
    "transitGatewayVpcAttachments",
    "transitGatewayAttachmentId",
    "TransitGatewayAttachmentId",
  ],
  DescribeTransitGatewayRouteTables: [
    "transitGatewayRouteTables",
    "transitGatewayRouteTableId",
    "TransitGatewayRouteTableId",
  ],
  GetTransitGatewayRouteTableAssociations: ["associations", "transitGatewayAttachmentId", "TransitGatewayAttachmentId"],
  SearchTransitGatewayRoutes: ["routeSet", "destinationCidrBlock", "DestinationCidrBlock"],
  DescribeSecurityGroups: ["securityGroupInfo", "groupId", "GroupId"],
} as const satisfies Record<Exclude<Ec2Api, "DescribeVpcAttribute">, readonly [string, string, string]>;

export type ListedApi = keyof typeof wireNames;

export function writeItems(api: ListedApi, ids: readonly string[]): string {
  const [list, member] = wireNames[api];
  return `<${list}>${ids.map((id) => `<item><${member}>${id}</${member}></item>`).join("")}</${list}>`;
}
