import type { ConfigServiceClient } from "@aws-sdk/client-config-service";
import { describe, expect, test } from "vitest";
import { openAggregator } from "../../../../src/collectors/config/aggregator.ts";
import { withoutFillings } from "../../../../src/collectors/config/fill-from-config.ts";

/** Answers each operation by its name; nothing leaves the machine. */
function clientOf(answers: Record<string, unknown>): ConfigServiceClient {
  const send = (command: { constructor: { name: string } }) => {
    const answer = answers[command.constructor.name.replace(/Command$/, "")];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { send } as unknown as ConfigServiceClient;
}

const organization = {
  ConfigurationAggregatorName: "organization",
  OrganizationAggregationSource: { RoleArn: "arn", AwsRegions: ["us-east-1", "eu-west-1"] },
};
const some = {
  ConfigurationAggregatorName: "some",
  AccountAggregationSources: [{ AccountIds: ["111122223333"], AllAwsRegions: true }],
};

const answersOf = (all: object[], broken: object[] = []) => ({
  DescribeConfigurationAggregators: { ConfigurationAggregators: all },
  DescribeConfigurationAggregatorSourcesStatus: { AggregatedSourceStatusList: broken },
});

describe("what an aggregator can stand for", () => {
  test("the Regions of its organization, or its accounts; nothing else", async () => {
    const whole = await openAggregator(clientOf(answersOf([organization])), undefined);
    expect(whole.whyNot("111122223333", "us-east-1")).toBeUndefined();
    expect(whole.whyNot("111122223333", "us-west-2")).toContain("does not collect from it");
    const part = await openAggregator(clientOf(answersOf([organization, some])), "some");
    expect(part.whyNot("111122223333", "us-west-2")).toBeUndefined();
    expect(part.whyNot("222233334444", "us-west-2")).toContain("does not collect from it");
  });

  test("not the sources whose copy failed or is out of date; of the organization's failure, none", async () => {
    const failed = {
      SourceId: "111122223333",
      SourceType: "ACCOUNT",
      AwsRegion: "us-east-1",
      LastUpdateStatus: "FAILED",
      LastErrorCode: "AccessDenied",
    };
    const one = await openAggregator(clientOf(answersOf([organization], [failed])), undefined);
    expect(one.whyNot("111122223333", "us-east-1")).toContain("could not copy from it: FAILED, AccessDenied");
    expect(one.whyNot("111122223333", "eu-west-1")).toBeUndefined();
    const whole = {
      SourceId: "o-exampleorgid",
      SourceType: "ORGANIZATION",
      AwsRegion: "us-east-1",
      LastUpdateStatus: "OUTDATED",
    };
    const all = await openAggregator(clientOf(answersOf([organization], [whole])), undefined);
    expect(all.whyNot("222233334444", "us-east-1")).toContain("OUTDATED");
    expect(all.whyNot("222233334444", "eu-west-1")).toBeUndefined();
  });

  test("several are not guessed among, and a refusal says what to allow", async () => {
    await expect(openAggregator(clientOf(answersOf([some, organization])), undefined)).rejects.toMatchObject({
      hint: "name one with --aggregator: organization, some",
    });
    const denied = Object.assign(new Error("no"), { name: "AccessDeniedException" });
    const answers = { ...answersOf([some]), DescribeConfigurationAggregatorSourcesStatus: denied };
    await expect(openAggregator(clientOf(answers), undefined)).rejects.toMatchObject({
      hint: "allow config:DescribeConfigurationAggregatorSourcesStatus to the caller",
    });
  });
});

test("what a resumed run keeps of a filled place is EC2's own, so that the fillings are asked of EC2 again", () => {
  const place = { account: "111122223333", region: "us-east-1" };
  const vpcs = { Vpcs: [] };
  const kept = withoutFillings({
    row: { ...place, collected: ["DescribeVpcs", "DescribeSubnets"], fromConfig: ["DescribeSubnets"], gaps: [] },
    file: {
      ...place,
      capturedAt: { DescribeVpcs: "2026-11-02T06:00:00.000Z", DescribeSubnets: "2026-11-01T06:00:00.000Z" },
      answers: { DescribeVpcs: vpcs, DescribeSubnets: { Subnets: [] } },
    },
  });
  expect(kept).toEqual({
    row: { ...place, collected: ["DescribeVpcs"], gaps: [] },
    file: { ...place, capturedAt: { DescribeVpcs: "2026-11-02T06:00:00.000Z" }, answers: { DescribeVpcs: vpcs } },
  });
});
