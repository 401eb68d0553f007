import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

/** Also shared VPCs, whose participants see them (aws-semantics 3). What is asked next depends on this answer. */
export const vpcs = defineCollector({
  resourceType: "vpc",
  api: "DescribeVpcs",
  iamAction: "ec2:DescribeVpcs",
  scope: "region",
  maxResults: 1000,
  sortBy: ["VpcId"],
  ask: (ec2, page) => ec2.send(new DescribeVpcsCommand(page)),
});
