import { partitionOfRegion } from "./partitions.ts";
import {
  buildCommands,
  createRestJsonClient,
  type RestJsonClient,
  type RestJsonCommand,
  type RestJsonConfig,
  type RestJsonService,
} from "./rest-json-client.ts";
import {
  namespace,
  profileOperations,
  type ProfileOperationName,
  type Route53ProfilesInput,
  type Route53ProfilesOutput,
} from "./route53-profiles-schemas.ts";

/** Route 53 Profiles, which are regional. */
const service: RestJsonService = {
  serviceId: "Route53Profiles",
  signingName: "route53profiles",
  namespace,
  version: "2018-05-10",
  hostOf: ({ Region }) => `route53profiles.${Region}.${dnsSuffixes[partitionOfRegion(Region)] ?? "amazonaws.com"}`,
};

/** As the rules of the service's endpoints have it: `PartitionResult#dnsSuffix`. */
const dnsSuffixes: Readonly<Record<string, string>> = { "aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu" };

export function createRoute53ProfilesClient(config: RestJsonConfig): RestJsonClient {
  return createRestJsonClient(config, service);
}

const commands = buildCommands(service, profileOperations);

export function profileCommand<A extends ProfileOperationName>(
  api: A,
  input: Route53ProfilesInput[A],
): RestJsonCommand<object, Route53ProfilesOutput[A]> {
  return new commands[api](input);
}
