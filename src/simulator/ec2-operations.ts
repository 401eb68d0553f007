import {
  DescribeAvailabilityZones$,
  DescribeEgressOnlyInternetGateways$,
  DescribeInternetGateways$,
  DescribeManagedPrefixLists$,
  DescribeNatGateways$,
  DescribeNetworkInterfaces$,
  DescribePrefixLists$,
  DescribeRegions$,
  DescribeRouteTables$,
  DescribeSecurityGroups$,
  DescribeSubnets$,
  DescribeTransitGatewayAttachments$,
  DescribeTransitGatewayRouteTables$,
  DescribeTransitGateways$,
  DescribeTransitGatewayVpcAttachments$,
  DescribeVpcAttribute$,
  DescribeVpcEndpoints$,
  DescribeVpcEndpointServiceConfigurations$,
  DescribeVpcEndpointServicePermissions$,
  DescribeVpcEndpointServices$,
  DescribeVpcPeeringConnections$,
  DescribeVpcs$,
  DescribeVpnGateways$,
  GetManagedPrefixListEntries$,
  GetTransitGatewayRouteTableAssociations$,
  SearchTransitGatewayRoutes$,
} from "@aws-sdk/client-ec2";
import type { Ec2Api } from "../snapshot/apis.ts";

/** What MaxResults may be (aws-semantics 5.1); `isCut` where AWS cuts a larger number instead of refusing it. */
export interface PageBounds {
  min: number;
  max: number;
  isCut?: boolean;
}

/** A request member that names resources, the member of an item that it names, and AWS's error for an unknown one. */
export interface IdSelector {
  parameter: string;
  member: string;
  notFound: string;
}

export interface Ec2Operation {
  /** The SDK's own: [kind, namespace, name, traits, input, output]. */
  schema: typeof DescribeVpcs$;
  /** Absent where AWS answers everything at once. */
  page?: PageBounds;
  ids?: readonly IdSelector[];
  /** Filter name to the item's member. A filter that is not here is refused, never ignored. */
  filters?: Readonly<Record<string, string>>;
  /** AWS's error for an unknown id in the request member that keys this API. */
  keyNotFound?: string;
}

const upTo100: PageBounds = { min: 1, max: 100 };
const upTo1000: PageBounds = { min: 5, max: 1000 };
const undeclared: PageBounds = { min: 1, max: 1000, isCut: true };

function byId(parameter: string, member: string, notFound: string): readonly IdSelector[] {
  return [{ parameter, member, notFound }];
}

