import { forgottenByTable } from "../network/gateway-endpoints.ts";
import { isTableInUse } from "../network/nat-gateway-use.ts";
import { isPrivate } from "../network/private-subnets.ts";
import type { Route, RouteTable, Subnet } from "../network/records.ts";
import type { RegionNetwork } from "../network/region-network.ts";
import { services } from "../network/service-name.ts";
import { routeTableServes } from "../network/route-table.ts";
import { isInfrastructure } from "../network/workloads.ts";
import { isUnknown, joinUnknowns, mapKnown, type Maybe } from "../unknown.ts";
import { boolFact, commonFacts, sortedIds, textFact, textsFact } from "./common.ts";
import { identify, isJudgedHere, type Place, type Placed } from "./place.ts";
import { defineObject, objectType, subject, type ResourceType } from "./vocabulary.ts";
import { vpcFact } from "./vpc.ts";

export const routeTableObject = defineObject<Placed<RouteTable>>({
  name: "RouteTable",
  description: "A route table.",
  facts: {
    ...commonFacts<RouteTable>(),
    owner: textFact("The account that owns it.", ({ record }) => record.owner),
    main: boolFact("Whether it is the main table of its VPC.", ({ record }) =>
      record.associations.some(({ kind, state }) => kind === "main" && state === "associated"),
    ),
    subnets: textsFact(
      "The ids of the subnets that use it, by association or because it is main.",
      ({ place, record }) => sortedIds(routeTableServes(place.network, record)),
    ),
    inUse: boolFact("Whether a subnet or a gateway uses it.", ({ place, record }) =>
      isTableInUse(place.network, record),
    ),
    servesPrivateSubnets: boolFact(
      "Whether a private subnet uses it that is not infrastructure.",
      servesPrivateSubnets,
    ),
    forgottenEndpoints: textsFact(
      "Available gateway endpoints of its VPC, of a service that this table has no endpoint route for.",
      forgottenEndpoints,
    ),
    vpc: vpcFact<RouteTable>(),
  },
});

function forgottenEndpoints({ place, record }: Placed<RouteTable>): Maybe<readonly string[]> {
  const forgotten = services.map((service) => sortedIds(forgottenByTable(place.network, record, service)));
  const unknowns = forgotten.filter(isUnknown);
  return unknowns.length > 0 ? joinUnknowns(unknowns) : forgotten.flatMap((ids) => (isUnknown(ids) ? [] : ids));
}

function servesPrivateSubnets({ place, record }: Placed<RouteTable>): Maybe<boolean> {
  return mapKnown(routeTableServes(place.network, record), (subnets) => {
    const answers = subnets.map((subnet) => consumesAsPrivate(place.network, subnet));
    if (answers.includes(true)) return true;
    const unknowns = answers.filter(isUnknown);
    return unknowns.length > 0 ? joinUnknowns(unknowns) : false;
  });
}

/** A hop of others' packets gains nothing from an endpoint (aws-semantics 2.15, 3.10). */
function consumesAsPrivate(network: RegionNetwork, subnet: Subnet): Maybe<boolean> {
  const isHop = isInfrastructure(network, subnet);
  if (isHop === true) return false;
  const answer = isPrivate(network, subnet);
  return isUnknown(isHop) && answer !== false ? isHop : answer;
}

export const routeTableType: ResourceType<Place, Placed<RouteTable>> = {
  name: "route-table",
  variable: "routeTable",
  description: "Each route table, once, with its owner's data.",
  facts: routeTableObject,
  list: listTables,
  identify: (of) => identify("route-table", of, "route-table"),
};

function listTables(place: Place): Maybe<readonly Placed<RouteTable>[]> {
  return mapKnown(place.network.routeTables, (tables) =>
    [...tables.values()].filter((table) => isJudgedHere(place, table.owner)).map((record) => ({ place, record })),
  );
}

interface PlacedRoute extends Placed<RouteTable> {
  route: Route;
}

/** Unknown where nobody has said that there is none. */
function targetOf({ place: { network }, route: { target } }: PlacedRoute): Maybe<Route["target"]> {
  return target.id === "" && network.unnamedTargets !== undefined ? network.unnamedTargets : target;
}

const routeObject = defineObject<PlacedRoute>({
  name: "Route",
  description: "One route of a route table.",
  facts: {
    destination: textFact("A CIDR block, or the id of a prefix list.", ({ route }) => route.destination.text),
    target: textFact("The id of its target; empty where a blackhole does not name it any more.", (of) =>
      mapKnown(targetOf(of), ({ id }) => id),
    ),
    targetType: textFact("The kind of its target, such as `nat-gateway`.", (of) =>
      mapKnown(targetOf(of), ({ kind }) => kind),
    ),
    state: textFact("`active`, `blackhole` or `filtered`.", ({ route }) => route.state),
    origin: textFact("How it came about: `CreateRoute`, `EnableVgwRoutePropagation`, ...", ({ route }) => route.origin),
    routeTable: {
      type: objectType(routeTableObject),
      description: "The table that it stands in.",
      read: ({ place, record }) => subject(routeTableObject, { place, record }),
    },
  },
});

export const routeType: ResourceType<Place, PlacedRoute> = {
  name: "route",
  variable: "route",
  description: "Each route of each route table.",
  facts: routeObject,
  list: (place) =>
    mapKnown(listTables(place), (tables) =>
      tables.flatMap((table) => table.record.routes.map((route) => ({ ...table, route }))),
    ),
  identify: (of) => ({
    ...identify("route", of, "route-table"),
    id: `${of.record.id}|${of.route.destination.text}`,
  }),
};
