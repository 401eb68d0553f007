import { Agent as HttpAgent, createServer, type RequestListener } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { exchange, type Exchange } from "../../../src/aws/http-exchange.ts";
import { requireAwsAnswer } from "../../../src/aws/answers.ts";

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({ close: () => server.close() });
  return (server.address() as AddressInfo).port;
}

function client(answerTimeout = 5_000): Exchange {
  const [httpAgent, httpsAgent] = [new HttpAgent({ keepAlive: true }), new HttpsAgent({ keepAlive: true })];
  open.push({ close: () => httpAgent.destroy() });
  return exchange({ httpAgent, httpsAgent, answerTimeout });
}

const request = (port: number) => ({
  protocol: "http:",
  hostname: "127.0.0.1",
  port,
  method: "POST",
  path: "/a",
  headers: { "x-sent": "1" },
  body: "body é",
});

async function serve(listener: RequestListener): Promise<number> {
  return listen(createServer(listener));
}

/** A server that says these bytes to whoever connects, and then does as it is told. */
async function sayBytes(bytes: string, then: "end" | "reset" | "nothing"): Promise<number> {
  const server = createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write(bytes, () => {
        if (then === "end") socket.end();
        if (then === "reset") setTimeout(() => socket.resetAndDestroy(), 20);
      });
    });
    open.push({ close: () => socket.destroy() });
  });
  return listen(server);
}

describe("an exchange", () => {
  test("sends method, path, query, headers and body, and gives status, headers and the whole body", async () => {
    const port = await serve((incoming, response) => {
      let body = "";
      incoming.on("data", (chunk) => (body += String(chunk)));
      incoming.on("end", () => {
        response.writeHead(299, { "X-Answer": "2", "set-cookie": ["a", "b"] });
        response.write(`${incoming.method} ${incoming.url} ${String(incoming.headers["x-sent"])} `);
        setTimeout(() => response.end(body), 10);
      });
    });
    const { response } = await client()({ ...request(port), query: { q: "1 2" } });
    expect(response.statusCode).toBe(299);
    expect(response.headers).toMatchObject({ "x-answer": "2", "set-cookie": "a,b" });
    expect(response.body.toString()).toBe("POST /a?q=1%202 1 body é");
  });

  test("keeps the connection for the next one", async () => {
    const ports = new Set<unknown>();
    const port = await serve((incoming, response) => {
      ports.add(incoming.socket.remotePort);
      incoming.resume().on("end", () => response.end("x"));
    });
    const send = client();
    for (let count = 0; count < 5; count += 1) await send(request(port));
    expect(ports.size).toBe(1);
  });

  test.each([
    ["reset before an answer", "", "reset"],
    ["reset in the middle of the body", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<half", "reset"],
    ["closed in the middle of the body", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<half", "end"],
    [
      "closed in the middle of a chunked body",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n<half\r\n",
      "end",
    ],
  ] as const)("that is %s fails as the SDK's handler fails, so that it is tried again", async (_title, bytes, then) => {
    const port = await sayBytes(bytes, then);
    await expect(client()(request(port))).rejects.toMatchObject({ name: "TimeoutError", code: "ECONNRESET" });
  });

  test.each([
    ["never begins", ""],
    ["stops in its middle", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<half"],
  ])("ends at its deadline where the answer %s", async (_title, bytes) => {
    const port = await sayBytes(bytes, "nothing");
    const startedAt = performance.now();
    await expect(client(150)(request(port))).rejects.toMatchObject({ name: "TimeoutError" });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  test("to a closed port is refused, by a name that the SDK retries", async () => {
    const server = createTcpServer();
    const port = await listen(server);
    server.close();
    await expect(client()(request(port))).rejects.toMatchObject({ name: "TimeoutError", code: "ECONNREFUSED" });
  });

  test("ends where it is aborted, before or while it goes on", async () => {
    const port = await sayBytes("", "nothing");
    await expect(client()(request(port), { abortSignal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
    const controller = new AbortController();
    const sending = client()(request(port), { abortSignal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    await expect(sending).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("what is not an AWS service's answer is refused", () => {
  const query = "application/x-www-form-urlencoded";
  const json = "application/x-amz-json-1.1";
  const check = (type: string, statusCode: number, body: string) => () =>
    requireAwsAnswer(type, { statusCode, headers: {}, body: Buffer.from(body) });

  test.each([
    ["a page of HTML", query, 200, "<!DOCTYPE html><html>", /HTML page \(HTTP 200\)/],
    ["a page of HTML after blanks", query, 200, " \r\n\t<HTML>", /HTML page/],
    ["a page of HTML as an error", query, 403, "<html>", /HTML page \(HTTP 403\)/],
    ["nothing", query, 200, "", /an empty body \(HTTP 200\)/],
    ["blanks", json, 200, " \n", /an empty body/],
    ["text", query, 200, "OK", /something that is not an AWS answer/],
    ["other XML", query, 200, '<?xml version="1.0"?><rss/>', /something that is not/],
    ["JSON to a Query request", query, 200, "{}", /something that is not/],
    ["XML to a JSON request", json, 200, "<a/>", /something that is not/],
  ])("%s", (_title, type, status, body, message) => {
    expect(check(type, status, body)).toThrow(message);
  });

  test.each([
    ["a Query answer", query, 200, '<?xml version="1.0" encoding="UTF-8"?>\n<DescribeVpcsResponse xmlns="x">'],
    ["a Query answer without declaration", query, 200, "<DescribeVpcsResponse>"],
    ["one after a byte order mark", query, 200, "\uFEFF<DescribeVpcsResponse>"],
    ["a JSON answer", json, 200, ' {"Accounts":[]}'],
    ["an error of any form", query, 400, "<Response>"],
    ["an overloaded front end", query, 503, "<html>"],
    ["an answer to a request of no known type", "", 200, "anything"],
  ])("%s is let through", (_title, type, status, body) => {
    expect(check(type, status, body)).not.toThrow();
  });
});
