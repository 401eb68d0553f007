import { randomUUID } from "node:crypto";
import type { ServiceError } from "./service-error.ts";
import type { Reply } from "./service.ts";

/** An answer of a service that speaks rest-json. */
export function replyJson(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": randomUUID(), ...headers },
    body: JSON.stringify(body),
  };
}

export function refuseJson({ code, status, message }: ServiceError): Reply {
  return replyJson(status, { message }, { "x-amzn-errortype": code });
}
