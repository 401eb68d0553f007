import { AnswerError } from "../aws/errors.ts";
import { networkManagerCommand, networkManagerHome } from "../aws/network-manager.ts";
import { partitionOfRegion } from "../aws/partitions.ts";
import type { Answer } from "../snapshot/apis.ts";
import { collectByKey, type Collector, type Place } from "./collector.ts";
import { listFromNetworkManager } from "./network-manager-lists.ts";
import { compareText, sortItems, toWire } from "./wire.ts";

/** The core networks of Cloud WAN that the account owns, and those that others share with it. */
export const coreNetworks: Collector<"ListCoreNetworks"> = {
  resourceType: "core-network",
  api: "ListCoreNetworks",
  iamAction: "networkmanager:ListCoreNetworks",
  scope: "region",
  ofTheAccount: () => "",
  async collect(place) {
    if (networkManagerHome(place.region) === undefined) {
      const reason = `there is no AWS Network Manager in the partition ${partitionOfRegion(place.region)}`;
      return { failure: { outcome: "skipped", reason } };
    }
    const items = await listFromNetworkManager(place, "ListCoreNetworks", {});
    return { answer: { CoreNetworks: sortItems(items, ["CoreNetworkId"]) } };
  },
};

/** Their edges, segments and network function groups: the policy that is live. */
export const coreNetworkEdges: Collector<"GetCoreNetwork"> = {
  resourceType: "core-network-edge",
  api: "GetCoreNetwork",
  iamAction: "networkmanager:GetCoreNetwork",
  scope: "region",
  needs: ["ListCoreNetworks"],
  ofTheAccount: (place) => ownCoreNetworks(place).toSorted(compareText).join(" "),
  collect: (place) =>
    collectByKey(place, ownCoreNetworks(place), async (CoreNetworkId) => {
      const { CoreNetwork } = await place.requestNetworkManager("GetCoreNetwork", (client) =>
        client.send(networkManagerCommand("GetCoreNetwork", { CoreNetworkId })),
      );
      if (CoreNetwork === undefined) throw new AnswerError("the answer holds no core network");
      return inOrder(toWire(CoreNetwork));
    }),
};

type CoreNetwork = NonNullable<Answer<"GetCoreNetwork">["CoreNetwork"]>;

/** AWS's order says nothing. */
function inOrder({ Segments, NetworkFunctionGroups, Edges, ...rest }: CoreNetwork): Answer<"GetCoreNetwork"> {
  return {
    CoreNetwork: {
      ...rest,
      ...(Segments === undefined ? {} : { Segments: sortItems(Segments, ["Name"]) }),
      ...(NetworkFunctionGroups === undefined
        ? {}
        : { NetworkFunctionGroups: sortItems(NetworkFunctionGroups, ["Name"]) }),
      ...(Edges === undefined ? {} : { Edges: sortItems(Edges, ["EdgeLocation"]) }),
    },
  };
}

/** The account's own core networks. Only their owner is told what routes they have. */
export function ownCoreNetworks({ account, answers }: Pick<Place, "account" | "answers">): string[] {
  return (answers.ListCoreNetworks?.CoreNetworks ?? [])
    .filter(({ OwnerAccountId, State }) => OwnerAccountId === account && State?.toUpperCase() !== "DELETING")
    .flatMap(({ CoreNetworkId }) => CoreNetworkId ?? []);
}

/** Those of them that have an edge in this Region, by their ids. */
export function coreNetworksHere({ region, answers }: Pick<Place, "region" | "answers">): Map<string, CoreNetwork> {
  const here = Object.entries(answers.GetCoreNetwork ?? {}).flatMap(([id, { CoreNetwork }]) =>
    CoreNetwork?.Edges?.some(({ EdgeLocation }) => EdgeLocation === region) === true
      ? [[id, CoreNetwork] as const]
      : [],
  );
  return new Map(here);
}
