import type { ProvidedService } from "../network/provided-services.ts";
import { mapKnown } from "../unknown.ts";
import { boolFact, textFact, textsFact } from "./common.ts";
import { identify, type Place, type Placed } from "./place.ts";
import { defineObject, textMap, type ResourceType } from "./vocabulary.ts";

const endpointServiceObject = defineObject<Placed<ProvidedService>>({
  name: "EndpointService",
  description: "A service that the account provides to others through AWS PrivateLink.",
  facts: {
    id: textFact("The AWS id.", ({ record }) => record.id),
    name: textFact("The service name that consumers use.", ({ record }) => record.name),
    tags: { type: textMap, description: "All tags.", read: ({ record }) => new Map(Object.entries(record.tags)) },
    account: textFact("The account that provides it.", ({ place }) => place.account),
    region: textFact("The Region.", ({ place }) => place.region),
    types: textsFact("`Interface`, `GatewayLoadBalancer`.", ({ record }) => record.types),
    state: textFact("Its state.", ({ record }) => record.state),
    acceptanceRequired: boolFact(
      "Whether somebody has to accept each connection.",
      ({ record }) => record.acceptanceRequired,
    ),
    allowedPrincipals: textsFact(
      "Who may connect beside the own account: ARNs, or `*`.",
      ({ record }) => record.allowedPrincipals,
    ),
    anyPrincipal: boolFact("Whether any AWS account may.", ({ record }) =>
      mapKnown(record.allowedPrincipals, (principals) => principals.includes("*")),
    ),
  },
});

export const endpointServiceType: ResourceType<Place, Placed<ProvidedService>> = {
  name: "vpc-endpoint-service",
  variable: "endpointService",
  description: "Each endpoint service that the account provides.",
  facts: endpointServiceObject,
  list: (place) => mapKnown(place.providedServices, (services) => services.map((record) => ({ place, record }))),
  identify: (of) => identify("vpc-endpoint-service", of, "vpc-endpoint-service"),
};
