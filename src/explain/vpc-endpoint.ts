import { policyObject, readPolicy } from "../facts/endpoint-policy.ts";
import { readZones, zonesObject } from "../facts/endpoint-zones.ts";
import type { Place, Placed } from "../facts/place.ts";
import type { Exhibit } from "../facts/vocabulary.ts";
import { vpcEndpointType } from "../facts/vpc-endpoint.ts";
import { acceptsPolicies } from "../network/endpoint-services.ts";
import type { VpcEndpoint } from "../network/records.ts";
import { openingToVpc } from "../network/security-groups.ts";
import { explanationVersion, type Explanation } from "../report/explanation.ts";
import { isUnknown } from "../unknown.ts";
import { refuseDestination, type Question } from "./question.ts";
import { createSpeaker, type Speaker } from "./say.ts";

/** A VPC endpoint: what it is, over which zones it is spread, and what its policy admits. */
export function explainEndpoint(
  place: Place,
  id: string,
  question: Question,
): Omit<Explanation, "collectedAt"> | undefined {
  const { network } = place;
  const record = isUnknown(network.endpoints) ? undefined : network.endpoints.get(id);
  if (record === undefined) return undefined;
  refuseDestination(question, "VPC endpoint");
  const of: Placed<VpcEndpoint> = { place, record };
  const speaker = createSpeaker();
  speaker.say("service", record.serviceName);
  speaker.say("type", record.type);
  speaker.say("state", record.failure === undefined ? record.state : `${record.state}: ${record.failure}`);
  speaker.say("VPC", record.vpc);
  if (record.requesterManaged) speaker.say("managed by", "an AWS service, which alone can change it");
  if (record.type === "Gateway")
    speaker.say("route tables", record.routeTables.length === 0 ? "none: nothing reaches it" : record.routeTables);
  if (record.type === "Interface") sayInterface(speaker, of);
  const supported = acceptsPolicies(network, record);
  if (supported !== true) speaker.say("heeds a policy", supported);
  const zones = record.type === "Interface" ? exhibitOf("zones", zonesObject.exhibit?.(readZones(of))) : undefined;
  const policy = supported === false ? undefined : exhibitOf("statements", policyObject.exhibit?.(readPolicy(of)));
  return {
    version: explanationVersion,
    resource: vpcEndpointType.identify(of),
    facts: speaker.facts,
    paths: [],
    ...(zones === undefined ? {} : { zones }),
    ...(policy === undefined ? {} : { policy }),
    missing: speaker.missing,
  };
}

function sayInterface(speaker: Speaker, of: Placed<VpcEndpoint>): void {
  const { place, record } = of;
  const { zones } = readZones(of);
  speaker.say("subnets", record.subnets.toSorted());
  speaker.say("private DNS", describeDns(record));
  speaker.say("security groups", record.securityGroups.toSorted());
  speaker.say("lets in on 443", openings(openingToVpc(place.network, record)));
  speaker.say("zones judged", zones.applicable === false ? `no: ${zones.reason}` : zones.applicable);
}

function describeDns({ privateDns, inboundResolverOnly }: VpcEndpoint): string {
  if (!privateDns) return "off";
  return inboundResolverOnly === true ? "on, for the inbound resolver endpoint only" : "on";
}

const openingWords = {
  all: "all of its VPC",
  some: "a part of its VPC",
  none: "nothing of its VPC",
} as const;

function openings(opening: ReturnType<typeof openingToVpc>) {
  return isUnknown(opening) ? opening : openingWords[opening];
}

function exhibitOf<Kind extends Exhibit["kind"]>(
  kind: Kind,
  exhibit: Exhibit | undefined,
): Extract<Exhibit, { kind: Kind }> | undefined {
  return exhibit?.kind === kind ? (exhibit as Extract<Exhibit, { kind: Kind }>) : undefined;
}
