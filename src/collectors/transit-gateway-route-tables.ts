import { DescribeTransitGatewayRouteTablesCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";
import { filterByIds } from "./filters.ts";
import { ownTransitGateways } from "./own-transit-gateways.ts";

export const transitGatewayRouteTables = defineCollector({
  resourceType: "transit-gateway-route-table",
  api: "DescribeTransitGatewayRouteTables",
  iamAction: "ec2:DescribeTransitGatewayRouteTables",
  scope: "network",
  needs: ["DescribeTransitGateways"],
  maxResults: 1000,
  sortBy: ["TransitGatewayRouteTableId"],
  batches: (place) => filterByIds("transit-gateway-id", ownTransitGateways(place)),
  ask: (ec2, page) => ec2.send(new DescribeTransitGatewayRouteTablesCommand(page)),
});
