import {
  dnsProfile,
  hostedZone,
  recordSets,
  route,
  routeTable,
  securityGroup,
  subnet,
  transitGateway,
  transitGatewayVpcAttachment,
  vpc,
  vpcEndpoint,
} from "../../test/support/topology.ts";
import type { Part } from "../../test/support/topology.ts";
import { accountIds } from "./account.ts";
import { instances, privateTier } from "./network-plan.ts";
import type { Plan } from "./network-plan.ts";
import { organizationOnly } from "./policies.ts";

const s3 = "s3.us-east-1.amazonaws.com";
const zone = "Z06154731EXAMPLES3USE1";

/**
 * One S3 interface endpoint for the spokes, and the hosted zone that gives S3's names to it (2.27, 2.28). Its private DNS
 * is off: it would answer in its own VPC only.
 */
export function centralEndpoint(): Part[] {
  const zones = ["a", "b"];
  const endpoint = "vpce-ends-s3";
  const alias = `${endpoint}.s3.us-east-1.vpce.amazonaws.com`;
  return [
    vpc({ id: "vpc-ends", name: "central-endpoints", cidr: "10.1.0.0/16" }),
    ...zones.map((each, index) =>
      subnet({
        id: `subnet-ends-${each}`,
        name: `central-endpoints-${each}`,
        vpc: "vpc-ends",
        zone: each,
        cidr: `10.1.${index}.0/24`,
      }),
    ),
    routeTable({
      id: "rtb-ends-main",
      name: "central-endpoints-main",
      vpc: "vpc-ends",
      main: true,
      routes: [route("10.0.0.0/8", "tgw-hub")],
    }),
    securityGroup({
      id: "sg-ends-endpoints",
      name: "central-endpoints",
      vpc: "vpc-ends",
      ingress: [
        { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.0.0.0/8" }], UserIdGroupPairs: [] },
      ],
    }),
    vpcEndpoint({
      id: endpoint,
      name: "central-s3",
      vpc: "vpc-ends",
      service: "s3",
      subnets: zones.map((each) => `subnet-ends-${each}`),
      privateDns: false,
      securityGroups: ["sg-ends-endpoints"],
      policy: organizationOnly("s3:*"),
    }),
    transitGatewayVpcAttachment({
      id: "tgw-attach-ends",
      name: "central-endpoints",
      transitGateway: "tgw-hub",
      vpc: "vpc-ends",
      subnets: zones.map((each) => `subnet-ends-${each}`),
    }),
    hostedZone({ id: zone, name: s3, vpc: "vpc-ends" }),
    recordSets(zone, { name: s3, alias }, { name: `*.${s3}`, alias }),
  ];
}

/** A VPC without a NAT gateway, behind the network account's transit gateway. */
export type Spoke = Omit<Plan, "natZones">;

export const attachmentOf = ({ key }: Spoke): string => `tgw-attach-${key}`;
export const settlement: Spoke = { key: "settle", name: "settlement", base: "10.32", zones: ["a", "b"] };
export const reports: Spoke = { key: "reports", name: "reports", base: "10.45", zones: ["a", "b"] };

const attachedSubnets = ({ key, zones }: Spoke): string[] => zones.map((each) => `subnet-${key}-private-${each}`);

/** The spoke's attachment, as both accounts see it. */
export function spokeAttachment(spoke: Spoke, vpcOwner: string): Part {
  return transitGatewayVpcAttachment({
    id: attachmentOf(spoke),
    name: spoke.name,
    transitGateway: "tgw-hub",
    owner: accountIds.network,
    vpc: `vpc-${spoke.key}`,
    vpcOwner,
    subnets: attachedSubnets(spoke),
  });
}

/** The network account's hosted zone is associated with the spoke's VPC. */
export function settlementVpc(): Part[] {
  return [
    ...spokeVpc(settlement, accountIds.payments),
    hostedZone({ id: zone, name: s3, vpc: "vpc-settle", owner: accountIds.network }),
  ];
}

/** The same zone comes with the Profile that the network account shares: VPCs that are made today are joined to it. */
export function reportsVpc(): Part[] {
  return [
    ...spokeVpc(reports, accountIds.analytics),
    dnsProfile({ id: "rp-central", vpc: "vpc-reports", resources: [`arn:aws:route53:::hostedzone/${zone}`] }),
  ];
}

function spokeVpc(spoke: Spoke, owner: string): Part[] {
  const { key, name, base } = spoke;
  return [
    vpc({ id: `vpc-${key}`, name, cidr: `${base}.0.0/16` }),
    ...privateTier({ ...spoke, natZones: [] }, () => [
      route("0.0.0.0/0", "tgw-hub"),
      route("dynamodb", `vpce-${key}-dynamodb`),
    ]),
    instances(`${key}-worker`, attachedSubnets(spoke)),
    vpcEndpoint({
      id: `vpce-${key}-dynamodb`,
      name: `${name}-dynamodb`,
      vpc: `vpc-${key}`,
      service: "dynamodb",
      routeTables: spoke.zones.map((each) => `rtb-${key}-private-${each}`),
      policy: organizationOnly("dynamodb:*"),
    }),
    transitGateway({ id: "tgw-hub", name: "hub", owner: accountIds.network }),
    spokeAttachment(spoke, owner),
  ];
}
