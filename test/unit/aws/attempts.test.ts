import { describe, expect, test } from "vitest";
import { withAttempts, type Attempts, type HeldBack } from "../../../src/aws/attempts.ts";
import type { Credentials, CredentialSource } from "../../../src/aws/credentials.ts";
import { AnswerError, SessionError } from "../../../src/aws/errors.ts";
import { openBuckets, type Pace } from "../../../src/aws/limits.ts";

const command = { schema: ["operation", "com.amazonaws.ec2", "DescribeVpcs"] };
const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more });

interface Setup {
  /** One for each attempt; the last one goes on. */
  answers: (() => unknown)[];
  maxAttempts?: number;
  credentials?: CredentialSource;
  signal?: AbortSignal;
}

function setUp({ answers, maxAttempts = 4, credentials, signal = new AbortController().signal }: Setup) {
  let time = 0;
  let inFlight = 0;
  const slept: number[] = [];
  const events: HeldBack[] = [];
  const pace: Pace = {
    now: () => time,
    random: () => 1,
    sleep: async (ms) => {
      expect(inFlight, "nobody sleeps in a slot").toBe(0);
      time += ms;
      slept.push(ms);
    },
  };
  const attempts: Attempts = {
    pace,
    maxAttempts,
    requestTimeout: 300_000,
    signal,
    slots: async (send) => {
      inFlight += 1;
      try {
        return await send();
      } finally {
        inFlight -= 1;
      }
    },
  };
  let calls = 0;
  const client = {
    send: async (_command: object): Promise<unknown> => {
      const answer = answers[Math.min(calls, answers.length - 1)];
      calls += 1;
      return answer?.();
    },
  };
  const forever: CredentialSource = { get: async () => ({ accessKeyId: "A", secretAccessKey: "S" }), expire: () => {} };
  const asker = {
    buckets: openBuckets("ec2", pace),
    credentials: credentials ?? forever,
    needsSlot: true,
    onHeldBack: (event: HeldBack) => void events.push(event),
  };
  const paced = withAttempts(client, asker, attempts);
  return { send: () => paced.send(command), calls: () => calls, slept, events };
}

const fail = (error: Error) => () => {
  throw error;
};

describe("an attempt that may pass", () => {
  test.each([
    ["a throttle", named("RequestLimitExceeded", { $metadata: { httpStatusCode: 503 } })],
    ["an error of the server", named("InternalError", { $metadata: { httpStatusCode: 500 } })],
    ["a connection that is cut", Object.assign(new Error("aborted"), { code: "ECONNRESET" })],
    ["an answer that does not come", named("TimeoutError")],
    ["XML that is cut off", named("SyntaxError")],
    ["an HTML page", new AnswerError("the endpoint answered an HTML page")],
    [
      "a clock that the SDK has put right",
      named("RequestTimeTooSkewed", { $metadata: { httpStatusCode: 403, clockSkewCorrected: true } }),
    ],
  ])("%s is tried again", async (_, error) => {
    const { send, calls } = setUp({ answers: [fail(error), fail(error), () => "answer"] });
    expect(await send()).toBe("answer");
    expect(calls()).toBe(3);
  });

  test.each([
    ["UnauthorizedOperation", 403],
    ["AuthFailure", 401],
    ["InvalidPaginationToken", 400],
    ["InvalidParameterValue", 400],
  ])("%s is not", async (name, httpStatusCode) => {
    const { send, calls, events } = setUp({ answers: [fail(named(name, { $metadata: { httpStatusCode } }))] });
    await expect(send()).rejects.toMatchObject({ name });
    expect(calls()).toBe(1);
    expect(events).toEqual([]);
  });
});

describe("the budget of a request", () => {
  test("is spent after so many attempts, with waits that double under full jitter", async () => {
    const { send, calls, slept, events } = setUp({ answers: [fail(named("TimeoutError"))] });
    await expect(send()).rejects.toThrow("TimeoutError");
    expect(calls()).toBe(4);
    expect(slept).toEqual([50, 100, 200]);
    expect(events.map(({ cause }) => cause)).toEqual(["fault", "fault", "fault", "fault"]);
  });

  test("counts throttles by themselves, and tells what they cost", async () => {
    const throttle = fail(named("Throttling"));
    const fault = fail(named("TimeoutError"));
    const { send, calls, events } = setUp({
      answers: [throttle, fault, throttle, fault, throttle, fault, () => "answer"],
    });
    expect(await send()).toBe("answer");
    expect(calls()).toBe(7);
    expect(events.filter(({ cause }) => cause === "throttle").map(({ ms }) => ms)).toEqual([500, 1000, 2000]);
  });

  test("ends with its time, however many attempts are left", async () => {
    const { send, calls } = setUp({ answers: [fail(named("Throttling"))], maxAttempts: 1000 });
    await expect(send()).rejects.toThrow("Throttling");
    expect(calls()).toBeLessThan(30);
  });
});

describe("a session that ends", () => {
  const session = (load: () => Credentials): CredentialSource => {
    let current: Credentials | undefined;
    return {
      get: async () => (current ??= load()),
      expire: (used) => {
        if (current === used) current = undefined;
      },
    };
  };

  test("is renewed, and the request sent again", async () => {
    let loaded = 0;
    const credentials = session(() => ({ accessKeyId: String((loaded += 1)), secretAccessKey: "S" }));
    const { send, calls } = setUp({ answers: [fail(named("ExpiredToken")), () => "answer"], credentials });
    expect(await send()).toBe("answer");
    expect([calls(), loaded]).toEqual([2, 2]);
  });

  test("under many requests at once is one failure and not one of each", async () => {
    let loaded = 0;
    const credentials = session(() => ({ accessKeyId: String((loaded += 1)), secretAccessKey: "S" }));
    const { send } = setUp({
      answers: [...Array.from({ length: 20 }, () => fail(named("ExpiredToken"))), () => "answer"],
      credentials,
      maxAttempts: 2,
    });
    expect(await Promise.all(Array.from({ length: 20 }, send))).toEqual(Array.from({ length: 20 }, () => "answer"));
    expect(loaded).toBe(2);
  });

  test("again and again, or renewed by the same one, ends the request", async () => {
    const always = setUp({
      answers: [fail(named("ExpiredToken"))],
      credentials: session(() => ({ accessKeyId: "A", secretAccessKey: "S" })),
    });
    await expect(always.send()).rejects.toThrow("ExpiredToken");
    expect(always.calls()).toBe(4);
    const same: Credentials = { accessKeyId: "A", secretAccessKey: "S" };
    const long = setUp({
      answers: [fail(named("ExpiredToken"))],
      credentials: { get: async () => same, expire: () => {} },
    });
    await expect(long.send()).rejects.toThrow("ExpiredToken");
    expect(long.calls()).toBe(4);
  });

  test("and cannot be renewed ends the request with that reason, unsent", async () => {
    const lost = new SessionError({ outcome: "denied", reason: "gone" });
    const { send, calls } = setUp({
      answers: [() => "answer"],
      credentials: { get: () => Promise.reject(lost), expire: () => {} },
    });
    await expect(send()).rejects.toBe(lost);
    expect(calls()).toBe(0);
  });
});

test("an interruption waits for no answer, and is no failure of AWS's", async () => {
  const stop = new AbortController();
  const { send } = setUp({ answers: [() => new Promise(() => {})], signal: stop.signal });
  const sent = send();
  setTimeout(() => stop.abort(new Error("Ctrl-C")), 5);
  await expect(sent).rejects.toThrow("Ctrl-C");
});
