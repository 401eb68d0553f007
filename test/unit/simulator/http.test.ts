import { request } from "node:http";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { startSimulator } from "../../../src/simulator/server.ts";
import type { Simulator } from "../../../src/simulator/server.ts";
import { place, vpc } from "../../support/topology.ts";
import { ec2Of, errorOf, simulate, snapshotOf } from "./support.ts";

const places = [place({}, vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }))];

function scope(service: string): string {
  return (
    `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261102/us-east-1/${service}/aws4_request, ` +
    "SignedHeaders=host, Signature=00"
  );
}

async function post(simulator: Simulator, body: string, headers: Record<string, string> = {}, path = "/") {
  const response = await fetch(simulator.url + path, { method: "POST", body, headers });
  return { status: response.status, text: await response.text() };
}

const signed = (service: string, more: Record<string, string> = {}) => ({ authorization: scope(service), ...more });

describe("bad requests", () => {
  test("without a signature: MissingAuthenticationToken", async () => {
    const simulator = await simulate({ places });
    const answer = await post(simulator, "Action=DescribeVpcs");
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("<Code>MissingAuthenticationToken</Code>");
  });

  test.each(["Basic dXNlcg==", "AWS4-HMAC-SHA256 Credential=AKIA/us-east-1/ec2, SignedHeaders=host", ""])(
    "with the Authorization %j: IncompleteSignature",
    async (authorization) => {
      const answer = await post(await simulate({ places }), "Action=DescribeVpcs", { authorization });
      expect(answer.text).toMatch(/<Code>(IncompleteSignature|MissingAuthenticationToken)<\/Code>/);
    },
  );

  test.each([
    ["ec2", "Action=RunInstances", 400, "<Code>InvalidAction</Code>"],
    ["ec2", "Action=constructor", 400, "<Code>InvalidAction</Code>"],
    ["ec2", "Action=%3Cscript%3E", 400, "The action &lt;script&gt; is not valid"],
    ["ec2", "", 400, "<Code>MissingParameter</Code>"],
    ["ec2", "Action=DescribeVpcs&Typo=1", 400, "<Code>UnknownParameter</Code>"],
    ["ec2", "Action=DescribeVpcs&VpcId=vpc-1", 400, "<Code>UnknownParameter</Code>"],
    ["ec2", "Action=DescribeVpcs&VpcId.__proto__.x=1", 400, "<Code>UnknownParameter</Code>"],
    ["ec2", "Action=DescribeVpcs&MaxResults=many", 400, "<Code>InvalidParameterValue</Code>"],
    ["ec2", "Action=DescribeVpcs&DryRun=perhaps", 400, "<Code>InvalidParameterValue</Code>"],
    ["ec2", "Action=GetManagedPrefixListEntries", 400, "<Code>MissingParameter</Code>"],
    [
      "ec2",
      "Action=DescribeVpcAttribute&VpcId=__proto__&Attribute=enableDnsSupport",
      400,
      "<Code>InvalidVpcID.NotFound</Code>",
    ],
    ["sts", "Action=GetSessionToken", 400, "<Code>InvalidAction</Code>"],
    ["s3", "", 400, "The simulator does not serve s3"],
    ["organizations", "not json", 400, "UnknownOperationException"],
    ["account", "{}", 404, "message"],
  ])("%s is told what is wrong with %j", async (service, body, status, text) => {
    const answer = await post(await simulate({ places }), body, signed(service));
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
  });

  test.each(["[]", "{", "null", '{"NextToken":{"a":1},"MaxResults":"9"}'])(
    "Organizations survives the body %s",
    async (body) => {
      const simulator = await simulate({ places });
      const headers = signed("organizations", { "x-amz-target": "AWSOrganizationsV20161128.ListAccounts" });
      const answer = await post(simulator, body, headers);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.text)).toHaveProperty("__type");
    },
  );

  test("a body over 1 MiB is refused and the next request is answered", async () => {
    const simulator = await simulate({ places });
    const answer = await post(simulator, `Action=DescribeVpcs&x=${"y".repeat(2 * 1024 * 1024)}`, signed("ec2"));
    expect(answer.status).toBe(413);
    const { Vpcs } = await ec2Of(simulator).send(new DescribeVpcsCommand({}));
    expect(Vpcs).toHaveLength(1);
  });

  test("bytes that are not HTTP, and a client that hangs up, do not stop it", async () => {
    const simulator = await simulate({ places });
    await new Promise<void>((resolve) => {
      const socket = connect(simulator.port, "127.0.0.1", () => socket.end("\u0000\u0001 nonsense\r\n\r\n"));
      socket.on("error", () => {}).on("close", () => resolve());
    });
    await new Promise<void>((resolve) => {
      const half = request(`${simulator.url}/`, {
        method: "POST",
        headers: { "content-length": "100", ...signed("ec2") },
      });
      half.on("error", () => resolve());
      half.write("Action=", () => half.destroy());
    });
    const { Vpcs } = await ec2Of(simulator).send(new DescribeVpcsCommand({}));
    expect(Vpcs).toHaveLength(1);
  });

  test("a damaged snapshot answers InternalError, with the words of the UserError, and is read again later", async () => {
    const snapshot = snapshotOf({ places });
    let isBroken = true;
    const simulator = await startSimulator({
      snapshot: {
        ...snapshot,
        read: (account, region) =>
          isBroken
            ? Promise.reject(new UserError("bad", "us-east-1.json is not JSON"))
            : snapshot.read(account, region),
      },
    });
    const ask = () => ec2Of(simulator).send(new DescribeVpcsCommand({}));
    const error = await errorOf(ask());
    expect(error).toMatchObject({ code: "InternalError", status: 500 });
    expect(error.message).toContain("us-east-1.json is not JSON");
    isBroken = false;
    expect((await ask()).Vpcs).toHaveLength(1);
    await simulator.close();
  });
});

