import { DescribePrefixListsCommand } from "@aws-sdk/client-ec2";
import type { Answers } from "../snapshot/apis.ts";
import { defineCollector, type Place } from "./collector.ts";
import { routedServices } from "./managed-prefix-list-entries.ts";

/** AWS's own lists with their CIDRs: the ranges of S3 and DynamoDB in this Region (aws-semantics 1.17). */
export const prefixLists = defineCollector({
  resourceType: "prefix-list",
  api: "DescribePrefixLists",
  iamAction: "ec2:DescribePrefixLists",
  scope: "vpc",
  ofTheRegion: { shownBy: "DescribeManagedPrefixLists", isShown: areListed },
  maxResults: 1000,
  sortBy: ["PrefixListId"],
  ask: (ec2, page) => ec2.send(new DescribePrefixListsCommand(page)),
});

/**
 * AWS's lists have the same ids in all accounts of a Region, and moto's have not: routes name them by id. Each list of S3
 * and DynamoDB that the account itself sees has to be there, with its ranges.
 */
function areListed(answer: NonNullable<Answers["DescribePrefixLists"]>, { answers }: Place): boolean {
  const own = (answers.DescribeManagedPrefixLists?.PrefixLists ?? []).filter(
    ({ OwnerId, PrefixListName }) => OwnerId === "AWS" && routedServices.test(PrefixListName ?? ""),
  );
  const isThere = ({ PrefixListId, PrefixListName }: (typeof own)[number]) =>
    answer.PrefixLists.some(
      (list) =>
        list.PrefixListId === PrefixListId && list.PrefixListName === PrefixListName && (list.Cidrs ?? []).length > 0,
    );
  return own.length > 0 && own.every(isThere);
}
