import type { Place } from "./collector.ts";

/** The lists in which the targets of routes stand. */
export type TargetApi = "DescribeVpcEndpoints" | "DescribeNatGateways";

/** How many routes a reason names. */
const maxNamed = 3;

/**
 * The routes that point at what the list does not have; undefined where there is none. A route that is a black hole
 * says itself that its target is gone, and another account's table points at that account's targets.
 */
export function describeMissingTargets({ account, answers }: Place, api: TargetApi): string | undefined {
  const listed = new Set(
    api === "DescribeVpcEndpoints"
      ? answers.DescribeVpcEndpoints?.VpcEndpoints.map((endpoint) => endpoint.VpcEndpointId)
      : answers.DescribeNatGateways?.NatGateways.map((gateway) => gateway.NatGatewayId),
  );
  const missing = (answers.DescribeRouteTables?.RouteTables ?? [])
    .filter((table) => table.OwnerId === account)
    .flatMap(({ RouteTableId = "", Routes = [] }) =>
      Routes.filter((route) => route.State?.toLowerCase() === "active").flatMap((route) => {
        const target = api === "DescribeVpcEndpoints" ? endpointOf(route.GatewayId) : route.NatGatewayId;
        return target === undefined || listed.has(target) ? [] : [`${RouteTableId} to ${target}`];
      }),
    );
  if (missing.length === 0) return undefined;
  const named = [...new Set(missing)];
  const more = named.length > maxNamed ? ` and ${named.length - maxNamed} more` : "";
  return `asked twice, and not listed: what routes point at (${named.slice(0, maxNamed).join(", ")}${more})`;
}

/** Gateway endpoints and Gateway Load Balancer endpoints stand in the same member as internet gateways. */
function endpointOf(gateway: string | undefined): string | undefined {
  return gateway?.startsWith("vpce-") === true ? gateway : undefined;
}
