import type { Answers } from "../snapshot/apis.ts";
import type { AccountRegion } from "../snapshot/format.ts";

/**
 * The part of an account-Region that paths through some of its VPCs read: those VPCs' subnets, tables and gateways, and
 * of the interfaces and endpoints only what can forward. What was not collected stays absent.
 */
export function sliceOfVpcs(place: AccountRegion, vpcs: ReadonlySet<string>): AccountRegion {
  const { answers } = place;
  const inVpc = ({ VpcId }: { VpcId?: string | undefined }) => VpcId !== undefined && vpcs.has(VpcId);
  const tables = answers.DescribeRouteTables?.RouteTables.filter(inVpc);
  // A gateway that routes name although it is attached elsewhere, or nowhere, is a dead end and has to be known as one.
  const named = new Set(
    (tables ?? []).flatMap(({ Routes = [] }) =>
      Routes.flatMap((route) => [route.GatewayId, route.EgressOnlyInternetGatewayId]),
    ),
  );
  return {
    ...place,
    capturedAt: {},
    answers: {
      ...prefixListsOf(answers),
      ...(answers.DescribeVpcs && { DescribeVpcs: { Vpcs: answers.DescribeVpcs.Vpcs.filter(inVpc) } }),
      ...(answers.DescribeSubnets && { DescribeSubnets: { Subnets: answers.DescribeSubnets.Subnets.filter(inVpc) } }),
      ...(tables && { DescribeRouteTables: { RouteTables: tables } }),
      ...(answers.DescribeNatGateways && {
        DescribeNatGateways: { NatGateways: answers.DescribeNatGateways.NatGateways.filter(inVpc) },
      }),
      ...(answers.DescribeInternetGateways && {
        DescribeInternetGateways: {
          InternetGateways: answers.DescribeInternetGateways.InternetGateways.filter(({ InternetGatewayId }) =>
            named.has(InternetGatewayId),
          ),
        },
      }),
      ...(answers.DescribeEgressOnlyInternetGateways && {
        DescribeEgressOnlyInternetGateways: {
          EgressOnlyInternetGateways: answers.DescribeEgressOnlyInternetGateways.EgressOnlyInternetGateways.filter(
            ({ EgressOnlyInternetGatewayId }) => named.has(EgressOnlyInternetGatewayId),
          ),
        },
      }),
      ...(answers.DescribeVpcEndpoints && {
        DescribeVpcEndpoints: { VpcEndpoints: answers.DescribeVpcEndpoints.VpcEndpoints.filter(inVpc) },
      }),
      ...(answers.DescribeNetworkInterfaces && { DescribeNetworkInterfaces: forwarders(answers, tables ?? [], inVpc) }),
      ...(answers.DescribeVpcPeeringConnections && {
        DescribeVpcPeeringConnections: answers.DescribeVpcPeeringConnections,
      }),
      ...(answers.DescribeTransitGateways && { DescribeTransitGateways: answers.DescribeTransitGateways }),
      ...(answers.DescribeTransitGatewayVpcAttachments && {
        DescribeTransitGatewayVpcAttachments: answers.DescribeTransitGatewayVpcAttachments,
      }),
    },
  };
}

function prefixListsOf({
  DescribePrefixLists,
  DescribeManagedPrefixLists,
  GetManagedPrefixListEntries,
}: Answers): Answers {
  return {
    ...(DescribePrefixLists && { DescribePrefixLists }),
    ...(DescribeManagedPrefixLists && { DescribeManagedPrefixLists }),
    ...(GetManagedPrefixListEntries && { GetManagedPrefixListEntries }),
  };
}

type Tables = NonNullable<Answers["DescribeRouteTables"]>["RouteTables"];

/** The interfaces that routes point to, and the other interfaces of the same instances (2.8). */
function forwarders(
  { DescribeNetworkInterfaces }: Answers,
  tables: Tables,
  inVpc: (item: { VpcId?: string | undefined }) => boolean,
): NonNullable<Answers["DescribeNetworkInterfaces"]> {
  const routes = tables.flatMap((table) => table.Routes ?? []);
  const targets = new Set(routes.map((route) => route.NetworkInterfaceId));
  const all = (DescribeNetworkInterfaces?.NetworkInterfaces ?? []).filter(inVpc);
  const instances = new Set([
    ...routes.map((route) => route.InstanceId),
    ...all.filter((each) => targets.has(each.NetworkInterfaceId)).map((each) => each.Attachment?.InstanceId),
  ]);
  const forwards = (each: (typeof all)[number]) =>
    targets.has(each.NetworkInterfaceId) ||
    (each.Attachment?.InstanceId !== undefined && instances.has(each.Attachment.InstanceId));
  return { NetworkInterfaces: all.filter(forwards) };
}
