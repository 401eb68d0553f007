import { DescribeVpnGatewaysCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

/** Without pages (aws-semantics 5.1). */
export const vpnGateways = defineCollector({
  resourceType: "vpn-gateway",
  api: "DescribeVpnGateways",
  iamAction: "ec2:DescribeVpnGateways",
  scope: "vpc",
  sortBy: ["VpnGatewayId"],
  ask: (ec2) => ec2.send(new DescribeVpnGatewaysCommand({})),
});
