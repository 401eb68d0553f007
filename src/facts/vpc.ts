import { formatAddress, type Cidr } from "../network/cidr.ts";
import type { Vpc } from "../network/records.ts";
import { findById } from "../network/region-network.ts";
import { isUnknown, mapKnown, type Maybe } from "../unknown.ts";
import { boolFact, commonFacts, sortedIds, textFact, textsFact } from "./common.ts";
import { identify, isJudgedHere, type Place, type Placed } from "./place.ts";
import { defineObject, objectType, subject, type Fact, type ResourceType, type Subject } from "./vocabulary.ts";

export const vpcObject = defineObject<Placed<Vpc>>({
  name: "Vpc",
  description: "A virtual private cloud.",
  facts: {
    ...commonFacts<Vpc>(),
    owner: textFact("The account that owns it.", ({ record }) => record.owner),
    default: boolFact("Whether it is a default VPC.", ({ record }) => record.isDefault),
    cidrs: textsFact("Its CIDR blocks, of both families.", ({ record }) => record.cidrs.map(formatCidr).toSorted()),
    blockPublicAccess: textFact(
      "The effective mode of VPC Block Public Access.",
      ({ record }) => record.blockPublicAccess,
      ["off", "block-bidirectional", "block-ingress"],
    ),
    subnets: textsFact("The ids of its subnets.", ({ place, record }) =>
      sortedIds(mapKnown(place.network.subnetsByVpc, (groups) => groups.get(record.id) ?? [])),
    ),
    endpointServices: textsFact(
      "The full names of the services that it has available endpoints for.",
      ({ place, record }) =>
        mapKnown(place.network.endpointsByVpc, (groups) => {
          const available = (groups.get(record.id) ?? []).filter((endpoint) => endpoint.state === "available");
          return [...new Set(available.map((endpoint) => endpoint.serviceName))].toSorted();
        }),
    ),
  },
});

function formatCidr({ start, length, family }: Cidr): string {
  return `${formatAddress(start, family)}/${length}`;
}

export const vpcType: ResourceType<Place, Placed<Vpc>> = {
  name: "vpc",
  variable: "vpc",
  description: "Each VPC, once, in its owner's account.",
  facts: vpcObject,
  list: (place) =>
    mapKnown(place.network.vpcs, (vpcs) =>
      [...vpcs.values()].filter((vpc) => isJudgedHere(place, vpc.owner)).map((record) => ({ place, record })),
    ),
  identify: (of) => identify("vpc", of, "vpc"),
};

/** The fact `vpc` of a resource that stands in one. */
export function vpcFact<T extends { vpc: string }>(): Fact<Placed<T>> {
  return {
    type: objectType(vpcObject),
    description: "The VPC that it stands in.",
    read: ({ place, record }) => vpcSubject(place, record.vpc),
  };
}

function vpcSubject(place: Place, id: string): Maybe<Subject> {
  const record = findById(place.network, { api: "DescribeVpcs", all: place.network.vpcs, id });
  return isUnknown(record) ? record : subject(vpcObject, { place, record });
}
