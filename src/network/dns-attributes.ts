import { isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { unknownHere } from "./region-network.ts";
import type { RegionNetwork } from "./region-network.ts";

/** Both attributes of the VPC must be on (2.22). */
export function hasDnsAttributes(network: RegionNetwork, vpc: string): Maybe<boolean> {
  if (isUnknown(network.dnsAttributes)) return network.dnsAttributes;
  const { support, hostnames } = network.dnsAttributes.get(vpc) ?? { support: undefined, hostnames: undefined };
  if (support === false || hostnames === false) return false;
  if (support === true && hostnames === true) return true;
  return unknownHere(network, "DescribeVpcAttribute", `the DNS attributes of ${vpc} are not in the snapshot`);
}
