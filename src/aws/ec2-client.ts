import { randomUUID } from "node:crypto";
import type { EC2Client } from "@aws-sdk/client-ec2";
import { NormalizedSchema } from "@smithy/core/schema";
import type { CredentialSource } from "./credentials.ts";
import { readWithSdk, readRequestForm, type RequestForm, type SdkCommand, type SdkConfig } from "./sdk-client.ts";
import { createSigner, type Signer } from "./signature.ts";
import type { Answer } from "./answers.ts";
import type { Transport } from "./transport.ts";
import { compileAnswerReader, type ReadAnswer } from "./xml-reader.ts";

/** What collectors ask EC2 through: the SDK's client, or the leaner one below, which gives the same. */
export type Ec2Client = Pick<EC2Client, "send">;

/** What all EC2 clients of a Region share. It holds nobody's credentials. */
export interface Ec2Region {
  config: SdkConfig;
  region: string;
  transport: Transport;
  /** Settled by the first request to the Region. */
  form(): Promise<RequestForm>;
}

export function openEc2Region(region: string, transport: Transport): Ec2Region {
  const config: SdkConfig = { region, maxAttempts: 1, retryMode: "standard" };
  let form: Promise<RequestForm> | undefined;
  return {
    config,
    region,
    transport,
    // A failure (a profile that cannot be read) is met again by the next request, as with the SDK.
    form: () =>
      (form ??= readRequestForm(config).catch((error: unknown) => {
        form = undefined;
        throw error;
      })),
  };
}

/**
 * A client of one account and Region that does what the SDK's does and no more: it signs, sends and reads. The SDK's
 * types, endpoints, query writer and errors are used as they are; what is replaced (the middleware stack, the signer,
 * the XML reader) is proven equal in test/unit/aws, and docs/performance.md says what each step cost. Any answer but a
 * plain good one is given to the SDK's own client to read. It tries once: attempts.ts tries again.
 */
export function createLeanEc2Client(ec2: Ec2Region, credentials: CredentialSource): Ec2Client {
  const session: Session = { ec2, credentials, signer: createSigner("ec2", ec2.region), clockOffset: 0 };
  return { send: (command: SdkCommand) => sendCommand(session, command) } as Ec2Client;
}

interface Session {
  ec2: Ec2Region;
  credentials: CredentialSource;
  signer: Signer;
  /** Milliseconds that AWS's clock is ahead of this machine's, as far as that has made a request fail. */
  clockOffset: number;
}

async function sendCommand(session: Session, command: SdkCommand): Promise<object> {
  const { ec2, signer } = session;
  const { head, writeBody } = await ec2.form();
  const body = await writeBody(command);
  const headers = {
    ...head.headers,
    "content-length": String(Buffer.byteLength(body)),
    "amz-sdk-invocation-id": randomUUID(),
    "amz-sdk-request": "attempt=1; max=1",
  };
  const credentials = session.credentials.atHand?.() ?? (await session.credentials.get());
  const now = new Date(Date.now() + session.clockOffset);
  const signed = signer.sign({ method: "POST", path: head.path, headers, body }, credentials, now);
  const request = { ...head, method: "POST", headers: signed, body };
  const { response } = await ec2.transport.requestHandler.handle(request);
  return readAnswer(session, command, response);
}

async function readAnswer(session: Session, command: SdkCommand, answer: Answer): Promise<object> {
  const { statusCode, headers, body } = answer;
  const read = readerOf(command);
  if (read !== undefined && statusCode >= 200 && statusCode < 300) {
    try {
      const $metadata = { ...metadataOf(statusCode, headers), attempts: 1, totalRetryDelay: 0 };
      return Object.assign(read(body.toString("utf8")), { $metadata });
    } catch {
      // Whatever it is, the SDK's reader has the last word on it.
    }
  }
  const { output, clockOffset } = await readWithSdk(session.ec2.config, command, answer);
  if (clockOffset !== undefined) session.clockOffset = clockOffset;
  if (output instanceof Error) throw output;
  return output;
}

/** As the SDK's protocols make it of the headers. */
function metadataOf(httpStatusCode: number, headers: Answer["headers"]) {
  return {
    httpStatusCode,
    requestId: headers["x-amzn-requestid"] ?? headers["x-amzn-request-id"] ?? headers["x-amz-request-id"],
    extendedRequestId: headers["x-amz-id-2"],
    cfId: headers["x-amz-cf-id"],
  };
}

/** By the schemas of the SDK's operations; undefined where only the SDK can read the answer. */
const readers = new WeakMap<object, { read: ReadAnswer | undefined }>();

function readerOf({ schema }: SdkCommand): ReadAnswer | undefined {
  if (!Array.isArray(schema)) return undefined;
  const known = readers.get(schema);
  if (known !== undefined) return known.read;
  const read = tryCompile(schema[5]);
  readers.set(schema, { read });
  return read;
}

function tryCompile(output: Parameters<typeof NormalizedSchema.of>[0]): ReadAnswer | undefined {
  try {
    return compileAnswerReader(NormalizedSchema.of(output));
  } catch {
    return undefined;
  }
}
