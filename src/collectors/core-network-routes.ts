import { AnswerError } from "../aws/errors.ts";
import type { RouteTableIdentifierInput } from "../aws/network-manager-schemas.ts";
import type { Item } from "../snapshot/apis.ts";
import type { NetworkRouteTableKey } from "../snapshot/network-manager.ts";
import { collectByKey, type Collector, type Place } from "./collector.ts";
import { coreNetworksHere } from "./core-networks.ts";
import { listFromNetworkManager } from "./network-manager-lists.ts";
import { sortItems } from "./wire.ts";

/** The routes of each segment and network function group, as the edge of this Region has them. */
export const coreNetworkRoutes: Collector<"GetNetworkRoutes"> = {
  resourceType: "core-network-route",
  api: "GetNetworkRoutes",
  iamAction: "networkmanager:GetNetworkRoutes",
  scope: "region",
  needs: ["GetCoreNetwork"],
  collect(place) {
    const tables = routeTablesHere(place);
    return collectByKey(place, [...tables.keys()], async (key) => {
      const { GlobalNetworkId, RouteTableIdentifier } = tables.get(key as NetworkRouteTableKey) ?? {};
      if (GlobalNetworkId === undefined || RouteTableIdentifier === undefined)
        throw new AnswerError("the core network names no global network");
      const routes = await listFromNetworkManager(place, "GetNetworkRoutes", { GlobalNetworkId, RouteTableIdentifier });
      return { NetworkRoutes: sortItems(routes.map(inOrder), ["DestinationCidrBlock", "PrefixListId"]) };
    });
  },
};

interface RouteTable {
  GlobalNetworkId: string | undefined;
  RouteTableIdentifier: RouteTableIdentifierInput;
}

function routeTablesHere(place: Place): Map<NetworkRouteTableKey, RouteTable> {
  const { region: EdgeLocation } = place;
  const tables = new Map<NetworkRouteTableKey, RouteTable>();
  for (const [CoreNetworkId, { GlobalNetworkId, Segments, NetworkFunctionGroups }] of coreNetworksHere(place)) {
    for (const SegmentName of namesHere(Segments, EdgeLocation)) {
      const CoreNetworkSegmentEdge = { CoreNetworkId, SegmentName, EdgeLocation };
      const table = { GlobalNetworkId, RouteTableIdentifier: { CoreNetworkSegmentEdge } };
      tables.set(`${CoreNetworkId}/segment/${SegmentName}`, table);
    }
    for (const NetworkFunctionGroupName of namesHere(NetworkFunctionGroups, EdgeLocation)) {
      const CoreNetworkNetworkFunctionGroup = { CoreNetworkId, NetworkFunctionGroupName, EdgeLocation };
      const table = { GlobalNetworkId, RouteTableIdentifier: { CoreNetworkNetworkFunctionGroup } };
      tables.set(`${CoreNetworkId}/network-function-group/${NetworkFunctionGroupName}`, table);
    }
  }
  return tables;
}

interface Spread {
  Name?: string;
  EdgeLocations?: readonly string[];
}

/** The policy may leave a segment's edges open, which are then all of them. */
function namesHere(spread: readonly Spread[] = [], region: string): string[] {
  return spread
    .filter(({ EdgeLocations }) => EdgeLocations === undefined || EdgeLocations.includes(region))
    .flatMap(({ Name }) => Name ?? []);
}

/** Destinations of equal cost come in any order. */
function inOrder(route: Item<"GetNetworkRoutes">): Item<"GetNetworkRoutes"> {
  const { Destinations } = route;
  if (Destinations === undefined) return route;
  return { ...route, Destinations: sortItems(Destinations, ["CoreNetworkAttachmentId", "TransitGatewayAttachmentId"]) };
}
