import { DescribeSecurityGroupsCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";
import { filterByIds } from "./filters.ts";

/** Only those of endpoints; an account may have thousands that no rule asks about. */
export const securityGroups = defineCollector({
  resourceType: "security-group",
  api: "DescribeSecurityGroups",
  iamAction: "ec2:DescribeSecurityGroups",
  scope: "vpc",
  needs: ["DescribeVpcEndpoints"],
  maxResults: 1000,
  sortBy: ["GroupId"],
  batches({ answers }) {
    const endpoints = answers.DescribeVpcEndpoints?.VpcEndpoints ?? [];
    const groups = endpoints.flatMap((endpoint) => endpoint.Groups ?? []);
    return filterByIds(
      "group-id",
      groups.flatMap((group) => group.GroupId ?? []),
    );
  },
  ask: (ec2, page) => ec2.send(new DescribeSecurityGroupsCommand(page)),
});
