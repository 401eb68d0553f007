import { isUnknown, joinUnknowns } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { groupBy } from "./collections.ts";
import { memoize, once } from "./memo.ts";
import type { RouteTable, Subnet } from "./records.ts";
import { unknownHere } from "./region-network.ts";
import type { RegionNetwork } from "./region-network.ts";

interface Claim {
  table: RouteTable;
  state: string;
}

interface Claims {
  bySubnet: ReadonlyMap<string, readonly Claim[]>;
  /** Main tables by VPC. */
  mains: ReadonlyMap<string, readonly Claim[]>;
}

/**
 * The one table that a subnet uses: its explicit association, else the main table of its own VPC (1.1). While an
 * association changes, nobody can tell (1.3). Edge associations serve no subnet (1.4).
 */
export function effectiveRouteTable(network: RegionNetwork, subnet: Subnet): Maybe<RouteTable> {
  const { id } = subnet;
  return effectiveTables.recall(network, id) ?? effectiveTables.keep(network, id, findEffective(network, subnet));
}

const effectiveTables = memoize<Maybe<RouteTable>>();

function findEffective(network: RegionNetwork, subnet: Subnet): Maybe<RouteTable> {
  if (isUnknown(network.routeTables)) return network.routeTables;
  const claims = claimsOf(network);
  const explicit = settle(network, subnet, claims.bySubnet.get(subnet.id) ?? []);
  if (explicit !== undefined) return explicit;
  const main = settle(network, subnet, claims.mains.get(subnet.vpc) ?? []);
  return main ?? unknownHere(network, "DescribeRouteTables", `the answer holds no main route table of ${subnet.vpc}`);
}

const claimsOf = once(({ routeTables }: RegionNetwork): Claims => {
  const bySubnet = new Map<string, Claim[]>();
  const mains = new Map<string, Claim[]>();
  for (const table of isUnknown(routeTables) ? [] : routeTables.values()) {
    for (const { kind, id, state } of table.associations) {
      const index = kind === "subnet" ? bySubnet : kind === "main" ? mains : undefined;
      if (index === undefined) continue;
      const claims = index.get(id);
      if (claims === undefined) index.set(id, [{ table, state }]);
      else claims.push({ table, state });
    }
  }
  return { bySubnet, mains };
});

/** The table that the claims agree on; undefined where none of them holds. */
function settle(network: RegionNetwork, subnet: Subnet, claims: readonly Claim[]): Maybe<RouteTable> | undefined {
  const live = claims.filter(({ state }) => state !== "disassociated" && state !== "failed");
  const unsettled = live.find(({ state }) => state !== "associated");
  if (unsettled !== undefined) {
    const { table, state } = unsettled;
    return unknownHere(
      network,
      "DescribeRouteTables",
      `the association of ${subnet.id} with ${table.id} is ${state}: collect again`,
    );
  }
  if (live.length > 1) {
    const tables = live.map(({ table }) => table.id).join(" and ");
    return unknownHere(
      network,
      "DescribeRouteTables",
      `${subnet.id} is associated with ${tables}: the snapshot caught a change`,
    );
  }
  return live[0]?.table;
}

/** The subnets that effectively use a table: those of its VPC without an own association too, where it is main. */
export function routeTableServes(network: RegionNetwork, table: RouteTable): Maybe<readonly Subnet[]> {
  const { subnetsByVpc } = network;
  if (isUnknown(subnetsByVpc)) return subnetsByVpc;
  const served =
    servedSubnets.recall(network, table.vpc) ??
    servedSubnets.keep(network, table.vpc, indexServed(network, subnetsByVpc.get(table.vpc) ?? []));
  return served(table);
}

type Served = (table: RouteTable) => Maybe<readonly Subnet[]>;
const servedSubnets = memoize<Served>();

function indexServed(network: RegionNetwork, subnets: readonly Subnet[]): Served {
  const effective = subnets.map((subnet) => ({ subnet, table: effectiveRouteTable(network, subnet) }));
  const unknowns = effective.map(({ table }) => table).filter(isUnknown);
  if (unknowns.length > 0) {
    const joined = joinUnknowns(unknowns);
    return () => joined;
  }
  const served = groupBy(effective, ({ table }) => (isUnknown(table) ? undefined : table.id));
  return (table) => (served.get(table.id) ?? []).map(({ subnet }) => subnet);
}
