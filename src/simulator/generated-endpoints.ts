import type { Item } from "../snapshot/apis.ts";
import {
  addInterface,
  cidrOf,
  idOf,
  isTrue,
  named,
  vpcIdOf,
  type Subnet,
  type VpcParts,
  type VpcPlan,
} from "./generated-parts.ts";
import { interfaceServices, prefixListId, serviceName } from "./generated-region.ts";
import { fractionOf } from "./seeded.ts";

/** Shares of VPCs whose endpoint of the service is on every private table, and on the first one only. */
const gatewayMix = { s3: [0.5, 0.15], dynamodb: [0.3, 0.1] } as const;

export function addGatewayEndpoints(parts: VpcParts, plan: VpcPlan): void {
  const tables = plan.fixtures.zones.map((_, zone) => idOf(plan, "rtb", `private-${zone}`));
  for (const [service, [everywhere, somewhere]] of Object.entries(gatewayMix)) {
    const draw = fractionOf(plan.seed, plan.account, plan.region, plan.name, service);
    const on = draw < everywhere ? tables : draw < everywhere + somewhere ? tables.slice(0, 1) : [];
    if (on.length === 0) continue;
    const id = idOf(plan, "vpce", service);
    parts.endpoints.push({ ...describeEndpoint(plan, service, id), VpcEndpointType: "Gateway", RouteTableIds: on });
    for (const table of parts.routeTables) {
      if (!on.includes(table.RouteTableId ?? "")) continue;
      const DestinationPrefixListId = prefixListId(plan.region, service);
      table.Routes?.push({ DestinationPrefixListId, GatewayId: id, Origin: "CreateRoute", State: "active" });
    }
  }
}

export function addInterfaceEndpoints(parts: VpcParts, plan: VpcPlan, subnets: readonly Subnet[]): void {
  const services = interfaceServices.filter((service) => isTrue(plan, 0.2, `interface ${service}`));
  if (services.length === 0) return;
  const group = describeEndpointGroup(plan);
  parts.securityGroups.push(group);
  for (const [index, service] of services.entries()) {
    const id = idOf(plan, "vpce", service);
    const own = subnets.slice(0, isTrue(plan, 0.25, `one zone ${service}`) ? 1 : 3);
    const cards = own.map((subnet) => ({ subnet, id: idOf(plan, "eni", id, subnet.SubnetId) }));
    parts.endpoints.push({
      ...describeEndpoint(plan, service, id),
      VpcEndpointType: "Interface",
      SubnetIds: own.map(({ SubnetId }) => SubnetId),
      NetworkInterfaceIds: cards.map((card) => card.id),
      Groups: [{ GroupId: group.GroupId ?? "", GroupName: group.GroupName ?? "" }],
      PrivateDnsEnabled: true,
    });
    for (const card of cards) {
      addInterface(parts, plan, {
        ...card,
        host: 10 + index,
        type: "vpc_endpoint",
        description: `VPC Endpoint Interface ${id}`,
      });
    }
  }
}

function describeEndpoint(plan: VpcPlan, service: string, id: string): Item<"DescribeVpcEndpoints"> {
  return {
    VpcEndpointId: id,
    VpcId: vpcIdOf(plan),
    OwnerId: plan.account,
    ServiceName: serviceName(plan.region, service),
    ServiceRegion: plan.region,
    State: "available",
    PolicyDocument: JSON.stringify(policyOf(plan, service)),
    RouteTableIds: [],
    SubnetIds: [],
    NetworkInterfaceIds: [],
    Groups: [],
    IpAddressType: "ipv4",
    PrivateDnsEnabled: false,
    RequesterManaged: false,
    DnsEntries: [],
    CreationTimestamp: "2024-03-01T09:30:00.000Z",
    ...named(plan, `-${service}`),
  };
}

/** Half of the endpoints keep AWS's default policy, the others hold callers or also resources to the organization. */
function policyOf(plan: VpcPlan, service: string): object {
  const statement = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
  const draw = fractionOf(plan.seed, plan.account, plan.region, plan.name, "policy", service);
  if (draw < 0.5) return { Version: "2008-10-17", Statement: [statement] };
  const own = { "aws:PrincipalOrgID": plan.organization };
  const both = draw < 0.75 ? own : { ...own, "aws:ResourceOrgID": plan.organization };
  return { Version: "2012-10-17", Statement: [{ ...statement, Condition: { StringEquals: both } }] };
}

function describeEndpointGroup(plan: VpcPlan): Item<"DescribeSecurityGroups"> {
  const GroupId = idOf(plan, "sg", "endpoints");
  return {
    GroupId,
    GroupName: "endpoints",
    Description: "endpoints",
    OwnerId: plan.account,
    VpcId: vpcIdOf(plan),
    SecurityGroupArn: `arn:aws:ec2:${plan.region}:${plan.account}:security-group/${GroupId}`,
    IpPermissions: [
      { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: cidrOf(plan) }], UserIdGroupPairs: [] },
    ],
    IpPermissionsEgress: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }], UserIdGroupPairs: [] }],
    ...named(plan, "-endpoints"),
  };
}
