import { AccountClient } from "@aws-sdk/client-account";
import { EC2Client } from "@aws-sdk/client-ec2";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { STSClient } from "@aws-sdk/client-sts";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import type { CredentialSource } from "./credentials.ts";
import { isThrottle } from "./errors.ts";
import type { Transport } from "./transport.ts";

/** What all clients of a scan have in common. */
export interface ClientSettings {
  transport: Transport;
  /** The first attempt and its retries together. */
  maxAttempts: number;
}

/** Where a client asks, and as whom. */
export interface Identity {
  region: string;
  credentials: CredentialSource;
}

/** The SDK's own chain: environment, SSO, web identity, profile files, processes, containers, instances. */
export function callerCredentials({ transport }: ClientSettings, region: string): CredentialSource {
  // The chain's own clients (SSO, STS of a profile's role) go through the same proxy and trust the same roots.
  const chain = defaultProvider({ clientConfig: { region, requestHandler: transport.requestHandler } });
  let mustRenew = false;
  return {
    get: () => {
      const forceRefresh = mustRenew;
      mustRenew = false;
      return chain({ forceRefresh });
    },
    expire: () => {
      mustRenew = true;
    },
  };
}

/**
 * Standard retries and not adaptive ones: adaptive slows all calls of a client down together, while EC2 throttles each
 * API of an account and Region by itself (aws-semantics 5.2).
 */
function clientConfig({ transport, maxAttempts }: ClientSettings, { region, credentials }: Identity) {
  return {
    region,
    maxAttempts,
    retryMode: "standard",
    requestHandler: transport.requestHandler,
    cacheMiddleware: true,
    // Marked so that the SDK does not keep a copy of its own, which `expire` could not reach.
    credentials: Object.assign(() => credentials.get(), { memoized: true }),
  };
}

/**
 * A client of one account and Region: one of its own for each, so that no credential reaches another account.
 *
 * @param onThrottle told each time that AWS throttles an attempt, with the API's name
 */
export function createEc2Client(
  settings: ClientSettings,
  identity: Identity,
  onThrottle: (api: string) => void,
): EC2Client {
  const client = new EC2Client(clientConfig(settings, identity));
  // The default logger copies every answer to redact it, though nothing is ever printed (stack.md 3).
  client.middlewareStack.remove("loggerMiddleware");
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (isThrottle(error)) onThrottle((context.commandName ?? "").replace(/Command$/, ""));
        throw error;
      }
    },
    // Inside the retries, so that it sees each attempt.
    { name: "countThrottles", step: "finalizeRequest", priority: "low" },
  );
  return client;
}

/** Regional, never the global endpoint, whose tokens are refused in opt-in Regions (aws-semantics 5.11). */
export function createStsClient(settings: ClientSettings, identity: Identity): STSClient {
  return new STSClient(clientConfig(settings, identity));
}

/** Organizations has one endpoint per partition, which the SDK finds from any Region of it (aws-semantics 5.8). */
export function createOrganizationsClient(settings: ClientSettings, identity: Identity): OrganizationsClient {
  return new OrganizationsClient(clientConfig(settings, identity));
}

export function createAccountClient(settings: ClientSettings, identity: Identity): AccountClient {
  return new AccountClient(clientConfig(settings, identity));
}
