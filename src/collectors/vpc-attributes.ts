import { DescribeVpcAttributeCommand, type VpcAttributeName } from "@aws-sdk/client-ec2";
import type { Answer } from "../snapshot/apis.ts";
import { collectByKey, type Collector, type Place } from "./collector.ts";
import { vpcsWithS3Names } from "./dns-questions.ts";
import { toWire } from "./wire.ts";

/**
 * The DNS settings of VPCs with interface endpoints, and of those that hosted zones or a Profile may give S3's names:
 * without both, neither has an effect (aws-semantics 2.22).
 */
export const vpcAttributes: Collector<"DescribeVpcAttribute"> = {
  resourceType: "vpc-attribute",
  api: "DescribeVpcAttribute",
  iamAction: "ec2:DescribeVpcAttribute",
  scope: "vpc",
  needs: ["DescribeVpcEndpoints"],
  after: ["ListHostedZonesByVPC", "ListProfileAssociations"],
  collect: (place) =>
    collectByKey(place, [...vpcsWithInterfaceEndpoints(place), ...vpcsWithS3Names(place)], (id) =>
      readDnsSettings(place, id),
    ),
};

function vpcsWithInterfaceEndpoints({ answers }: Place): string[] {
  return (
    (answers.DescribeVpcEndpoints?.VpcEndpoints ?? [])
      .filter((endpoint) => endpoint.VpcEndpointType?.toLowerCase() === "interface")
      // A deleted endpoint stays listed for a while, and its VPC may be gone.
      .filter((endpoint) => endpoint.State?.toLowerCase() !== "deleted")
      .flatMap((endpoint) => endpoint.VpcId ?? [])
  );
}

/** AWS answers one attribute to a call. */
async function readDnsSettings(place: Place, VpcId: string): Promise<Answer<"DescribeVpcAttribute">> {
  const ask = (Attribute: VpcAttributeName) =>
    place.request("DescribeVpcAttribute", (ec2) => ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute })));
  const { EnableDnsSupport } = await ask("enableDnsSupport");
  const { EnableDnsHostnames } = await ask("enableDnsHostnames");
  return toWire({ VpcId, EnableDnsSupport, EnableDnsHostnames });
}