describe("the server", () => {
  test("counts requests by API, and what it does not know together", async () => {
    const simulator = await simulate({ places });
    await ec2Of(simulator).send(new DescribeVpcsCommand({}));
    await post(simulator, "Action=RunInstances", signed("ec2"));
    await post(simulator, "", signed("s3"));
    expect([...simulator.requests.counts]).toEqual([
      ["ec2:DescribeVpcs", 1],
      ["ec2:other", 1],
      ["other:other", 1],
    ]);
    expect(simulator.requests.total()).toBe(3);
  });

  test("listens on loopback alone", async () => {
    const simulator = await simulate({ places });
    expect(simulator.url).toBe(`http://127.0.0.1:${simulator.port}`);
    const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    const outside = others
      .filter(({ internal, family }) => !internal && family === "IPv4")
      .map(({ address }) => address);
    // Linux answers on all of 127/8 whatever listens on every interface.
    const loopback = process.platform === "linux" ? ["127.0.0.2"] : [];
    for (const address of [...outside, ...loopback, "[::1]"]) {
      await expect(fetch(`http://${address}:${simulator.port}/`)).rejects.toThrow("fetch failed");
    }
  });

  test("a port that is taken is a UserError that says what to do", async () => {
    const simulator = await simulate({ places });
    const again = startSimulator({ snapshot: snapshotOf({ places }), port: simulator.port });
    await expect(again).rejects.toMatchObject({
      code: "port-unavailable",
      hint: expect.stringContaining("another port"),
    });
  });

  test("close() ends connections that are open and frees the port", async () => {
    const simulator = await simulate({ places });
    const socket = connect(simulator.port, "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    const closed = new Promise((resolve) => socket.on("error", () => {}).once("close", resolve));
    await simulator.close();
    await closed;
    await expect(fetch(simulator.url)).rejects.toThrow("fetch failed");
  });

  test("environment() names the endpoint, the caller's key and an enabled Region, and no file of the person's own", async () => {
    const simulator = await simulate({ places });
    expect(simulator.environment()).toEqual({
      AWS_ENDPOINT_URL: simulator.url,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    });
  });
});
