import type { VpcEndpoint } from "../network/records.ts";
import { endpointZones, type EndpointZones } from "../network/zones.ts";
import { isUnknown, type Maybe } from "../unknown.ts";
import { boolFact, textFact, textsFact } from "./common.ts";
import type { Placed } from "./place.ts";
import { defineObject, type Exhibit } from "./vocabulary.ts";

interface Zones {
  endpoint: string;
  zones: EndpointZones;
}

export function readZones({ place, record }: Placed<VpcEndpoint>): Zones {
  return { endpoint: record.id, zones: endpointZones(place.network, record) };
}

export const zonesObject = defineObject<Zones>({
  name: "Zones",
  description: "Availability Zones of an interface endpoint, by zone id.",
  facts: {
    applicable: boolFact(
      "Whether zones can be asked for: an available interface endpoint that the account manages itself.",
      ({ zones }) => zones.applicable,
    ),
    reason: textFact("Why they cannot; empty where they can.", ({ zones }) => zones.reason),
    covered: textsFact("Where it has a working network interface.", ({ zones }) => zones.covered),
    eligible: textsFact(
      "Where it could have one: the service is offered there, and the VPC has a standard subnet.",
      ({ zones }) => zones.eligible,
    ),
    uncovered: textsFact("Eligible zones that it does not cover.", ({ zones }) => uncoveredZones(zones)),
    addable: textsFact(
      "Eligible zones that it does not cover, in which a subnet of the VPC has a free address.",
      ({ zones }) => zones.addable,
    ),
    consumers: textsFact("Where workloads of the VPC run.", ({ zones }) => zones.consumers),
    together: textsFact(
      "Covered by it and the VPC's other available endpoints of the service, where all are used by zonal names: private DNS is off on each.",
      ({ zones }) => zones.together,
    ),
    missing: textsFact("Eligible zones with workloads that it does not cover.", ({ zones }) => zones.missing),
  },
  exhibit: ({ endpoint, zones }): Exhibit => ({
    kind: "zones",
    title: `Zones of ${endpoint}`,
    covered: listed(zones.covered),
    eligible: listed(zones.eligible),
    consumers: listed(zones.consumers),
    missing: listed(zones.missing),
  }),
});

function uncoveredZones({ eligible, covered }: EndpointZones): Maybe<readonly string[]> {
  if (isUnknown(eligible)) return eligible;
  return isUnknown(covered) ? covered : eligible.filter((zone) => !covered.includes(zone));
}

function listed(zones: Maybe<readonly string[]>): string[] {
  return isUnknown(zones) ? [] : [...zones];
}
