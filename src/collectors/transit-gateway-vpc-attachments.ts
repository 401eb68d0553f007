import { DescribeTransitGatewayVpcAttachmentsCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

export const transitGatewayVpcAttachments = defineCollector({
  resourceType: "transit-gateway-vpc-attachment",
  api: "DescribeTransitGatewayVpcAttachments",
  iamAction: "ec2:DescribeTransitGatewayVpcAttachments",
  scope: "network",
  maxResults: 1000,
  sortBy: ["TransitGatewayAttachmentId"],
  ask: (ec2, page) => ec2.send(new DescribeTransitGatewayVpcAttachmentsCommand(page)),
});
