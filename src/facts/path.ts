import type { Family } from "../network/cidr.ts";
import { forgottenEndpoints } from "../network/gateway-endpoints.ts";
import { summarizeVia, usesNat, vias, type Path, type Piece } from "../network/path.ts";
import type { Subnet } from "../network/records.ts";
import type { Service } from "../network/service-name.ts";
import { tracePath } from "../network/trace.ts";
import { isUnknown, type Unknown } from "../unknown.ts";
import { boolFact, sortedIds, textFact, textsFact } from "./common.ts";
import type { Placed } from "./place.ts";
import { defineObject, objectType, subject, type Exhibit, type Fact } from "./vocabulary.ts";

const serviceNames = { s3: "Amazon S3", dynamodb: "Amazon DynamoDB" } as const satisfies Record<Service, string>;
const familyNames = { ipv4: "IPv4", ipv6: "IPv6" } as const satisfies Record<Family, string>;

const pathObject = defineObject<Path>({
  name: "Path",
  description: "The way of a subnet's packets to a service of the same Region, over one address family.",
  facts: {
    via: textFact(
      "What carries the traffic; `mixed` where parts of the service's addresses go different ways.",
      summarizeVia,
      [...vias, "mixed"],
    ),
    crossesNat: boolFact("Whether all or part of it goes through NAT.", usesNat),
    nats: textsFact("The NAT gateways or instances that carry it.", (path) => distinct(path, (piece) => piece.nat)),
    endpoints: textsFact("The endpoints that carry it.", (path) => distinct(path, (piece) => piece.endpoint)),
    inspected: boolFact("Whether part of it passes a firewall or another appliance on its way.", (path) =>
      path.pieces.some((piece) => piece.inspected),
    ),
    natRanges: textsFact("The address ranges of the service that go through NAT.", (path) =>
      path.pieces.filter((piece) => piece.nat !== undefined).flatMap((piece) => piece.ranges),
    ),
  },
  exhibit: exhibitPath,
});

function distinct(path: Path, take: (piece: Piece) => string | undefined): string[] {
  return [...new Set(path.pieces.flatMap((piece) => take(piece) ?? []))].toSorted();
}

function exhibitPath(path: Path): Exhibit {
  return {
    kind: "path",
    title: `${serviceNames[path.service]} over ${familyNames[path.family]}`,
    pieces: path.pieces.map(({ ranges, via, hops, note }) => ({
      ranges,
      via: isUnknown(via) ? "unknown" : via,
      hops,
      ...optionalNote([note, ...(isUnknown(via) ? reasons(via) : [])]),
    })),
  };
}

function optionalNote(parts: readonly (string | undefined)[]): { note?: string } {
  const note = parts.filter((part) => part !== undefined).join("; ");
  return note === "" ? {} : { note };
}

function reasons({ needs }: Unknown): string[] {
  return needs.map((need) => `needs ${need.api} of ${need.account}/${need.region}: ${need.reason}`);
}

interface ServicePaths extends Placed<Subnet> {
  service: Service;
}

const servicePathsObject = defineObject<ServicePaths>({
  name: "ServicePaths",
  description: "How a subnet reaches one service.",
  facts: {
    ipv4: pathFact("ipv4"),
    ipv6: pathFact("ipv6"),
    forgottenEndpoints: textsFact(
      "Available gateway endpoints of the service in the subnet's VPC that its route table has no route to.",
      ({ place, record, service }) => sortedIds(forgottenEndpoints(place.network, record, service)),
    ),
  },
});

function pathFact(family: Family): Fact<ServicePaths> {
  return {
    type: objectType(pathObject),
    description: `Over ${familyNames[family]}.`,
    read: ({ place, record, service }) => subject(pathObject, tracePath(place.network, record, service, family)),
  };
}

function servicePathsFact(service: Service): Fact<Placed<Subnet>> {
  return {
    type: objectType(servicePathsObject),
    description: `To ${serviceNames[service]} in the same Region.`,
    read: ({ place, record }) => subject(servicePathsObject, { place, record, service }),
  };
}

export const pathsObject = defineObject<Placed<Subnet>>({
  name: "Paths",
  description: "How a subnet reaches the services that have gateway endpoints.",
  facts: { s3: servicePathsFact("s3"), dynamodb: servicePathsFact("dynamodb") },
});
