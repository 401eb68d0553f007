import { isPrivate } from "../network/private-subnets.ts";
import type { NatGateway, Subnet, Zone } from "../network/records.ts";
import { findById, type RegionNetwork } from "../network/region-network.ts";
import { effectiveRouteTable } from "../network/route-table.ts";
import { isInfrastructure, workloads } from "../network/workloads.ts";
import { allKnown, isUnknown, mapKnown, type Maybe } from "../unknown.ts";
import { boolFact, commonFacts, intFact, textFact, textsFact } from "./common.ts";
import { natGatewayObject } from "./nat-gateway.ts";
import { pathsObject, pathTo } from "./path.ts";
import { identify, isJudgedHere, type Place, type Placed } from "./place.ts";
import { routeTableObject } from "./route-table.ts";
import { defineObject, listOf, objectType, subject, type ResourceType } from "./vocabulary.ts";
import { vpcFact } from "./vpc.ts";

const workloadsObject = defineObject<Placed<Subnet>>({
  name: "Workloads",
  description:
    "The network interfaces of a subnet that are not infrastructure (NAT, endpoints, transit gateways, ...).",
  facts: {
    count: intFact("How many there are.", ({ place, record }) =>
      mapKnown(workloads(place.network, record), (interfaces) => interfaces.length),
    ),
    types: textsFact("Their interface types, such as `interface`, `lambda`.", ({ place, record }) =>
      mapKnown(workloads(place.network, record), (interfaces) =>
        [...new Set(interfaces.map(({ type }) => type))].toSorted(),
      ),
    ),
  },
});

export const subnetObject = defineObject<Placed<Subnet>>({
  name: "Subnet",
  description: "A subnet.",
  facts: {
    ...commonFacts<Subnet>(),
    owner: textFact("The account that owns it.", ({ record }) => record.owner),
    state: textFact("Its state.", ({ record }) => record.state),
    zone: textFact(
      "Its Availability Zone id, such as `use1-az1`: names differ by account.",
      ({ record }) => record.zone,
    ),
    zoneType: textFact(
      "`availability-zone`, `local-zone` or `wavelength-zone`.",
      ({ place, record }) => mapKnown(zoneOf(place.network, record), ({ type }) => type),
      ["availability-zone", "local-zone", "wavelength-zone"],
    ),
    natGateways: {
      type: listOf(objectType(natGatewayObject)),
      description: "The available NAT gateways that active routes of its route table point to.",
      read: (of) =>
        mapKnown(natGatewaysOf(of), (gateways) =>
          gateways.map((record) => subject(natGatewayObject, { place: of.place, record })),
        ),
    },
    cidr: textFact("Its IPv4 CIDR block; empty without one.", ({ record }) => record.cidr ?? ""),
    ipv6Only: boolFact("Whether it has no IPv4 addresses at all.", ({ record }) => record.ipv6Native),
    ipv6Cidrs: textsFact("Its IPv6 CIDR blocks.", ({ record }) => record.ipv6Cidrs),
    private: boolFact(
      "Whether its packets to S3 and DynamoDB do not leave by an internet gateway directly.",
      ({ place, record }) => isPrivate(place.network, record),
    ),
    infrastructure: boolFact(
      "Whether it only holds attachments of transit gateways, firewalls and the like: a hop for others' packets.",
      ({ place, record }) => isInfrastructure(place.network, record),
    ),
    workloads: {
      type: objectType(workloadsObject),
      description: "Its workload interfaces.",
      read: (of) => subject(workloadsObject, of),
    },
    routeTable: {
      type: objectType(routeTableObject),
      description: "The route table that it uses: its own association, else the main table of its VPC.",
      read: ({ place, record }) => {
        const table = effectiveRouteTable(place.network, record);
        return isUnknown(table) ? table : subject(routeTableObject, { place, record: table });
      },
    },
    vpc: vpcFact<Subnet>(),
    paths: {
      type: objectType(pathsObject),
      description: "How it reaches S3 and DynamoDB.",
      read: (of) => subject(pathsObject, of),
    },
  },
  methods: { pathTo },
});

function zoneOf(network: RegionNetwork, { zone }: Subnet): Maybe<Zone> {
  return findById(network, { api: "DescribeAvailabilityZones", all: network.zones, id: zone });
}

function natGatewaysOf({ place: { network }, record }: Placed<Subnet>): Maybe<NatGateway[]> {
  const table = effectiveRouteTable(network, record);
  if (isUnknown(table)) return table;
  const ids = table.routes
    .filter(({ target, state }) => target.kind === "nat-gateway" && state === "active")
    .map(({ target }) => target.id);
  const gateways = [...new Set(ids)].map((id) =>
    findById(network, { api: "DescribeNatGateways", all: network.natGateways, id }),
  );
  return mapKnown(allKnown(gateways), (known) => known.filter(({ state }) => state === "available"));
}

export const subnetType: ResourceType<Place, Placed<Subnet>> = {
  name: "subnet",
  variable: "subnet",
  description: "Each subnet, once, with its owner's data.",
  facts: subnetObject,
  list: (place) =>
    mapKnown(place.network.subnets, (subnets) =>
      [...subnets.values()].filter((subnet) => isJudgedHere(place, subnet.owner)).map((record) => ({ place, record })),
    ),
  identify: (of) => identify("subnet", of, "subnet"),
};
