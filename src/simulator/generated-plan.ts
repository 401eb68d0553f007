import type { VpcPlan } from "./generated-parts.ts";
import type { RegionFixtures } from "./generated-region.ts";
import { awsId, fractionOf } from "./seeded.ts";

export interface GeneratedOrganization {
  accounts: number;
  /** At most as many as `regionNames` holds. */
  regions: number;
  seed: number;
  /** Share of the account-Regions that are in use. */
  occupied?: number;
  /** Share of those that leave through a transit gateway of the network account. */
  transit?: number;
}

export const organizationId = "o-generatedorg";
export interface Plan extends Required<GeneratedOrganization> {
  accountIds: readonly string[];
  regionNames: readonly string[];
}

/** Its index: the account that owns the transit gateways. */
export const networkAccount = 1;

export function isInUse(plan: Plan, index: number, region: string): boolean {
  if (index === networkAccount && spokesIn(plan, region).length > 0) return true;
  return fractionOf(plan.seed, "in use", plan.accountIds[index] ?? "", region) < plan.occupied;
}

export function isSpoke(plan: Plan, index: number, region: string): boolean {
  if (index <= networkAccount) return false;
  const isBehind = fractionOf(plan.seed, "spoke", plan.accountIds[index] ?? "", region) < plan.transit;
  return isBehind && isInUse(plan, index, region);
}

export function spokesIn(plan: Plan, region: string): number[] {
  return [...plan.accountIds.keys()].filter((index) => isSpoke(plan, index, region));
}

export interface Spot {
  region: string;
  fixtures: RegionFixtures;
}

/** The account's first VPC in the Region, which is the one that a transit gateway is attached to. */
export function vpcPlan(plan: Plan, index: number, { region, fixtures }: Spot): VpcPlan {
  const spokes = index === networkAccount ? spokesIn(plan, region) : [];
  const isAttached = spokes.length > 0 || isSpoke(plan, index, region);
  return {
    seed: plan.seed,
    account: plan.accountIds[index] ?? "",
    region,
    name: index === networkAccount ? "egress" : `workload-${index}`,
    network: networkOf(index),
    organization: organizationId,
    transitGateway: isAttached ? transitGatewayId(plan, region) : undefined,
    behindTransitGateway: spokes.map((spoke) => `${networkOf(spoke).join(".")}.0/20`),
    fixtures,
  };
}

/** A /20 of 10.0.0.0/8 for each of the first 4096 accounts. */
export function networkOf(index: number): [number, number, number] {
  return [10, (index >> 4) & 255, (index & 15) << 4];
}

export function transitGatewayId(plan: Plan, region: string): string {
  return awsId("tgw", plan.seed, region);
}
