import { DescribeManagedPrefixListsCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

/** Both AWS's and the customers' lists; transit gateway routes may point at one where there is no VPC. */
export const managedPrefixLists = defineCollector({
  resourceType: "managed-prefix-list",
  api: "DescribeManagedPrefixLists",
  iamAction: "ec2:DescribeManagedPrefixLists",
  scope: "network",
  maxResults: 100,
  sortBy: ["PrefixListId"],
  ask: (ec2, page) => ec2.send(new DescribeManagedPrefixListsCommand(page)),
});
