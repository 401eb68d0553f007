import {
  namespace,
  networkManagerOperations,
  type NetworkManagerInput,
  type NetworkManagerOutput,
} from "./network-manager-schemas.ts";
import type { NetworkManagerApi } from "../snapshot/apis.ts";
import { partitionOfRegion } from "./partitions.ts";
import {
  buildCommands,
  createRestJsonClient,
  type RestJsonClient,
  type RestJsonCommand,
  type RestJsonConfig,
  type RestJsonService,
} from "./rest-json-client.ts";

/** The one Region that answers for all of a partition. The other partitions have no Network Manager (botocore's endpoints). */
const homes: Readonly<Record<string, string>> = { aws: "us-west-2", "aws-us-gov": "us-gov-west-1" };

/** Where Network Manager is asked about a Region; undefined where its partition has none. */
export function networkManagerHome(region: string): string | undefined {
  return homes[partitionOfRegion(region)];
}

const service: RestJsonService = {
  serviceId: "NetworkManager",
  signingName: "networkmanager",
  namespace,
  version: "2019-07-05",
  // In GovCloud, the usual host is the FIPS one.
  hostOf: ({ Region, UseFIPS, UseDualStack }) => {
    const name = UseFIPS && partitionOfRegion(Region) === "aws" ? "networkmanager-fips" : "networkmanager";
    return `${name}.${Region}.${UseDualStack ? "api.aws" : "amazonaws.com"}`;
  },
};

/** @param config with the Region that `networkManagerHome` names */
export function createNetworkManagerClient(config: RestJsonConfig): RestJsonClient {
  return createRestJsonClient(config, service);
}

const commands = buildCommands(service, networkManagerOperations);

export function networkManagerCommand<A extends NetworkManagerApi>(
  api: A,
  input: NetworkManagerInput[A],
): RestJsonCommand<object, NetworkManagerOutput[A]> {
  return new commands[api](input);
}
