import { GetManagedPrefixListEntriesCommand } from "@aws-sdk/client-ec2";
import { defineKeyedCollector, type Place } from "./collector.ts";

/** The CIDRs of the customers' lists, and of AWS's S3 and DynamoDB lists where DescribePrefixLists did not give them. */
export const managedPrefixListEntries = defineKeyedCollector({
  resourceType: "managed-prefix-list-entry",
  api: "GetManagedPrefixListEntries",
  iamAction: "ec2:GetManagedPrefixListEntries",
  scope: "network",
  needs: ["DescribeManagedPrefixLists"],
  after: ["DescribePrefixLists"],
  maxResults: 100,
  sortBy: ["Cidr"],
  keys: listsToRead,
  ask: (ec2, page, PrefixListId) => ec2.send(new GetManagedPrefixListEntriesCommand({ ...page, PrefixListId })),
});

/** The exact last token: `s3express` and `s3-global.accesspoint` are other services (aws-semantics 1.24). */
export const routedServices = /\.(s3|dynamodb)$/;

function listsToRead({ answers }: Place): string[] {
  const described = answers.DescribePrefixLists?.PrefixLists ?? [];
  const withCidrs = new Set(described.filter((list) => (list.Cidrs ?? []).length > 0).map((list) => list.PrefixListId));
  return (answers.DescribeManagedPrefixLists?.PrefixLists ?? [])
    .filter((list) => !/^delete-/i.test(list.State ?? ""))
    .filter(({ OwnerId, PrefixListId, PrefixListName }) =>
      OwnerId === "AWS" ? routedServices.test(PrefixListName ?? "") && !withCidrs.has(PrefixListId) : true,
    )
    .flatMap((list) => list.PrefixListId ?? []);
}
