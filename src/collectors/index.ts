import type { ApiName } from "../snapshot/apis.ts";
import { availabilityZones } from "./availability-zones.ts";
import type { Collector } from "./collector.ts";
import { coreNetworkAttachments, coreNetworkVpcAttachments } from "./core-network-attachments.ts";
import { coreNetworkRoutes } from "./core-network-routes.ts";
import { coreNetworkEdges, coreNetworks } from "./core-networks.ts";
import { egressOnlyInternetGateways } from "./egress-only-internet-gateways.ts";
import { hostedZones } from "./hosted-zones.ts";
import { internetGateways } from "./internet-gateways.ts";
import { managedPrefixListEntries } from "./managed-prefix-list-entries.ts";
import { managedPrefixLists } from "./managed-prefix-lists.ts";
import { natGateways } from "./nat-gateways.ts";
import { networkInterfaces } from "./network-interfaces.ts";
import { prefixLists } from "./prefix-lists.ts";
import { profileAssociations, profileResourceAssociations } from "./profile-associations.ts";
import { resourceRecordSets } from "./resource-record-sets.ts";
import { routeTables } from "./route-tables.ts";
import { securityGroups } from "./security-groups.ts";
import { subnets } from "./subnets.ts";
import { transitGatewayAttachments } from "./transit-gateway-attachments.ts";
import { transitGatewayRouteTableAssociations } from "./transit-gateway-route-table-associations.ts";
import { transitGatewayRouteTables } from "./transit-gateway-route-tables.ts";
import { transitGatewayRoutes } from "./transit-gateway-routes.ts";
import { transitGatewayVpcAttachments } from "./transit-gateway-vpc-attachments.ts";
import { transitGateways } from "./transit-gateways.ts";
import { vpcAttributes } from "./vpc-attributes.ts";
import { vpcEndpointServiceConfigurations } from "./vpc-endpoint-service-configurations.ts";
import { vpcEndpointServicePermissions } from "./vpc-endpoint-service-permissions.ts";
import { vpcEndpointServices } from "./vpc-endpoint-services.ts";
import { vpcEndpoints } from "./vpc-endpoints.ts";
import { vpcPeeringConnections } from "./vpc-peering-connections.ts";
import { vpcs } from "./vpcs.ts";
import { vpnGateways } from "./vpn-gateways.ts";

/** THE TABLE: each API of the snapshot, and what collects it. The permissions that a scan needs are read off it. */
export const collectors = {
  DescribeVpcs: vpcs,
  DescribeSubnets: subnets,
  DescribeRouteTables: routeTables,
  DescribeInternetGateways: internetGateways,
  DescribeEgressOnlyInternetGateways: egressOnlyInternetGateways,
  DescribeNatGateways: natGateways,
  DescribeVpcEndpoints: vpcEndpoints,
  DescribeVpcEndpointServices: vpcEndpointServices,
  DescribeVpcEndpointServiceConfigurations: vpcEndpointServiceConfigurations,
  DescribeVpcEndpointServicePermissions: vpcEndpointServicePermissions,
  DescribeNetworkInterfaces: networkInterfaces,
  DescribePrefixLists: prefixLists,
  DescribeManagedPrefixLists: managedPrefixLists,
  GetManagedPrefixListEntries: managedPrefixListEntries,
  DescribeAvailabilityZones: availabilityZones,
  DescribeVpcPeeringConnections: vpcPeeringConnections,
  DescribeVpnGateways: vpnGateways,
  DescribeTransitGateways: transitGateways,
  DescribeTransitGatewayAttachments: transitGatewayAttachments,
  DescribeTransitGatewayVpcAttachments: transitGatewayVpcAttachments,
  DescribeTransitGatewayRouteTables: transitGatewayRouteTables,
  GetTransitGatewayRouteTableAssociations: transitGatewayRouteTableAssociations,
  SearchTransitGatewayRoutes: transitGatewayRoutes,
  DescribeSecurityGroups: securityGroups,
  ListHostedZonesByVPC: hostedZones,
  ListProfileAssociations: profileAssociations,
  ListProfileResourceAssociations: profileResourceAssociations,
  ListResourceRecordSets: resourceRecordSets,
  DescribeVpcAttribute: vpcAttributes,
  ListCoreNetworks: coreNetworks,
  GetCoreNetwork: coreNetworkEdges,
  ListAttachments: coreNetworkAttachments,
  GetVpcAttachment: coreNetworkVpcAttachments,
  GetNetworkRoutes: coreNetworkRoutes,
} as const satisfies { [A in ApiName]: Collector<A> };
