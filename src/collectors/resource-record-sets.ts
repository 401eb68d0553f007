import { ListResourceRecordSetsCommand, type ListResourceRecordSetsRequest } from "@aws-sdk/client-route-53";
import { AnswerError } from "../aws/errors.ts";
import { collectByKey, type Collector, type Place } from "./collector.ts";
import { isS3Name } from "./dns-questions.ts";
import { readAllPages } from "./paging.ts";
import { sortItems, toWire } from "./wire.ts";

/** The records of hosted zones for S3's own names: only their owner can read them, and no other zone is asked about. */
export const resourceRecordSets: Collector<"ListResourceRecordSets"> = {
  resourceType: "resource-record-set",
  api: "ListResourceRecordSets",
  iamAction: "route53:ListResourceRecordSets",
  scope: "vpc",
  needs: ["ListHostedZonesByVPC"],
  collect: (place) =>
    collectByKey(place, ownS3Zones(place), async (zone) => {
      const records = await readAllPages(async (token) => {
        const start = token === undefined ? {} : (JSON.parse(token) as Start);
        const output = await place.requestDns("ListResourceRecordSets", ({ route53 }) =>
          route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone, MaxItems: 300, ...start })),
        );
        return { items: output.ResourceRecordSets ?? [], nextToken: nextOf(output) };
      });
      return { ResourceRecordSets: sortItems(toWire(records), ["Name", "Type", "SetIdentifier"]) };
    }),
};

type Start = Pick<ListResourceRecordSetsRequest, "StartRecordName" | "StartRecordType" | "StartRecordIdentifier">;

interface Truncated {
  IsTruncated?: boolean | undefined;
  NextRecordName?: string | undefined;
  NextRecordType?: Start["StartRecordType"];
  NextRecordIdentifier?: string | undefined;
}

/** Route 53 continues a listing of records at a record instead of by a token. */
function nextOf({ IsTruncated, NextRecordName, NextRecordType, NextRecordIdentifier }: Truncated): string | undefined {
  if (IsTruncated !== true) return undefined;
  if (NextRecordName === undefined) throw new AnswerError("truncated: AWS has more records");
  const start: Start = {
    StartRecordName: NextRecordName,
    StartRecordType: NextRecordType,
    StartRecordIdentifier: NextRecordIdentifier,
  };
  return JSON.stringify(start);
}

function ownS3Zones({ account, region, answers }: Place): string[] {
  return Object.values(answers.ListHostedZonesByVPC ?? {})
    .flatMap(({ HostedZoneSummaries }) => HostedZoneSummaries)
    .filter(({ Name, Owner }) => Owner?.OwningAccount === account && isS3Name(Name, region))
    .flatMap(({ HostedZoneId }) => HostedZoneId ?? []);
}
