import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { TokenMint } from "./credentials.ts";
import type { FaultKind, FaultPlan } from "./faults.ts";
import { ServiceError } from "./service-error.ts";
import type { Reply } from "./service.ts";

/** A request that is to be spoilt. */
export interface Spoilt {
  kind: FaultKind;
  /** The name in the credential scope. */
  service: string;
  body: string;
  /** Absent where the caller's long-lived key signed. */
  sessionToken: string | undefined;
}

const page: Reply = {
  status: 200,
  headers: { "content-type": "text/html" },
  body: "<!DOCTYPE html>\n<html><body>Please sign in.</body></html>",
};

const expired = new ServiceError("ExpiredToken", 403, "The security token included in the request is expired");
const forgotten = new ServiceError("InvalidPaginationToken", 400, "The pagination token is not valid");

/**
 * What is answered instead of an answer; undefined where the fault shows in the answer itself, or not at all.
 *
 * @throws ServiceError for the faults that are errors of the service
 */
export function answerInstead({ kind, service, body, sessionToken }: Spoilt, mint: TokenMint): Reply | undefined {
  if (kind === "throttle") throw throttled(service);
  if (kind === "server-error") throw new ServiceError("InternalError", 500, "An internal error has occurred");
  if (kind === "expired-session" && sessionToken !== undefined) {
    mint.revoke(sessionToken);
    throw expired;
  }
  if (kind === "forgotten-token" && service === "ec2" && tokenOf(body) !== undefined) throw forgotten;
  return kind === "html" ? page : kind === "html-error" ? { ...page, status: 500 } : undefined;
}

/** Each service's own word for it (aws-semantics 5.12). */
const throttles: Readonly<Record<string, readonly [code: string, status: number]>> = {
  ec2: ["RequestLimitExceeded", 503],
  sts: ["Throttling", 400],
  config: ["ThrottlingException", 400],
  organizations: ["TooManyRequestsException", 400],
  account: ["TooManyRequestsException", 429],
  route53: ["Throttling", 400],
  route53profiles: ["ThrottlingException", 429],
  networkmanager: ["ThrottlingException", 429],
};

function throttled(service: string): ServiceError {
  const [code, status] = throttles[service] ?? ["Throttling", 400];
  return new ServiceError(code, status, "Rate exceeded");
}

function tokenOf(body: string): string | undefined {
  const [, query, json] = /(?:^|&)NextToken=([^&]+)|"NextToken":"([^"]+)"/.exec(body) ?? [];
  return query === undefined ? json : decodeURIComponent(query);
}

/** A page that says that it is its own successor. */
export function loopToken({ body }: Spoilt, reply: Reply): Reply {
  const token = tokenOf(body);
  if (token === undefined) return reply;
  const looped = reply.body
    .replace(/<nextToken>[^<]*<\/nextToken>/, `<nextToken>${token}</nextToken>`)
    .replace(/"NextToken":"[^"]*"/, `"NextToken":"${token}"`);
  return { ...reply, body: looped };
}

const defaultSlowMs = 500;

/** Sends a good answer badly. */
export async function sendBadly(
  response: ServerResponse,
  { status, headers, body }: Reply,
  { kind, plan }: { kind: FaultKind | undefined; plan: FaultPlan },
): Promise<void> {
  if (kind === "slow") await sleep(plan.slowMs ?? defaultSlowMs);
  if (response.destroyed || kind === "hang") return;
  const bytes = Buffer.from(body);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  if (kind === "reset") {
    response.writeHead(status, { ...headers, "content-length": bytes.length });
    // The socket ends when its half has left, so that the client has begun to read.
    response.write(half, () => response.socket?.destroy());
    return;
  }
  const sent = kind === "truncate" ? half : bytes;
  response.writeHead(status, { ...headers, "content-length": sent.length }).end(sent);
}
