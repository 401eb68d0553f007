import { anyTrue, isUnknown, joinUnknowns, mapKnown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { after, families } from "./cidr.ts";
import type { Cidr, Family } from "./cidr.ts";
import { cidrsOfList } from "./prefix-lists.ts";
import type { IngressRule, SecurityGroup, VpcEndpoint } from "./records.ts";
import { findById, unknownHere } from "./region-network.ts";
import type { RegionNetwork } from "./region-network.ts";
import { workloads } from "./workloads.ts";

/** How much of its own VPC can reach an endpoint, as far as is known: `some` may turn out to be all. */
export const openings = ["all", "some", "none"] as const;
export type Opening = (typeof openings)[number];

/** Endpoints of AWS services answer HTTPS. */
const https = 443;

/**
 * How much of its VPC's addresses the security groups of an endpoint let in on TCP 443. Groups only ever allow, so what
 * one of them lets in is in, whatever is not known of the others. A rule that names another group lets in the
 * interfaces that carry it, of which one in this VPC is some. Without a choice AWS attaches the VPC's default group,
 * which lets in only its own members (4.18).
 */
export function openingToVpc(network: RegionNetwork, endpoint: VpcEndpoint): Maybe<Opening> {
  const vpc = findById(network, { api: "DescribeVpcs", all: network.vpcs, id: endpoint.vpc });
  if (isUnknown(vpc)) return vpc;
  if (endpoint.securityGroups.length === 0) {
    return unknownHere(network, "DescribeVpcEndpoints", `the answer names no security group of ${endpoint.id}`);
  }
  const spoken = spokenFamilies(endpoint);
  const own = vpc.cidrs.filter(({ family }) => spoken.includes(family));
  const groups = endpoint.securityGroups.map((id) =>
    findById(network, { api: "DescribeSecurityGroups", all: network.securityGroups, id }),
  );
  const rules = groups.flatMap((group) => (isUnknown(group) ? [] : rulesForHttps(group)));
  const listed = rules.flatMap((rule) =>
    rule.prefixLists.flatMap((id) => spoken.map((each) => entries(network, id, each))),
  );
  const sources = [
    ...rules.flatMap(({ cidrs }) => cidrs),
    ...listed.flatMap((cidrs) => (isUnknown(cidrs) ? [] : cidrs)),
  ];
  if (own.every((cidr) => isCovered(cidr, sources))) return "all";
  const members = hasMember(network, endpoint, new Set(rules.flatMap((rule) => rule.groups)));
  if (members === true || own.some((cidr) => sources.some((source) => overlaps(cidr, source)))) return "some";
  const unknowns = [...groups, ...listed, members].filter(isUnknown);
  return unknowns.length > 0 ? joinUnknowns(unknowns) : "none";
}

function spokenFamilies({ ipAddressType }: VpcEndpoint): readonly Family[] {
  return ipAddressType === "dualstack" ? families : [ipAddressType === "ipv6" ? "ipv6" : "ipv4"];
}

function rulesForHttps({ ingress }: SecurityGroup): IngressRule[] {
  return ingress.filter(({ protocol, fromPort, toPort }) => {
    if (protocol === "-1") return true;
    if (protocol !== "tcp" && protocol !== "6") return false;
    return (fromPort ?? 0) <= https && https <= (toPort ?? 65_535);
  });
}

function entries(network: RegionNetwork, id: string, family: Family): Maybe<readonly Cidr[]> {
  return mapKnown(cidrsOfList(network.prefixLists, id, family), (cidrs) => cidrs ?? []);
}

/** Whether a workload of the VPC carries one of the groups; endpoints that carry it too send nothing. */
function hasMember(network: RegionNetwork, { vpc }: VpcEndpoint, groups: ReadonlySet<string>): Maybe<boolean> {
  if (groups.size === 0) return false;
  return mapKnown(network.subnetsByVpc, (subnets) =>
    anyTrue(
      (subnets.get(vpc) ?? []).map((subnet) =>
        mapKnown(workloads(network, subnet), (all) =>
          all.some((each) => each.securityGroups.some((group) => groups.has(group))),
        ),
      ),
    ),
  );
}

function overlaps(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.start <= b.end && b.start <= a.end;
}

/** Whether several sources hold all of a block together, such as two halves. */
function isCovered(block: Cidr, sources: readonly Cidr[]): boolean {
  const within = sources.filter((source) => overlaps(block, source)).toSorted((a, b) => (a.start < b.start ? -1 : 1));
  let reached = block.start;
  for (const { start, end } of within) {
    if (start > reached) return false;
    if (end >= block.end) return true;
    // The next address that is still to be held; CIDRs do not cross, so a later one begins there or after.
    if (end >= reached) reached = after(end);
  }
  return false;
}
