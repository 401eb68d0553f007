import { isNatGatewayUsed, tablesWithRouteTo, zoneOfNatGateway } from "../network/nat-gateway-use.ts";
import type { NatGateway } from "../network/records.ts";
import { isUnknown, mapKnown } from "../unknown.ts";
import { boolFact, commonFacts, sortedIds, textFact, textsFact } from "./common.ts";
import { identify, type Place, type Placed } from "./place.ts";
import { defineObject, type ResourceType } from "./vocabulary.ts";
import { vpcFact } from "./vpc.ts";

export const natGatewayObject = defineObject<Placed<NatGateway>>({
  name: "NatGateway",
  description: "A NAT gateway. Deleted ones stay listed for about an hour: ask for its state.",
  facts: {
    ...commonFacts<NatGateway>(),
    state: textFact("Its state, such as `available`.", ({ record }) => record.state),
    connectivity: textFact("`public` or `private`.", ({ record }) => record.connectivity),
    mode: textFact("`regional` where it has no subnet of its own, else `zonal`.", ({ record }) =>
      isUnknown(record.subnet) ? record.subnet : record.subnet === undefined ? "regional" : "zonal",
    ),
    subnet: textFact("The subnet that it stands in; empty for a regional one.", ({ record }) => record.subnet ?? ""),
    zone: textFact("The zone id of that subnet; empty for a regional one.", ({ place, record }) =>
      mapKnown(zoneOfNatGateway(place.network, record), (zone) => zone ?? ""),
    ),
    routeTables: textsFact("The route tables that have an active route to it.", ({ place, record }) =>
      sortedIds(tablesWithRouteTo(place.network, record)),
    ),
    used: boolFact(
      "Whether packets can come to it: one of these tables serves a subnet or a gateway, or a firewall proxy is attached.",
      ({ place, record }) => isNatGatewayUsed(place.network, record),
    ),
    vpc: vpcFact<NatGateway>(),
  },
});

export const natGatewayType: ResourceType<Place, Placed<NatGateway>> = {
  name: "nat-gateway",
  variable: "natGateway",
  description: "Each NAT gateway.",
  facts: natGatewayObject,
  list: (place) => mapKnown(place.network.natGateways, (all) => [...all.values()].map((record) => ({ place, record }))),
  identify: (of) => identify("nat-gateway", of, "natgateway"),
};
