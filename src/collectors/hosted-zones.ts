import { ListHostedZonesByVPCCommand, type VPCRegion } from "@aws-sdk/client-route-53";
import { collectByKey, type Collector } from "./collector.ts";
import { vpcsWithOpenNames } from "./dns-questions.ts";
import { readAllPages } from "./paging.ts";
import { sortItems, toWire } from "./wire.ts";

/** The private hosted zones of a VPC, whoever owns them (aws-semantics 2.28). They belong to the VPC's Region. */
export const hostedZones: Collector<"ListHostedZonesByVPC"> = {
  resourceType: "hosted-zone",
  api: "ListHostedZonesByVPC",
  iamAction: "route53:ListHostedZonesByVPC",
  scope: "vpc",
  needs: ["DescribeRouteTables"],
  after: ["DescribeVpcEndpoints"],
  collect: (place) =>
    collectByKey(place, vpcsWithOpenNames(place), async (VPCId) => {
      const zones = await readAllPages(async (NextToken) => {
        const output = await place.requestDns("ListHostedZonesByVPC", ({ route53 }) =>
          route53.send(
            new ListHostedZonesByVPCCommand({ VPCId, VPCRegion: place.region as VPCRegion, MaxItems: 100, NextToken }),
          ),
        );
        return { items: output.HostedZoneSummaries ?? [], nextToken: output.NextToken };
      });
      return { HostedZoneSummaries: sortItems(toWire(zones), ["HostedZoneId"]) };
    }),
};
