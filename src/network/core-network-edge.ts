import type { Answer } from "../snapshot/apis.ts";
import type { AccountRegion } from "../snapshot/format.ts";
import { isUnknown, mapKnown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { byId, groupBy } from "./collections.ts";
import type { ById, Groups } from "./collections.ts";
import * as from from "./core-network-from-answers.ts";
import { tagsFrom } from "./from-answers.ts";
import { answerAbout } from "./keyed-answers.ts";
import { once } from "./memo.ts";
import type { PrefixLists } from "./prefix-lists.ts";
import type * as records from "./records.ts";
import type { TransitPlace, TransitTable } from "./transit-place.ts";

/** A core network (Cloud WAN) at its edge in one Region, as its owner sees it. */
export interface CoreNetworkEdge extends TransitPlace {
  /** `core-network-0ab`. */
  id: string;
  tags: Readonly<Record<string, string>>;
  /** Of this edge. */
  attachments: Maybe<ById<EdgeAttachment>>;
  /** By `segment/NAME` and `network-function-group/NAME`. */
  tables: Maybe<ById<CoreNetworkTable>>;
}

export interface EdgeAttachment extends records.CoreNetworkAttachment {
  /** Undefined where something else than a VPC is attached. */
  vpc: Maybe<records.CoreNetworkVpcAttachment> | undefined;
}

export type CoreNetworkTable = TransitTable<records.CoreNetworkRoute>;

/** The core networks that the account owns, as far as they have an edge in this Region. */
export function viewCoreNetworkEdges(place: AccountRegion, prefixLists: PrefixLists): CoreNetworkEdge[] {
  const own = (place.answers.ListCoreNetworks?.CoreNetworks ?? []).filter(
    ({ OwnerAccountId, State }) => OwnerAccountId === place.account && State?.toLowerCase() !== "deleting",
  );
  return own.flatMap(({ CoreNetworkId: id = "", Tags }) => {
    const core = answerAbout(place, "GetCoreNetwork", id);
    const isElsewhere = !isUnknown(core) && !isAtEdge(core.CoreNetwork?.Edges ?? [], place);
    return isElsewhere ? [] : [viewEdge(place, { id, tags: tagsFrom(Tags), core, prefixLists })];
  });
}

interface Owned {
  id: string;
  tags: Readonly<Record<string, string>>;
  core: Maybe<Answer<"GetCoreNetwork">>;
  prefixLists: PrefixLists;
}

function viewEdge(place: AccountRegion, { id, tags, core, prefixLists }: Owned): CoreNetworkEdge {
  const { account, region } = place;
  return {
    memory: new Map(),
    id,
    tags,
    account,
    region,
    attachments: mapKnown(answerAbout(place, "ListAttachments", id), ({ Attachments }) =>
      byId(Attachments.map((item) => readAttachment(place, from.coreNetworkAttachmentFrom(item)))),
    ),
    tables: mapKnown(core, ({ CoreNetwork }) => readTables(place, id, CoreNetwork ?? {})),
    prefixLists,
  };
}

function readAttachment(place: AccountRegion, record: records.CoreNetworkAttachment): EdgeAttachment {
  const isVpc = record.type === "vpc";
  const vpc = isVpc ? answerAbout(place, "GetVpcAttachment", record.id) : undefined;
  return { ...record, vpc: vpc && mapKnown(vpc, from.coreNetworkVpcAttachmentFrom) };
}

type CoreNetwork = NonNullable<Answer<"GetCoreNetwork">["CoreNetwork"]>;

function readTables(
  place: AccountRegion,
  id: string,
  { Segments = [], NetworkFunctionGroups = [] }: CoreNetwork,
): ById<CoreNetworkTable> {
  const names = [
    ...Segments.map(({ Name = "" }) => `segment/${Name}`),
    ...NetworkFunctionGroups.map(({ Name = "" }) => `network-function-group/${Name}`),
  ];
  return new Map(
    names.map((name) => {
      const routes = mapKnown(answerAbout(place, "GetNetworkRoutes", `${id}/${name}`), ({ NetworkRoutes }) =>
        NetworkRoutes.map(from.coreNetworkRouteFrom),
      );
      return [name, { id: `${id}/${name}`, routes }];
    }),
  );
}

function isAtEdge(edges: NonNullable<CoreNetwork["Edges"]>, { region }: AccountRegion): boolean {
  return edges.some(({ EdgeLocation }) => EdgeLocation === region);
}

/** By the resource that is attached: a VPC has one attachment to a core network, but rejected ones stay listed. */
export const attachmentsByResource = once(({ attachments }: CoreNetworkEdge): Groups<EdgeAttachment> =>
  groupBy(isUnknown(attachments) ? [] : attachments.values(), ({ resource }) => resource),
);
