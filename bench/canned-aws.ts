import { createHash } from "node:crypto";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { generateOrganization } from "../src/simulator/organization-generator.ts";
import { startSimulator } from "../src/simulator/server.ts";

// The other side of the benchmark, in a process of its own: `canned-aws.ts ACCOUNTS REGIONS`. The simulator answers each
// question once; from then on its bytes are served from memory, so that what is measured is the client and not it.

/** A question that a scan asks, as the yardstick clients repeat it. */
export interface Question {
  id: number;
  /** Of the credential scope: who asks whom, where. */
  accessKeyId: string;
  region: string;
  service: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

interface Canned {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

const [accounts = "200", regions = "17"] = process.argv.slice(2);
const snapshot = generateOrganization({ accounts: Number(accounts), regions: Number(regions), seed: 1 });
const simulator = await startSimulator({ snapshot });

const answers: Canned[] = [];
const questions: Question[] = [];
const idByKey = new Map<string, number>();
/** Equal bodies are kept once. */
const bodies = new Map<string, Buffer>();
/** The ids of the questions since the last reset, in their order. */
let asked: number[] = [];
let latency = 0;

const server = createServer((incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => void serve(incoming, Buffer.concat(chunks).toString(), response));
});
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}`, environment: simulator.environment() });
});

async function serve(incoming: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
  if (incoming.url?.startsWith("/bench/") === true) return control(incoming.url, response);
  const canned = incoming.headers["x-bench-answer"];
  const id = canned === undefined ? await answer(incoming, body) : Number(canned);
  asked.push(id);
  if (latency === 0) send(response, answers[id]);
  else setTimeout(() => send(response, answers[id]), latency);
}

function send(response: ServerResponse, canned: Canned | undefined): void {
  if (canned === undefined) response.writeHead(500).end();
  else response.writeHead(canned.status, canned.headers).end(canned.body);
}

/** `/bench/latency/40`, `/bench/reset`, `/bench/count`, `/bench/questions`: those since the last reset. */
function control(url: string, response: ServerResponse): void {
  const [, , verb, value] = url.split("/");
  if (verb === "latency") latency = Number(value);
  if (verb === "reset") asked = [];
  const reply = verb === "questions" ? asked.map((id) => questions[id]) : { asked: asked.length };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
}

const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//;
const kept = ["content-type", "x-amz-target", "user-agent"];

async function answer(incoming: IncomingMessage, body: string): Promise<number> {
  const [, accessKeyId = "", region = "", service = ""] = scope.exec(incoming.headers.authorization ?? "") ?? [];
  const path = incoming.url ?? "/";
  const target = incoming.headers["x-amz-target"];
  const key = [accessKeyId, region, service, path, String(target), body].join("\n");
  const known = idByKey.get(key);
  if (known !== undefined) return known;
  const made = await askSimulator(incoming, body);
  const id = answers.push(made) - 1;
  const headers = Object.fromEntries(
    kept.flatMap((name) => {
      const value = incoming.headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
  questions[id] = { id, accessKeyId, region, service, path, headers, body };
  idByKey.set(key, id);
  return id;
}

function askSimulator(incoming: IncomingMessage, body: string): Promise<Canned> {
  return new Promise((resolve, reject) => {
    const { host: _host, connection: _connection, ...headers } = incoming.headers;
    const asking = request(
      `${simulator.url}${incoming.url ?? "/"}`,
      { method: incoming.method ?? "POST", headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const whole = Buffer.concat(chunks);
          const digest = createHash("sha256").update(whole).digest("hex");
          const same = bodies.get(digest) ?? whole;
          bodies.set(digest, same);
          resolve({
            status: response.statusCode ?? 500,
            headers: { "content-type": response.headers["content-type"] ?? "", "content-length": String(same.length) },
            body: same,
          });
        });
      },
    );
    asking.on("error", reject);
    asking.end(body);
  });
}
