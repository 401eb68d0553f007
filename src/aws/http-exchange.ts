import { request as httpRequest, type Agent as HttpAgent, type ClientRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest, type Agent as HttpsAgent } from "node:https";
import { buildQueryString, HttpResponse, type HttpRequest } from "@smithy/core/protocols";
import type { Answer } from "./answers.ts";

/** What of the SDK's request is sent. */
export type Sendable = Pick<HttpRequest, "protocol" | "hostname" | "method" | "path" | "headers"> & {
  [Member in "port" | "query" | "username" | "password" | "body"]?: HttpRequest[Member] | undefined;
};

interface ExchangeOptions {
  abortSignal?: AbortSignal | undefined;
}

/** One request and its whole answer. @throws node's errors; with the name TimeoutError where the SDK retries them */
export type Exchange = (
  request: Sendable,
  options?: object,
) => Promise<{ response: HttpResponse & Pick<Answer, "body"> }>;

interface ExchangeSettings {
  httpAgent: HttpAgent;
  httpsAgent: HttpsAgent;
  /** From the request to the last byte of the answer, in milliseconds. */
  answerTimeout: number;
}

const connectTimeout = 10_000;

/** Node's codes that the SDK's own handler calls a TimeoutError, by which its retries know them. */
const timeoutCodes: ReadonlySet<unknown> = new Set(["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT"]);

/**
 * HTTP/1.1 with bodies that are whole before they are handed on: the SDK's NodeHttpHandler without its streams and four
 * timers per request, and with a deadline that also covers an answer that stops in its middle.
 */
export function exchange({ httpAgent, httpsAgent, answerTimeout }: ExchangeSettings): Exchange {
  return (request, options: ExchangeOptions = {}) =>
    new Promise((resolve, reject) => {
      const isTls = request.protocol === "https:";
      const outgoing = { ...describe(request), agent: isTls ? httpsAgent : httpAgent };
      const sent = (isTls ? httpsRequest : httpRequest)(outgoing);
      const deadline = setTimeout(() => sent.destroy(timeout("the endpoint did not answer in time")), answerTimeout);
      const onAbort = () => sent.destroy(Object.assign(new Error("Request aborted"), { name: "AbortError" }));
      const settle = () => {
        clearTimeout(deadline);
        options.abortSignal?.removeEventListener("abort", onAbort);
      };
      const fail = (error: NodeJS.ErrnoException) => {
        settle();
        reject(timeoutCodes.has(error.code) ? Object.assign(error, { name: "TimeoutError" }) : error);
      };
      options.abortSignal?.addEventListener("abort", onAbort, { once: true });
      if (options.abortSignal?.aborted === true) onAbort();
      limitConnecting(sent);
      sent.on("error", fail);
      sent.on("response", (incoming: IncomingMessage) => {
        incoming.on("error", fail);
        collect(incoming, (response) => {
          settle();
          resolve({ response });
        });
      });
      sent.end(request.body);
    });
}

function describe({ hostname, port, method, headers, ...rest }: Sendable) {
  const query = rest.query === undefined ? "" : buildQueryString(rest.query);
  const isNamed = rest.username !== undefined || rest.password !== undefined;
  return {
    // An IPv6 address stands in brackets in a URL, and without them in a connection.
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port,
    method,
    path: query === "" ? rest.path : `${rest.path}?${query}`,
    headers: isNamed || headers["host"] === undefined ? headers : inOrder(headers),
    ...(isNamed ? { auth: `${rest.username ?? ""}:${rest.password ?? ""}` } : {}),
  };
}

/** As node takes them to the wire without a map of them in between; it then adds no `host` of its own. */
function inOrder(headers: Readonly<Record<string, string>>): string[] {
  const list: string[] = [];
  for (const name in headers) list.push(name, headers[name] ?? "");
  return list;
}

/** A deadline of its own: a host that does not take connections is known sooner than one that does not answer. */
function limitConnecting(sent: ClientRequest): void {
  sent.once("socket", (socket) => {
    if (!socket.connecting) return;
    const limit = setTimeout(() => sent.destroy(timeout("no connection in time")), connectTimeout);
    const stop = () => clearTimeout(limit);
    socket.once("connect", stop);
    socket.once("close", stop);
  });
}

function timeout(message: string): Error {
  return Object.assign(new Error(message), { name: "TimeoutError", code: "ETIMEDOUT" });
}

function collect(incoming: IncomingMessage, done: (response: HttpResponse & { body: Buffer }) => void): void {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => {
    const [first] = chunks;
    const body = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
    const { statusCode = -1, statusMessage, headers: received } = incoming;
    const headers: Record<string, string> = {};
    for (const name in received) {
      const value = received[name];
      if (value !== undefined) headers[name] = typeof value === "string" ? value : value.join(",");
    }
    const reason = statusMessage ?? "";
    done(Object.assign(new HttpResponse({ statusCode, reason, headers, body }), { body }));
  });
}
