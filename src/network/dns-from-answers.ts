/** The door for what Route 53 and its Profiles answer. */
import type { Answers, Item } from "../snapshot/apis.ts";
import { textsFrom } from "./from-answers.ts";
import type * as records from "./records.ts";

/** Names are compared without letter case, the dot at the end, and Route 53's way of writing `*`. */
export function nameFrom(text: string | undefined): string {
  return (text ?? "").toLowerCase().replaceAll("\\052", "*").replace(/\.$/, "");
}

export function hostedZonesFrom(
  answer: NonNullable<Answers["ListHostedZonesByVPC"]>,
): ReadonlyMap<string, readonly records.HostedZone[]> {
  return new Map(
    Object.entries(answer).map(([vpc, { HostedZoneSummaries }]) => [vpc, HostedZoneSummaries.map(hostedZoneFrom)]),
  );
}

function hostedZoneFrom(item: Item<"ListHostedZonesByVPC">): records.HostedZone {
  return {
    id: zoneIdFrom(item.HostedZoneId),
    name: nameFrom(item.Name),
    owner: item.Owner?.OwningAccount,
  };
}

/** Some answers write `/hostedzone/Z1`. */
export function zoneIdFrom(text: string | undefined): string {
  return (text ?? "").replace(/^\/?hostedzone\//, "");
}

export function recordSetFrom(item: Item<"ListResourceRecordSets">): records.RecordSet {
  const alias = item.AliasTarget?.DNSName;
  const values = textsFrom(item.ResourceRecords?.map(({ Value }) => Value));
  return {
    name: nameFrom(item.Name),
    type: item.Type ?? "",
    targets: (alias === undefined ? values : [alias]).map(nameFrom),
  };
}

export function profileAssociationFrom(item: Item<"ListProfileAssociations">): records.ProfileAssociation {
  return { profile: item.ProfileId ?? "", vpc: item.ResourceId ?? "", status: (item.Status ?? "").toLowerCase() };
}

export function profileResourceFrom(item: Item<"ListProfileResourceAssociations">): records.ProfileResource {
  return { arn: item.ResourceArn ?? "", status: (item.Status ?? "").toLowerCase() };
}
