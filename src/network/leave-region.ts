import type { ApiName } from "../snapshot/apis.ts";
import { Unknown, isUnknown } from "../unknown.ts";
import type { Target } from "./records.ts";
import { endLeg, hopHere, nameOf, pass } from "./walk.ts";
import type { Leg, Walk } from "./walk.ts";

const api: ApiName = "SearchTransitGatewayRoutes";

/**
 * Where the packets leave what one account-Region shows of itself: at a transit gateway or a core network. Everything
 * that a trace over accounts needs is in the walk: the addresses, the VPC and subnet whose attachment they enter, the
 * hops so far, and what has translated them. Until one follows them, their way is unknown, and the need names whose
 * routes would tell (2.10, 2.14).
 */
export function leaveRegion(walk: Walk, target: Target): Leg[] {
  const { network } = walk;
  const gateway = isUnknown(network.transitGateways) ? undefined : network.transitGateways.get(target.id);
  const hop = hopHere(walk, { type: target.kind, id: target.id, ...(gateway === undefined ? {} : nameOf(gateway)) });
  const through = target.id === "" ? `a ${target.kind.replaceAll("-", " ")}` : target.id;
  const need = {
    account: gateway?.owner ?? "*",
    region: target.kind === "core-network" ? "*" : network.region,
    api: target.kind === "core-network" ? "*" : api,
    reason: `traffic leaves ${network.account}/${network.region} through ${through}; not followed`,
  };
  return endLeg(pass(walk, hop), new Unknown([need]));
}
