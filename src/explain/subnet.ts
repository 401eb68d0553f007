import { exhibitPath } from "../facts/path.ts";
import type { Place, Placed } from "../facts/place.ts";
import { subnetType } from "../facts/subnet.ts";
import { families, type Family } from "../network/cidr.ts";
import type { Destination } from "../network/destination.ts";
import type { Path } from "../network/path.ts";
import { isPrivate } from "../network/private-subnets.ts";
import type { Subnet } from "../network/records.ts";
import { effectiveRouteTable } from "../network/route-table.ts";
import { services } from "../network/service-name.ts";
import { tracePath } from "../network/trace.ts";
import { isInfrastructure, workloads } from "../network/workloads.ts";
import { explanationVersion, type Explanation } from "../report/explanation.ts";
import { isUnknown, mapKnown, type Need } from "../unknown.ts";
import type { Question } from "./question.ts";
import { createSpeaker } from "./say.ts";

/** A subnet: what it is, and the ways of its packets. */
export function explainSubnet(
  place: Place,
  id: string,
  question: Question,
): Omit<Explanation, "collectedAt"> | undefined {
  const { network } = place;
  const record = isUnknown(network.subnets) ? undefined : network.subnets.get(id);
  if (record === undefined) return undefined;
  const of: Placed<Subnet> = { place, record };
  const speaker = createSpeaker();
  speaker.say("VPC", record.vpc);
  speaker.say("zone", record.zone);
  speaker.say("addresses", [...(record.cidr === undefined ? [] : [record.cidr]), ...record.ipv6Cidrs]);
  speaker.say("route table", mapKnown(effectiveRouteTable(network, record), describeTable(record)));
  speaker.say("private", isPrivate(network, record));
  speaker.say(
    "workloads",
    mapKnown(workloads(network, record), (all) => all.length),
  );
  if (isInfrastructure(network, record) === true) speaker.say("role", "a hop for others' packets, and nothing else");
  const paths = asked(record, question).map(({ destination, family }) =>
    tracePath(network, record, destination, family),
  );
  return {
    version: explanationVersion,
    resource: subnetType.identify(of),
    facts: speaker.facts,
    paths: paths.map(exhibitPath),
    missing: distinctNeeds([...speaker.missing, ...paths.flatMap(needsOf)]),
  };
}

function describeTable({ id }: Subnet) {
  return (table: { id: string; associations: readonly { kind: string; id: string }[] }): string => {
    const isExplicit = table.associations.some((each) => each.kind === "subnet" && each.id === id);
    return isExplicit
      ? `${table.id} (its own association)`
      : `${table.id} (the VPC's main table: no association of its own)`;
  };
}

/** Without a question, both services, over the families that the subnet has addresses of. */
function asked(subnet: Subnet, { destination, family }: Question): { destination: Destination; family: Family }[] {
  if (typeof destination === "object") return [{ destination, family: destination[0].family }];
  const destinations = destination === undefined ? services : [destination];
  const spoken =
    family === undefined ? families.filter((each) => each === "ipv4" || subnet.ipv6Cidrs.length > 0) : [family];
  return destinations.flatMap((each) => spoken.map((one) => ({ destination: each, family: one })));
}

function needsOf({ pieces }: Path): readonly Need[] {
  return pieces.flatMap(({ via }) => (isUnknown(via) ? via.needs : []));
}

function distinctNeeds(needs: readonly Need[]): Need[] {
  return [...new Map(needs.map((need) => [JSON.stringify(need), need])).values()];
}
