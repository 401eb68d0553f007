import { createNetworkManager } from "../aws/clients.ts";
import type { CredentialSource } from "../aws/credentials.ts";
import { openBuckets, type Buckets } from "../aws/limits.ts";
import type { RestJsonClient } from "../aws/rest-json-client.ts";
import type { Collection } from "./collection.ts";

/** The services that count an account's requests from all its Regions together. */
export interface GlobalServices {
  route53: Buckets;
  networkManager: Buckets;
  /** One client for all Regions, made by the first request: making one costs more than its call. */
  openNetworkManager(): RestJsonClient;
}

export function openGlobalServices(
  { settings, attempts: { pace }, options: { homeRegion: region } }: Collection,
  credentials: CredentialSource,
): GlobalServices {
  let client: RestJsonClient | undefined;
  return {
    route53: openBuckets("route53", pace),
    networkManager: openBuckets("networkmanager", pace),
    openNetworkManager: () => (client ??= createNetworkManager(settings, { region, credentials })),
  };
}
