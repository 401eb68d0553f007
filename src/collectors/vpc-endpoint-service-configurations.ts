import { DescribeVpcEndpointServiceConfigurationsCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

export const vpcEndpointServiceConfigurations = defineCollector({
  resourceType: "vpc-endpoint-service-configuration",
  api: "DescribeVpcEndpointServiceConfigurations",
  iamAction: "ec2:DescribeVpcEndpointServiceConfigurations",
  scope: "vpc",
  maxResults: 1000,
  sortBy: ["ServiceId"],
  ask: (ec2, page) => ec2.send(new DescribeVpcEndpointServiceConfigurationsCommand(page)),
});
