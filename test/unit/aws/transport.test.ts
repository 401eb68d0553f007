import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { get, Server } from "node:https";
import { describe, expect, test } from "vitest";
import { findProxy, isDirect, ProxyAgent } from "../../../src/aws/proxy.ts";
import { openTransport } from "../../../src/aws/transport.ts";

describe("AWS_CA_BUNDLE", () => {
  test("that cannot be read stops the scan, and names the file", () => {
    const environment = { AWS_CA_BUNDLE: "/nowhere/roots.pem" };
    expect(() => openTransport({ concurrency: 1, environment })).toThrow(/cannot read \/nowhere\/roots.pem.*ENOENT/);
  });

  test("that can be read becomes the roots that are trusted", async () => {
    const folder = await mkdtemp(join(tmpdir(), "vpclint-ca-"));
    const path = join(folder, "roots.pem");
    await writeFile(path, "# no certificate\n");
    const transport = openTransport({ concurrency: 1, environment: { AWS_CA_BUNDLE: path } });
    // The handler settles its configuration with its first request; this one goes to a closed port of this machine.
    const request = { protocol: "http:", hostname: "127.0.0.1", port: 9, method: "GET", path: "/", headers: {} };
    await transport.requestHandler.handle(request as never).catch(() => {});
    const { httpsAgent } = transport.requestHandler.httpHandlerConfigs();
    expect((httpsAgent as { options: { ca?: string } }).options.ca).toBe("# no certificate\n");
    transport.close();
    await rm(folder, { recursive: true });
  });
});

describe("HTTPS_PROXY", () => {
  test.each([
    ["http://proxy.example:3128", "proxy.example", 3128],
    ["proxy.example:3128", "proxy.example", 3128],
    ["http://proxy.example", "proxy.example", 80],
  ])("%s is host %s, port %i", (value, host, port) => {
    expect(findProxy({ HTTPS_PROXY: value })).toMatchObject({ host, port });
    expect(findProxy({ https_proxy: value })).toMatchObject({ host, port });
  });

  test("is not there when it is empty", () => {
    expect(findProxy({ HTTPS_PROXY: "" })).toBeUndefined();
  });

  test("that is not an HTTP proxy is an error, which does not show its password", () => {
    expect(() => findProxy({ HTTPS_PROXY: "socks5://me:secret@proxy.example" })).toThrow(
      /^(?!.*secret).*not the URL of an HTTP proxy/,
    );
  });

  test("sends its user and password, decoded, to the proxy", () => {
    const { authorization } = findProxy({ HTTPS_PROXY: "http://me:p%40ss@proxy.example" }) ?? {};
    expect(authorization).toBe(`Basic ${Buffer.from("me:p@ss").toString("base64")}`);
  });

  test("NO_PROXY names hosts and domains", () => {
    const proxy = findProxy({ HTTPS_PROXY: "http://p", NO_PROXY: "localhost, .internal.example *.corp" });
    if (proxy === undefined) throw new Error("no proxy");
    const hosts = [
      "localhost",
      "a.internal.example",
      "internal.example",
      "x.corp",
      "notinternal.example",
      "ec2.eu-west-1.amazonaws.com",
    ];
    expect(hosts.map((host) => isDirect(host, proxy))).toEqual([true, true, true, true, false, false]);
    expect(isDirect("anything", { direct: ["*"] })).toBe(true);
  });

  async function tunnel(allow: boolean) {
    const asked: string[] = [];
    // A TLS server without a certificate refuses every handshake, which is enough to see that TLS got through to it.
    const target = new Server({}).listen(0, "127.0.0.1");
    const reached = new Promise<boolean>((resolve) => target.on("tlsClientError", () => resolve(true)));
    const proxy = createServer();
    proxy.on("connect", (request, socket) => {
      asked.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim());
      if (!allow) return void socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      const upstream = connect((target.address() as AddressInfo).port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
      socket.on("error", () => upstream.destroy());
      upstream.on("error", () => socket.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const environment = { HTTPS_PROXY: `http://me:pw@127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    const found = findProxy(environment);
    if (found === undefined) throw new Error("no proxy");
    const agent = new ProxyAgent(found, {});
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => {
      get("https://ec2.invalid/", { agent }).on("error", resolve);
    });
    const wasReached = allow ? await reached : false;
    agent.destroy();
    proxy.closeAllConnections();
    proxy.close();
    target.close();
    return { asked, error, wasReached };
  }

  test("carries TLS to the host through a CONNECT tunnel", async () => {
    const { asked, wasReached } = await tunnel(true);
    expect(asked).toEqual([`ec2.invalid:443 Basic ${Buffer.from("me:pw").toString("base64")}`]);
    expect(wasReached).toBe(true);
  });

  test("that refuses the tunnel is the reason of the failure", async () => {
    const { error } = await tunnel(false);
    expect(error.message).toBe("HTTPS_PROXY refused the tunnel (HTTP 407)");
  });
});
