import { isUnknown } from "../unknown.ts";
import { groupBy } from "./collections.ts";
import { once } from "./memo.ts";
import type { TargetKind } from "./records.ts";
import type { RegionNetwork } from "./region-network.ts";

/** What leads into other VPCs, whose endpoints a hosted zone may give the names of. */
const connections: ReadonlySet<TargetKind> = new Set(["transit-gateway", "core-network", "peering-connection"]);

const tablesByVpc = once(({ routeTables }: RegionNetwork) =>
  groupBy(isUnknown(routeTables) ? [] : routeTables.values(), ({ vpc }) => vpc),
);

/**
 * Whether a service's names may be given to a VPC by hosted zones or a Profile: it has a way into other VPCs, or an
 * interface endpoint that its own private DNS does not name. Of no other VPC a scan asks what zones it has.
 */
export function hasOpenNames(network: RegionNetwork, vpc: string): boolean {
  if (isUnknown(network.routeTables) || isUnknown(network.endpointsByVpc)) return true;
  const isConnected = (tablesByVpc(network).get(vpc) ?? []).some(({ routes }) =>
    routes.some(({ target, state }) => state === "active" && connections.has(target.kind)),
  );
  const endpoints = network.endpointsByVpc.get(vpc) ?? [];
  return isConnected || endpoints.some(isUnnamed);
}

function isUnnamed({ type, privateDns, state }: { type: string; privateDns: boolean; state: string }): boolean {
  return type === "Interface" && !privateDns && state !== "deleted";
}
