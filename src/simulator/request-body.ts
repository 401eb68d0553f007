import type { IncomingMessage } from "node:http";
import { ServiceError } from "./service-error.ts";

const limit = 1024 * 1024;

/** The whole body, as text. @throws ServiceError RequestEntityTooLarge beyond 1 MiB. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    // The rest is read and dropped, up to the request's time limit: a client that still writes hears no answer.
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw new ServiceError("RequestEntityTooLarge", 413, `The request is larger than ${limit} bytes`);
  return Buffer.concat(chunks).toString("utf8");
}
