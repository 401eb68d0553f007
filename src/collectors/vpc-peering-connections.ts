import { DescribeVpcPeeringConnectionsCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

export const vpcPeeringConnections = defineCollector({
  resourceType: "vpc-peering-connection",
  api: "DescribeVpcPeeringConnections",
  iamAction: "ec2:DescribeVpcPeeringConnections",
  scope: "vpc",
  maxResults: 1000,
  sortBy: ["VpcPeeringConnectionId"],
  ask: (ec2, page) => ec2.send(new DescribeVpcPeeringConnectionsCommand(page)),
});