/** THE TABLE of the EC2 operations that the simulator answers. */
export const ec2Operations = {
  DescribeRegions: {
    schema: DescribeRegions$,
    ids: byId("RegionNames", "RegionName", "InvalidParameterValue"),
    filters: { "region-name": "RegionName", "opt-in-status": "OptInStatus" },
  },
  DescribeVpcs: {
    schema: DescribeVpcs$,
    page: upTo1000,
    ids: byId("VpcIds", "VpcId", "InvalidVpcID.NotFound"),
    filters: { "vpc-id": "VpcId", state: "State", "owner-id": "OwnerId", "is-default": "IsDefault" },
  },
  DescribeSubnets: {
    schema: DescribeSubnets$,
    page: upTo1000,
    ids: byId("SubnetIds", "SubnetId", "InvalidSubnetID.NotFound"),
    filters: { "subnet-id": "SubnetId", "vpc-id": "VpcId", state: "State", "owner-id": "OwnerId" },
  },
  DescribeRouteTables: {
    schema: DescribeRouteTables$,
    page: { min: 5, max: 100 },
    ids: byId("RouteTableIds", "RouteTableId", "InvalidRouteTableID.NotFound"),
    filters: { "route-table-id": "RouteTableId", "vpc-id": "VpcId", "owner-id": "OwnerId" },
  },
  DescribeInternetGateways: {
    schema: DescribeInternetGateways$,
    page: upTo1000,
    ids: byId("InternetGatewayIds", "InternetGatewayId", "InvalidInternetGatewayID.NotFound"),
    filters: { "internet-gateway-id": "InternetGatewayId", "owner-id": "OwnerId" },
  },
  DescribeEgressOnlyInternetGateways: {
    schema: DescribeEgressOnlyInternetGateways$,
    page: { min: 5, max: 255 },
    ids: byId("EgressOnlyInternetGatewayIds", "EgressOnlyInternetGatewayId", "InvalidGatewayID.NotFound"),
  },
  DescribeNatGateways: {
    schema: DescribeNatGateways$,
    page: upTo1000,
    ids: byId("NatGatewayIds", "NatGatewayId", "NatGatewayNotFound"),
    filters: { "nat-gateway-id": "NatGatewayId", "vpc-id": "VpcId", "subnet-id": "SubnetId", state: "State" },
  },
  DescribeVpcEndpoints: {
    schema: DescribeVpcEndpoints$,
    page: undeclared,
    ids: byId("VpcEndpointIds", "VpcEndpointId", "InvalidVpcEndpointId.NotFound"),
    filters: {
      "vpc-endpoint-id": "VpcEndpointId",
      "vpc-id": "VpcId",
      "service-name": "ServiceName",
      "vpc-endpoint-type": "VpcEndpointType",
      "vpc-endpoint-state": "State",
    },
  },
  DescribeVpcEndpointServices: {
    schema: DescribeVpcEndpointServices$,
    page: undeclared,
    ids: byId("ServiceNames", "ServiceName", "InvalidServiceName"),
    filters: { "service-name": "ServiceName", owner: "Owner" },
  },
  DescribeVpcEndpointServiceConfigurations: {
    schema: DescribeVpcEndpointServiceConfigurations$,
    page: undeclared,
    ids: byId("ServiceIds", "ServiceId", "InvalidVpcEndpointServiceId.NotFound"),
    filters: { "service-id": "ServiceId", "service-name": "ServiceName", "service-state": "ServiceState" },
  },
  DescribeVpcEndpointServicePermissions: {
    schema: DescribeVpcEndpointServicePermissions$,
    page: undeclared,
    filters: { principal: "Principal", "principal-type": "PrincipalType" },
    keyNotFound: "InvalidVpcEndpointServiceId.NotFound",
  },
  DescribeNetworkInterfaces: {
    schema: DescribeNetworkInterfaces$,
    page: upTo1000,
    ids: byId("NetworkInterfaceIds", "NetworkInterfaceId", "InvalidNetworkInterfaceID.NotFound"),
    filters: {
      "network-interface-id": "NetworkInterfaceId",
      "vpc-id": "VpcId",
      "subnet-id": "SubnetId",
      "interface-type": "InterfaceType",
      status: "Status",
    },
  },
  DescribePrefixLists: {
    schema: DescribePrefixLists$,
    page: undeclared,
    ids: byId("PrefixListIds", "PrefixListId", "InvalidPrefixListID.NotFound"),
    filters: { "prefix-list-id": "PrefixListId", "prefix-list-name": "PrefixListName" },
  },
  DescribeManagedPrefixLists: {
    schema: DescribeManagedPrefixLists$,
    page: upTo100,
    ids: byId("PrefixListIds", "PrefixListId", "InvalidPrefixListID.NotFound"),
    filters: { "prefix-list-id": "PrefixListId", "prefix-list-name": "PrefixListName", "owner-id": "OwnerId" },
  },
  GetManagedPrefixListEntries: {
    schema: GetManagedPrefixListEntries$,
    page: upTo100,
    keyNotFound: "InvalidPrefixListID.NotFound",
  },
  DescribeAvailabilityZones: {
    schema: DescribeAvailabilityZones$,
    ids: [
      { parameter: "ZoneNames", member: "ZoneName", notFound: "InvalidParameterValue" },
      { parameter: "ZoneIds", member: "ZoneId", notFound: "InvalidParameterValue" },
    ],
    filters: {
      "zone-id": "ZoneId",
      "zone-name": "ZoneName",
      "zone-type": "ZoneType",
      state: "State",
      "opt-in-status": "OptInStatus",
    },
  },
  DescribeVpcPeeringConnections: {
    schema: DescribeVpcPeeringConnections$,
    page: upTo1000,
    ids: byId("VpcPeeringConnectionIds", "VpcPeeringConnectionId", "InvalidVpcPeeringConnectionID.NotFound"),
    filters: { "vpc-peering-connection-id": "VpcPeeringConnectionId" },
  },
  DescribeVpnGateways: {
    schema: DescribeVpnGateways$,
    ids: byId("VpnGatewayIds", "VpnGatewayId", "InvalidVpnGatewayID.NotFound"),
    filters: { "vpn-gateway-id": "VpnGatewayId", state: "State" },
  },
  DescribeTransitGateways: {
    schema: DescribeTransitGateways$,
    page: upTo1000,
    ids: byId("TransitGatewayIds", "TransitGatewayId", "InvalidTransitGatewayID.NotFound"),
    filters: { "transit-gateway-id": "TransitGatewayId", "owner-id": "OwnerId", state: "State" },
  },
  DescribeTransitGatewayAttachments: {
    schema: DescribeTransitGatewayAttachments$,
    page: upTo1000,
    ids: byId(
      "TransitGatewayAttachmentIds",
      "TransitGatewayAttachmentId",
      "InvalidTransitGatewayAttachmentID.NotFound",
    ),
    filters: {
      "transit-gateway-attachment-id": "TransitGatewayAttachmentId",
      "transit-gateway-id": "TransitGatewayId",
      "resource-type": "ResourceType",
      "resource-id": "ResourceId",
      state: "State",
    },
  },
  DescribeTransitGatewayVpcAttachments: {
    schema: DescribeTransitGatewayVpcAttachments$,
    page: upTo1000,
    ids: byId(
      "TransitGatewayAttachmentIds",
      "TransitGatewayAttachmentId",
      "InvalidTransitGatewayAttachmentID.NotFound",
    ),
    filters: {
      "transit-gateway-attachment-id": "TransitGatewayAttachmentId",
      "transit-gateway-id": "TransitGatewayId",
      "vpc-id": "VpcId",
      state: "State",
    },
  },
  DescribeTransitGatewayRouteTables: {
    schema: DescribeTransitGatewayRouteTables$,
    page: upTo1000,
    ids: byId("TransitGatewayRouteTableIds", "TransitGatewayRouteTableId", "InvalidRouteTableID.NotFound"),
    filters: {
      "transit-gateway-route-table-id": "TransitGatewayRouteTableId",
      "transit-gateway-id": "TransitGatewayId",
      state: "State",
    },
  },
  GetTransitGatewayRouteTableAssociations: {
    schema: GetTransitGatewayRouteTableAssociations$,
    page: upTo1000,
    filters: {
      "transit-gateway-attachment-id": "TransitGatewayAttachmentId",
      "resource-type": "ResourceType",
      "resource-id": "ResourceId",
    },
    keyNotFound: "InvalidRouteTableID.NotFound",
  },
  SearchTransitGatewayRoutes: {
    schema: SearchTransitGatewayRoutes$,
    page: upTo1000,
    filters: { state: "State", type: "Type" },
    keyNotFound: "InvalidRouteTableID.NotFound",
  },
  DescribeSecurityGroups: {
    schema: DescribeSecurityGroups$,
    page: upTo1000,
    ids: byId("GroupIds", "GroupId", "InvalidGroup.NotFound"),
    filters: { "group-id": "GroupId", "group-name": "GroupName", "vpc-id": "VpcId", "owner-id": "OwnerId" },
  },
  DescribeVpcAttribute: { schema: DescribeVpcAttribute$, keyNotFound: "InvalidVpcID.NotFound" },
} as const satisfies Record<Ec2Api | "DescribeRegions", Ec2Operation>;

export type Ec2OperationName = keyof typeof ec2Operations;

export function isEc2Operation(action: string): action is Ec2OperationName {
  return Object.hasOwn(ec2Operations, action);
}
