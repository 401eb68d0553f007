import { DescribeRouteTablesCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

/** AWS's smallest page: 100 (aws-semantics 5.1). */
export const routeTables = defineCollector({
  resourceType: "route-table",
  api: "DescribeRouteTables",
  iamAction: "ec2:DescribeRouteTables",
  scope: "vpc",
  maxResults: 100,
  sortBy: ["RouteTableId"],
  ask: (ec2, page) => ec2.send(new DescribeRouteTablesCommand(page)),
});
