import { ListRegionsCommand, type AccountClient } from "@aws-sdk/client-account";
import { DescribeRegionsCommand } from "@aws-sdk/client-ec2";
import type { Ec2Client } from "../aws/ec2-client.ts";
import { AnswerError, classifyError, type Failure } from "../aws/errors.ts";
import { partitionOfRegion, requireRegionName } from "../aws/partitions.ts";
import { didYouMean, throwGathered, UserError } from "../errors.ts";
import { readAllPages } from "./paging.ts";
import { shareEqual } from "./shared-values.ts";
import { compareText } from "./wire.ts";

export interface RegionState {
  name: string;
  /** `unknown` where the account does not let itself be asked. */
  optIn: "enabled" | "not-enabled" | "unknown";
  /** AWS's word for it, or ours where AWS said nothing. */
  status: string;
}

export interface RegionListing {
  regions: RegionState[];
  failure?: Failure;
}

interface RegionSources {
  /** With the credentials of the account that is asked about. */
  ec2: Ec2Client;
  /** With the credentials of the caller. */
  account: AccountClient;
  /** The account to ask about; absent for the caller's own, which may not be named (SDK: ListRegionsRequest). */
  accountId: string | undefined;
  partition: string;
}

/** The largest page of account:ListRegions (aws-semantics 5.1). */
const pageSize = 50;

/**
 * The Regions of the partition, as this account sees them: opting in is done account by account (aws-semantics 5.9).
 * EC2 is asked first; where it refuses, the caller may still know by account:ListRegions.
 */
export async function listRegions(sources: RegionSources): Promise<RegionListing> {
  try {
    return { regions: keepPartition(await askEc2(sources.ec2), sources.partition) };
  } catch (error) {
    try {
      return { regions: keepPartition(await askAccount(sources), sources.partition) };
    } catch {
      // What EC2 said is the reason to mend: the fallback needs more rights than most scanners have.
      return { regions: [], failure: classifyError(error) };
    }
  }
}

async function askEc2(ec2: Ec2Client): Promise<RegionState[]> {
  const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({ AllRegions: true }));
  return Regions.flatMap(({ RegionName, OptInStatus = "" }) =>
    RegionName === undefined ? [] : [toState(RegionName, OptInStatus, OptInStatus === "not-opted-in")],
  );
}

/** States in which the Region's APIs refuse the account. One that is being disabled still answers. */
const closedStatuses: ReadonlySet<string> = new Set(["DISABLED", "ENABLING"]);

async function askAccount({ account, accountId }: RegionSources): Promise<RegionState[]> {
  return readAllPages(async (NextToken) => {
    const page = await account.send(new ListRegionsCommand({ AccountId: accountId, MaxResults: pageSize, NextToken }));
    const items = (page.Regions ?? []).flatMap(({ RegionName, RegionOptStatus = "" }) =>
      RegionName === undefined ? [] : [toState(RegionName, RegionOptStatus, closedStatuses.has(RegionOptStatus))],
    );
    return { items, nextToken: page.NextToken };
  });
}

function toState(name: string, status: string, isClosed: boolean): RegionState {
  return {
    name: shareEqual(name),
    status: shareEqual(status),
    optIn: isClosed ? "not-enabled" : status === "" ? "unknown" : "enabled",
  };
}

/** moto lists the Regions of every partition; credentials do not cross them (aws-semantics 5.8). */
function keepPartition(regions: readonly RegionState[], partition: string): RegionState[] {
  const own = regions.filter(({ name }) => partitionOfRegion(name) === partition);
  if (own.length === 0) throw new AnswerError(`no Region of partition ${partition} was listed`);
  return own.sort((a, b) => compareText(a.name, b.name));
}

/** The Regions to scan. A Region that was asked for is tried where the account could not say what it has. */
export function selectRegions({ regions, failure }: RegionListing, asked: readonly string[]): RegionState[] {
  if (asked.length === 0) return regions;
  const byName = new Map(regions.map((region) => [region.name, region]));
  const absent = failure === undefined ? "not-enabled" : "unknown";
  return [...new Set(asked)]
    .sort(compareText)
    .map((name) => byName.get(name) ?? { name, optIn: absent, status: "the account does not list this Region" });
}

/**
 * Refuses a Region that cannot be meant.
 *
 * @param known the names that an account of the partition sees, enabled or not; empty where it may not say
 * @throws UserError
 */
export function checkRegionNames(asked: readonly string[], partition: string, known: readonly string[]): void {
  for (const name of asked) requireRegionName(name);
  throwGathered(
    asked
      .filter((name) => partitionOfRegion(name) !== partition || (known.length > 0 && !known.includes(name)))
      .map((name) => {
        const near = didYouMean(name, known);
        const elsewhere =
          partitionOfRegion(name) === partition ? "" : `; the credentials are of partition ${partition}`;
        return new UserError("unknown-region", `no account knows a Region "${name}"${elsewhere}`, {
          hint: near === undefined ? `Regions are: ${known.join(", ")}` : `did you mean ${near}?`,
        });
      }),
  );
}
