import { AccountClient, type AccountClientConfig } from "@aws-sdk/client-account";
import { makeBuilder } from "@smithy/core/client";
import { getEndpointPlugin } from "@smithy/core/endpoints";
import type { Route53ProfilesInput, Route53ProfilesOutput } from "./route53-profiles-schemas.ts";
import { namespace, profileOperations, type ProfileOperationName } from "./route53-profiles-schemas.ts";

/** What collectors ask Route 53 Profiles through. */
export interface Route53ProfilesClient {
  send<A extends ProfileOperationName>(command: ProfileCommand<A>): Promise<Route53ProfilesOutput[A]>;
}

/** A request, as the SDK's own commands are made. */
export interface ProfileCommand<A extends ProfileOperationName> {
  readonly input: Route53ProfilesInput[A];
  /** Tells the answers apart for the compiler. */
  readonly api?: A;
}

const service = "route53profiles";

/**
 * The registry has no SDK client for Route 53 Profiles. It speaks rest-json, as Account Management does, so that client
 * asks it: with the SDK's own signer, retries, serializer and errors, and another endpoint, signing name and schemas.
 */
export function createRoute53ProfilesClient(config: AccountClientConfig): Route53ProfilesClient {
  const settings = {
    ...config,
    serviceId: "Route53Profiles",
    signingName: service,
    endpointProvider: ({ Endpoint, Region = "" }: { Endpoint?: string; Region?: string }) => ({
      url: new URL(Endpoint ?? `https://${service}.${Region}.${dnsSuffix(Region)}`),
      properties: { authSchemes: [{ name: "sigv4", signingName: service, signingRegion: Region, properties: {} }] },
    }),
    protocolSettings: { defaultNamespace: namespace, version: "2018-05-10", serviceTarget: "Route53Profiles" },
  };
  return new AccountClient(settings as AccountClientConfig);
}

/** As the rules of the service's endpoints have it: `PartitionResult#dnsSuffix`. */
function dnsSuffix(region: string): string {
  if (region.startsWith("cn-")) return "amazonaws.com.cn";
  return region.startsWith("eusc-") ? "amazonaws.eu" : "amazonaws.com";
}

const parameters = {
  UseFIPS: { type: "builtInParams", name: "useFipsEndpoint" },
  Endpoint: { type: "builtInParams", name: "endpoint" },
  Region: { type: "builtInParams", name: "region" },
  UseDualStack: { type: "builtInParams", name: "useDualstackEndpoint" },
} as const;

type MakeCommand = (...settings: unknown[]) => new (input: object) => object;

const build = makeBuilder(parameters, "Route53Profiles", "Route53ProfilesClient", getEndpointPlugin) as MakeCommand;

const commands = Object.fromEntries(
  Object.entries(profileOperations).map(([name, schema]) => [name, build({}, () => [], name, schema)]),
);

export function profileCommand<A extends ProfileOperationName>(
  api: A,
  input: Route53ProfilesInput[A],
): ProfileCommand<A> {
  const Command = commands[api];
  if (Command === undefined) throw new TypeError(`${api} is no operation of Route 53 Profiles`);
  return new Command(input) as unknown as ProfileCommand<A>;
}
