import { DescribeTransitGatewayAttachmentsCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

export const transitGatewayAttachments = defineCollector({
  resourceType: "transit-gateway-attachment",
  api: "DescribeTransitGatewayAttachments",
  iamAction: "ec2:DescribeTransitGatewayAttachments",
  scope: "network",
  maxResults: 1000,
  sortBy: ["TransitGatewayAttachmentId"],
  ask: (ec2, page) => ec2.send(new DescribeTransitGatewayAttachmentsCommand(page)),
});
