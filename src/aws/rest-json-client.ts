import { AccountClient, type AccountClientConfig } from "@aws-sdk/client-account";
import { makeBuilder } from "@smithy/core/client";
import { getEndpointPlugin } from "@smithy/core/endpoints";
import { requireAwsAnswer } from "./answers.ts";
import type { Transport } from "./transport.ts";

/** A service that speaks rest-json, as botocore's model of it says; the registry has no present SDK client for it. */
export interface RestJsonService {
  /** As the SDK spells it. */
  serviceId: string;
  signingName: string;
  namespace: string;
  version: string;
  /** The host by the rules of the service's endpoints. Requests are signed for the client's Region. */
  hostOf(asked: EndpointParameters): string;
}

export interface EndpointParameters {
  Region: string;
  UseFIPS: boolean;
  UseDualStack: boolean;
}

/** Sends whatever commands of the service are made below. */
export interface RestJsonClient {
  send<Output>(command: RestJsonCommand<object, Output>): Promise<Output>;
}

/** A request, as the SDK's own commands are made. */
export interface RestJsonCommand<Input, Output> {
  readonly input: Input;
  /** Tells the answers apart for the compiler. */
  readonly output?: Output;
}

export type RestJsonConfig = Omit<AccountClientConfig, "requestHandler"> & Pick<Transport, "requestHandler">;

/**
 * Account Management speaks rest-json too, so its client asks: with the SDK's own signer, retries, serializer and
 * errors, and another endpoint, signing name and schemas.
 */
export function createRestJsonClient(
  config: RestJsonConfig,
  { hostOf, signingName, serviceId, namespace, version }: RestJsonService,
): RestJsonClient {
  const settings = {
    ...config,
    requestHandler: onlyJson(config.requestHandler),
    serviceId,
    signingName,
    endpointProvider: ({
      Endpoint,
      Region = "",
      UseFIPS = false,
      UseDualStack = false,
    }: Partial<EndpointParameters> & { Endpoint?: string }) => ({
      url: new URL(Endpoint ?? `https://${hostOf({ Region, UseFIPS, UseDualStack })}`),
      properties: { authSchemes: [{ name: "sigv4", signingName, signingRegion: Region, properties: {} }] },
    }),
    protocolSettings: { defaultNamespace: namespace, version, serviceTarget: serviceId },
  };
  return new AccountClient(settings as AccountClientConfig);
}

/** A GET names no content type by which the transport could tell, and the SDK reads an empty body as an empty answer. */
function onlyJson(handler: RestJsonConfig["requestHandler"]): RestJsonConfig["requestHandler"] {
  return {
    ...handler,
    handle: async (request, options) => {
      const handled = await handler.handle(request, options);
      requireAwsAnswer("application/json", handled.response);
      return handled;
    },
  };
}

const parameters = {
  UseFIPS: { type: "builtInParams", name: "useFipsEndpoint" },
  Endpoint: { type: "builtInParams", name: "endpoint" },
  Region: { type: "builtInParams", name: "region" },
  UseDualStack: { type: "builtInParams", name: "useDualstackEndpoint" },
} as const;

type CommandClass = new (input: object) => RestJsonCommand<object, never>;
type MakeCommand = (...settings: unknown[]) => CommandClass;

/** The commands of a service, by their operations' schemas. */
export function buildCommands<Name extends string>(
  { serviceId }: RestJsonService,
  operations: Readonly<Record<Name, unknown>>,
): Readonly<Record<Name, CommandClass>> {
  const build = makeBuilder(parameters, serviceId, `${serviceId}Client`, getEndpointPlugin) as MakeCommand;
  const built = Object.entries(operations).map(([name, schema]) => [name, build({}, () => [], name, schema)]);
  return Object.fromEntries(built) as Record<Name, CommandClass>;
}
