import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import { UserError } from "../errors.ts";
import { requireAwsAnswer } from "./answers.ts";
import { exchange, type Exchange } from "./http-exchange.ts";
import { findProxy, ProxyAgent } from "./proxy.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The one HTTP transport of a scan: every client of every account shares its sockets (stack.md 3). */
export interface Transport {
  /** Answers with bodies that have arrived whole, and are an AWS service's. */
  requestHandler: Pick<NodeHttpHandler, "destroy" | "metadata" | "updateHttpClientConfig" | "httpHandlerConfigs"> & {
    handle: Exchange;
  };
  /** Closes the sockets. Never `client.destroy()`, which would close them under all the other clients. */
  close(): void;
}

interface TransportOptions {
  /** Requests in flight, at most. All accounts share the host of a Region, so one host may take them all. */
  concurrency: number;
  environment: Environment;
  /** From the request to the last byte of the answer, in milliseconds. */
  answerTimeout?: number;
}

/** EC2's largest pages take seconds. */
const defaultAnswerTimeout = 60_000;

/** @throws UserError where AWS_CA_BUNDLE cannot be read or HTTPS_PROXY is not a URL. */
export function openTransport({ concurrency, environment, answerTimeout }: TransportOptions): Transport {
  const sockets = { keepAlive: true, maxSockets: concurrency };
  const ca = readCaBundle(environment);
  const tls = ca === undefined ? sockets : { ...sockets, ca };
  const proxy = findProxy(environment);
  const httpAgent = new HttpAgent(sockets);
  const httpsAgent = proxy === undefined ? new HttpsAgent(tls) : new ProxyAgent(proxy, tls);
  const send = exchange({ httpAgent, httpsAgent, answerTimeout: answerTimeout ?? defaultAnswerTimeout });
  const close = () => {
    httpAgent.destroy();
    httpsAgent.destroy();
  };
  return {
    requestHandler: {
      metadata: { handlerProtocol: "http/1.1" },
      handle: async (request, options) => {
        const handled = await send(request, options);
        requireAwsAnswer(request.headers["content-type"] ?? "", handled.response);
        return handled;
      },
      destroy: close,
      // The clients offer settings of their own; the one transport has the same for all.
      updateHttpClientConfig: () => {},
      httpHandlerConfigs: () => ({ httpAgent, httpsAgent }),
    },
    close,
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
