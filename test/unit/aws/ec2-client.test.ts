import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  DescribeRegionsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { HttpResponse, type HttpRequest } from "@smithy/core/protocols";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Answer } from "../../../src/aws/answers.ts";
import { createEc2Client } from "../../../src/aws/clients.ts";
import type { Credentials } from "../../../src/aws/credentials.ts";
import type { Ec2Client } from "../../../src/aws/ec2-client.ts";
import type { SdkCommand } from "../../../src/aws/sdk-client.ts";
import { createSigner } from "../../../src/aws/signature.ts";
import { openTransport, type Transport } from "../../../src/aws/transport.ts";
import { collectRegion } from "../../../src/collectors/collect-region.ts";
import { openAccountAnswers } from "../../../src/collectors/shared-answers.ts";
import { collectors } from "../../../src/collectors/index.ts";
import { startSimulator } from "../../../src/simulator/server.ts";
import { apiNames, dnsApis, networkManagerApis, type ApiName } from "../../../src/snapshot/apis.ts";
import { openSnapshot } from "../../../src/snapshot/read.ts";
import { outcomeOf, readWithDefaultClient, sdkClientFor, xmlAnswer, type Outcome } from "./sdk-reference.ts";

type Send = Transport["requestHandler"]["handle"];

const credentials: Credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token" };
const source = { get: async () => credentials, expire: () => {} };

/** A transport that answers by itself. */
function transportOf(handle: (request: Parameters<Send>[0]) => Answer): Transport {
  const { requestHandler } = openTransport({ concurrency: 1, environment: {} });
  const send: Send = async (request) => {
    const answer = handle(request);
    return { response: Object.assign(new HttpResponse(answer), { body: answer.body }) };
  };
  return { requestHandler: { ...requestHandler, handle: send }, close: () => {} };
}

function leanClient(transport: Transport, region = "eu-west-1"): Ec2Client {
  return createEc2Client({ transport, maxAttempts: 1 }, { region, credentials: source });
}

const vpcs = xmlAnswer('<?xml version="1.0"?>\n<DescribeVpcsResponse xmlns="x"><vpcSet/></DescribeVpcsResponse>');

