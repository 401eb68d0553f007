import { describe, expect, test } from "vitest";
import { createBucket, openBuckets, type Pace } from "../../../src/aws/limits.ts";

/** A clock that goes only as far as somebody sleeps. */
function fakePace(): Pace & { advance(ms: number): void } {
  let time = 0;
  return {
    now: () => time,
    advance: (ms) => void (time += ms),
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      time += ms;
    },
    random: () => 0.5,
  };
}

const { signal } = new AbortController();

async function timeOf(count: number, take: () => number | Promise<number>): Promise<number> {
  let waited = 0;
  for (let index = 0; index < count; index++) waited += await take();
  return waited;
}

describe("a bucket", () => {
  test("lets its burst through at once, and then what refills", async () => {
    const bucket = createBucket({ perSecond: 10, burst: 5 }, fakePace());
    expect(await timeOf(5, () => bucket.take(signal))).toBe(0);
    expect(await timeOf(20, () => bucket.take(signal))).toBeCloseTo(2000);
  });

  test("gives each of those that wait together a time of its own", async () => {
    const pace = fakePace();
    const waits: number[] = [];
    pace.sleep = async (ms) => void waits.push(ms);
    const bucket = createBucket({ perSecond: 10, burst: 1 }, pace);
    await Promise.all([1, 2, 3, 4].map(async () => bucket.take(signal)));
    expect(waits).toEqual([100, 200, 300]);
  });

  test("halves its rate when AWS throttles, once for requests that were under way together, and recovers", async () => {
    const pace = fakePace();
    const bucket = createBucket({ perSecond: 10, burst: 5 }, pace);
    bucket.throttled();
    bucket.throttled();
    expect(await bucket.take(signal)).toBeCloseTo(200);
    for (let index = 0; index < 25; index++) bucket.accepted();
    pace.advance(100_000);
    await timeOf(5, () => bucket.take(signal));
    expect(await bucket.take(signal)).toBeCloseTo(100);
  });

  test("never stops altogether", async () => {
    const pace = fakePace();
    const bucket = createBucket({ perSecond: 32, burst: 1 }, pace);
    for (let index = 0; index < 50; index++) {
      bucket.throttled();
      pace.advance(2_000);
    }
    await bucket.take(signal);
    expect(await bucket.take(signal)).toBeLessThanOrEqual(1_000);
  });

  test("is left by a request when the scan ends", async () => {
    const bucket = createBucket({ perSecond: 1, burst: 1 }, fakePace());
    await bucket.take(signal);
    await expect(bucket.take(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});

describe("the buckets of an account and Region", () => {
  test("one API's throttling does not slow another one down (5.2)", async () => {
    const buckets = openBuckets("ec2", fakePace());
    buckets("DescribeSubnets").throttled();
    expect(await buckets("DescribeVpcs").take(signal)).toBe(0);
    expect(await buckets("DescribeSubnets").take(signal)).toBeGreaterThan(0);
  });

  test.each([
    ["ec2", "DescribeVpcs", 50, 100],
    ["ec2", "DescribeNetworkInterfaces", 25, 200],
    ["organizations", "ListAccounts", 6, 250],
    ["organizations", "ListRoots", 1, 2000],
    ["sts", "AssumeRole", 300, 1000 / 300],
    ["networkmanager", "ListCoreNetworks", 2, 200],
  ] as const)("%s %s take half of what AWS publishes (5.2, 5.4, 5.10)", async (service, api, burst, apart) => {
    const bucket = openBuckets(service, fakePace())(api);
    expect(await timeOf(burst, () => bucket.take(signal))).toBe(0);
    expect(await bucket.take(signal)).toBeCloseTo(apart);
  });

  test.each([
    ["sts", "AssumeRole", "GetCallerIdentity"],
    ["route53", "ListHostedZonesByVPC", "ListResourceRecordSets"],
    ["networkmanager", "ListCoreNetworks", "GetNetworkRoutes"],
  ] as const)("%s counts its operations together", (service, one, other) => {
    const buckets = openBuckets(service, fakePace());
    expect(buckets(one)).toBe(buckets(other));
  });
});
