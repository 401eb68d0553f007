import type { Answers, ApiName, KeyedApi, ListApi } from "../../src/snapshot/apis.ts";
import { apiNames, apis } from "../../src/snapshot/apis.ts";
import { vpcsWithS3Names } from "../../src/collectors/dns-questions.ts";

/** What identifies an item: the order in which a snapshot keeps its lists, whatever order AWS gave them in. */
const identity = {
  DescribeVpcs: ["VpcId"],
  DescribeSubnets: ["SubnetId"],
  DescribeRouteTables: ["RouteTableId"],
  DescribeInternetGateways: ["InternetGatewayId"],
  DescribeEgressOnlyInternetGateways: ["EgressOnlyInternetGatewayId"],
  DescribeNatGateways: ["NatGatewayId"],
  DescribeVpcEndpoints: ["VpcEndpointId"],
  DescribeVpcEndpointServices: ["ServiceName", "ServiceId"],
  DescribeVpcEndpointServiceConfigurations: ["ServiceId"],
  DescribeVpcEndpointServicePermissions: ["Principal", "ServicePermissionId"],
  DescribeNetworkInterfaces: ["NetworkInterfaceId"],
  DescribePrefixLists: ["PrefixListId"],
  DescribeManagedPrefixLists: ["PrefixListId"],
  GetManagedPrefixListEntries: ["Cidr"],
  DescribeAvailabilityZones: ["ZoneId", "ZoneName"],
  DescribeVpcPeeringConnections: ["VpcPeeringConnectionId"],
  DescribeVpnGateways: ["VpnGatewayId"],
  DescribeTransitGateways: ["TransitGatewayId"],
  DescribeTransitGatewayAttachments: ["TransitGatewayAttachmentId"],
  DescribeTransitGatewayVpcAttachments: ["TransitGatewayAttachmentId"],
  DescribeTransitGatewayRouteTables: ["TransitGatewayRouteTableId"],
  GetTransitGatewayRouteTableAssociations: ["TransitGatewayAttachmentId"],
  SearchTransitGatewayRoutes: ["DestinationCidrBlock", "PrefixListId"],
  DescribeSecurityGroups: ["GroupId"],
  ListHostedZonesByVPC: ["HostedZoneId"],
  ListProfileAssociations: ["Id"],
  ListProfileResourceAssociations: ["Id"],
  ListResourceRecordSets: ["Name", "Type", "SetIdentifier"],
  DescribeVpcAttribute: [],
  ListCoreNetworks: ["CoreNetworkId"],
  GetCoreNetwork: [],
  ListAttachments: ["AttachmentId"],
  GetVpcAttachment: [],
  GetNetworkRoutes: ["DestinationCidrBlock", "PrefixListId"],
} as const satisfies Record<ApiName, readonly string[]>;

/**
 * The answers as a scan would have kept them: it asks for the security groups and the DNS attributes only where an
 * interface endpoint or a hosted zone needs them, and for the entries of prefix lists only where no other answer has them.
 */
export function asCollected(answers: Answers, region: string): Answers {
  const kept = keepWhatIsAsked(answers, region);
  return Object.fromEntries(apiNames.map((api) => [api, sortAnswer(api, kept[api])]));
}

function keepWhatIsAsked(answers: Answers, region: string): Answers {
  const endpoints = answers.DescribeVpcEndpoints?.VpcEndpoints ?? [];
  const groups = new Set(endpoints.flatMap((endpoint) => (endpoint.Groups ?? []).map((group) => group.GroupId)));
  const withInterfaces = endpoints.filter((each) => each.VpcEndpointType === "Interface").map((each) => each.VpcId);
  const vpcs = new Set([...withInterfaces, ...vpcsWithS3Names({ region, answers })]);
  const lists = answers.DescribeManagedPrefixLists?.PrefixLists ?? [];
  const ownLists = new Set(lists.filter((list) => list.OwnerId !== "AWS").map((list) => list.PrefixListId));
  return {
    ...answers,
    DescribeSecurityGroups: {
      SecurityGroups: (answers.DescribeSecurityGroups?.SecurityGroups ?? []).filter((group) =>
        groups.has(group.GroupId),
      ),
    },
    DescribeVpcAttribute: keepKeys(answers, "DescribeVpcAttribute", vpcs),
    GetManagedPrefixListEntries: keepKeys(answers, "GetManagedPrefixListEntries", ownLists),
  };
}

function keepKeys<A extends KeyedApi>(
  answers: Answers,
  api: A,
  keys: ReadonlySet<string | undefined>,
): NonNullable<Answers[A]> {
  return Object.fromEntries(Object.entries(answers[api] ?? {}).filter(([key]) => keys.has(key))) as NonNullable<
    Answers[A]
  >;
}

type Recorded = Readonly<Record<string, unknown>>;

function sortAnswer(api: ApiName, answer: Answers[ApiName]): unknown {
  const shape: { list?: string; keyedBy?: string } = apis[api];
  const recorded: Recorded = { ...answer };
  if (shape.keyedBy === undefined) return sortList(api, recorded);
  const keys = Object.keys(recorded).sort();
  return Object.fromEntries(keys.map((key) => [key, sortList(api, recorded[key] as Recorded)]));
}

function sortList(api: ApiName, answer: Recorded): Recorded {
  const shape: { list?: string } & object = apis[api as ListApi];
  const list = shape.list === undefined ? undefined : answer[shape.list];
  if (shape.list === undefined || !Array.isArray(list)) return answer;
  const keyOf = (item: Recorded): string => identity[api].map((member) => JSON.stringify(item[member])).join("\n");
  const sorted = (list as Recorded[]).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { ...answer, [shape.list]: sorted };
}