describe("every answer to every collector on the sample organization", async () => {
  const snapshot = await openSnapshot(join(import.meta.dirname, "../../../examples/organization"));
  const simulator = await startSimulator({ snapshot, pageLimit: 5 });
  const { AWS_ACCESS_KEY_ID: own = "" } = simulator.environment();
  const transport = openTransport({ concurrency: 8, environment: {} });
  const seen = new Map<string, number>();
  const before = process.env["AWS_ENDPOINT_URL"];
  process.env["AWS_ENDPOINT_URL"] = simulator.url;
  afterAll(async () => {
    if (before === undefined) delete process.env["AWS_ENDPOINT_URL"];
    else process.env["AWS_ENDPOINT_URL"] = before;
    transport.close();
    await simulator.close();
  });

  /** A client that compares what the lean one gives with what the SDK's default client makes of the same bytes. */
  function comparing(region: string, get: () => Promise<Credentials>): Ec2Client {
    const { requestHandler } = transport;
    const send = async (command: SdkCommand) => {
      let answer: Answer | undefined;
      const handle: Send = async (request, options) => {
        const handled = await requestHandler.handle(request, options);
        const { statusCode, headers, body } = handled.response;
        answer = { statusCode, headers: { ...headers }, body };
        return handled;
      };
      const recording = { ...transport, requestHandler: { ...requestHandler, handle } };
      const lean = createEc2Client(
        { transport: recording, maxAttempts: 1 },
        { region, credentials: { get, expire: () => {} } },
      );
      const outcome = await outcomeOf(lean.send(command as DescribeVpcsCommand));
      if (answer === undefined) throw new Error("nothing was answered");
      expectEqual(outcome, await readWithDefaultClient(command, answer));
      const name = (command.schema as string[])[2] ?? "";
      const kind = "thrown" in outcome ? "errors" : "answers";
      seen.set(`${name} ${kind}`, (seen.get(`${name} ${kind}`) ?? 0) + 1);
      if ("thrown" in outcome) throw Object.assign(new Error(String(outcome.thrown["message"])), outcome.thrown);
      return outcome.output;
    };
    return { send } as Ec2Client;
  }

  test("is what the SDK's default client reads, member by member", async () => {
    for (const { account, region } of snapshot.manifest.ledger) {
      if (region === "*") continue;
      const ec2 = comparing(region, async () => ({ ...credentials, ...(await credentialsOf(account)) }));
      const place = {
        account,
        region,
        regionIsEnabled: true,
        answers: {},
        request: (_api: ApiName, send: (client: Ec2Client) => Promise<unknown>) => send(ec2),
      };
      await collectRegion(place as never, {
        collectOnce: openAccountAnswers(() => "2026-11-23T00:00:00.000Z"),
        signal: new AbortController().signal,
      });
      await outcomeOf(ec2.send(new DescribeRegionsCommand({ AllRegions: true })));
    }
    const answered = [...seen.keys()].filter((key) => key.endsWith("answers")).map((key) => key.split(" ")[0]);
    const otherApis: readonly string[] = [...dnsApis, ...networkManagerApis];
    const ec2Apis = apiNames.filter((api) => !otherApis.includes(api));
    expect(new Set(answered)).toEqual(new Set([...ec2Apis, "DescribeRegions"]));
    expect(Object.keys(collectors).length).toBe(ec2Apis.length + otherApis.length);
    expect([...seen.keys()].some((key) => key.endsWith("errors"))).toBe(true);
  });

  /** The simulator knows an account by the session that its STS gave out. */
  async function credentialsOf(account: string): Promise<Partial<Credentials>> {
    if (account === snapshot.manifest.callerAccount) return { accessKeyId: own };
    const form = new URLSearchParams({
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: `arn:aws:iam::${account}:role/VpclintReadOnly`,
      RoleSessionName: "test",
    });
    const authorization = `AWS4-HMAC-SHA256 Credential=${own}/20261123/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0`;
    const response = await fetch(simulator.url, { method: "POST", body: form, headers: { authorization } });
    const xml = await response.text();
    const member = (tag: string) => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1] ?? "";
    return { accessKeyId: member("AccessKeyId"), sessionToken: member("SessionToken") };
  }
});

function expectEqual(lean: Outcome, sdk: Outcome): void {
  expect(lean).toStrictEqual(sdk);
  // The order of members decides the bytes of a snapshot.
  expect(JSON.stringify(lean)).toBe(JSON.stringify(sdk));
}

describe("answers that are no plain success are the SDK's to read", () => {
  const error = (code: string, message = "m") =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`;

  test.each([
    ["a denial", xmlAnswer(error("UnauthorizedOperation", "with an explicit deny in a service control policy"), 403)],
    ["a throttle", xmlAnswer(error("RequestLimitExceeded"), 503)],
    ["an expired session", xmlAnswer(error("RequestExpired"), 400)],
    ["a stale token", xmlAnswer(error("InvalidPaginationToken"), 400)],
    ["an error without a code", xmlAnswer("<Response><Errors><Error/></Errors></Response>", 400)],
    ["an empty error", xmlAnswer("", 500)],
    ["an error that is HTML", xmlAnswer("<html><body>Bad Gateway</body></html>", 502)],
    ["an error that is no XML", xmlAnswer("upstream connect error", 503)],
    ["a redirect", xmlAnswer("", 301)],
    ["not found", xmlAnswer("", 404)],
    ["a truncated error", xmlAnswer("<Response><Errors><Error><Code>Unauth", 403)],
    ["a success with a comment", xmlAnswer("<DescribeVpcsResponse><!-- c --><vpcSet/></DescribeVpcsResponse>")],
    ["a success that is cut", xmlAnswer("<DescribeVpcsResponse><vpcSet><item>")],
    [
      "a success with CDATA",
      xmlAnswer(
        "<DescribeVpcsResponse><vpcSet><item><vpcId><![CDATA[a]]></vpcId></item></vpcSet></DescribeVpcsResponse>",
      ),
    ],
  ])("%s", async (_title, answer) => {
    const command = new DescribeVpcsCommand({});
    const lean = await outcomeOf(leanClient(transportOf(() => answer)).send(command));
    const sdk = await readWithDefaultClient(command, answer);
    expect(lean).toStrictEqual(sdk);
    expectEqual(lean, sdk);
  });

  test("an answer that is not AWS's is refused before anybody reads it", async () => {
    const page = createServer((_request, response) => response.end("<!DOCTYPE html><p>sign in</p>")).listen(
      0,
      "127.0.0.1",
    );
    await new Promise((resolve) => page.once("listening", resolve));
    vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(page.address() as AddressInfo).port}`);
    const transport = openTransport({ concurrency: 1, environment: {} });
    await expect(leanClient(transport).send(new DescribeVpcsCommand({}))).rejects.toThrow(/HTML page/);
    vi.unstubAllEnvs();
    transport.close();
    page.close();
  });
});

