import type { NodeHttpHandler } from "@smithy/node-http-handler";
import { AnswerError } from "./errors.ts";

type Request = Parameters<NodeHttpHandler["handle"]>[0];
type Handled = Awaited<ReturnType<NodeHttpHandler["handle"]>>;

/** How much of a body is looked at. */
const headLength = 512;

/** Statuses of a front end that is overloaded: worth a retry whatever the body is. */
const passingStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Refuses an answer that is not an AWS service's. The SDK reads an HTML page or an empty body with status 200 as an
 * answer without members, and a list that is not there looks like a list with nothing in it.
 *
 * @throws AnswerError, which the SDK does not retry.
 */
export async function requireAwsAnswer(request: Request, handled: Handled): Promise<Handled> {
  const { response } = handled;
  if (passingStatuses.has(response.statusCode)) return handled;
  const body = await readBody(response.body);
  response.body = body;
  const head = new TextDecoder().decode(body.subarray(0, headLength)).trimStart();
  if (/^(<!doctype html|<html|<head|<body)\b/i.test(head)) {
    throw new AnswerError(`the endpoint answered an HTML page (HTTP ${response.statusCode}); it is not an AWS service`);
  }
  const isGood = response.statusCode >= 200 && response.statusCode < 300;
  if (isGood && !expectedHead(request).test(head)) {
    const what = head === "" ? "an empty body" : "something that is not an AWS answer";
    throw new AnswerError(`the endpoint answered ${what} (HTTP ${response.statusCode})`);
  }
  return handled;
}

/** How a good answer starts, by the protocol of the request. */
function expectedHead({ headers }: Request): RegExp {
  const type = headers["content-type"] ?? "";
  if (type.startsWith("application/x-www-form-urlencoded")) return /^(<\?xml[^>]*>\s*)?<\w*Response[\s>/]/;
  return type.startsWith("application/x-amz-json") || type.startsWith("application/json") ? /^\{/ : /^/;
}

async function readBody(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
