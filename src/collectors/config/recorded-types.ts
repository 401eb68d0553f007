import {
  EgressOnlyInternetGateway$,
  InternetGateway$,
  NatGateway$,
  NetworkInterface$,
  RouteTable$,
  SecurityGroup$,
  ServiceConfiguration$,
  Subnet$,
  TransitGateway$,
  TransitGatewayRouteTable$,
  TransitGatewayVpcAttachment$,
  Vpc$,
  VpcEndpoint$,
  VpcPeeringConnection$,
  VpnGateway$,
} from "@aws-sdk/client-ec2";
import type { ApiName, Item, ListApi } from "../../snapshot/apis.ts";

/** How AWS Config records what an EC2 API lists. */
export interface RecordedType {
  /** Config's resource type (aws-semantics 5.14). */
  resourceType: string;
  /** The SDK's schema of one item of the API's list: it names the members, and says what they hold. */
  item: typeof Vpc$;
  /** Members that EC2 always answers; an item of Config's without one cannot stand for EC2's. The first is the id. */
  required: readonly [string, ...string[]];
  /** Config's name of a member, at any depth, where it is not EC2's with a small first letter. */
  aliases?: Readonly<Record<string, string>>;
}

interface Recorded<A extends ListApi> extends RecordedType {
  required: readonly [keyof Item<A> & string, ...(keyof Item<A> & string)[]];
}

/** THE TABLE: the APIs that AWS Config can answer in EC2's place. Whatever is not here, only EC2 knows. */
export const recordedTypes = {
  DescribeVpcs: {
    resourceType: "AWS::EC2::VPC",
    item: Vpc$,
    required: ["VpcId", "OwnerId", "CidrBlock", "State", "IsDefault"],
  },
  DescribeSubnets: {
    resourceType: "AWS::EC2::Subnet",
    item: Subnet$,
    required: ["SubnetId", "OwnerId", "VpcId", "State", "AvailabilityZone", "AvailabilityZoneId"],
  },
  DescribeRouteTables: {
    resourceType: "AWS::EC2::RouteTable",
    item: RouteTable$,
    required: ["RouteTableId", "OwnerId", "VpcId", "Routes", "Associations"],
  },
  DescribeInternetGateways: {
    resourceType: "AWS::EC2::InternetGateway",
    item: InternetGateway$,
    required: ["InternetGatewayId", "Attachments"],
  },
  DescribeEgressOnlyInternetGateways: {
    resourceType: "AWS::EC2::EgressOnlyInternetGateway",
    item: EgressOnlyInternetGateway$,
    required: ["EgressOnlyInternetGatewayId", "Attachments"],
  },
  // Without ConnectivityType: gateways older than the private kind were recorded without it, and it cannot change.
  DescribeNatGateways: {
    resourceType: "AWS::EC2::NatGateway",
    item: NatGateway$,
    required: ["NatGatewayId", "VpcId", "State"],
  },
  DescribeVpcEndpoints: {
    resourceType: "AWS::EC2::VPCEndpoint",
    item: VpcEndpoint$,
    required: [
      "VpcEndpointId",
      "OwnerId",
      "VpcId",
      "ServiceName",
      "VpcEndpointType",
      "State",
      "PrivateDnsEnabled",
      "RequesterManaged",
    ],
  },
  DescribeVpcEndpointServiceConfigurations: {
    resourceType: "AWS::EC2::VPCEndpointService",
    item: ServiceConfiguration$,
    required: ["ServiceId", "ServiceName", "ServiceState", "AcceptanceRequired"],
  },
  DescribeNetworkInterfaces: {
    resourceType: "AWS::EC2::NetworkInterface",
    item: NetworkInterface$,
    required: ["NetworkInterfaceId", "OwnerId", "VpcId", "SubnetId", "InterfaceType", "Status", "RequesterManaged"],
  },
  DescribeVpcPeeringConnections: {
    resourceType: "AWS::EC2::VPCPeeringConnection",
    item: VpcPeeringConnection$,
    required: ["VpcPeeringConnectionId", "Status", "RequesterVpcInfo", "AccepterVpcInfo"],
  },
  DescribeVpnGateways: {
    resourceType: "AWS::EC2::VPNGateway",
    item: VpnGateway$,
    required: ["VpnGatewayId", "State", "VpcAttachments"],
  },
  // The transit gateway types are recorded as CloudFormation names them, without their state.
  DescribeTransitGateways: {
    resourceType: "AWS::EC2::TransitGateway",
    item: TransitGateway$,
    required: ["TransitGatewayId", "OwnerId"],
    aliases: { TransitGatewayId: "Id" },
  },
  DescribeTransitGatewayVpcAttachments: {
    resourceType: "AWS::EC2::TransitGatewayAttachment",
    item: TransitGatewayVpcAttachment$,
    required: ["TransitGatewayAttachmentId", "TransitGatewayId", "VpcId", "SubnetIds"],
    aliases: { TransitGatewayAttachmentId: "Id" },
  },
  DescribeTransitGatewayRouteTables: {
    resourceType: "AWS::EC2::TransitGatewayRouteTable",
    item: TransitGatewayRouteTable$,
    required: ["TransitGatewayRouteTableId", "TransitGatewayId"],
    aliases: { TransitGatewayRouteTableId: "Id" },
  },
  // Config's ipRanges are bare texts; EC2's structures are in ipv4Ranges.
  DescribeSecurityGroups: {
    resourceType: "AWS::EC2::SecurityGroup",
    item: SecurityGroup$,
    required: ["GroupId", "OwnerId", "VpcId", "GroupName", "IpPermissions"],
    aliases: { IpRanges: "ipv4Ranges" },
  },
} as const satisfies { [A in ListApi]?: Recorded<A> };

export type RecordedApi = keyof typeof recordedTypes;

export function recordedTypeOf(api: ApiName): RecordedType | undefined {
  return (recordedTypes as Partial<Record<ApiName, RecordedType>>)[api];
}

/** Types that are asked beside those of the table, because they tell what its items leave open. */
export const recorderType = "AWS::Config::ConfigurationRecorder";
export const prefixListType = "AWS::EC2::PrefixList";
export const blockPublicAccessType = "AWS::EC2::VPCBlockPublicAccessOptions";

/** Every type that is asked. */
export const askedTypes: readonly string[] = [
  ...Object.values(recordedTypes).map(({ resourceType }) => resourceType),
  prefixListType,
  blockPublicAccessType,
  recorderType,
];
