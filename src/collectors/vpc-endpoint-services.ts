import { DescribeVpcEndpointServicesCommand } from "@aws-sdk/client-ec2";
import { AnswerError } from "../aws/errors.ts";
import { defineCollector } from "./collector.ts";

/** The services of this Region, with their Availability Zones. The SDK has no paginator for it, though it has pages. */
export const vpcEndpointServices = defineCollector({
  resourceType: "vpc-endpoint-service",
  api: "DescribeVpcEndpointServices",
  iamAction: "ec2:DescribeVpcEndpointServices",
  scope: "vpc",
  maxResults: 1000,
  // S3 stands there twice under one name, once as a gateway and once as an interface service.
  sortBy: ["ServiceName", "ServiceId"],
  ask: (ec2, page) => ec2.send(new DescribeVpcEndpointServicesCommand(page)),
  check(services) {
    // Every Region has AWS's own services; an empty list is a service that failed before (emulators 1.3.8).
    if (services.length === 0)
      throw new AnswerError("the list of endpoint services came back empty, which no Region's is");
  },
});
