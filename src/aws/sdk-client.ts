import { DescribeRegionsCommand, EC2Client, type EC2ClientConfig } from "@aws-sdk/client-ec2";
import { HttpResponse, type HttpRequest } from "@smithy/core/protocols";
import { operation } from "@smithy/core/schema";
import type { Answer } from "./answers.ts";

/** What every request of the SDK to one Region begins with. Method, body and signature are the request's own. */
export interface RequestHead {
  protocol: string;
  hostname: string;
  port: number | undefined;
  path: string;
  headers: Readonly<Record<string, string>>;
}

/** A client's settings but for what is sent: who asks, and by what. */
export type SdkConfig = Omit<EC2ClientConfig, "credentials" | "requestHandler">;

/** The part of a command that makes a request of it. */
export interface SdkCommand {
  readonly input: object;
  readonly schema?: unknown;
}

/** The headers that differ from one request to the next. */
const ownHeaders: ReadonlySet<string> = new Set([
  "amz-sdk-invocation-id",
  "amz-sdk-request",
  "authorization",
  "content-length",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
]);

/** What one Region's requests have in common, and how their bodies are written. */
export interface RequestForm {
  head: RequestHead;
  /** The body of a request, as the SDK's own protocol writes it. */
  writeBody: (command: SdkCommand) => Promise<string>;
}

/**
 * Lets the SDK build a request that is never sent, and keeps what all requests to the Region share: the endpoint, which
 * it finds by its own settings (AWS_ENDPOINT_URL, profiles, FIPS, dual stack), its user agent, its content type.
 */
export async function readRequestForm(config: SdkConfig): Promise<RequestForm> {
  let sent: HttpRequest | undefined;
  const client = offlineClient(config, (request) => {
    sent = request;
    return { statusCode: 200, headers: {}, body: Buffer.alloc(0) };
  });
  await client.send(new DescribeRegionsCommand({}));
  if (sent === undefined) throw new Error("the SDK built no request");
  const { protocol, hostname, port, path, headers } = sent;
  const shared = Object.entries(headers).filter(([name]) => !ownHeaders.has(name.toLowerCase()));
  const bodies = new Map<string, string>();
  const writer = client.config.protocol as Protocol;
  const context = { ...client.config, endpoint: async () => undefined };
  return {
    head: { protocol, hostname, port, path, headers: Object.fromEntries(shared) },
    writeBody: async ({ schema, input }) => {
      const operation = toOperation(schema);
      // Most requests are the same from place to place: the first page of a listing.
      const key = `${operation.name} ${JSON.stringify(input)}`;
      const known = bodies.get(key);
      if (known !== undefined) return known;
      const { body } = await writer.serializeRequest(operation, input, context);
      if (!("NextToken" in input) && bodies.size < mostBodies) bodies.set(key, String(body));
      return String(body);
    },
  };
}

/** How many written bodies a Region keeps. */
const mostBodies = 200;

export interface SdkReading {
  /** What a caller of the SDK would get, or would have thrown at it. */
  output: object;
  /** Milliseconds that AWS's clock is ahead, where the SDK finds that the answer failed for it. */
  clockOffset?: number;
}

/** Reads an answer as the SDK's own client reads it: it is given to one as if it had come from the network, once. */
export async function readWithSdk(config: SdkConfig, command: SdkCommand, answer: Answer): Promise<SdkReading> {
  const client = offlineClient({ ...config, maxAttempts: 1 }, () => answer);
  try {
    return { output: await client.send(command as DescribeRegionsCommand) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { $metadata } = error as { $metadata?: { clockSkewCorrected?: boolean } };
    const wasSkewed = $metadata?.clockSkewCorrected === true;
    return { output: error, ...(wasSkewed ? { clockOffset: client.config.systemClockOffset } : {}) };
  }
}

/** A client whose requests end in this process. Its credentials are no secret. */
function offlineClient(config: SdkConfig, handle: (request: HttpRequest) => Answer): EC2Client {
  const credentials = Object.assign(async () => ({ accessKeyId: "unused", secretAccessKey: "unused" }), {
    memoized: true,
  });
  return new EC2Client({
    ...config,
    credentials,
    requestHandler: {
      handle: async (request: HttpRequest) => ({ response: new HttpResponse(handle(request)) }),
    },
  });
}

/** The part of the SDK's protocol that writes requests. */
interface Protocol {
  serializeRequest(schema: OperationSchema, input: object, context: object): Promise<HttpRequest>;
}

type OperationSchema = ReturnType<typeof operation>;

function toOperation(schema: unknown): OperationSchema {
  if (!Array.isArray(schema)) throw new TypeError("the command has no schema");
  const [, namespace, name, traits, input, output] = schema;
  return operation(namespace, name, traits, input, output);
}
