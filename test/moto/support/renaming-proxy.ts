import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Proxy {
  url: string;
  close(): Promise<void>;
}

/**
 * Stands before moto and asks it for another EC2 action than the client did. With an action that moto does not
 * implement, the client meets moto's own answer to that, an HTML page (emulators 1.3.7), where it expects a list.
 */
export async function startRenamingProxy(target: string, renamed: { from: string; to: string }): Promise<Proxy> {
  const server = createServer((request, response) => {
    forward(target, renamed, { request, response }).catch((error: unknown) => {
      response.writeHead(502).end(String(error));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

async function forward(
  target: string,
  { from, to }: { from: string; to: string },
  { request, response }: Exchange,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString("utf8").replace(`Action=${from}&`, `Action=${to}&`);
  const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
  const answer = await fetch(new URL(request.url ?? "/", target), {
    method: request.method ?? "POST",
    headers: headers as Record<string, string>,
    ...(body === "" ? {} : { body }),
  });
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/xml" });
  response.end(Buffer.from(await answer.arrayBuffer()));
}
