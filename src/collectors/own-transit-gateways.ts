import type { Place } from "./collector.ts";

/**
 * The transit gateways of this account. The route tables of one that another account shares are read there: AWS does
 * not say what a member is told about them (aws-semantics 2.14).
 */
export function ownTransitGateways({ account, answers }: Place): string[] {
  return (answers.DescribeTransitGateways?.TransitGateways ?? [])
    .filter((gateway) => gateway.OwnerId === account && !isDeleted(gateway.State))
    .flatMap((gateway) => gateway.TransitGatewayId ?? []);
}

/** Their route tables, to be asked about one by one. */
export function ownRouteTables({ answers }: Place): string[] {
  return (answers.DescribeTransitGatewayRouteTables?.TransitGatewayRouteTables ?? [])
    .filter((table) => !isDeleted(table.State))
    .flatMap((table) => table.TransitGatewayRouteTableId ?? []);
}

/** Deleted ones stay visible for hours and can no longer be asked about (aws-semantics 2.12). */
function isDeleted(state: string | undefined): boolean {
  return state?.toLowerCase() === "deleted";
}
