import { GetTransitGatewayRouteTableAssociationsCommand } from "@aws-sdk/client-ec2";
import { defineKeyedCollector } from "./collector.ts";
import { ownRouteTables } from "./own-transit-gateways.ts";

export const transitGatewayRouteTableAssociations = defineKeyedCollector({
  resourceType: "transit-gateway-route-table-association",
  api: "GetTransitGatewayRouteTableAssociations",
  iamAction: "ec2:GetTransitGatewayRouteTableAssociations",
  scope: "network",
  needs: ["DescribeTransitGatewayRouteTables"],
  maxResults: 1000,
  sortBy: ["TransitGatewayAttachmentId"],
  keys: ownRouteTables,
  ask: (ec2, page, TransitGatewayRouteTableId) =>
    ec2.send(new GetTransitGatewayRouteTableAssociationsCommand({ ...page, TransitGatewayRouteTableId })),
});
