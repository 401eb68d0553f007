import { ec2Operations } from "./ec2-operations.ts";
import { refuseDryRun } from "./ec2-request.ts";
import type { Ec2Request } from "./ec2-request.ts";
import { selectItems } from "./ec2-selection.ts";
import { replayGap } from "./ledger.ts";
import type { Input } from "./query-input.ts";
import type { World } from "./service.ts";

/** DescribeRegions out of the ledger: a Region is known because somebody looked into it, or could not. */
export function describeRegions(world: World, { call, action, input }: Ec2Request): Input {
  const { account, arn } = call.identity;
  const gap = world.ledger.accountGap(account, "DescribeRegions");
  if (gap !== undefined) throw replayGap(gap, { arn, action: `ec2:${action}` });
  refuseDryRun(input);
  const suffix = world.manifest.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  const regions = world.ledger
    .regions(account)
    .filter((region) => region.isEnabled || input["AllRegions"] === true)
    .map((region) => ({
      RegionName: region.name,
      Endpoint: `ec2.${region.name}.${suffix}`,
      OptInStatus: region.isEnabled ? "opt-in-not-required" : "not-opted-in",
    }));
  return { Regions: selectItems(regions, ec2Operations.DescribeRegions, input) };
}
