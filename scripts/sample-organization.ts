import { ownCoreNetworks } from "../src/collectors/core-networks.ts";
import { apiNames } from "../src/snapshot/apis.ts";
import type { Answers, ApiName } from "../src/snapshot/apis.ts";
import { snapshotFormat, snapshotVersion } from "../src/snapshot/format.ts";
import type { AccountRegion, Gap, LedgerRow, Manifest, RegionFile, SnapshotAccount } from "../src/snapshot/format.ts";
import { place } from "../test/support/topology.ts";
import type { At, Part } from "../test/support/topology.ts";
import { accountIds, homeRegions, optInRegion, organizationId } from "./sample-organization/account.ts";
import type { SampleAccount, SampleRegion } from "./sample-organization/account.ts";
import { giveAddresses } from "./sample-organization/addresses.ts";
import { analytics } from "./sample-organization/analytics.ts";
import { asCollected } from "./sample-organization/as-collected.ts";
import { giveAwsIds } from "./sample-organization/aws-ids.ts";
import { network } from "./sample-organization/network.ts";
import { payments } from "./sample-organization/payments.ts";
import { plainCase } from "./sample-organization/plain-case.ts";
import { sharedServices } from "./sample-organization/shared-services.ts";
import { shopDev } from "./sample-organization/shop-dev.ts";
import { shopProd } from "./sample-organization/shop-prod.ts";
import { audit, management } from "./sample-organization/small-accounts.ts";

/**
 * The sample organization that `vpclint demo` scans: Example Home, a furniture shop. Every built-in rule fails and
 * passes somewhere in it, and what a real scan meets is there: an account that lets nobody in, a closed one, an API
 * that a policy denies, Regions without a VPC and one that is not enabled.
 */
export function sampleOrganization(): { manifest: Manifest; files: RegionFile[] } {
  const scanned = accounts().map((sample) => ({ ...sample, places: placesOf(sample) }));
  const ledger = scanned.flatMap(({ account, places }) => [
    ...places.map(rowOf).map(askedOnce),
    ...closedRegions(account.id, places),
  ]);
  const shut = shutAccounts();
  return {
    manifest: {
      format: snapshotFormat,
      version: snapshotVersion,
      tool: { name: "vpclint", version: "0.1.0" },
      startedAt: "2026-11-02T06:00:00.000Z",
      finishedAt: "2026-11-02T06:00:00.000Z",
      partition: "aws",
      callerAccount: accountIds.management,
      organization: { id: organizationId, managementAccount: accountIds.management },
      accounts: [...scanned, ...shut].map(({ account }) => account).sort((a, b) => compare(a.id, b.id)),
      ledger: [...ledger, ...shut.map(({ row }) => row)].sort(
        (a, b) => compare(a.account, b.account) || compare(a.region, b.region),
      ),
    },
    files: scanned.flatMap(({ places }) => places.map(fileOf)),
  };
}

function accounts(): SampleAccount[] {
  return [
    management(),
    network(),
    sharedServices(),
    audit(),
    shopProd(),
    analytics(),
    payments(),
    plainCase(),
    shopDev(),
  ];
}

function placesOf({ account, regions, everywhere = [] }: SampleAccount): AccountRegion[] {
  const names = new Set([...homeRegions, ...Object.keys(regions)]);
  return [...names].sort().map((region) => {
    const { parts, gaps = [] } = regions[region] ?? { parts: [] };
    const at = { account: account.id, region };
    return parts.length === 0
      ? emptyRegion(at, everywhere)
      : collectRegion(at, { parts: [...parts, ...everywhere], gaps });
  });
}

/** A scan asks no further where there is neither a VPC nor a transit gateway, nor an edge of the account's core network. */
function emptyRegion(at: At, everywhere: Part[]): AccountRegion {
  const gap: Gap = { api: "*", outcome: "skipped", reason: "no VPC in this Region" };
  const { answers, capturedAt } = collectRegion(at, { parts: everywhere });
  const asked: ApiName[] = ["DescribeVpcs", "DescribeTransitGateways", "ListCoreNetworks"];
  if (ownCoreNetworks({ ...at, answers }).length > 0) asked.push("GetCoreNetwork");
  return {
    ...at,
    capturedAt: Object.fromEntries(asked.map((api) => [api, capturedAt[api]])),
    answers: Object.fromEntries(asked.map((api) => [api, answers[api]])),
    gaps: [gap],
  };
}

function collectRegion(at: At, { parts, gaps = [] }: SampleRegion): AccountRegion {
  const whole = place({ ...at, gaps }, ...parts);
  // By way of JSON, as a file does it: members without a value are not there.
  const answers = JSON.parse(
    JSON.stringify(giveAddresses(asCollected(giveAwsIds(whole.answers), at.region))),
  ) as Answers;
  for (const gap of gaps) delete answers[gap.api as ApiName];
  return { ...whole, answers };
}

function fileOf({ account, region, capturedAt, answers }: AccountRegion): RegionFile {
  return { account, region, capturedAt, answers };
}

function rowOf({ account, region, answers, gaps }: AccountRegion): LedgerRow {
  return { account, region, collected: apiNames.filter((api) => answers[api] !== undefined), gaps };
}

/** A scan of an organization asks for AWS's own prefix lists in the caller's account. */
function askedOnce({ account, region, collected, gaps }: LedgerRow): LedgerRow {
  const api: ApiName = "DescribePrefixLists";
  const isShared = account !== accountIds.management && collected.includes(api);
  return { account, region, collected, ...(isShared ? { fromCaller: [api] } : {}), gaps };
}

function closedRegions(account: string, places: readonly AccountRegion[]): LedgerRow[] {
  if (places.some((each) => each.region === optInRegion)) return [];
  const gap: Gap = { api: "*", outcome: "not-enabled", reason: "not-opted-in" };
  return [{ account, region: optInRegion, collected: [], gaps: [gap] }];
}

/** Accounts that nobody could look into. */
function shutAccounts(): { account: SnapshotAccount; row: LedgerRow }[] {
  const path = "Root/Sandbox";
  const denied =
    "AccessDenied: not authorized; AWS does not say by which policy; the role VpclintReadOnly is missing or does not trust the caller";
  const shut = (id: string, gap: Gap): LedgerRow => ({ account: id, region: "*", collected: [], gaps: [gap] });
  return [
    {
      account: { id: accountIds.sandbox, name: "sandbox-research", state: "ACTIVE", path },
      row: shut(accountIds.sandbox, { api: "AssumeRole", outcome: "denied", reason: denied }),
    },
    {
      account: { id: accountIds.closedSandbox, name: "sandbox-2023", state: "SUSPENDED", path },
      row: shut(accountIds.closedSandbox, { api: "*", outcome: "skipped", reason: "account state SUSPENDED" }),
    },
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
