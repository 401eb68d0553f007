import { describe, expect, test } from "vitest";
import { sliceOfVpcs } from "../../../src/network/network-slice.ts";
import type { ApiName } from "../../../src/snapshot/apis.ts";
import {
  egressOnlyInternetGateway,
  gap,
  internetGateway,
  managedPrefixList,
  natGateway,
  networkInterface,
  peering,
  place,
  prefixLists,
  route,
  routeTable,
  securityGroup,
  subnet,
  transitGateway,
  transitGatewayVpcAttachment,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";

function partsOf(n: number): Part[] {
  return [
    vpc({ id: `vpc-${n}`, cidr: `10.${n}.0.0/16` }),
    subnet({ id: `subnet-${n}`, vpc: `vpc-${n}`, zone: "a", cidr: `10.${n}.0.0/24` }),
    routeTable({
      id: `rtb-${n}`,
      vpc: `vpc-${n}`,
      main: true,
      routes: [
        route("0.0.0.0/0", `eni-${n}-in`, { instance: `i-${n}` }),
        route("::/0", `eigw-${n}`),
        route("10.99.0.0/16", `igw-${n}`),
      ],
    }),
    natGateway({ id: `nat-${n}`, vpc: `vpc-${n}`, subnet: `subnet-${n}` }),
    internetGateway({ id: `igw-${n}`, vpc: `vpc-${n}` }),
    egressOnlyInternetGateway({ id: `eigw-${n}`, vpc: `vpc-${n}` }),
    vpcEndpoint({ id: `vpce-${n}`, vpc: `vpc-${n}`, service: "s3" }),
    networkInterface({ id: `eni-${n}-in`, subnet: `subnet-${n}`, instance: `i-${n}` }),
    networkInterface({ id: `eni-${n}-out`, subnet: `subnet-${n}`, instance: `i-${n}` }),
    networkInterface({ id: `eni-${n}-other`, subnet: `subnet-${n}`, instance: `i-${n}-other` }),
    networkInterface({ id: `eni-${n}-lambda`, subnet: `subnet-${n}` }),
    securityGroup({ id: `sg-${n}`, vpc: `vpc-${n}` }),
    transitGatewayVpcAttachment({
      id: `tgw-attach-${n}`,
      transitGateway: "tgw-1",
      vpc: `vpc-${n}`,
      subnets: [`subnet-${n}`],
    }),
  ];
}

const whole = place(
  {},
  ...partsOf(1),
  ...partsOf(2),
  internetGateway({ id: "igw-unnamed" }),
  peering({ id: "pcx-1", requesterVpc: "vpc-1", accepterVpc: "vpc-9" }),
  transitGateway({ id: "tgw-1" }),
  managedPrefixList({ id: "pl-1", cidrs: ["10.0.0.0/8"] }),
  prefixLists(),
);

/** The ids that an answer names, in its first member of each item. */
function idsOf(api: ApiName, vpcs: readonly string[]): string[] {
  const answer: object = sliceOfVpcs(whole, new Set(vpcs)).answers[api] ?? {};
  const [items = []] = Object.values(answer) as Record<string, string>[][];
  return items.map((item) => item[idMembers[api] ?? ""] ?? "");
}

const idMembers: Partial<Record<ApiName, string>> = {
  DescribeVpcs: "VpcId",
  DescribeSubnets: "SubnetId",
  DescribeRouteTables: "RouteTableId",
  DescribeNatGateways: "NatGatewayId",
  DescribeInternetGateways: "InternetGatewayId",
  DescribeEgressOnlyInternetGateways: "EgressOnlyInternetGatewayId",
  DescribeVpcEndpoints: "VpcEndpointId",
  DescribeNetworkInterfaces: "NetworkInterfaceId",
  DescribeVpcPeeringConnections: "VpcPeeringConnectionId",
  DescribeTransitGateways: "TransitGatewayId",
  DescribeTransitGatewayVpcAttachments: "TransitGatewayAttachmentId",
};

describe("the part of an account-Region that paths through some VPCs read", () => {
  test.each([
    ["DescribeVpcs", ["vpc-1"]],
    ["DescribeSubnets", ["subnet-1"]],
    ["DescribeRouteTables", ["rtb-1"]],
    ["DescribeNatGateways", ["nat-1"]],
    ["DescribeInternetGateways", ["igw-1"]],
    ["DescribeEgressOnlyInternetGateways", ["eigw-1"]],
    ["DescribeVpcEndpoints", ["vpce-1"]],
    ["DescribeNetworkInterfaces", ["eni-1-in", "eni-1-out"]],
    ["DescribeVpcPeeringConnections", ["pcx-1"]],
    ["DescribeTransitGateways", ["tgw-1"]],
    ["DescribeTransitGatewayVpcAttachments", ["tgw-attach-1", "tgw-attach-2"]],
  ] as const)("of %s it keeps %j", (api, ids) => expect(idsOf(api, ["vpc-1"])).toEqual(ids));

  test("of no VPC it keeps nothing of VPCs", () => {
    expect(idsOf("DescribeSubnets", [])).toEqual([]);
    expect(idsOf("DescribeInternetGateways", [])).toEqual([]);
    expect(idsOf("DescribeNetworkInterfaces", [])).toEqual([]);
  });

  test("it keeps the prefix lists, and nothing that no path reads", () => {
    const { answers, capturedAt, account, region } = sliceOfVpcs(whole, new Set(["vpc-1"]));
    expect([account, region, capturedAt]).toEqual(["111122223333", "us-east-1", {}]);
    for (const api of ["DescribePrefixLists", "DescribeManagedPrefixLists", "GetManagedPrefixListEntries"] as const)
      expect(answers[api]).toBe(whole.answers[api]);
    expect(Object.keys(answers).toSorted()).toEqual(
      [
        ...Object.keys(idMembers),
        "DescribePrefixLists",
        "DescribeManagedPrefixLists",
        "GetManagedPrefixListEntries",
      ].toSorted(),
    );
  });

  test.each([
    ...Object.keys(idMembers),
    "DescribePrefixLists",
    "DescribeManagedPrefixLists",
    "GetManagedPrefixListEntries",
  ])("%s that was not collected stays absent, and its gap is kept", (api) => {
    const gaps = [gap(api as ApiName)];
    const { [api as ApiName]: _missing, ...answers } = whole.answers;
    const slice = sliceOfVpcs({ ...whole, answers, gaps }, new Set(["vpc-1"]));
    expect(slice.answers).not.toHaveProperty(api);
    expect(slice.gaps).toBe(gaps);
  });

  test.each([
    ["an instance that a route names without an interface", "NetworkInterfaceId"],
    ["the instance of an interface that a route names", "InstanceId"],
  ] as const)("%s brings all of its interfaces (1.15, 2.8)", (_, unnamed) => {
    const tables = whole.answers.DescribeRouteTables?.RouteTables ?? [];
    const named = structuredClone(tables);
    for (const { Routes = [] } of named) for (const each of Routes) delete each[unnamed];
    const answers = { ...whole.answers, DescribeRouteTables: { RouteTables: named } };
    const slice = sliceOfVpcs({ ...whole, answers }, new Set(["vpc-1"]));
    expect(slice.answers.DescribeNetworkInterfaces?.NetworkInterfaces.map((each) => each.NetworkInterfaceId)).toEqual([
      "eni-1-in",
      "eni-1-out",
    ]);
  });

  test("items without a VPC belong to none", () => {
    const answers = {
      ...whole.answers,
      DescribeVpcs: { Vpcs: [{}] },
      DescribeRouteTables: { RouteTables: [{}, { VpcId: "vpc-1" }] },
    };
    const slice = sliceOfVpcs({ ...whole, answers }, new Set(["vpc-1"]));
    expect(slice.answers.DescribeVpcs?.Vpcs).toEqual([]);
    expect(slice.answers.DescribeRouteTables?.RouteTables).toEqual([{ VpcId: "vpc-1" }]);
    expect(slice.answers.DescribeNetworkInterfaces?.NetworkInterfaces).toEqual([]);
  });
});
