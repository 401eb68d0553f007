import { families } from "../network/cidr.ts";
import { hostedZoneOfName, offersPrivateDns } from "../network/endpoint-services.ts";
import type { Path } from "../network/path.ts";
import type { VpcEndpoint } from "../network/records.ts";
import { unknownHere } from "../network/region-network.ts";
import { openings, openingToVpc } from "../network/security-groups.ts";
import { tracePath } from "../network/trace.ts";
import { anyTrue, isUnknown, mapKnown, type Maybe } from "../unknown.ts";
import { boolFact, commonFacts, textFact, textsFact } from "./common.ts";
import { policyObject, readPolicy } from "./endpoint-policy.ts";
import { readZones, zonesObject } from "./endpoint-zones.ts";
import { identify, isJudgedHere, type Place, type Placed } from "./place.ts";
import { defineObject, objectType, subject, type ResourceType } from "./vocabulary.ts";
import { vpcFact } from "./vpc.ts";

export const vpcEndpointObject = defineObject<Placed<VpcEndpoint>>({
  name: "VpcEndpoint",
  description: "A VPC endpoint.",
  facts: {
    ...commonFacts<VpcEndpoint>(),
    owner: textFact("The account that owns it.", ({ record }) => record.owner),
    type: textFact(
      "`Gateway`, `Interface`, `GatewayLoadBalancer`, `Resource`, `ServiceNetwork`, ...",
      ({ record }) => record.type,
    ),
    service: textFact(
      "The full service name, such as `com.amazonaws.eu-west-1.s3`.",
      ({ record }) => record.serviceName,
    ),
    serviceToken: textFact("What follows the Region in it, such as `s3` or `ecr.api`.", ({ record }) => record.service),
    serviceRegion: textFact(
      "The Region of the service; another one for a cross-Region endpoint.",
      ({ record }) => record.serviceRegion,
    ),
    state: textFact("Its state, such as `available`, `pendingAcceptance`, `rejected`.", ({ record }) => record.state),
    available: boolFact("Whether it works; unknown while it is being created or changed.", isAvailable),
    requesterManaged: boolFact(
      "Whether an AWS service made it and manages it.",
      ({ record }) => record.requesterManaged,
    ),
    privateDns: boolFact("Whether private DNS is enabled.", ({ record }) => record.privateDns),
    privateDnsAvailable: boolFact(
      "Whether its service has names that private DNS can answer; those of DynamoDB have none.",
      ({ place, record }) => offersPrivateDns(place.network, record),
    ),
    hostedZone: textFact(
      "The private hosted zone that holds the name of its service in its VPC, by itself or by the VPC's Route 53 " +
        "Profile; empty without one. What its records say is not read.",
      ({ place, record }) => mapKnown(hostedZoneOfName(place.network, record), (zone) => zone?.id ?? ""),
    ),
    carriesS3: boolFact(
      "Whether S3 traffic of a subnet of its VPC goes through it: an S3 interface endpoint with private DNS for the VPC.",
      carriesS3,
    ),
    securityGroups: textsFact("The ids of its security groups.", ({ record }) => record.securityGroups.toSorted()),
    openToVpc: textFact(
      "How much of its VPC's addresses its security groups let in on TCP 443, as far as is known.",
      ({ place, record }) => openingToVpc(place.network, record),
      openings,
    ),
    routeTables: textsFact("The route tables that it is associated with.", ({ record }) =>
      record.routeTables.toSorted(),
    ),
    subnets: textsFact("The subnets that it has interfaces in.", ({ record }) => record.subnets.toSorted()),
    vpc: vpcFact<VpcEndpoint>(),
    zones: {
      type: objectType(zonesObject),
      description: "How it is spread over Availability Zones.",
      read: (of) => subject(zonesObject, readZones(of)),
    },
    policy: {
      type: objectType(policyObject),
      description: "What its policy admits.",
      read: (of) => subject(policyObject, readPolicy(of)),
    },
  },
});

/**
 * `pending` comes back after every modification, so it tells nothing; `partial` stands in the API's model, but no page
 * of AWS says what it means (aws-semantics 4.5).
 */
function isAvailable({ place, record }: Placed<VpcEndpoint>): Maybe<boolean> {
  if (record.state === "pending" || record.state === "partial") {
    return unknownHere(
      place.network,
      "DescribeVpcEndpoints",
      `${record.id} is in state ${record.state}: collect again`,
    );
  }
  return record.state === "available";
}

/** Decided by the paths, so that what takes the traffic and what is said to take it cannot differ. */
function carriesS3({ place: { network }, record }: Placed<VpcEndpoint>): Maybe<boolean> {
  if (record.type !== "Interface" || record.service !== "s3" || !record.privateDns) return false;
  return mapKnown(network.subnetsByVpc, (subnets) =>
    anyTrue(
      (subnets.get(record.vpc) ?? []).flatMap((subnet) =>
        families.map((family) => carries(tracePath(network, subnet, "s3", family), record.id)),
      ),
    ),
  );
}

function carries({ pieces }: Path, endpoint: string): Maybe<boolean> {
  return anyTrue(pieces.map((piece) => (isUnknown(piece.via) ? piece.via : piece.endpoint === endpoint)));
}

export const vpcEndpointType: ResourceType<Place, Placed<VpcEndpoint>> = {
  name: "vpc-endpoint",
  variable: "endpoint",
  description: "Each VPC endpoint, once, with its owner's data.",
  facts: vpcEndpointObject,
  list: (place) =>
    mapKnown(place.network.endpoints, (endpoints) =>
      [...endpoints.values()]
        .filter((endpoint) => isJudgedHere(place, endpoint.owner))
        .map((record) => ({ place, record })),
    ),
  identify: (of) => identify("vpc-endpoint", of, "vpc-endpoint"),
};
