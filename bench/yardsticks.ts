import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import * as ec2 from "@aws-sdk/client-ec2";
import { NormalizedSchema } from "@smithy/core/schema";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { createEc2Client } from "../src/aws/clients.ts";
import type { Ec2Client } from "../src/aws/ec2-client.ts";
import { openTransport } from "../src/aws/transport.ts";
import { readQueryInput } from "../src/simulator/query-input.ts";
import type { Question } from "./canned-aws.ts";

// The clients that a scan is compared with, one per process: `yardsticks.ts raw|sdk|lean URL QUESTIONS.json CONCURRENCY`.
// `lean` is the scan's own client in the loop of `sdk`, without all that a scan does with the answers.

const [kind = "raw", url = "", file = "", concurrency = "64"] = process.argv.slice(2);
const questions = JSON.parse(readFileSync(file, "utf8")) as Question[];
const inFlight = Number(concurrency);
const { hostname, port } = new URL(url);
/** The SDK's commands and schemas, by name. */
const exported = ec2 as unknown as Record<string, unknown>;

const tasks = kind === "raw" ? rawTasks() : loopTasks(kind === "lean" ? leanClients() : sdkClients());
const before = process.cpuUsage();
const startedAt = performance.now();
let next = 0;
let calls = 0;
await Promise.all(
  Array.from({ length: inFlight }, async () => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) {
      const made = await task();
      calls += made;
    }
  }),
);
const wallMs = performance.now() - startedAt;
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  JSON.stringify({ calls, wallMs, cpuMs: (user + system) / 1000, rssMb: process.resourceUsage().maxRSS / 1024 }),
);
process.exit();

/** The limit: the same requests, unsigned, on connections that are kept alive, and nothing is read of the answers. */
function rawTasks(): (() => Promise<number>)[] {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  return questions.map(
    ({ id, path, headers, body }) =>
      () =>
        new Promise((resolve, reject) => {
          const sent = request(
            {
              host: hostname,
              port,
              method: "POST",
              path,
              agent,
              headers: { ...headers, "content-length": Buffer.byteLength(body), "x-bench-answer": id },
            },
            (response) => {
              response.on("end", () => resolve(1));
              response.on("error", reject);
              response.resume();
            },
          );
          sent.on("error", reject);
          sent.end(body);
        }),
  );
}

type MakeClient = (region: string, credentials: { accessKeyId: string; secretAccessKey: string }) => Ec2Client;

/** The SDK's default client. The one thing done for it is a shared handler, so that it need not connect each time. */
function sdkClients(): MakeClient {
  const requestHandler = new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: inFlight } });
  return (region, credentials) => new ec2.EC2Client({ region, endpoint: url, credentials, requestHandler });
}

function leanClients(): MakeClient {
  process.env["AWS_ENDPOINT_URL"] = url;
  const settings = { transport: openTransport({ concurrency: inFlight, environment: {} }), maxAttempts: 1 };
  return (region, credentials) =>
    createEc2Client(settings, { region, credentials: { get: async () => credentials, expire: () => {} } });
}

/** What one writes without further thought: a client for each account and Region, its questions one after the other. */
function loopTasks(makeClient: MakeClient): (() => Promise<number>)[] {
  const places = new Map<string, Question[]>();
  for (const question of questions.filter(({ service }) => service === "ec2")) {
    const place = `${question.accessKeyId}/${question.region}`;
    places.set(place, [...(places.get(place) ?? []), question]);
  }
  return [...places.values()].map((asked) => async () => {
    const [{ accessKeyId, region } = { accessKeyId: "", region: "" }] = asked;
    const credentials = { accessKeyId, secretAccessKey: "secret", sessionToken: "t".repeat(900) };
    const client = makeClient(region, credentials);
    for (const { body } of asked) await client.send(toCommand(body));
    return asked.length;
  });
}

function toCommand(body: string): ec2.DescribeVpcsCommand {
  const form = new URLSearchParams(body);
  const action = form.get("Action") ?? "";
  const Command = exported[`${action}Command`] as new (input: object) => ec2.DescribeVpcsCommand;
  const [, , , , input] = exported[`${action}$`] as typeof ec2.DescribeVpcs$;
  return new Command(readQueryInput(NormalizedSchema.of(input), form));
}
