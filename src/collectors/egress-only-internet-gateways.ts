import { DescribeEgressOnlyInternetGatewaysCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

/** At most 255 to a page (aws-semantics 5.1). */
export const egressOnlyInternetGateways = defineCollector({
  resourceType: "egress-only-internet-gateway",
  api: "DescribeEgressOnlyInternetGateways",
  iamAction: "ec2:DescribeEgressOnlyInternetGateways",
  scope: "vpc",
  maxResults: 255,
  sortBy: ["EgressOnlyInternetGatewayId"],
  ask: (ec2, page) => ec2.send(new DescribeEgressOnlyInternetGatewaysCommand(page)),
});
