import { DescribeNetworkInterfacesCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

export const networkInterfaces = defineCollector({
  resourceType: "network-interface",
  api: "DescribeNetworkInterfaces",
  iamAction: "ec2:DescribeNetworkInterfaces",
  scope: "vpc",
  maxResults: 1000,
  sortBy: ["NetworkInterfaceId"],
  ask: (ec2, page) => ec2.send(new DescribeNetworkInterfacesCommand(page)),
});
