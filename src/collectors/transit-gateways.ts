import { DescribeTransitGatewaysCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

/** Asked everywhere: a network account may have transit gateways and no VPC. */
export const transitGateways = defineCollector({
  resourceType: "transit-gateway",
  api: "DescribeTransitGateways",
  iamAction: "ec2:DescribeTransitGateways",
  scope: "region",
  maxResults: 1000,
  sortBy: ["TransitGatewayId"],
  ask: (ec2, page) => ec2.send(new DescribeTransitGatewaysCommand(page)),
});
