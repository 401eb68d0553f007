import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the stub understands it: who asks which service where, and what. */
export interface Call {
  service: string;
  /** The operation; its path where the protocol has no other name for it. */
  action: string;
  region: string;
  accessKeyId: string;
  /** The members of a Query request; a JSON request has them as they are, a GET those of its query. */
  input: Record<string, unknown>;
}

export interface Reply {
  status?: number;
  body: string;
}

export interface StubAws {
  url: string;
  calls: Call[];
  close(): Promise<void>;
}

/** A loopback server that speaks just enough of AWS's protocols for one test. */
export async function startStubAws(answer: (call: Call) => Reply): Promise<StubAws> {
  const calls: Call[] = [];
  const server = createServer((request, response) => void respond(request, response));
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    calls.push(call);
    const { status = 200, body } = answer(call);
    response.writeHead(status).end(body);
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function readCall(request: IncomingMessage): Promise<Call> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? "");
  const [, accessKeyId = "", region = "", service = ""] = scope ?? [];
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") {
    return { service, region, accessKeyId, action: target.split(".").at(-1) ?? "", input: JSON.parse(body) };
  }
  if (request.method === "GET") {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    return { service, region, accessKeyId, action: pathname, input: Object.fromEntries(searchParams) };
  }
  if (request.headers["content-type"] === "application/json") {
    return { service, region, accessKeyId, action: request.url ?? "", input: JSON.parse(body) };
  }
  const input = Object.fromEntries(new URLSearchParams(body));
  return { service, region, accessKeyId, action: input["Action"] ?? "", input };
}

export function ec2Answer(action: string, members: string): Reply {
  return {
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${members}</${action}Response>`,
  };
}

export function ec2Error(code: string, status: number, message = code): Reply {
  const body = `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>8f7724cf-496f-496e-8fe3-example</RequestID></Response>`;
  return { status, body };
}

export function stsAnswer(action: string, members: string): Reply {
  return {
    body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${members}</${action}Result></${action}Response>`,
  };
}

export function stsError(code: string, status: number, message = code): Reply {
  return {
    status,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  };
}

export function jsonAnswer(content: object): Reply {
  return { body: JSON.stringify(content) };
}

export function jsonError(type: string, message = type): Reply {
  return { status: 400, body: JSON.stringify({ __type: type, message }) };
}

export const htmlPage: Reply = { body: "<!DOCTYPE html>\n<html><body>It works!</body></html>" };
