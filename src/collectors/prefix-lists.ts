import { DescribePrefixListsCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

/** AWS's own lists with their CIDRs: the ranges of S3 and DynamoDB in this Region (aws-semantics 1.17). */
export const prefixLists = defineCollector({
  resourceType: "prefix-list",
  api: "DescribePrefixLists",
  iamAction: "ec2:DescribePrefixLists",
  scope: "vpc",
  isOfTheRegion: true,
  maxResults: 1000,
  sortBy: ["PrefixListId"],
  ask: (ec2, page) => ec2.send(new DescribePrefixListsCommand(page)),
});
