import type { Answers, Item } from "../snapshot/apis.ts";
import { vpcIdOf, type VpcPlan } from "./generated-parts.ts";
import {
  isSpoke,
  networkAccount,
  networkOf,
  spokesIn,
  transitGatewayId,
  vpcPlan,
  type Plan,
  type Spot,
} from "./generated-plan.ts";
import { byId } from "./generated-region.ts";
import { privateSubnetIds } from "./generated-vpc.ts";
import { awsId } from "./seeded.ts";

type VpcAttachment = Item<"DescribeTransitGatewayVpcAttachments">;

/** The hub as its owner sees it, the one attachment as a spoke sees it, nothing elsewhere. */
export function transitAnswers(plan: Plan, index: number, spot: Spot): Answers {
  const { region } = spot;
  const isHub = index === networkAccount && spokesIn(plan, region).length > 0;
  const attached = isHub ? [networkAccount, ...spokesIn(plan, region)] : isSpoke(plan, index, region) ? [index] : [];
  const attachments = byId(
    attached.map((account) => describeAttachment(plan, vpcPlan(plan, account, spot))),
    (item) => item.TransitGatewayAttachmentId ?? "",
  );
  const tables = isHub ? [describeHubTable(plan, region)] : [];
  const tableId = tables[0]?.TransitGatewayRouteTableId ?? "";
  return {
    DescribeTransitGateways: { TransitGateways: attached.length === 0 ? [] : [describeTransitGateway(plan, region)] },
    DescribeTransitGatewayAttachments: {
      TransitGatewayAttachments: attachments.map(
        ({ VpcId, VpcOwnerId, TransitGatewayAttachmentId, TransitGatewayId, State, Tags }) => ({
          TransitGatewayAttachmentId,
          TransitGatewayId,
          State,
          Tags,
          TransitGatewayOwnerId: ownerOf(plan),
          ResourceOwnerId: VpcOwnerId ?? "",
          ResourceType: "vpc",
          ResourceId: VpcId ?? "",
        }),
      ),
    },
    DescribeTransitGatewayVpcAttachments: { TransitGatewayVpcAttachments: attachments },
    DescribeTransitGatewayRouteTables: { TransitGatewayRouteTables: tables },
    GetTransitGatewayRouteTableAssociations: isHub
      ? { [tableId]: { Associations: attachments.map((one) => ({ ...resourceOf(one), State: "associated" })) } }
      : {},
    SearchTransitGatewayRoutes: isHub ? { [tableId]: { Routes: describeHubRoutes(plan, spot, attachments) } } : {},
  };
}

function ownerOf(plan: Plan): string {
  return plan.accountIds[networkAccount] ?? "";
}

function resourceOf({ TransitGatewayAttachmentId = "", VpcId = "" }: VpcAttachment) {
  return { TransitGatewayAttachmentId, ResourceId: VpcId, ResourceType: "vpc" };
}

function describeAttachment(plan: Plan, vpc: VpcPlan): VpcAttachment {
  return {
    TransitGatewayAttachmentId: awsId("tgw-attach", plan.seed, vpc.account, vpc.region),
    TransitGatewayId: transitGatewayId(plan, vpc.region),
    State: "available",
    Tags: [{ Key: "Name", Value: vpc.name }],
    VpcId: vpcIdOf(vpc),
    VpcOwnerId: vpc.account,
    SubnetIds: privateSubnetIds(vpc),
  };
}

function describeTransitGateway(plan: Plan, region: string): Item<"DescribeTransitGateways"> {
  const id = transitGatewayId(plan, region);
  return {
    TransitGatewayId: id,
    TransitGatewayArn: `arn:aws:ec2:${region}:${ownerOf(plan)}:transit-gateway/${id}`,
    OwnerId: ownerOf(plan),
    State: "available",
    Description: "hub",
    CreationTime: "2024-03-01T09:30:00.000Z",
    Tags: [{ Key: "Name", Value: "hub" }],
  };
}

function describeHubTable(plan: Plan, region: string): Item<"DescribeTransitGatewayRouteTables"> {
  return {
    TransitGatewayRouteTableId: awsId("tgw-rtb", plan.seed, region),
    TransitGatewayId: transitGatewayId(plan, region),
    State: "available",
    DefaultAssociationRouteTable: true,
    DefaultPropagationRouteTable: true,
    CreationTime: "2024-03-01T09:30:00.000Z",
    Tags: [{ Key: "Name", Value: "hub" }],
  };
}

/** What leaves goes to the egress VPC, and each spoke's own network to the spoke. */
function describeHubRoutes(plan: Plan, { region }: Spot, attachments: readonly VpcAttachment[]) {
  const routes = [networkAccount, ...spokesIn(plan, region)].map((index) => {
    const attachment = attachments.find(({ VpcOwnerId }) => VpcOwnerId === plan.accountIds[index]) ?? {};
    const isEgress = index === networkAccount;
    return {
      DestinationCidrBlock: isEgress ? "0.0.0.0/0" : `${networkOf(index).join(".")}.0/20`,
      Type: isEgress ? "static" : "propagated",
      State: "active",
      TransitGatewayAttachments: [resourceOf(attachment)],
    };
  });
  return byId(routes, ({ DestinationCidrBlock }) => DestinationCidrBlock);
}
