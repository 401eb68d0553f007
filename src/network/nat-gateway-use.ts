import { anyTrue, isUnknown, mapKnown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import type { NatGateway, RouteTable } from "./records.ts";
import { findById } from "./region-network.ts";
import type { RegionNetwork } from "./region-network.ts";
import { routeTableServes } from "./route-table.ts";

/** The tables that have an active route to a NAT gateway. Only tables of its own VPC can name it (2.17). */
export function tablesWithRouteTo(network: RegionNetwork, gateway: NatGateway): Maybe<readonly RouteTable[]> {
  return mapKnown(network.routeTables, (tables) =>
    [...tables.values()].filter(({ routes }) =>
      routes.some(({ target, state }) => target.id === gateway.id && state === "active"),
    ),
  );
}

/**
 * Whether packets can come to a NAT gateway: a table with a route to it serves a subnet or a gateway. Traffic of other
 * accounts comes by the subnet of a transit gateway's attachment, which is served by such a table as any other. A
 * firewall proxy that is attached to it is reached without a route (2.21).
 */
export function isNatGatewayUsed(network: RegionNetwork, gateway: NatGateway): Maybe<boolean> {
  const byRoute = mapKnown(tablesWithRouteTo(network, gateway), (tables) =>
    anyTrue(tables.map((table) => isTableInUse(network, table))),
  );
  return anyTrue([gateway.hasAppliances, byRoute]);
}

export function isTableInUse(network: RegionNetwork, table: RouteTable): Maybe<boolean> {
  if (table.associations.some(({ kind, state }) => kind === "gateway" && state === "associated")) return true;
  return mapKnown(routeTableServes(network, table), (subnets) => subnets.length > 0);
}

/** The zone id of a zonal NAT gateway; undefined for a regional one, which is in every zone (2.4). */
export function zoneOfNatGateway(network: RegionNetwork, { subnet }: NatGateway): Maybe<string | undefined> {
  if (subnet === undefined || isUnknown(subnet)) return subnet;
  const home = findById(network, { api: "DescribeSubnets", all: network.subnets, id: subnet });
  return isUnknown(home) ? home : home.zone;
}
