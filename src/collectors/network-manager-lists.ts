import { networkManagerCommand } from "../aws/network-manager.ts";
import type { NetworkManagerInput } from "../aws/network-manager-schemas.ts";
import { apis, type Item } from "../snapshot/apis.ts";
import type { PageRequest, Place } from "./collector.ts";
import { readAllPages } from "./paging.ts";
import { toWire } from "./wire.ts";

type Listing = "ListCoreNetworks" | "ListAttachments" | "GetNetworkRoutes";

/** The most that Network Manager allows. Of core networks an account has few, and moto cannot read the number there. */
const sizes: Record<Listing, PageRequest> = {
  ListCoreNetworks: {},
  ListAttachments: { MaxResults: 500 },
  GetNetworkRoutes: { MaxResults: 500 },
};

/** The items of all pages, in no order. */
export async function listFromNetworkManager<A extends Listing>(
  place: Place,
  api: A,
  input: Omit<NetworkManagerInput[A], keyof PageRequest>,
): Promise<Item<A>[]> {
  return readAllPages(async (token) => {
    const page = { ...input, ...sizes[api], ...(token === undefined ? {} : { NextToken: token }) };
    const output = await place.requestNetworkManager(api, (client) =>
      client.send(networkManagerCommand(api, page as unknown as NetworkManagerInput[A])),
    );
    const { [apis[api].list]: items, NextToken: nextToken } = output as Record<string, unknown> & {
      NextToken?: string;
    };
    return { items: toWire(items ?? []) as Item<A>[], nextToken };
  });
}
