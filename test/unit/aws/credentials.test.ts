import { describe, expect, test } from "vitest";
import { keepFresh, type Credentials } from "../../../src/aws/credentials.ts";

const minute = 60_000;

function source(lifetime = 60 * minute) {
  const state = { now: 0, loads: 0, fail: false };
  const load = async (): Promise<Credentials> => {
    state.loads += 1;
    const number = state.loads;
    await Promise.resolve();
    if (state.fail) throw new Error("denied");
    return { accessKeyId: `key-${number}`, secretAccessKey: "x", expiration: new Date(state.now + lifetime) };
  };
  return { state, credentials: keepFresh(load, () => state.now) };
}

describe("keepFresh", () => {
  test("loads once for any number of calls at a time", async () => {
    const { state, credentials } = source();
    const all = await Promise.all(Array.from({ length: 50 }, () => credentials.get()));
    expect(state.loads).toBe(1);
    expect(new Set(all.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(["key-1"]));
  });

  test("renews five minutes before the end, once", async () => {
    const { state, credentials } = source();
    await credentials.get();
    state.now = 54 * minute;
    expect((await credentials.get()).accessKeyId).toBe("key-1");
    state.now = 55 * minute;
    const renewed = await Promise.all([credentials.get(), credentials.get()]);
    expect(renewed.map(({ accessKeyId }) => accessKeyId)).toEqual(["key-2", "key-2"]);
    expect(state.loads).toBe(2);
  });

  test("keeps credentials without an end for ever", async () => {
    let loads = 0;
    const forever = keepFresh(
      async () => ({ accessKeyId: `key-${++loads}`, secretAccessKey: "x" }),
      () => Number.MAX_SAFE_INTEGER,
    );
    await forever.get();
    expect((await forever.get()).accessKeyId).toBe("key-1");
  });

  test("does not remember a failure", async () => {
    const { state, credentials } = source();
    state.fail = true;
    await expect(credentials.get()).rejects.toThrow("denied");
    state.fail = false;
    expect((await credentials.get()).accessKeyId).toBe("key-2");
  });

  test("renews what AWS calls expired, but only once for all the calls that used it", async () => {
    const { state, credentials } = source();
    const used = await credentials.get();
    credentials.expire(used);
    await credentials.get();
    credentials.expire(used);
    expect((await credentials.get()).accessKeyId).toBe("key-2");
    expect(state.loads).toBe(2);
  });
});