describe("a request", () => {
  const now = new Date("2026-11-23T12:00:00.000Z");
  beforeEach(() => vi.useFakeTimers({ toFake: ["Date"], now }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  async function sentBy(
    makeClient: (record: (request: HttpRequest) => void) => Ec2Client | EC2Client,
    command: SdkCommand,
  ) {
    let sent: HttpRequest | undefined;
    const client = makeClient((request) => (sent = request));
    await client.send(command as DescribeVpcsCommand);
    if (sent === undefined) throw new Error("nothing was sent");
    const { headers, ...rest } = sent;
    return { ...rest, headers };
  }

  const byLean = (command: SdkCommand) =>
    sentBy((record) => leanClient(transportOf((request) => (record(request as HttpRequest), vpcs))), command);
  const bySdk = (command: SdkCommand) => sentBy((record) => sdkClientFor(vpcs, record), command);

  test.each([
    ["a plain listing", new DescribeVpcsCommand({ MaxResults: 1000 })],
    ["a page token", new DescribeVpcsCommand({ MaxResults: 5, NextToken: "a+b/c= &é" })],
    ["filters", new DescribeSubnetsCommand({ Filters: [{ Name: "vpc-id", Values: ["vpc-1", "vpc-2"] }] })],
    ["no input at all", new DescribeVpcsCommand({})],
    ["a boolean", new DescribeRegionsCommand({ AllRegions: true })],
  ])("with %s is the SDK's, header by header", async (_title, command) => {
    const [lean, sdk] = [await byLean(command), await bySdk(command)];
    expect(new Set(Object.keys(lean.headers))).toEqual(new Set(Object.keys(sdk.headers)));
    const same = ["host", "content-type", "content-length", "amz-sdk-request", "x-amz-date", "x-amz-content-sha256"];
    const pick = ({ headers }: typeof lean) => [...same, "x-amz-security-token"].map((name) => [name, headers[name]]);
    expect(pick(lean)).toEqual(pick(sdk));
    const product = (request: typeof lean) => request.headers["user-agent"]?.replace(/ m\/.*/, "");
    expect(product(lean)).toBe(product(sdk));
    const rest = ({ method, protocol, hostname, port, path, body }: typeof lean) => [
      method,
      protocol,
      hostname,
      port,
      path,
      body,
    ];
    expect(rest(lean)).toEqual(rest(sdk));
    expect(lean.headers["amz-sdk-invocation-id"]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test("goes where AWS_ENDPOINT_URL says, and elsewhere for another Region", async () => {
    expect((await byLean(new DescribeVpcsCommand({}))).hostname).toBe("ec2.eu-west-1.amazonaws.com");
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1234/base");
    const sent = await byLean(new DescribeVpcsCommand({}));
    expect([sent.protocol, sent.hostname, sent.port, sent.path]).toEqual(["http:", "127.0.0.1", 1234, "/base/"]);
  });

  test("is signed as the SDK signs it, whatever the credentials, the day and the body", async () => {
    const wordUpTo = (maxLength: number) =>
      fc.string({ minLength: 1, maxLength }).map((text) => text.replaceAll(/[^ -~]/g, "x").trim() || "x");
    const word = wordUpTo(30);
    const cases = fc.record({
      accessKeyId: word,
      // HMAC hashes keys that are longer than a block.
      secretAccessKey: fc.oneof(word, wordUpTo(200), fc.constant("s".repeat(61))),
      sessionToken: fc.option(word, { nil: undefined }),
      at: fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true }),
      NextToken: fc.option(fc.string(), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ at, NextToken, ...identity }) => {
        vi.setSystemTime(at);
        let sent: HttpRequest | undefined;
        const client = sdkClientFor(vpcs, (request) => (sent = request));
        Object.assign(client.config, { credentials: async () => identity });
        await client.send(new DescribeVpcsCommand({ NextToken }));
        const { authorization, ...headers } = sent?.headers ?? {};
        const { sessionToken, ...keys } = identity;
        const used = sessionToken === undefined ? keys : { ...keys, sessionToken };
        const request = { method: "POST", path: "/", headers, body: String(sent?.body) };
        expect(createSigner("ec2", "eu-west-1").sign(request, used, at).authorization).toBe(authorization);
      }),
      { numRuns: 60 },
    );
  });

  test("is signed anew when the day changes and when the session does", () => {
    const signer = createSigner("ec2", "eu-west-1");
    const request = { method: "POST", path: "/", headers: { host: "h" }, body: "" };
    const sign = (secretAccessKey: string, day: string) =>
      signer.sign(request, { accessKeyId: "A", secretAccessKey }, new Date(`${day}T00:00:00Z`))["authorization"];
    const fresh = (secretAccessKey: string, day: string) =>
      createSigner("ec2", "eu-west-1").sign(
        request,
        { accessKeyId: "A", secretAccessKey },
        new Date(`${day}T00:00:00Z`),
      )["authorization"];
    for (const [secret, day] of [
      ["a", "2026-01-01"],
      ["a", "2026-01-02"],
      ["b", "2026-01-02"],
      ["a", "2026-01-01"],
    ] as const) {
      expect(sign(secret, day)).toBe(fresh(secret, day));
    }
  });

  test("is signed with AWS's time after one that failed for this machine's", async () => {
    const body = Buffer.from(
      "<Response><Errors><Error><Code>RequestExpired</Code><Message>m</Message></Error></Errors></Response>",
    );
    const dates: (string | undefined)[] = [];
    const client = leanClient(
      transportOf(({ headers }) => {
        dates.push(headers["x-amz-date"]);
        return dates.length === 1
          ? { statusCode: 400, headers: { date: "Mon, 23 Nov 2026 14:00:00 GMT" }, body }
          : vpcs;
      }),
    );
    await expect(client.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({
      $metadata: { clockSkewCorrected: true },
    });
    await client.send(new DescribeVpcsCommand({}));
    expect(dates).toEqual(["20261123T120000Z", "20261123T140000Z"]);
  });

  test("of one account never carries another's credentials", async () => {
    const seen: string[] = [];
    const transport = transportOf(({ headers }) => {
      seen.push(`${/Credential=(\w+)/.exec(headers["authorization"] ?? "")?.[1]} ${headers["x-amz-security-token"]}`);
      return vpcs;
    });
    const clients = ["A", "B", "C"].map((id) =>
      createEc2Client(
        { transport, maxAttempts: 1 },
        {
          region: "eu-west-1",
          credentials: {
            get: async () => ({ accessKeyId: id, secretAccessKey: id, sessionToken: `t${id}` }),
            expire: () => {},
          },
        },
      ),
    );
    await Promise.all([...clients, ...clients].map((client) => client.send(new DescribeVpcsCommand({}))));
    expect(seen.sort()).toEqual(["A tA", "A tA", "B tB", "B tB", "C tC", "C tC"]);
  });
});
