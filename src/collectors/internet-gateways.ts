import { DescribeInternetGatewaysCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

export const internetGateways = defineCollector({
  resourceType: "internet-gateway",
  api: "DescribeInternetGateways",
  iamAction: "ec2:DescribeInternetGateways",
  scope: "vpc",
  maxResults: 1000,
  sortBy: ["InternetGatewayId"],
  ask: (ec2, page) => ec2.send(new DescribeInternetGatewaysCommand(page)),
});
