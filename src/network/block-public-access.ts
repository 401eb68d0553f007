import { isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { findById, unknownHere } from "./region-network.ts";
import type { Walk } from "./walk.ts";

/** The mode of VPC Block Public Access where the packets are: the subnet's, else the VPC's (2.32). */
export function blockPublicAccess({ network, subnet, vpc }: Pick<Walk, "network" | "subnet" | "vpc">): Maybe<string> {
  let mode: Maybe<string | undefined> = subnet?.blockPublicAccess;
  if (mode === undefined) {
    const owner = findById(network, { api: "DescribeVpcs", all: network.vpcs, id: vpc });
    mode = isUnknown(owner) ? owner : owner.blockPublicAccess;
  }
  if (isUnknown(mode) || mode === "off" || mode === "block-bidirectional" || mode === "block-ingress") return mode;
  return unknownHere(network, "DescribeVpcs", `the Block Public Access mode "${mode}" of ${vpc} is not understood`);
}
