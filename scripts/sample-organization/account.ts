import type { Gap, SnapshotAccount } from "../../src/snapshot/format.ts";
import type { Part } from "../../test/support/topology.ts";

/** What one account answered in one Region; no parts where it has no VPC. */
export interface SampleRegion {
  parts: Part[];
  gaps?: Gap[];
}

/** One account of the sample organization; a Region that is not here is enabled and holds no VPC. */
export interface SampleAccount {
  account: SnapshotAccount;
  regions: Readonly<Record<string, SampleRegion>>;
  /** What global services answer about the account, in whichever Region. */
  everywhere?: Part[];
}

export const organizationId = "o-exampleorgid";

/** The accounts by what they are for. Ids in the style of AWS's documentation: none of them exists. */
export const accountIds = {
  management: "111122223333",
  network: "222233334444",
  sharedServices: "333344445555",
  shopProd: "444455556666",
  analytics: "555566667777",
  payments: "666677778888",
  plainCase: "777788889999",
  shopDev: "888899990000",
  audit: "101010101010",
  sandbox: "999900001111",
  closedSandbox: "123456789012",
} as const;

/** Regions that every account has enabled. */
export const homeRegions = ["ap-southeast-2", "eu-west-1", "us-east-1"] as const;

/** A Region that has to be opted into; only the analytics account did. */
export const optInRegion = "eu-central-2";
