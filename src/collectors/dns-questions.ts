import type { Place } from "./collector.ts";

type Asked = Pick<Place, "account" | "region" | "answers">;

/**
 * The account's VPCs whose names may lead to an interface endpoint that no private DNS gives them (aws-semantics 2.27):
 * those with a way into other VPCs, and those with an endpoint that waits for a hosted zone. Nobody else is asked
 * about, because Route 53 answers five requests a second of an account.
 */
export function vpcsWithOpenNames({ account, answers }: Asked): string[] {
  const own = new Set(
    (answers.DescribeVpcs?.Vpcs ?? []).filter(({ OwnerId }) => OwnerId === account).map(({ VpcId }) => VpcId),
  );
  const connected = (answers.DescribeRouteTables?.RouteTables ?? [])
    .filter(({ Routes = [] }) => Routes.some(leadsToOtherVpcs))
    .map(({ VpcId }) => VpcId);
  const waiting = (answers.DescribeVpcEndpoints?.VpcEndpoints ?? [])
    .filter((endpoint) => endpoint.VpcEndpointType?.toLowerCase() === "interface")
    .filter((endpoint) => endpoint.PrivateDnsEnabled !== true && endpoint.State?.toLowerCase() !== "deleted")
    .map(({ VpcId }) => VpcId);
  return [...new Set([...connected, ...waiting])].filter((vpc) => vpc !== undefined).filter((vpc) => own.has(vpc));
}

interface Target {
  State?: string | undefined;
  TransitGatewayId?: string | undefined;
  CoreNetworkArn?: string | undefined;
  VpcPeeringConnectionId?: string | undefined;
}

function leadsToOtherVpcs({ State, TransitGatewayId, CoreNetworkArn, VpcPeeringConnectionId }: Target): boolean {
  const target = TransitGatewayId ?? CoreNetworkArn ?? VpcPeeringConnectionId;
  return target !== undefined && State?.toLowerCase() === "active";
}

/** Whether a hosted zone holds the Region's names of S3: `s3.eu-west-1.amazonaws.com.`, in any partition. */
export function isS3Name(name: string | undefined, region: string): boolean {
  return name?.toLowerCase().startsWith(`s3.${region}.`) === true;
}

/** The VPCs that S3's names are, or may be, given by a hosted zone or a Profile. */
export function vpcsWithS3Names({ region, answers }: Omit<Asked, "account">): string[] {
  const zoned = Object.entries(answers.ListHostedZonesByVPC ?? {})
    .filter(([, { HostedZoneSummaries }]) => HostedZoneSummaries.some(({ Name }) => isS3Name(Name, region)))
    .map(([vpc]) => vpc);
  const profiled = (answers.ListProfileAssociations?.ProfileAssociations ?? []).flatMap(
    ({ ResourceId }) => ResourceId ?? [],
  );
  const listed = new Set((answers.DescribeVpcs?.Vpcs ?? []).map(({ VpcId }) => VpcId));
  return [...new Set([...zoned, ...profiled])].filter((vpc) => listed.has(vpc));
}
