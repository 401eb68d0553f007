import { DescribeVpcEndpointServicePermissionsCommand } from "@aws-sdk/client-ec2";
import { defineKeyedCollector } from "./collector.ts";

/** Who may connect to each endpoint service of this account. */
export const vpcEndpointServicePermissions = defineKeyedCollector({
  resourceType: "vpc-endpoint-service-permission",
  api: "DescribeVpcEndpointServicePermissions",
  iamAction: "ec2:DescribeVpcEndpointServicePermissions",
  scope: "vpc",
  needs: ["DescribeVpcEndpointServiceConfigurations"],
  maxResults: 1000,
  sortBy: ["Principal", "ServicePermissionId"],
  keys: ({ answers }) =>
    (answers.DescribeVpcEndpointServiceConfigurations?.ServiceConfigurations ?? []).flatMap(
      (service) => service.ServiceId ?? [],
    ),
  ask: (ec2, page, ServiceId) => ec2.send(new DescribeVpcEndpointServicePermissionsCommand({ ...page, ServiceId })),
});
