import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { describe, expect, test } from "vitest";
import type { Gap, Manifest } from "../../../src/snapshot/format.ts";
import { place, vpc } from "../../support/topology.ts";
import { ec2Of, errorOf, management, member, simulate, stsOf } from "./support.ts";
import type { Credentials } from "./support.ts";
import type { Simulator } from "../../../src/simulator/server.ts";

const roleIn = (account: string, partition = "aws") => `arn:${partition}:iam::${account}:role/path/VpclintReadOnly`;
const places = [place({ account: member }, vpc({ id: "vpc-member", cidr: "10.0.0.0/16" }))];

async function assume(
  simulator: Simulator,
  account: string,
  more: { DurationSeconds?: number } = {},
): Promise<Credentials> {
  const command = new AssumeRoleCommand({ RoleArn: roleIn(account), RoleSessionName: "vpclint", ...more });
  const { Credentials: given } = await stsOf(simulator).send(command);
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = given ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

describe("identity", () => {
  test("any long-lived key is the account that started the scan", async () => {
    const simulator = await simulate({ places });
    const credentials = { accessKeyId: "AKIASOMEBODYELSE0000", secretAccessKey: "secret" };
    const identity = await stsOf(simulator, { credentials }).send(new GetCallerIdentityCommand({}));
    expect([identity.Account, identity.Arn]).toEqual([management, `arn:aws:iam::${management}:user/simulated`]);
  });

  test("a session is of the account and role that were assumed, without the role's path", async () => {
    const simulator = await simulate({ places });
    const credentials = await assume(simulator, member);
    const identity = await stsOf(simulator, { credentials }).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      Account: member,
      Arn: `arn:aws:sts::${member}:assumed-role/VpclintReadOnly/vpclint`,
      UserId: "AROASIMULATEDROLE0000:vpclint",
    });
  });

  test("a session reads its own account, the base key does not", async () => {
    const simulator = await simulate({ places });
    const credentials = await assume(simulator, member);
    const { Vpcs } = await ec2Of(simulator, { credentials }).send(new DescribeVpcsCommand({}));
    expect(Vpcs?.map((each) => each.VpcId)).toEqual(["vpc-member"]);
    expect((await errorOf(ec2Of(simulator).send(new DescribeVpcsCommand({})))).code).toBe("UnsupportedOperation");
  });

  test("a session's key without its token is InvalidClientTokenId", async () => {
    const simulator = await simulate({ places });
    const { accessKeyId, secretAccessKey } = await assume(simulator, member);
    const call = ec2Of(simulator, { credentials: { accessKeyId, secretAccessKey } }).send(new DescribeVpcsCommand({}));
    expect(await errorOf(call)).toMatchObject({ code: "InvalidClientTokenId", status: 403 });
  });

  test("a session ends when its time is over", async () => {
    let now = Date.parse("2026-11-02T06:00:00Z");
    const simulator = await simulate({ places }, { now: () => now });
    const credentials = await assume(simulator, member, { DurationSeconds: 900 });
    const ask = () => stsOf(simulator, { credentials }).send(new GetCallerIdentityCommand({}));
    now += 899_000;
    expect((await ask()).Account).toBe(member);
    now += 1_000;
    expect((await errorOf(ask())).code).toMatch(/^ExpiredToken(Exception)?$/);
  });
});

describe("AssumeRole", () => {
  const gapped = (gap: Gap) => ({ rows: [{ account: member, region: "*", collected: [], gaps: [gap] }] });
  const accounts = (state: string): Partial<Manifest> => ({
    accounts: [{ id: member, name: "", state, path: "Root" }],
  });

  test("gives an Expiration, one hour ahead where no duration is asked for", async () => {
    const now = Date.parse("2026-11-02T06:00:00Z");
    const simulator = await simulate({ places }, { now: () => now });
    const { Credentials: given } = await stsOf(simulator).send(
      new AssumeRoleCommand({ RoleArn: roleIn(member), RoleSessionName: "vpclint" }),
    );
    expect(given?.Expiration).toEqual(new Date("2026-11-02T07:00:00Z"));
    expect(given?.AccessKeyId).toMatch(/^ASIA[A-Z0-9]{16}$/);
  });

  test.each([
    [gapped({ api: "AssumeRole", outcome: "denied", reason: "AccessDenied: not authorized" }), ""],
    [
      gapped({ api: "AssumeRole", outcome: "denied", reason: "explicit deny in a service control policy" }),
      " with an explicit deny in a service control policy",
    ],
    [{ manifest: accounts("SUSPENDED") }, ""],
    [{ manifest: { accounts: [] } }, ""],
  ])("into an account that lets nobody in is AccessDenied in AWS's words", async (world, ending) => {
    const simulator = await simulate({ manifest: accounts("ACTIVE"), ...world });
    const error = await errorOf(assume(simulator, member));
    expect(error).toEqual({
      code: "AccessDenied",
      status: 403,
      message:
        `User: arn:aws:iam::${management}:user/simulated is not authorized to perform: sts:AssumeRole ` +
        `on resource: ${roleIn(member)}${ending}`,
    });
  });

  test("an account that is about to be closed still lets in (5.6)", async () => {
    const simulator = await simulate({ manifest: accounts("PENDING_CLOSURE") });
    await expect(assume(simulator, member)).resolves.toHaveProperty("sessionToken");
  });

  test("a recorded throttle and a recorded failure replay", async () => {
    const throttled = await simulate({
      places,
      ...gapped({ api: "AssumeRole", outcome: "throttled-out", reason: "x" }),
    });
    expect((await errorOf(assume(throttled, member))).code).toBe("Throttling");
    const failed = await simulate({ places, ...gapped({ api: "AssumeRole", outcome: "failed", reason: "broken" }) });
    expect(await errorOf(assume(failed, member))).toMatchObject({ code: "InternalFailure", status: 500 });
  });

  test("a role of another partition is refused", async () => {
    const simulator = await simulate({ places });
    const command = new AssumeRoleCommand({ RoleArn: roleIn(member, "aws-cn"), RoleSessionName: "vpclint" });
    expect((await errorOf(stsOf(simulator).send(command))).code).toBe("AccessDenied");
  });

  test.each([
    [{ RoleArn: "arn:aws:iam::1:role/x", RoleSessionName: "vpclint" }],
    [{ RoleArn: roleIn(member), RoleSessionName: "a b" }],
    [{ RoleArn: roleIn(member), RoleSessionName: "vpclint", DurationSeconds: 60 }],
  ])("refuses what is out of STS's bounds: %o", async (input) => {
    const simulator = await simulate({ places });
    const error = await errorOf(stsOf(simulator).send(new AssumeRoleCommand(input)));
    expect(error).toMatchObject({ code: "ValidationError", status: 400 });
  });
});
