import type { Credentials, CredentialSource } from "./credentials.ts";
import { errorCode, isExpiredCredential, isThrottle, isUnreadableAnswer } from "./errors.ts";
import type { Buckets, Pace } from "./limits.ts";
import type { Slots } from "./slots.ts";
import { unlessAborted } from "./unless-aborted.ts";

/** What all calls of a scan have in common. */
export interface Attempts {
  pace: Pace;
  /** Attempts at one request, the first one included; attempts that AWS throttled are counted by themselves. */
  maxAttempts: number;
  /** Milliseconds after which a request is not tried again. */
  requestTimeout: number;
  /** Bounds the requests in flight. A request that waits to be tried again is not in flight. */
  slots: Slots;
  /** Aborted where the scan has to end: nothing is asked any more, and what is under way is left. */
  signal: AbortSignal;
}

/** One client's calls: whose they are, and who is told. */
export interface Asker {
  buckets: Buckets;
  /** Whose session is renewed where AWS says that it has expired. */
  credentials: CredentialSource;
  /** Of no use to a request that others wait for while they hold a slot: renewing a session. */
  needsSlot: boolean;
  onHeldBack: (event: HeldBack) => void;
}

/** A request was not answered at once: because of a limit, or because an attempt at it failed. */
export interface HeldBack {
  api: string;
  cause: "limit" | "throttle" | "fault";
  ms: number;
}

/** The part of the SDK's clients that sends. */
interface Client {
  // oxlint-disable-next-line typescript/no-explicit-any -- the SDK's own signature has an overload for each operation
  send: (command: any) => Promise<any>;
}

/** An SDK client whose every call goes through the limits and is tried again as below. */
export function withAttempts<C extends { send: unknown }>(client: C, asker: Asker, attempts: Attempts): C {
  const inner = client as unknown as Client;
  const send = (command: { schema?: unknown }) =>
    attempt({ api: apiOf(command), asker, attempts }, () => inner.send(command) as Promise<unknown>);
  return Object.assign(Object.create(client) as C, { send });
}

/** The operation's name, as its schema has it: `["operation", namespace, name, ...]` (class names can be minified). */
function apiOf({ schema }: { schema?: unknown }): string {
  return Array.isArray(schema) ? String(schema[2]) : "*";
}

interface Request {
  api: string;
  asker: Asker;
  attempts: Attempts;
}

type FailureKind = "throttle" | "fault" | "expired" | "final";

/** @throws the last attempt's error */
async function attempt<Output>(request: Request, send: () => Promise<Output>): Promise<Output> {
  const { api, asker, attempts } = request;
  const { pace, signal } = attempts;
  const bucket = asker.buckets(api);
  const startedAt = pace.now();
  const failures: Record<FailureKind, number> = { throttle: 0, fault: 0, expired: 0, final: 0 };
  for (;;) {
    /* oxlint-disable no-await-in-loop -- an attempt begins when the one before it has failed */
    const taken = bucket.take(signal);
    const waited = typeof taken === "number" ? taken : await taken;
    if (waited > 0) asker.onHeldBack({ api, cause: "limit", ms: waited });
    try {
      const output = await sendOnce(request, send);
      bucket.accepted();
      return output;
    } catch (error) {
      signal.throwIfAborted();
      const kind = kindOf(error);
      if (kind === "throttle") bucket.throttled();
      failures[kind] += 1;
      const isSpent = failures[kind] >= mostOf(kind, attempts) || pace.now() - startedAt > attempts.requestTimeout;
      const ms = isSpent ? 0 : backOff(kind, failures[kind], pace);
      if (kind !== "final") asker.onHeldBack({ api, cause: kind === "throttle" ? "throttle" : "fault", ms });
      if (isSpent) throw error;
      await pace.sleep(ms, signal);
    }
    /* oxlint-enable no-await-in-loop */
  }
}

/** A session that expires again as soon as it is renewed is not worth more. */
const maxRenewals = 4;

function mostOf(kind: FailureKind, { maxAttempts }: Attempts): number {
  return kind === "final" ? 1 : kind === "expired" ? Math.min(maxRenewals, maxAttempts + 1) : maxAttempts;
}

const backOffs: Record<FailureKind, { first: number; most: number }> = {
  throttle: { first: 500, most: 20_000 },
  fault: { first: 50, most: 5_000 },
  expired: { first: 0, most: 0 },
  final: { first: 0, most: 0 },
};

/** Full jitter: those that failed together do not come back together. */
function backOff(kind: FailureKind, failures: number, pace: Pace): number {
  const { first, most } = backOffs[kind];
  return pace.random() * Math.min(most, first * 2 ** (failures - 1));
}

/** Sessions of which AWS has said that they are over. */
const ended = new WeakSet<Credentials>();

async function sendOnce<Output>({ asker, attempts }: Request, send: () => Promise<Output>): Promise<Output> {
  const { credentials } = asker;
  for (;;) {
    /* oxlint-disable no-await-in-loop -- only where the session ended under the request */
    // First outside of a slot, which a renewal would hold; then what the request is signed with.
    let used = credentials.atHand?.() ?? (await credentials.get());
    let wasEnded = ended.has(used);
    const sendNow = async () => {
      used = credentials.atHand?.() ?? (await credentials.get());
      wasEnded = ended.has(used);
      return unlessAborted(send, attempts.signal);
    };
    try {
      return await (asker.needsSlot ? attempts.slots(sendNow) : sendNow());
    } catch (error) {
      if (!isExpiredCredential(error)) throw error;
      // Requests that were under way together hear of one end of one session: that is no failure of each.
      const isOldNews = ended.has(used) && !wasEnded;
      ended.add(used);
      credentials.expire(used);
      if (!isOldNews) throw error;
    }
    /* oxlint-enable no-await-in-loop */
  }
}

/** Failures that another attempt may not meet, beside answers of the service itself. */
const passingCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPIPE",
  "ETIMEDOUT",
  "RequestTimeout",
  "RequestTimeoutException",
  "TimeoutError",
]);

function kindOf(error: unknown): FailureKind {
  if (isThrottle(error)) return "throttle";
  if (isExpiredCredential(error)) return "expired";
  const { httpStatusCode, clockSkewCorrected } = (error as { $metadata?: Metadata } | null)?.$metadata ?? {};
  const isServers = httpStatusCode !== undefined && httpStatusCode >= 500;
  // The SDK has learned the service's time from the answer, and signs the next attempt with it.
  const isCorrected = clockSkewCorrected === true;
  const isPassing = passingCodes.has(errorCode(error)) || isUnreadableAnswer(error);
  return isServers || isCorrected || isPassing ? "fault" : "final";
}

interface Metadata {
  httpStatusCode?: number;
  clockSkewCorrected?: boolean;
}
