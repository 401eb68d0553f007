import { Unknown, isUnknown } from "../unknown.ts";
import type { Subnet } from "./records.ts";
import type { RegionNetwork } from "./region-network.ts";
import type { Match } from "./route-lookup.ts";
import { gatewayServices } from "./service-name.ts";
import { endLeg } from "./walk.ts";
import type { Leg, Walk } from "./walk.ts";

type Shareable = Pick<Subnet, "id" | "owner">;

/** Whether a subnet or route table belongs to another account, which shares it with this one. */
export function isShared(network: RegionNetwork, { owner }: Shareable): boolean {
  return owner !== "" && owner !== network.account;
}

export function needsOwner(network: RegionNetwork, { id, owner }: Shareable): Unknown {
  const reason = `${id} is shared by ${owner}, and only its owner sees its NAT gateways and endpoints`;
  return new Unknown([{ account: owner, region: network.region, api: "*", reason }]);
}

/**
 * A participant sees the routes of a shared subnet, but not what they lead to (3.4). The route of a gateway endpoint
 * tells by itself: only the service's own prefix list with a `vpce-` target is one (3.5). Nothing else does.
 */
export function endForParticipant(walk: Walk, subnet: Subnet, { winner }: Match): Leg[] {
  const { network, service } = walk;
  if (winner === undefined || isUnknown(winner)) return endLeg(walk, needsOwner(network, subnet));
  const { destination, target, state } = winner.route;
  // For addresses, any service's list will do.
  const asked = service === undefined ? gatewayServices : [service];
  const isOwnList = asked.some((each) => network.prefixLists.ofService[each].some(({ id }) => id === destination.text));
  if (!isOwnList || target.kind !== "vpc-endpoint" || state !== "active")
    return endLeg(walk, needsOwner(network, subnet));
  return endLeg(walk, "gateway-endpoint", { endpoint: target.id });
}
