import type { Item } from "../snapshot/apis.ts";
import { parseCidr } from "./cidr.ts";
import { tagsFrom } from "./from-answers.ts";
import type * as records from "./records.ts";

export function transitGatewayAttachmentFrom(
  item: Item<"DescribeTransitGatewayAttachments">,
): records.TransitGatewayAttachment {
  return {
    id: item.TransitGatewayAttachmentId ?? "",
    transitGateway: item.TransitGatewayId ?? "",
    type: (item.ResourceType ?? "").toLowerCase(),
    resource: item.ResourceId ?? "",
    resourceOwner: item.ResourceOwnerId ?? "",
    state: (item.State ?? "").toLowerCase(),
    tags: tagsFrom(item.Tags),
  };
}

export function transitGatewayRouteTableFrom(
  item: Item<"DescribeTransitGatewayRouteTables">,
): records.TransitGatewayRouteTable {
  return {
    id: item.TransitGatewayRouteTableId ?? "",
    transitGateway: item.TransitGatewayId ?? "",
    tags: tagsFrom(item.Tags),
  };
}

export function transitGatewayAssociationFrom(
  item: Item<"GetTransitGatewayRouteTableAssociations">,
): records.TransitGatewayAssociation {
  return { attachment: item.TransitGatewayAttachmentId ?? "", state: (item.State ?? "").toLowerCase() };
}

export function transitGatewayRouteFrom(item: Item<"SearchTransitGatewayRoutes">): records.TransitGatewayRoute {
  return {
    destination: transitDestinationFrom(item),
    prefixList: item.PrefixListId,
    type: (item.Type ?? "").toLowerCase(),
    state: (item.State ?? "").toLowerCase(),
    attachments: (item.TransitGatewayAttachments ?? []).map((each) => ({
      id: each.TransitGatewayAttachmentId ?? "",
      type: (each.ResourceType ?? "").toLowerCase(),
      resource: each.ResourceId ?? "",
    })),
  };
}

/** A prefix-list reference may come as the list or as one route for each of its CIDRs. */
export function transitDestinationFrom({
  DestinationCidrBlock: text,
  PrefixListId: list,
}: {
  DestinationCidrBlock?: string | undefined;
  PrefixListId?: string | undefined;
}): records.Destination {
  const cidr = text === undefined ? undefined : parseCidr(text);
  if (text !== undefined && cidr !== undefined) return { kind: "cidr", text, cidr };
  return list === undefined ? { kind: "unrecognized", text: text ?? "" } : { kind: "prefix-list", text: list };
}
