import { DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

export const subnets = defineCollector({
  resourceType: "subnet",
  api: "DescribeSubnets",
  iamAction: "ec2:DescribeSubnets",
  scope: "vpc",
  maxResults: 1000,
  sortBy: ["SubnetId"],
  ask: (ec2, page) => ec2.send(new DescribeSubnetsCommand(page)),
});
