import { profileCommand } from "../aws/route53-profiles.ts";
import { collectByKey, type Collector } from "./collector.ts";
import { vpcsWithOpenNames } from "./dns-questions.ts";
import { readAllPages } from "./paging.ts";
import { sortItems, toWire } from "./wire.ts";

/** Route 53 Profiles bring hosted zones and interface endpoints to many VPCs; a VPC has one at most (aws-semantics 2.27). */
export const profileAssociations: Collector<"ListProfileAssociations"> = {
  resourceType: "profile-association",
  api: "ListProfileAssociations",
  iamAction: "route53profiles:ListProfileAssociations",
  scope: "vpc",
  needs: ["DescribeRouteTables"],
  after: ["DescribeVpcEndpoints"],
  async collect(place) {
    if (vpcsWithOpenNames(place).length === 0) return { answer: { ProfileAssociations: [] } };
    const items = await readAllPages(async (token) => {
      const page = { MaxResults: 100, ...(token === undefined ? {} : { NextToken: token }) };
      const output = await place.requestDns("ListProfileAssociations", ({ profiles }) =>
        profiles.send(profileCommand("ListProfileAssociations", page)),
      );
      return { items: output.ProfileAssociations ?? [], nextToken: output.NextToken };
    });
    return { answer: { ProfileAssociations: sortItems(toWire(items), ["Id"]) } };
  },
};

/** What a Profile holds, as far as its owner lets the account see it. */
export const profileResourceAssociations: Collector<"ListProfileResourceAssociations"> = {
  resourceType: "profile-resource-association",
  api: "ListProfileResourceAssociations",
  iamAction: "route53profiles:ListProfileResourceAssociations",
  scope: "vpc",
  needs: ["ListProfileAssociations"],
  collect: (place) => {
    const associations = place.answers.ListProfileAssociations?.ProfileAssociations ?? [];
    const profiles = associations.flatMap((association) => association.ProfileId ?? []);
    return collectByKey(place, profiles, async (ProfileId) => {
      const items = await readAllPages(async (token) => {
        const page = { ProfileId, MaxResults: 100, ...(token === undefined ? {} : { NextToken: token }) };
        const output = await place.requestDns("ListProfileResourceAssociations", (dns) =>
          dns.profiles.send(profileCommand("ListProfileResourceAssociations", page)),
        );
        return { items: output.ProfileResourceAssociations ?? [], nextToken: output.NextToken };
      });
      return { ProfileResourceAssociations: sortItems(toWire(items), ["Id"]) };
    });
  },
};
