import { route, routeTable, subnet, vpc, vpcEndpoint } from "../../test/support/topology.ts";
import type { Part } from "../../test/support/topology.ts";
import { accountIds } from "./account.ts";
import type { SampleAccount } from "./account.ts";
import { instances, regionBasics } from "./network-plan.ts";
import { organizationAnyAction } from "./policies.ts";

/** The management account, as AWS recommends it: without any network. */
export function management(): SampleAccount {
  return { account: { id: accountIds.management, name: "management", state: "ACTIVE", path: "Root" }, regions: {} };
}

/** The log archive: no way to the internet, S3 by its endpoint alone. */
export function audit(): SampleAccount {
  return {
    account: { id: accountIds.audit, name: "audit", state: "ACTIVE", path: "Root/Security" },
    regions: { "eu-west-1": { parts: [...regionBasics(), ...archive()] } },
  };
}

function archive(): Part[] {
  return [
    vpc({ id: "vpc-archive", name: "log-archive", cidr: "10.90.0.0/24" }),
    ...["a", "b"].map((zone, index) =>
      subnet({
        id: `subnet-archive-${zone}`,
        name: `log-archive-${zone}`,
        vpc: "vpc-archive",
        zone,
        cidr: `10.90.0.${64 * index}/26`,
        freeAddresses: 58,
      }),
    ),
    routeTable({
      id: "rtb-archive-main",
      name: "log-archive-main",
      vpc: "vpc-archive",
      main: true,
      routes: [route("s3", "vpce-archive-s3")],
    }),
    vpcEndpoint({
      id: "vpce-archive-s3",
      name: "log-archive-s3",
      vpc: "vpc-archive",
      service: "s3",
      routeTables: ["rtb-archive-main"],
      policy: organizationAnyAction("s3:*"),
    }),
    instances("archive-indexer", ["subnet-archive-a", "subnet-archive-b"]),
  ];
}
