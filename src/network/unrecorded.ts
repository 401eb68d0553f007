/**
 * What AWS Config leaves out of its items (aws-semantics 5.15) must not look like the default that the same silence of
 * EC2 would mean. Records of cells that EC2 answered pass through as they are.
 */
import type { ApiName, Item } from "../snapshot/apis.ts";
import { needForMember } from "../snapshot/format.ts";
import type { AccountRegion } from "../snapshot/format.ts";
import { Unknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import type * as records from "./records.ts";
import { parseServiceName } from "./service-name.ts";

/** The place in which an item stands, and which of its APIs Config answered. */
export type Origin = Pick<AccountRegion, "account" | "region" | "fromConfig">;

function unrecorded(origin: Origin, api: ApiName, what: string): Unknown | undefined {
  const need = needForMember(origin, api, what);
  return need === undefined ? undefined : new Unknown([need]);
}

export function markVpc(origin: Origin, item: Item<"DescribeVpcs">, record: records.Vpc): records.Vpc {
  if (item.BlockPublicAccessStates !== undefined) return record;
  const mode = unrecorded(origin, "DescribeVpcs", `the Block Public Access mode of ${record.id}`);
  return mode === undefined ? record : { ...record, blockPublicAccess: mode };
}

/** An exclusion may free a subnet of its VPC's mode, so that the VPC's tells nothing about it (2.32). */
export function markSubnet(origin: Origin, item: Item<"DescribeSubnets">, record: records.Subnet): records.Subnet {
  if (item.BlockPublicAccessStates !== undefined) return record;
  const mode = unrecorded(origin, "DescribeSubnets", `the Block Public Access mode of ${record.id}`);
  return mode === undefined ? record : { ...record, blockPublicAccess: mode };
}

/** Without its availability mode, a gateway that names no subnet may be regional, or just not recorded whole. */
export function markNatGateway(
  origin: Origin,
  item: Item<"DescribeNatGateways">,
  record: records.NatGateway,
): records.NatGateway {
  const { id } = record;
  const appliances = unrecorded(origin, "DescribeNatGateways", `whether a firewall proxy is attached to ${id}`);
  if (appliances === undefined) return record;
  const subnet =
    item.SubnetId ?? unrecorded(origin, "DescribeNatGateways", `the availability mode of ${id}, which names no subnet`);
  return {
    ...record,
    subnet,
    hasAppliances: item.AttachedAppliances === undefined ? appliances : record.hasAppliances,
  };
}

export function markVpcEndpoint(
  origin: Origin,
  item: Item<"DescribeVpcEndpoints">,
  record: records.VpcEndpoint,
): records.VpcEndpoint {
  const { id, serviceName } = record;
  const policy = unrecorded(origin, "DescribeVpcEndpoints", `the policy of ${id}`);
  if (policy === undefined) return record;
  // A service's name tells its Region, of cross-Region endpoints too; where it does not, nothing does.
  const named = item.ServiceRegion ?? parseServiceName(serviceName).region;
  const serviceRegion: Maybe<string> | undefined =
    named ?? unrecorded(origin, "DescribeVpcEndpoints", `the Region of the service of ${id}`);
  return { ...record, policy: item.PolicyDocument ?? policy, serviceRegion: serviceRegion ?? record.serviceRegion };
}

/**
 * Config keeps an interface with its own account, where EC2 shows a subnet's owner those of participants too (3.6). So
 * what is listed is there, and nothing shows that there is no more.
 */
export function interfacesBeside(origin: Origin): Unknown | undefined {
  return unrecorded(
    origin,
    "DescribeNetworkInterfaces",
    "the network interfaces of other accounts in subnets that they share",
  );
}

/** Targets that Config does not record: core networks, and networks of Oracle Database@AWS. */
export function unnamedTargets(origin: Origin): Unknown | undefined {
  return unrecorded(
    origin,
    "DescribeRouteTables",
    "the targets of routes to core networks and Oracle Database networks",
  );
}
