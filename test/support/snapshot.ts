import { createSnapshot } from "../../src/snapshot/write.ts";
import { apiNames } from "../../src/snapshot/apis.ts";
import type { AccountRegion, LedgerRow, Manifest, SnapshotAccount } from "../../src/snapshot/format.ts";

/** A snapshot in memory: what a scenario's `topology.ts` exports. */
export interface Topology {
  places: AccountRegion[];
  /** Ledger rows beside those of the places: accounts that could not be entered, Regions that are not enabled. */
  rows?: LedgerRow[];
  /** Default: one account for each id that the places and rows name, all ACTIVE. */
  accounts?: SnapshotAccount[];
  organization?: Manifest["organization"];
}

export function manifestOf({ places, rows = [], accounts, organization = null }: Topology): Manifest {
  const ledger = [...places.map(rowOf), ...rows];
  const ids = [...new Set(ledger.map((row) => row.account))].toSorted();
  return {
    format: "vpclint-snapshot",
    version: 1,
    tool: { name: "vpclint", version: "0.0.0" },
    startedAt: "2026-11-02T06:00:00.000Z",
    finishedAt: "2026-11-02T06:01:00.000Z",
    partition: "aws",
    callerAccount: organization?.managementAccount ?? ids[0] ?? "111122223333",
    organization,
    accounts: accounts ?? ids.map((id) => ({ id, name: `account-${id}`, state: "ACTIVE", path: "" })),
    ledger,
  };
}

function rowOf({ account, region, answers, gaps }: AccountRegion): LedgerRow {
  return { account, region, collected: apiNames.filter((api) => answers[api] !== undefined), gaps };
}

/** Writes it as `vpclint collect` would. */
export async function writeSnapshot(directory: string, topology: Topology): Promise<void> {
  const writer = await createSnapshot(directory);
  for (const { account, region, capturedAt, answers } of topology.places) {
    await writer.write({ account, region, capturedAt, answers });
  }
  await writer.finish(manifestOf(topology));
}
