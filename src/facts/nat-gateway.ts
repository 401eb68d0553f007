import type { NatGateway } from "../network/records.ts";
import { mapKnown } from "../unknown.ts";
import { commonFacts, textFact } from "./common.ts";
import { identify, type Place, type Placed } from "./place.ts";
import { defineObject, type ResourceType } from "./vocabulary.ts";
import { vpcFact } from "./vpc.ts";

const natGatewayObject = defineObject<Placed<NatGateway>>({
  name: "NatGateway",
  description: "A NAT gateway. Deleted ones stay listed for about an hour: ask for its state.",
  facts: {
    ...commonFacts<NatGateway>(),
    state: textFact("Its state, such as `available`.", ({ record }) => record.state),
    connectivity: textFact("`public` or `private`.", ({ record }) => record.connectivity),
    mode: textFact("`regional` where it has no subnet of its own, else `zonal`.", ({ record }) =>
      record.subnet === undefined ? "regional" : "zonal",
    ),
    subnet: textFact("The subnet that it stands in; empty for a regional one.", ({ record }) => record.subnet ?? ""),
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
