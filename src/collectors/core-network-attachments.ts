import { AnswerError } from "../aws/errors.ts";
import { networkManagerCommand } from "../aws/network-manager.ts";
import { collectByKey, type Collector, type Place } from "./collector.ts";
import { coreNetworksHere } from "./core-networks.ts";
import { listFromNetworkManager } from "./network-manager-lists.ts";
import { sortItems, toWire } from "./wire.ts";

/** What is attached to the account's core networks at the edge of this Region, whoever owns it. */
export const coreNetworkAttachments: Collector<"ListAttachments"> = {
  resourceType: "core-network-attachment",
  api: "ListAttachments",
  iamAction: "networkmanager:ListAttachments",
  scope: "region",
  needs: ["GetCoreNetwork"],
  collect: (place) =>
    collectByKey(place, [...coreNetworksHere(place).keys()], async (CoreNetworkId) => {
      const items = await listFromNetworkManager(place, "ListAttachments", {
        CoreNetworkId,
        EdgeLocation: place.region,
      });
      return { Attachments: sortItems(items, ["AttachmentId"]) };
    }),
};

/** In which subnets a VPC is attached: traffic comes in by their route tables. */
export const coreNetworkVpcAttachments: Collector<"GetVpcAttachment"> = {
  resourceType: "core-network-vpc-attachment",
  api: "GetVpcAttachment",
  iamAction: "networkmanager:GetVpcAttachment",
  scope: "region",
  needs: ["ListAttachments"],
  collect: (place) =>
    collectByKey(place, vpcAttachments(place), async (AttachmentId) => {
      const { VpcAttachment } = await place.requestNetworkManager("GetVpcAttachment", (client) =>
        client.send(networkManagerCommand("GetVpcAttachment", { AttachmentId })),
      );
      if (VpcAttachment === undefined) throw new AnswerError("the answer holds no attachment");
      const { SubnetArns, ...rest } = toWire(VpcAttachment);
      return {
        VpcAttachment: { ...rest, ...(SubnetArns === undefined ? {} : { SubnetArns: SubnetArns.toSorted() }) },
      };
    }),
};

function vpcAttachments({ answers }: Place): string[] {
  return Object.values(answers.ListAttachments ?? {})
    .flatMap(({ Attachments }) => Attachments)
    .filter(({ AttachmentType }) => AttachmentType?.toUpperCase() === "VPC")
    .flatMap(({ AttachmentId }) => AttachmentId ?? []);
}
