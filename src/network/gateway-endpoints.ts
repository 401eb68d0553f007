import { isUnknown, mapKnown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { isShared, needsOwner } from "./participant.ts";
import type { RouteTable, Subnet, VpcEndpoint } from "./records.ts";
import { unknownHere } from "./region-network.ts";
import type { RegionNetwork } from "./region-network.ts";
import { effectiveRouteTable } from "./route-table.ts";
import type { Service } from "./service-name.ts";

/** The gateway endpoints of a VPC for a service, in any state; the service's token is matched whole (1.23, 1.24). */
export function gatewayEndpoints(network: RegionNetwork, vpc: string, service: Service): Maybe<readonly VpcEndpoint[]> {
  return mapKnown(network.endpointsByVpc, (groups) =>
    (groups.get(vpc) ?? []).filter((endpoint) => endpoint.type === "Gateway" && endpoint.service === service),
  );
}

/**
 * The available gateway endpoints of the subnet's VPC that its table has no route to: the remedy is to associate the
 * table, not to create an endpoint (1.27).
 */
export function forgottenEndpoints(
  network: RegionNetwork,
  subnet: Subnet,
  service: Service,
): Maybe<readonly VpcEndpoint[]> {
  if (isShared(network, subnet)) return needsOwner(network, subnet);
  return mapKnown(effectiveRouteTable(network, subnet), (table) => forgottenByTable(network, table, service));
}

/**
 * The available gateway endpoints of the table's VPC that it has no route to. A table carries at most one endpoint route
 * per service, so a table that has one is not forgotten by the VPC's other endpoints (1.19).
 */
export function forgottenByTable(
  network: RegionNetwork,
  table: RouteTable,
  service: Service,
): Maybe<readonly VpcEndpoint[]> {
  if (isShared(network, table)) return needsOwner(network, table);
  const endpoints = gatewayEndpoints(network, table.vpc, service);
  if (isUnknown(endpoints)) return endpoints;
  const routed = new Set(
    table.routes.filter(({ target }) => target.kind === "vpc-endpoint").map(({ target }) => target.id),
  );
  if (endpoints.some(({ id }) => routed.has(id))) return [];
  const available = endpoints.filter(({ state }) => state === "available");
  const mismatch = available.find(({ routeTables }) => routeTables.includes(table.id));
  if (mismatch === undefined) return available;
  return unknownHere(
    network,
    "DescribeRouteTables",
    `${mismatch.id} lists ${table.id}, which has no route to it: the snapshot caught a change`,
  );
}
