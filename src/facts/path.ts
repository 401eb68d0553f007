import type { Family } from "../network/cidr.ts";
import { parseDestination, type Destination } from "../network/destination.ts";
import { forgottenEndpoints } from "../network/gateway-endpoints.ts";
import { summarizeVia, usesNat, vias, type Path, type Piece } from "../network/path.ts";
import type { Subnet } from "../network/records.ts";
import type { RegionNetwork } from "../network/region-network.ts";
import { effectiveRouteTable } from "../network/route-table.ts";
import type { Service } from "../network/service-name.ts";
import { tracePath } from "../network/trace.ts";
import { isUnknown, mapKnown, type Maybe, type Unknown } from "../unknown.ts";
import { boolFact, sortedIds, textFact, textsFact } from "./common.ts";
import { distinctHops, hopObject } from "./hop.ts";
import type { Placed } from "./place.ts";
import {
  defineObject,
  listOf,
  objectType,
  subject,
  type Exhibit,
  type Fact,
  type Method,
  type PathExhibit,
  type Subject,
} from "./vocabulary.ts";

const serviceNames = {
  s3: "Amazon S3",
  dynamodb: "Amazon DynamoDB",
  s3express: "Amazon S3 Express One Zone",
} as const satisfies Record<Service, string>;
const familyNames = { ipv4: "IPv4", ipv6: "IPv6" } as const satisfies Record<Family, string>;

export const pathObject = defineObject<Path>({
  name: "Path",
  description: "The way of a subnet's packets to a service of the same Region, or to addresses, over one family.",
  facts: {
    via: textFact("What carries the traffic; `mixed` where parts of the addresses go different ways.", summarizeVia, [
      ...vias,
      "mixed",
    ]),
    crossesNat: boolFact("Whether all or part of it goes through NAT.", usesNat),
    nats: textsFact("The NAT gateways or instances that carry it.", (path) => distinct(path, (piece) => piece.nat)),
    endpoints: textsFact("The endpoints that carry it.", (path) => distinct(path, (piece) => piece.endpoint)),
    inspected: boolFact("Whether part of it passes a firewall or another appliance on its way.", (path) =>
      path.pieces.some((piece) => piece.inspected),
    ),
    natRanges: textsFact("The address ranges that go through NAT.", (path) =>
      path.pieces.filter((piece) => piece.nat !== undefined).flatMap((piece) => piece.ranges),
    ),
    notes: textsFact("What else there is to say about how it ends, such as why it is isolated.", (path) =>
      distinct(path, (piece) => piece.note),
    ),
    hops: {
      type: listOf(objectType(hopObject)),
      description: "Everything that it passes, piece by piece, each thing once.",
      read: (path) => distinctHops(path).map((hop) => subject(hopObject, hop)),
    },
  },
  exhibit: exhibitPath,
});

function distinct(path: Path, take: (piece: Piece) => string | undefined): string[] {
  return [...new Set(path.pieces.flatMap((piece) => take(piece) ?? []))].toSorted();
}

/** What a finding shows of a path, and what `explain` draws. */
export function exhibitPath(path: Path): PathExhibit & Exhibit {
  return {
    kind: "path",
    title: `${nameDestination(path.destination)} over ${familyNames[path.family]}`,
    pieces: path.pieces.map(({ ranges, via, hops, note }) => ({
      ranges,
      via: isUnknown(via) ? "unknown" : via,
      hops: [...hops],
      ...optionalNote([note, ...(isUnknown(via) ? reasons(via) : [])]),
    })),
  };
}

function nameDestination(text: string): string {
  const destination = parseDestination(text);
  return typeof destination === "string" ? serviceNames[destination] : text;
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
    routedEndpoints: textsFact(
      "Gateway endpoints of the service that its route table has an active route to, whatever wins over that route.",
      ({ place, record, service }) => routedEndpoints(place.network, record, service),
    ),
    forgottenEndpoints: textsFact(
      "Available gateway endpoints of the service in the subnet's VPC that its route table has no route to.",
      ({ place, record, service }) => sortedIds(forgottenEndpoints(place.network, record, service)),
    ),
  },
});

function routedEndpoints(network: RegionNetwork, subnet: Subnet, service: Service): Maybe<readonly string[]> {
  const own = new Set(network.prefixLists.ofService[service].map(({ id }) => id));
  return mapKnown(effectiveRouteTable(network, subnet), ({ routes }) =>
    routes
      .filter(({ destination, target, state }) => {
        return own.has(destination.text) && target.kind === "vpc-endpoint" && state === "active";
      })
      .map(({ target }) => target.id)
      .toSorted(),
  );
}

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
  facts: {
    s3: servicePathsFact("s3"),
    dynamodb: servicePathsFact("dynamodb"),
    s3express: servicePathsFact("s3express"),
  },
});

/** `subnet.pathTo("0.0.0.0/0")`: any addresses, such as an on-premises range. */
export const pathTo: Method<Placed<Subnet>> = {
  args: [{ name: "destination", type: "string", check: checkDestination }],
  returns: objectType(pathObject),
  description:
    "How it reaches addresses: a CIDR or an address of either family, or `s3`, `dynamodb`, `s3express` (over IPv4). A " +
    "text in quotes is checked when the rules are loaded.",
  call: ({ place, record }, destination) => traceTo({ place, record }, String(destination)),
};

function checkDestination(text: string): string | undefined {
  return parseDestination(text) === undefined
    ? `"${text}" is no CIDR, address or service with a gateway endpoint`
    : undefined;
}

function traceTo({ place, record }: Placed<Subnet>, text: string): Subject {
  const destination = parseDestination(text);
  if (destination === undefined) throw new Error(checkDestination(text));
  return subject(pathObject, tracePath(place.network, record, destination, familyOf(destination)));
}

/** A service has addresses of both families; without saying, people mean IPv4. */
export function familyOf(destination: Destination): Family {
  return typeof destination === "string" ? "ipv4" : destination[0].family;
}
