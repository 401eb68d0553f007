import { DescribeSubnetsCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { describe, expect, test } from "vitest";
import {
  createFaultChooser,
  faultKinds,
  parseFaultPlan,
  planStorm,
  type FaultKind,
} from "../../../src/simulator/faults.ts";
import { generateOrganization } from "../../../src/simulator/organization-generator.ts";
import { startSimulator } from "../../../src/simulator/server.ts";
import { ec2Of, errorOf, stsOf } from "./support.ts";

const target = (nth: number) => ({
  account: "111122223333",
  region: "us-east-1",
  api: "DescribeVpcs",
  body: `n=${nth}`,
});
const still = () => 0;

describe("the choice of a fault", () => {
  test("goes by seed, request and repetition, whatever the order", () => {
    const draw = (seed: number, order: number[]) => {
      const chooser = createFaultChooser({ ...planStorm(0.05, seed), throttling: { burst: 1e6, perSecond: 1 } }, still);
      return new Map(order.map((nth) => [nth, chooser.choose(target(nth))]));
    };
    const order = Array.from({ length: 500 }, (_, index) => index);
    expect(draw(1, order.toReversed()).get(17)).toEqual(draw(1, order).get(17));
    expect([...draw(1, order.toReversed())].toSorted(([a], [b]) => a - b)).toEqual([...draw(1, order)]);
    expect([...draw(2, order)]).not.toEqual([...draw(1, order)]);
  });

  test("has about the rate that was asked for, of every kind", () => {
    const chooser = createFaultChooser({ seed: 3, rules: planStorm(0.05, 3).rules }, still);
    const counts = new Map<FaultKind | undefined, number>();
    for (let nth = 0; nth < 4000; nth++) {
      const kind = chooser.choose(target(nth % 40));
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    const rare = faultKinds.filter((kind) => (counts.get(kind) ?? 0) < 4000 * 0.05 * 0.4);
    expect(rare).toEqual([]);
  });

  test("keeps to the account, Region and API of a rule", () => {
    const rule = { kind: "hang", rate: 1, account: "111122223333", region: "us-east-1", api: "DescribeVpcs" } as const;
    const chooser = createFaultChooser({ seed: 1, rules: [rule] }, still);
    expect(chooser.choose(target(1))).toBe("hang");
    for (const other of [{ account: "444455556666" }, { region: "eu-west-1" }, { api: "DescribeSubnets" }]) {
      expect(chooser.choose({ ...target(1), ...other })).toBeUndefined();
    }
  });

  test("throttles an account, Region and API by a bucket, as EC2 does (5.2)", () => {
    let time = 0;
    const chooser = createFaultChooser({ seed: 1, rules: [], throttling: { burst: 3, perSecond: 2 } }, () => time);
    const four = () => [1, 2, 3, 4].map((nth) => chooser.choose(target(nth)));
    expect(four()).toEqual([undefined, undefined, undefined, "throttle"]);
    expect(chooser.choose({ ...target(1), region: "eu-west-1" })).toBeUndefined();
    time += 1000;
    expect(four()).toEqual([undefined, undefined, "throttle", "throttle"]);
  });

  test.each([
    ["{", /not JSON/],
    ['{"rules":[{"kind":"earthquake","rate":1}]}', /earthquake/],
    ['{"rules":[{"kind":"hang","rate":2}]}', /hang/],
  ])("a plan that is none is refused: %s", (text, message) => {
    expect(() => parseFaultPlan(text, "plan.json")).toThrow(message);
  });
});

describe("a spoilt answer reaches the SDK as", () => {
  const snapshot = generateOrganization({ accounts: 2, regions: 1, seed: 1, occupied: 1 });
  const ask = async (kind: FaultKind) => {
    const simulator = await startSimulator({
      snapshot,
      pageLimit: 2,
      faults: { seed: 1, rules: [{ kind, rate: 1, api: "DescribeVpcs" }] },
    });
    try {
      return await errorOf(ec2Of(simulator).send(new DescribeVpcsCommand({})));
    } finally {
      await simulator.close();
    }
  };

  test.each([
    ["throttle", { code: "RequestLimitExceeded", status: 503 }],
    ["server-error", { code: "InternalError", status: 500 }],
    ["html-error", { status: 500 }],
  ] as const)("%s: an error", async (kind, error) => {
    expect(await ask(kind)).toMatchObject(error);
  });

  test.each(["reset", "truncate"] as const)("%s: an answer that cannot be read", async (kind) => {
    expect((await ask(kind)).code).toMatch(/Error|ECONNRESET/);
  });

  test("an ended session, until a new one is taken; the caller's own key goes on", async () => {
    const rules = [{ kind: "expired-session", rate: 1, api: "DescribeVpcs" }] as const;
    const simulator = await startSimulator({ snapshot, faults: { seed: 1, rules } });
    try {
      const account = snapshot.manifest.accounts[1]?.id ?? "";
      const enter = async () => {
        const command = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/R`, RoleSessionName: "test" });
        const { Credentials: issued } = await stsOf(simulator).send(command);
        const {
          AccessKeyId: accessKeyId = "",
          SecretAccessKey: secretAccessKey = "",
          SessionToken: sessionToken = "",
        } = issued ?? {};
        return ec2Of(simulator, { credentials: { accessKeyId, secretAccessKey, sessionToken } });
      };
      const first = await enter();
      expect(await first.send(new DescribeSubnetsCommand({}))).toHaveProperty("Subnets");
      expect(await errorOf(first.send(new DescribeVpcsCommand({})))).toMatchObject({ code: "ExpiredToken" });
      expect(await errorOf(first.send(new DescribeSubnetsCommand({})))).toMatchObject({ code: "ExpiredToken" });
      expect(await (await enter()).send(new DescribeSubnetsCommand({}))).toHaveProperty("Subnets");
      expect(await ec2Of(simulator).send(new DescribeVpcsCommand({}))).toHaveProperty("Vpcs");
    } finally {
      await simulator.close();
    }
  });

  test("a page token that is forgotten, or that is its own successor", async () => {
    const paged = async (kind: FaultKind) => {
      const simulator = await startSimulator({
        snapshot,
        pageLimit: 5,
        faults: { seed: 1, rules: [{ kind, rate: 1 }] },
      });
      try {
        const ec2 = ec2Of(simulator);
        const { NextToken } = await ec2.send(new DescribeSubnetsCommand({ MaxResults: 5 }));
        const next = await ec2
          .send(new DescribeSubnetsCommand({ MaxResults: 5, NextToken }))
          .catch((error: Error) => error);
        return { NextToken, next };
      } finally {
        await simulator.close();
      }
    };
    expect((await paged("forgotten-token")).next).toMatchObject({ name: "InvalidPaginationToken" });
    const { NextToken, next } = await paged("looping-token");
    // The second page of six subnets is the last, so only a listing of three pages can loop.
    expect(next instanceof Error ? next : (next.NextToken ?? NextToken)).toBe(NextToken);
  });
});
