import { describe, expect, test, vi } from "vitest";
import { collect } from "../../../src/collectors/collect.ts";
import type { LedgerRow, RegionFile } from "../../../src/snapshot/format.ts";
import { startSimulator } from "../../../src/simulator/server.ts";
import { sampleOrganization } from "../../../scripts/sample-organization.ts";

const clock = "2026-11-02T06:00:00.000Z";

describe("collecting from the simulator of a snapshot gives the snapshot again", () => {
  test.each([1000, 5])("ledger, reasons and every answer, in pages of %i", async (pageLimit) => {
    const { manifest, files } = sampleOrganization();
    const read = (account: string, region: string) => {
      const file = files.find((each) => each.account === account && each.region === region);
      const row = manifest.ledger.find((each) => each.account === account && each.region === region);
      return Promise.resolve(file === undefined ? undefined : { ...file, gaps: row?.gaps ?? [] });
    };
    const simulator = await startSimulator({ snapshot: { manifest, read }, pageLimit });
    try {
      for (const [name, value] of Object.entries(simulator.environment())) vi.stubEnv(name, value);
      const collected: RegionFile[] = [];
      const sink = {
        write: async (file: RegionFile, row: LedgerRow) => void (row.collected.length > 0 && collected.push(file)),
      };
      const everything = { org: true, accounts: [], excludeAccounts: [], ous: [], regions: [] };
      const how = { homeRegion: "us-east-1", roleName: "VpclintReadOnly", concurrency: 16, maxAttempts: 2 };
      const again = await collect({ ...everything, ...how }, { sink, clock: () => clock });
      const { format: _format, version: _version, tool: _tool, ...expected } = manifest;
      expect(again).toEqual(expected);
      const byPlace = (a: RegionFile, b: RegionFile) =>
        `${a.account}/${a.region}` < `${b.account}/${b.region}` ? -1 : 1;
      expect(collected.sort(byPlace)).toEqual([...files].sort(byPlace));
    } finally {
      vi.unstubAllEnvs();
      await simulator.close();
    }
  });
});
