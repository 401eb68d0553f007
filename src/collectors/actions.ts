import { collectors } from "./index.ts";

/** What a scan calls beside the table of collectors, as IAM spells it; sts:GetCallerIdentity needs no permission. */

/** Asked in each account, with its own credentials. */
export const accountActions = ["ec2:DescribeRegions"] as const;

/** Asked by the scanner, where an account does not let its own Regions be listed. */
export const regionActions = ["account:ListRegions"] as const;

/** Asked by the scanner; the accounts of a unit only where the accounts do not say where they are. */
export const organizationActions = [
  "organizations:DescribeOrganization",
  "organizations:ListAccounts",
  "organizations:ListAccountsForParent",
  "organizations:ListOrganizationalUnitsForParent",
  "organizations:ListRoots",
] as const;

/** Asked by the scanner with `--source config`, in the account of the aggregator. */
export const aggregatorActions = [
  "config:DescribeConfigurationAggregatorSourcesStatus",
  "config:DescribeConfigurationAggregators",
  "config:SelectAggregateResourceConfig",
] as const;

/** All that is asked in an account: what the table says, and its Regions. */
export function networkActions(): string[] {
  const table = Object.values(collectors).map(({ iamAction }) => iamAction);
  return [...new Set<string>([...accountActions, ...table])].sort();
}
