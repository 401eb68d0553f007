import type { Topology } from "../../support/snapshot.ts";
import { place } from "../../support/topology.ts";

export const topology: Topology = {
  organization: { id: "o-a1b2c3d4e5", managementAccount: "111122223333" },
  accounts: [
    { id: "111122223333", name: "management", state: "ACTIVE", path: "Root" },
    { id: "444455556666", name: "payments", state: "ACTIVE", path: "Root/Workloads" },
    { id: "777788889999", name: "closed-lab", state: "CLOSED", path: "Root/Lab" },
  ],
  places: [place({})],
  rows: [
    {
      account: "444455556666",
      region: "*",
      collected: [],
      gaps: [
        {
          api: "AssumeRole",
          outcome: "denied",
          reason: "not authorized to perform sts:AssumeRole on arn:aws:iam::444455556666:role/VpclintReadOnly",
        },
      ],
    },
    { account: "777788889999", region: "*", collected: [], gaps: [{ api: "*", outcome: "skipped", reason: "the account is CLOSED" }] },
    {
      account: "111122223333",
      region: "ap-east-1",
      collected: [],
      gaps: [{ api: "*", outcome: "not-enabled", reason: "the Region is not enabled in this account" }],
    },
  ],
};
