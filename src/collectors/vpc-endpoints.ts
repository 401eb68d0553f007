import { DescribeVpcEndpointsCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

export const vpcEndpoints = defineCollector({
  resourceType: "vpc-endpoint",
  api: "DescribeVpcEndpoints",
  iamAction: "ec2:DescribeVpcEndpoints",
  scope: "vpc",
  maxResults: 1000,
  sortBy: ["VpcEndpointId"],
  ask: (ec2, page) => ec2.send(new DescribeVpcEndpointsCommand(page)),
});
