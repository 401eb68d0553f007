import type { Answer, Item } from "../snapshot/apis.ts";
import { tagsFrom } from "./from-answers.ts";
import type * as records from "./records.ts";
import { transitDestinationFrom } from "./transit-gateway-from-answers.ts";

export function coreNetworkAttachmentFrom(item: Item<"ListAttachments">): records.CoreNetworkAttachment {
  return {
    id: item.AttachmentId ?? "",
    type: (item.AttachmentType ?? "").toLowerCase(),
    resource: resourceIdOf(item.ResourceArn),
    resourceOwner: item.OwnerAccountId ?? "",
    state: (item.State ?? "").toLowerCase(),
    table: tableOf(item),
    tags: tagsFrom(item.Tags),
  };
}

function tableOf({
  SegmentName: segment,
  NetworkFunctionGroupName: group,
}: Item<"ListAttachments">): string | undefined {
  if (group !== undefined && group !== "") return `network-function-group/${group}`;
  return segment === undefined || segment === "" ? undefined : `segment/${segment}`;
}

/** `vpc-1` of `arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1`. */
function resourceIdOf(arn: string | undefined): string {
  return arn?.split("/").at(-1) ?? "";
}

export function coreNetworkVpcAttachmentFrom({
  VpcAttachment: item,
}: Answer<"GetVpcAttachment">): records.CoreNetworkVpcAttachment {
  return {
    subnets: (item?.SubnetArns ?? []).map(resourceIdOf),
    applianceMode: item?.Options?.ApplianceModeSupport ?? false,
  };
}

export function coreNetworkRouteFrom(item: Item<"GetNetworkRoutes">): records.CoreNetworkRoute {
  return {
    destination: transitDestinationFrom(item),
    prefixList: item.PrefixListId,
    type: (item.Type ?? "").toLowerCase(),
    state: (item.State ?? "").toLowerCase(),
    attachments: (item.Destinations ?? []).map((each) => ({
      id: each.CoreNetworkAttachmentId ?? "",
      type: (each.ResourceType ?? "").toLowerCase(),
      resource: each.ResourceId ?? "",
      edge: each.EdgeLocation ?? "",
      functionGroup: each.NetworkFunctionGroupName,
    })),
  };
}
