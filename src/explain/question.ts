import { UserError } from "../errors.ts";
import type { Family } from "../network/cidr.ts";
import { parseDestination, type Destination } from "../network/destination.ts";
import { gatewayServices } from "../network/service-name.ts";

/** What is asked about a subnet; nothing in particular where both are undefined. */
export interface Question {
  destination: Destination | undefined;
  family: Family | undefined;
}

/** @throws UserError where `to` is neither a service nor addresses, or its addresses are of another family */
export function parseQuestion(to: string | undefined, family: Family | undefined): Question {
  if (to === undefined) return { destination: undefined, family };
  const destination = parseDestination(to);
  if (destination === undefined) {
    throw new UserError("bad-destination", `--to ${to} is no service with a gateway endpoint, no CIDR and no address`, {
      hint: `write ${gatewayServices.join(", ")}, or addresses such as 0.0.0.0/0 or 10.20.0.5`,
    });
  }
  const own = typeof destination === "string" ? undefined : destination[0].family;
  if (own !== undefined && family !== undefined && own !== family) {
    throw new UserError("bad-destination", `--to ${to} is ${own}, but --family says ${family}`, {
      hint: "leave --family out: addresses have a family of their own",
    });
  }
  return { destination, family };
}

/** Only packets of a subnet have a destination. */
export function refuseDestination({ destination, family }: Question, type: string): void {
  if (destination === undefined && family === undefined) return;
  throw new UserError(
    "bad-destination",
    `${destination === undefined ? "--family" : "--to"} asks for a path, and a ${type} sends nothing`,
    {
      hint: "name a subnet, or leave it out",
    },
  );
}
