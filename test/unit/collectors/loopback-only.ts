import type { Transport } from "../../../src/aws/transport.ts";

/** Lets no request of a test leave the machine, whatever endpoint a client was given. */
export function loopbackOnly(transport: Transport): Transport {
  const { requestHandler } = transport;
  const handle: typeof requestHandler.handle = (request, options) => {
    if (request.hostname !== "127.0.0.1") throw new Error(`a test asked ${request.hostname}`);
    return requestHandler.handle(request, options);
  };
  return { ...transport, requestHandler: { ...requestHandler, handle } };
}
