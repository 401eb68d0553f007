import { DescribeNatGatewaysCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

export const natGateways = defineCollector({
  resourceType: "nat-gateway",
  api: "DescribeNatGateways",
  iamAction: "ec2:DescribeNatGateways",
  scope: "vpc",
  maxResults: 1000,
  sortBy: ["NatGatewayId"],
  ask: (ec2, page) => ec2.send(new DescribeNatGatewaysCommand(page)),
});
