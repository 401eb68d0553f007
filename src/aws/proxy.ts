import { request } from "node:http";
import { Agent, type AgentOptions } from "node:https";
import { UserError } from "../errors.ts";

/** Where HTTPS traffic goes through, and the hosts that are reached directly. */
export interface Proxy {
  host: string;
  port: number;
  /** The value of Proxy-Authorization; never printed. */
  authorization: string | undefined;
  /** Host names and domain suffixes of NO_PROXY; `*` is every host. */
  direct: readonly string[];
}

const connectTimeout = 10_000;

/** Reads HTTPS_PROXY and NO_PROXY, in either letter case as curl and the AWS CLI do. @throws UserError */
export function findProxy(environment: Readonly<Record<string, string | undefined>>): Proxy | undefined {
  const value = environment["HTTPS_PROXY"] || environment["https_proxy"];
  if (!value) return undefined;
  const text = value.includes("://") ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:") {
    // The value may hold a password, so it is not quoted.
    throw new UserError("proxy", "HTTPS_PROXY is not the URL of an HTTP proxy", {
      hint: "give it the form http://host:port; connections to the proxy itself over TLS are not supported",
    });
  }
  const noProxy = environment["NO_PROXY"] || environment["no_proxy"] || "";
  return {
    host: url.hostname,
    port: Number(url.port || "80"),
    authorization: authorizationOf(url),
    direct: noProxy.split(/[\s,]+/).filter((name) => name !== ""),
  };
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === "") return undefined;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

export function isDirect(host: string, { direct }: Pick<Proxy, "direct">): boolean {
  return direct.some((name) => {
    const domain = name.replace(/^\*?\./, "").toLowerCase();
    return name === "*" || host.toLowerCase() === domain || host.toLowerCase().endsWith(`.${domain}`);
  });
}

type Connection = Parameters<Agent["createConnection"]>[0];
type Connected = Parameters<Agent["createConnection"]>[1];
type Socket = NonNullable<ReturnType<Agent["createConnection"]>>;

/**
 * Node's own agents do not read HTTPS_PROXY (before Node 24): this one reaches a host through a CONNECT tunnel. TLS is
 * spoken end to end with the AWS endpoint, so the proxy sees the host name and nothing else.
 */
export class ProxyAgent extends Agent {
  readonly #proxy: Proxy;

  constructor(proxy: Proxy, options: AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: Connection, callback?: Connected): Socket | null | undefined {
    const host = options.host ?? "localhost";
    if (isDirect(host, this.#proxy)) return super.createConnection(options, callback);
    void this.#answer(options, `${host}:${options.port ?? 443}`, callback);
    return undefined;
  }

  /** Node's agents take a socket that comes later by callback. */
  async #answer(options: Connection, target: string, callback: Connected): Promise<void> {
    try {
      const socket = await openTunnel(this.#proxy, target);
      const tunnelled = { ...options, socket };
      callback?.(null, super.createConnection(tunnelled) ?? socket);
    } catch (error) {
      callback?.(error as Error, undefined as never);
    }
  }
}

function openTunnel({ host, port, authorization }: Proxy, target: string): Promise<Socket> {
  const headers =
    authorization === undefined ? { host: target } : { host: target, "proxy-authorization": authorization };
  return new Promise((resolve, reject) => {
    const asked = request({
      host,
      port,
      method: "CONNECT",
      path: target,
      headers,
      agent: false,
      timeout: connectTimeout,
    });
    asked.once("connect", ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(Object.assign(new Error(`HTTPS_PROXY refused the tunnel (HTTP ${statusCode})`), { code: "ProxyError" }));
    });
    asked.once("timeout", () =>
      asked.destroy(Object.assign(new Error("HTTPS_PROXY did not answer"), { code: "ETIMEDOUT" })),
    );
    asked.once("error", reject);
    asked.end();
  });
}
