import { setTimeout as sleep } from "node:timers/promises";

/** The clock and the dice of waiting, so that a test need not wait. */
export interface Pace {
  /** Milliseconds that only go up. */
  now(): number;
  /** Rejects with the signal's reason where it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to, not including, 1. */
  random(): number;
}

export const realPace: Pace = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await sleep(ms, undefined, { signal });
    } catch {
      signal.throwIfAborted();
    }
  },
  random: Math.random,
};

/** A token bucket as AWS publishes it. */
interface Refill {
  perSecond: number;
  burst: number;
}

/** The services that a scan asks, by their signing names. */
export type ServiceName =
  | "account"
  | "config"
  | "ec2"
  | "networkmanager"
  | "organizations"
  | "route53"
  | "route53profiles"
  | "sts";

/** The part of AWS's refill that a scan takes: an account's production shares its buckets (aws-semantics 5.2). */
const politeShare = 0.5;

/** EC2, by account, Region and API: read-only calls (aws-semantics 5.2). */
const describe: Refill = { perSecond: 20, burst: 100 };
/** The calls that AWS counts as costly where neither a filter nor a page size is sent; we hold them to it always. */
const costly: Refill = { perSecond: 10, burst: 50 };

/** What AWS publishes (aws-semantics 5.2, 5.4, 5.9, 5.10); `*` stands for all that the service does not name. */
const published: Record<ServiceName, Readonly<Record<string, Refill>>> = {
  ec2: { DescribeNetworkInterfaces: costly, DescribeSecurityGroups: costly, "*": describe },
  organizations: {
    ListAccounts: { perSecond: 8, burst: 12 },
    ListRoots: { perSecond: 1, burst: 2 },
    DescribeOrganization: { perSecond: 1, burst: 2 },
    DescribeAccount: { perSecond: 20, burst: 30 },
    ListChildren: { perSecond: 6, burst: 10 },
    "*": { perSecond: 5, burst: 8 },
  },
  account: { "*": { perSecond: 5, burst: 5 } },
  // One bucket for all operations of the caller's account in a Region.
  sts: { "*": { perSecond: 600, burst: 600 } },
  // AWS publishes none for the aggregator's queries; this is what Organizations' slower calls have.
  config: { "*": { perSecond: 5, burst: 8 } },
  // One bucket for all operations of an account, wherever it is asked from.
  route53: { "*": { perSecond: 5, burst: 5 } },
  // AWS publishes none; Route 53's own is what it is held to.
  route53profiles: { "*": { perSecond: 5, burst: 5 } },
  // AWS publishes none for this global service either; Route 53's own, and its one bucket, are what it is held to.
  networkmanager: { "*": { perSecond: 5, burst: 5 } },
};

/** Those whose operations are all counted together. */
const countedTogether: ReadonlySet<ServiceName> = new Set(["networkmanager", "route53", "sts"]);

function publishedRefill(service: ServiceName, api: string): Refill {
  const table = published[service];
  return (Object.hasOwn(table, api) ? table[api] : table["*"]) ?? describe;
}

/** The limit of one account, Region and API. */
export interface Bucket {
  /** Waits until a request may go. @returns the milliseconds that it waited; at once where it need not wait */
  take(signal: AbortSignal): number | Promise<number>;
  /** AWS has throttled a request: from now on, half as many of this API, and of no other. */
  throttled(): void;
  /** AWS has answered a request: back to the full rate by and by. */
  accepted(): void;
}

/** The slowest that throttling makes a bucket, as a part of its full rate. */
const slowest = 1 / 32;
/** How much of the full rate an accepted request gives back. */
const recovery = 1 / 50;
/** Requests in flight together are throttled together: that is one reason to slow down and not many. Milliseconds. */
const oneEvent = 1_000;

export function createBucket({ perSecond, burst }: Refill, pace: Pace): Bucket {
  let rate = perSecond;
  let tokens = burst;
  let filledAt = pace.now();
  let slowedAt = -Infinity;

  function refill(): void {
    const now = pace.now();
    tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * rate);
    filledAt = now;
  }

  return {
    take(signal) {
      refill();
      // Below zero stands the queue: each waits for the tokens of those before it and for its own.
      tokens -= 1;
      if (tokens >= 0) return 0;
      const wait = (-tokens / rate) * 1000;
      return pace.sleep(wait, signal).then(() => wait);
    },
    throttled() {
      refill();
      tokens = Math.min(tokens, 0);
      const now = pace.now();
      if (now - slowedAt < oneEvent) return;
      slowedAt = now;
      rate = Math.max(perSecond * slowest, rate / 2);
    },
    accepted() {
      rate = Math.min(perSecond, rate + perSecond * recovery);
    },
  };
}

/** The buckets of one service as one account and Region has them, each made when it is first needed. */
export type Buckets = (api: string) => Bucket;

export function openBuckets(service: ServiceName, pace: Pace): Buckets {
  const buckets = new Map<string, Bucket>();
  return (api) => {
    const name = countedTogether.has(service) ? "*" : api;
    let bucket = buckets.get(name);
    if (bucket === undefined) {
      const { perSecond, burst } = publishedRefill(service, name);
      bucket = createBucket({ perSecond: perSecond * politeShare, burst: Math.max(1, burst * politeShare) }, pace);
      buckets.set(name, bucket);
    }
    return bucket;
  };
}
