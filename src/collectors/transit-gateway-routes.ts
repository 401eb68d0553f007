import { SearchTransitGatewayRoutesCommand } from "@aws-sdk/client-ec2";
import { AnswerError } from "../aws/errors.ts";
import { defineKeyedCollector } from "./collector.ts";
import { ownRouteTables } from "./own-transit-gateways.ts";

/** AWS demands a filter: the states in which a route decides something. */
const deciding = [{ Name: "state", Values: ["active", "blackhole"] }];

export const transitGatewayRoutes = defineKeyedCollector({
  resourceType: "transit-gateway-route",
  api: "SearchTransitGatewayRoutes",
  iamAction: "ec2:SearchTransitGatewayRoutes",
  scope: "network",
  needs: ["DescribeTransitGatewayRouteTables"],
  maxResults: 1000,
  sortBy: ["DestinationCidrBlock", "PrefixListId"],
  keys: ownRouteTables,
  async ask(ec2, page, TransitGatewayRouteTableId) {
    const command = new SearchTransitGatewayRoutesCommand({ ...page, TransitGatewayRouteTableId, Filters: deciding });
    const output = await ec2.send(command);
    // Routes that are left out would turn into paths that are not there, so a cut answer is none (aws-semantics 5.1).
    if (output.AdditionalRoutesAvailable === true && !output.NextToken)
      throw new AnswerError("truncated: AWS has more routes");
    return output;
  },
});
