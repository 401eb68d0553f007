import { DescribeAvailabilityZonesCommand } from "@aws-sdk/client-ec2";
import { defineCollector } from "./collector.ts";

/** Also the zones that the account has not opted into, so that a zone id can always be named. Without pages. */
export const availabilityZones = defineCollector({
  resourceType: "availability-zone",
  api: "DescribeAvailabilityZones",
  iamAction: "ec2:DescribeAvailabilityZones",
  scope: "vpc",
  sortBy: ["ZoneId", "ZoneName"],
  ask: (ec2) => ec2.send(new DescribeAvailabilityZonesCommand({ AllAvailabilityZones: true })),
});
