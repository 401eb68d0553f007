import { AccountClient } from "@aws-sdk/client-account";
import { EC2Client } from "@aws-sdk/client-ec2";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { Route53Client } from "@aws-sdk/client-route-53";
import { STSClient } from "@aws-sdk/client-sts";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import type { CredentialSource } from "./credentials.ts";
import { createLeanEc2Client, openEc2Region, type Ec2Client, type Ec2Region } from "./ec2-client.ts";
import { createNetworkManagerClient, networkManagerHome } from "./network-manager.ts";
import type { RestJsonClient } from "./rest-json-client.ts";
import { createRoute53ProfilesClient } from "./route53-profiles.ts";
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

/** By the transport of a scan, so that what its clients share ends with it. */
const ec2Regions = new WeakMap<Transport, Map<string, Ec2Region>>();

function ec2RegionOf(transport: Transport, region: string): Ec2Region {
  const regions = ec2Regions.get(transport) ?? new Map<string, Ec2Region>();
  ec2Regions.set(transport, regions);
  const opened = regions.get(region) ?? openEc2Region(region, transport);
  regions.set(region, opened);
  return opened;
}

/**
 * A client of one account and Region: one of its own for each, so that no credential reaches another account. The lean
 * one tries once, as a scan wants it; where a client has to try again by itself, it is the SDK's.
 */
export function createEc2Client(settings: ClientSettings, identity: Identity): Ec2Client {
  if (settings.maxAttempts > 1) return new EC2Client(clientConfig(settings, identity));
  return createLeanEc2Client(ec2RegionOf(settings.transport, identity.region), identity.credentials);
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

/** Who is asked about names: hosted zones, and the Profiles that bring them to VPCs. */
export interface DnsClients {
  route53: Pick<Route53Client, "send">;
  profiles: RestJsonClient;
}

/** Route 53 has one endpoint per partition, which the SDK finds from any Region of it; Profiles are regional. */
export function createDnsClients(settings: ClientSettings, identity: Identity): DnsClients {
  const config = clientConfig(settings, identity);
  return { route53: new Route53Client(config), profiles: createRoute53ProfilesClient(config) };
}

/** Network Manager has one endpoint per partition, found from any Region of it that `networkManagerHome` has a home for. */
export function createNetworkManager(settings: ClientSettings, identity: Identity): RestJsonClient {
  const region = networkManagerHome(identity.region) ?? identity.region;
  return createNetworkManagerClient(clientConfig(settings, { ...identity, region }));
}
