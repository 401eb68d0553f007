import { formatAddress, formatCidr, parseCidr } from "./cidr.ts";
import type { Cidr } from "./cidr.ts";
import { gatewayServices } from "./service-name.ts";
import type { Service } from "./service-name.ts";

/** What a path can be asked for: a service of the Region, or addresses. */
export type Destination = Service | readonly [Cidr, ...Cidr[]];

/** Reads `s3`, `dynamodb`, `s3express`, a CIDR, or an address; undefined where it is none of them. */
export function parseDestination(text: string): Destination | undefined {
  const service = gatewayServices.find((token) => token === text);
  if (service !== undefined) return service;
  const cidr = parseCidr(text) ?? parseCidr(`${text}/${text.includes(":") ? 128 : 32}`);
  return cidr === undefined ? undefined : [cidr];
}

/** `s3`; `10.0.0.0/8`; a single address without its `/32`. */
export function describeDestination(destination: Destination): string {
  if (typeof destination === "string") return destination;
  return destination
    .map((cidr) => (cidr.start === cidr.end ? formatAddress(cidr.start, cidr.family) : formatCidr(cidr)))
    .join(", ");
}
