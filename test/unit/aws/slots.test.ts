import { describe, expect, test } from "vitest";
import { openSlots } from "../../../src/aws/slots.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("slots", () => {
  test("are as many as were asked for, and go to those that wait in their order", async () => {
    const slots = openSlots(2);
    const begun: number[] = [];
    let inFlight = 0;
    let most = 0;
    const send = (id: number) => async () => {
      begun.push(id);
      most = Math.max(most, (inFlight += 1));
      await turn();
      inFlight -= 1;
      return id;
    };
    const ids = [0, 1, 2, 3, 4, 5, 6];
    expect(await Promise.all(ids.map((id) => slots(send(id))))).toEqual(ids);
    expect(begun).toEqual(ids);
    expect(most).toBe(2);
  });

  test("come back from what failed, and at once", async () => {
    const slots = openSlots(1);
    const fail = slots(() => {
      throw new Error("thrown");
    });
    const next = slots(async () => "sent");
    await expect(fail).rejects.toThrow("thrown");
    expect(await next).toBe("sent");
    expect(await slots(async () => "free again")).toBe("free again");
  });
});
