import { ConfigServiceClient } from "@aws-sdk/client-config-service";
import type { ClientSettings, Identity } from "./clients.ts";

/** An aggregator is asked in its own Region, with the caller's own credentials. */
export function createConfigClient(
  { transport, maxAttempts }: ClientSettings,
  { region, credentials }: Identity,
): ConfigServiceClient {
  return new ConfigServiceClient({
    region,
    maxAttempts,
    retryMode: "standard",
    requestHandler: transport.requestHandler,
    cacheMiddleware: true,
    // Marked so that the SDK does not keep a copy of its own, which `expire` could not reach.
    credentials: Object.assign(() => credentials.get(), { memoized: true }),
  });
}
