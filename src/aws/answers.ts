import { AnswerError } from "./errors.ts";

/** An HTTP answer whose body has arrived whole. */
export interface Answer {
  statusCode: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

/** How much of a body is looked at. */
const headLength = 512;

/** Statuses of a front end that is overloaded: worth a retry whatever the body is. */
const passingStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

const htmlHead = /^\s*<(!doctype html|html|head|body)\b/i;

/** How a good answer starts, by the protocol of the request. */
const queryHead = /^\s*(<\?xml[^>]*>\s*)?<\w*Response[\s>/]/;
const jsonHead = /^\s*\{/;

/**
 * Refuses an answer that is not an AWS service's. The SDK reads an HTML page or an empty body with status 200 as an
 * answer without members, and a list that is not there looks like a list with nothing in it.
 *
 * @param requestType the content type of the request
 * @throws AnswerError, which the SDK does not retry.
 */
export function requireAwsAnswer(requestType: string, { statusCode, body }: Answer): void {
  if (passingStatuses.has(statusCode)) return;
  // Each byte as one character: what is looked for is ASCII. A byte order mark may stand before it.
  const head = body.toString("latin1", 0, headLength).replace(/^\u00EF\u00BB\u00BF/, "");
  if (htmlHead.test(head)) {
    throw new AnswerError(`the endpoint answered an HTML page (HTTP ${statusCode}); it is not an AWS service`);
  }
  const isGood = statusCode >= 200 && statusCode < 300;
  if (isGood && !(expectedHead(requestType)?.test(head) ?? true)) {
    const what = head.trim() === "" ? "an empty body" : "something that is not an AWS answer";
    throw new AnswerError(`the endpoint answered ${what} (HTTP ${statusCode})`);
  }
}

function expectedHead(requestType: string): RegExp | undefined {
  if (requestType.startsWith("application/x-www-form-urlencoded")) return queryHead;
  return requestType.startsWith("application/x-amz-json") || requestType.startsWith("application/json")
    ? jsonHead
    : undefined;
}
