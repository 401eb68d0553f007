import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { UserError } from "../errors.ts";
import { requireAwsAnswer } from "./answers.ts";
import { findProxy, ProxyAgent } from "./proxy.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The one HTTP transport of a scan: every client of every account shares its sockets (stack.md 3). */
export interface Transport {
  requestHandler: Pick<
    NodeHttpHandler,
    "handle" | "destroy" | "metadata" | "updateHttpClientConfig" | "httpHandlerConfigs"
  >;
  /** Closes the sockets. Never `client.destroy()`, which would close them under all the other clients. */
  close(): void;
}

interface TransportOptions {
  /** Requests in flight, at most. All accounts share the host of a Region, so one host may take them all. */
  concurrency: number;
  environment: Environment;
}

const connectionTimeout = 10_000;
/** From the request to the head of the answer; the same without a byte of the body. Milliseconds. */
const answerTimeout = 60_000;

/** @throws UserError where AWS_CA_BUNDLE cannot be read or HTTPS_PROXY is not a URL. */
export function openTransport({ concurrency, environment }: TransportOptions): Transport {
  const sockets = { keepAlive: true, maxSockets: concurrency };
  const ca = readCaBundle(environment);
  const tls = ca === undefined ? sockets : { ...sockets, ca };
  const proxy = findProxy(environment);
  const inner = new NodeHttpHandler({
    httpAgent: new HttpAgent(sockets),
    httpsAgent: proxy === undefined ? new HttpsAgent(tls) : new ProxyAgent(proxy, tls),
    connectionTimeout,
    requestTimeout: answerTimeout,
    throwOnRequestTimeout: true,
    socketTimeout: answerTimeout,
  });
  return {
    requestHandler: {
      metadata: inner.metadata,
      handle: async (...args) => requireAwsAnswer(args[0], await inner.handle(...args)),
      destroy: () => inner.destroy(),
      updateHttpClientConfig: (key, value) => inner.updateHttpClientConfig(key, value),
      httpHandlerConfigs: () => inner.httpHandlerConfigs(),
    },
    close: () => inner.destroy(),
  };
}

/** The JS SDK does not read AWS_CA_BUNDLE; as for the AWS CLI, the bundle stands in place of the built-in roots. */
function readCaBundle(environment: Environment): string | undefined {
  const path = environment["AWS_CA_BUNDLE"];
  if (path === undefined || path === "") return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new UserError("ca-bundle", `cannot read ${path}, which AWS_CA_BUNDLE names: ${code}`, {
      cause,
      hint: "let AWS_CA_BUNDLE name a file of PEM certificates, or unset it",
    });
  }
}
