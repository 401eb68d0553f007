import type { Place, Placed } from "../facts/place.ts";
import { routeTableType } from "../facts/route-table.ts";
import { forgottenByTable } from "../network/gateway-endpoints.ts";
import type { Route, RouteTable } from "../network/records.ts";
import type { RegionNetwork } from "../network/region-network.ts";
import { routeTableServes } from "../network/route-table.ts";
import { gatewayServices, type Service } from "../network/service-name.ts";
import {
  explanationVersion,
  type ExplainedRoute,
  type ExplainedService,
  type Explanation,
} from "../report/explanation.ts";
import { isUnknown, mapKnown, type Need } from "../unknown.ts";
import { refuseDestination, type Question } from "./question.ts";
import { createSpeaker } from "./say.ts";

/** A route table: what it serves, its routes, and which gateway endpoints it lacks. */
export function explainRouteTable(
  place: Place,
  id: string,
  question: Question,
): Omit<Explanation, "collectedAt"> | undefined {
  const { network } = place;
  const record = isUnknown(network.routeTables) ? undefined : network.routeTables.get(id);
  if (record === undefined) return undefined;
  refuseDestination(question, "route table");
  const of: Placed<RouteTable> = { place, record };
  const speaker = createSpeaker();
  const gateways = record.associations.filter(({ kind, state }) => kind === "gateway" && state === "associated");
  const isMain = record.associations.some(({ kind, state }) => kind === "main" && state === "associated");
  speaker.say("VPC", record.vpc);
  speaker.say("main table", isMain);
  speaker.say("serves", mapKnown(routeTableServes(network, record), describeSubnets));
  speaker.say(
    "steers what enters by",
    gateways.map((gateway) => gateway.id),
  );
  const lacking = gatewayServices.map((service) => ({
    service,
    forgotten: forgottenByTable(network, record, service),
  }));
  return {
    version: explanationVersion,
    resource: routeTableType.identify(of),
    facts: speaker.facts,
    paths: [],
    routes: record.routes.map((route) => explainRoute(network, route)),
    services: lacking.map(({ service, forgotten }): ExplainedService => ({
      service,
      endpoint: endpointOf(network, record, service),
      forgotten: isUnknown(forgotten) ? [] : forgotten.map((endpoint) => endpoint.id).toSorted(),
    })),
    missing: [
      ...speaker.missing,
      ...lacking.flatMap(({ forgotten }): readonly Need[] => (isUnknown(forgotten) ? forgotten.needs : [])),
    ],
  };
}

function describeSubnets(subnets: readonly { id: string; zone: string }[]): string {
  if (subnets.length === 0) return "no subnet";
  return subnets
    .map(({ id, zone }) => `${id} (${zone})`)
    .toSorted()
    .join(", ");
}

function explainRoute({ prefixLists }: RegionNetwork, { destination, target, state, origin }: Route): ExplainedRoute {
  return {
    destination: destination.text,
    destinationName: prefixLists.lists.get(destination.text)?.name ?? "",
    target: target.id,
    targetType: target.kind,
    state,
    origin,
  };
}

/** The endpoint that the service's own prefix list is routed to. */
function endpointOf({ prefixLists }: RegionNetwork, { routes }: RouteTable, service: Service): string {
  const lists = new Set(prefixLists.ofService[service].map((list) => list.id));
  return (
    routes.find(({ destination, target }) => lists.has(destination.text) && target.kind === "vpc-endpoint")?.target
      .id ?? ""
  );
}
