import { afterAll } from "vitest";
import { withAttempts } from "../../../src/aws/attempts.ts";
import { createDnsClients, createEc2Client, createNetworkManager } from "../../../src/aws/clients.ts";
import { classifyError, type Failure } from "../../../src/aws/errors.ts";
import { openBuckets, realPace } from "../../../src/aws/limits.ts";
import { openTransport } from "../../../src/aws/transport.ts";
import type { Collector, Place } from "../../../src/collectors/collector.ts";
import { collectors } from "../../../src/collectors/index.ts";
import type { Answers, ApiName } from "../../../src/snapshot/apis.ts";
import { loopbackOnly } from "./loopback-only.ts";
import { startStubAws, type Call, type Reply } from "./stub-aws.ts";

export const account = "111122223333";

/** What has to be answered before any API can be asked: one resource for each that is asked one by one. */
export const prerequisites: Answers = {
  DescribeVpcs: { Vpcs: [{ VpcId: "vpc-1" }] },
  DescribeVpcEndpoints: {
    VpcEndpoints: [
      { VpcEndpointId: "vpce-1", VpcId: "vpc-1", VpcEndpointType: "Interface", Groups: [{ GroupId: "sg-1" }] },
    ],
  },
  DescribeVpcEndpointServiceConfigurations: { ServiceConfigurations: [{ ServiceId: "vpce-svc-1" }] },
  DescribeManagedPrefixLists: { PrefixLists: [{ PrefixListId: "pl-1", OwnerId: account }] },
  DescribePrefixLists: { PrefixLists: [] },
  DescribeTransitGateways: { TransitGateways: [{ TransitGatewayId: "tgw-1", OwnerId: account, State: "available" }] },
  DescribeTransitGatewayRouteTables: {
    TransitGatewayRouteTables: [
      { TransitGatewayRouteTableId: "tgw-rtb-1", TransitGatewayId: "tgw-1", State: "available" },
    ],
  },
};

export interface Run {
  /** The answer, or how the call ended. */
  answer: unknown;
  failure: Failure | undefined;
  calls: Call[];
  throttled: string[];
}

type ReplyTo = (call: Call, index: number) => Reply;

interface Recording {
  reply: ReplyTo;
  calls: Call[];
}

const recordings = new Map<string, Recording>();

/** One server for all runs, told apart by their access keys; the SDK finds it as it finds any other endpoint. */
const stub = await startStubAws((call) => {
  const recording = recordings.get(call.accessKeyId);
  if (recording === undefined) throw new Error(`nobody asks as ${call.accessKeyId}`);
  recording.calls.push(call);
  return recording.reply(call, recording.calls.length - 1);
});
process.env["AWS_ENDPOINT_URL"] = stub.url;
const transport = loopbackOnly(openTransport({ concurrency: 8, environment: {} }));

/** Nobody waits in a test; what would have been waited is told. */
const pace = { ...realPace, random: () => 0.5, sleep: async () => {} };
const { signal } = new AbortController();

afterAll(async () => {
  transport.close();
  await stub.close();
});

/** Runs one collector through the real SDK client against a stub. */
export async function runCollector(
  api: ApiName,
  reply: ReplyTo,
  { answers = prerequisites, maxAttempts = 1 }: { answers?: Answers; maxAttempts?: number } = {},
): Promise<Run> {
  const accessKeyId = `AKIDRUN${recordings.size}`;
  const recording: Recording = { reply, calls: [] };
  recordings.set(accessKeyId, recording);
  const throttled: string[] = [];
  const credentials = { get: async () => ({ accessKeyId, secretAccessKey: "x" }), expire: () => {} };
  const ec2 = withAttempts(
    createEc2Client({ transport, maxAttempts: 1 }, { region: "eu-west-1", credentials }),
    {
      buckets: openBuckets("ec2", pace),
      credentials,
      needsSlot: true,
      onHeldBack: ({ api, cause }) => cause === "throttle" && throttled.push(api),
    },
    { pace, maxAttempts, requestTimeout: 60_000, slots: (send) => send(), signal },
  );
  const place: Place = {
    account,
    region: "eu-west-1",
    regionIsEnabled: true,
    answers: structuredClone(answers),
    request: (_api, send) => send(ec2),
    requestDns: (_api, send) =>
      send(createDnsClients({ transport, maxAttempts: 1 }, { region: "eu-west-1", credentials })),
    requestNetworkManager: (_api, send) =>
      send(createNetworkManager({ transport, maxAttempts: 1 }, { region: "eu-west-1", credentials })),
  };
  const collector: Collector = collectors[api];
  try {
    const { answer, failure } = await collector.collect(place);
    return { answer, failure, calls: recording.calls, throttled };
  } catch (error) {
    return { answer: undefined, failure: classifyError(error, place), calls: recording.calls, throttled };
  }
}
